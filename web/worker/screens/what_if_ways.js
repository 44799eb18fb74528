// @ts-check
// How filters are switched on What if: how much of a response stays, and what stands for the rest
// (core/onnx/ablate.h).

/** @typedef {import('../../shared/messages.js').By} By */
/** @typedef {import('../../shared/messages.js').OtherImage} OtherImage */
/** The image as it is, seen by the plain network. means: of each layer's filters over the image.
 * @typedef {{key: string, shape: number[], tensor: Float32Array, region: import('../engine_host.js').Rect,
 *   logits: Float32Array, means: Float32Array[]}} Base */
/** instead: a number; others: maps of each of these images stand in its place, a run for each.
 * @typedef {{keep: number, instead: (layer: number, filter: number) => number, others: OtherImage[]}} Change */

/** The part of a filter's response that stays. @param {By} by */
function kept(by) {
  return { half: 0.5, double: 2, zero: 0, mean: 0, training: 0, others: 0 }[by];
}

/** @param {any} card @param {Base} base @param {By} by @param {number} layer @param {number} filter
 * @returns {number} */
function instead(card, base, by, layer, filter) {
  if (by === 'mean') return base.means[layer]?.[filter] ?? 0;
  return by === 'training' ? card.layers[layer]?.filters?.[filter]?.mean ?? 0 : 0;
}

/** @param {any} card @param {Base} base @param {By} by @param {OtherImage[]} others @returns {Change} */
export function changeOf(card, base, by, others) {
  return { keep: kept(by), instead: (layer, filter) => instead(card, base, by, layer, filter),
    others: by === 'others' ? others : [] };
}
