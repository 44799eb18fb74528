// @ts-check
// What the worker answers where it can't do what it was asked, and is as fit as before. Any other
// error is taken for an engine that ran out of memory.
import { problem } from '../shared/problems.js';

/** @typedef {import('../shared/messages.js').Problem} Problem */
/** @typedef {Problem['values']} Values */

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
 * @param {keyof typeof import('../shared/problems.js').KINDS} code
 * @param {Values} [values] `file`: the name of the file that it is about, if any
 */
export function refusal(code, values = {}) {
  return new Refused(problem(code, values));
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
    ? problem('device.memory', about)
    : problem('device.failed', { ...about, detail });
}
