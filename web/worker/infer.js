// @ts-check
// A network's inference in the terms of its model card: an image in, logits and layers out.

/** @typedef {{channels: number, height: number, width: number, values: Float32Array}} LayerMaps */
/** @typedef {{shape: number[], tensor: Float32Array}} Input InputTensor of core/model/preprocess.h */
/** @typedef {{dims: readonly number[], values: Float32Array}} Tensor */
/**
 * What runs a graph (network.js). card: the model card; run: inputs by name, whose arrays are not to be
 * used afterwards, and the outputs that are wanted, by name; what comes back nobody else holds.
 * @typedef {{
 *   card: any,
 *   run: (inputs: Record<string, Tensor>, names: string[]) => Promise<Record<string, Tensor>>,
 *   close: () => Promise<unknown>,
 * }} Network
 */

/**
 * @param {Network} network
 * @param {Input} input
 * @param {number[]} [wanted] layers; those that the card does not have are left out
 * @returns {Promise<{logits: Float32Array, layers: LayerMaps[]}>} layers: by their numbers in the card;
 *   where only some are wanted, the others are missing from the array
 */
export async function infer(network, { shape, tensor }, wanted) {
  const { card } = network;
  const all = card.layers.map((/** @type {{tensor: string}} */ layer) => layer.tensor);
  const numbers = (wanted ?? [...all.keys()]).filter((index) => index in all);
  const names = [...new Set([card.logits_tensor, ...numbers.map((index) => all[index])])];
  const image = { dims: shape, values: tensor };
  const outputs = await network.run({ [card.input_tensor]: image }, names);
  /** @type {LayerMaps[]} */
  const layers = [];
  for (const index of numbers) {
    const { dims: [, channels = 0, height = 0, width = 0], values } = outputs[all[index]];
    layers[index] = { channels, height, width, values };
  }
  return { logits: outputs[card.logits_tensor].values, layers };
}

/** @param {any} card @returns {Input} */
export function emptyInput(card) {
  const { width, height, layout } = card.input;
  const shape = layout === 'NHWC' ? [1, height, width, 3] : [1, 3, height, width];
  return { shape, tensor: new Float32Array(3 * width * height) };
}
