// @ts-check
// What the worker answers where it can't do what it was asked, and is as fit as before. Any other
// error is taken for an engine that ran out of memory.

/** @typedef {import('../shared/messages.js').Problem} Problem */
/** @typedef {Problem['values']} Values */

/** The codes that are made here, and their kinds; those of the engine are in core/error_codes.h. The
 * sentence for a code stands in the tables of words. */
export const WORKER_CODES = Object.freeze({
  'device.failed': 'internal',
  'device.memory': 'too_large',
  'export.fonts': 'unreachable',
  'file.unreadable': 'io',
  'model.connection': 'unreachable',
  'model.none_open': 'invalid_argument',
  'model.unreachable': 'unreachable',
  'network.cannot_run': 'unsupported',
  'network.no_tensor': 'corrupt',
  'worker.broke': 'internal',
});

export class Refused extends Error {
  /** @param {Problem} problem */
  constructor({ kind, code, values }) {
    super(code);
    this.problem = { kind, code, values };
  }

  /** The same of a file. @param {string} file */
  about(file) {
    const { values } = this.problem;
    return new Refused({ ...this.problem, values: { file, ...values } });
  }
}

/**
 * @param {keyof typeof WORKER_CODES} code
 * @param {Values} [values] `file`: the name of the file that it is about, if any
 */
export function refusal(code, values = {}) {
  return new Refused({ kind: WORKER_CODES[code], code, values });
}

/**
 * What is to be said of an error of any sort.
 * @param {unknown} error
 * @param {string} file the name of the file that was asked for; may be empty
 * @returns {Problem}
 */
export function problemOf(error, file) {
  if (error instanceof Refused) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  const about = /** @type {Values} */ (file ? { file } : {});
  return /memory|allocat|abort|OOM/i.test(detail)
    ? refusal('device.memory', about).problem
    : refusal('device.failed', { ...about, detail }).problem;
}
