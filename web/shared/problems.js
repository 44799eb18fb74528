// @ts-check
// What goes wrong in JavaScript: the codes that are made here, and their kinds. Those of the engine
// are in core/error_codes.h. The sentence for a code stands in the tables of words (web/words).

/** @typedef {import('./messages.js').Problem} Problem */

export const KINDS = Object.freeze({
  'answer.damaged': 'internal',
  'archive.damaged': 'corrupt',
  'archive.encrypted': 'unsupported',
  'archive.none': 'corrupt',
  'device.failed': 'internal',
  'device.memory': 'too_large',
  'export.failed': 'internal',
  'export.fonts': 'unreachable',
  'export.nothing': 'invalid_argument',
  'file.too_large': 'too_large',
  'file.unreadable': 'io',
  'image.altered': 'unsupported',
  'image.browser': 'unsupported',
  'image.heic': 'unsupported',
  'lesion.cannot_find': 'unsupported',
  'model.connection': 'unreachable',
  'model.none_open': 'invalid_argument',
  'model.unreachable': 'unreachable',
  'network.cannot_run': 'unsupported',
  'network.no_tensor': 'corrupt',
  'what_if.no_graph': 'unsupported',
  'what_if.no_layer': 'unsupported',
  'words.unreachable': 'unreachable',
  'worker.broke': 'internal',
});

/**
 * @param {keyof typeof KINDS} code
 * @param {Problem['values']} [values] `file`: the name of the file that it is about, if any
 * @returns {Problem}
 */
export function problem(code, values = {}) {
  return { kind: KINDS[code], code, values };
}
