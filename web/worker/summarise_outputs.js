// @ts-check
// What the engine makes of a network's outputs: statistics of every filter, and the probability.
import { checked } from './reply.js';

/** @typedef {import('./engine_host.js').Engine} Engine */
/** @typedef {import('./infer.js').LayerMaps} LayerMaps */

/**
 * By the card that the engine knows.
 * @param {Engine} engine
 * @param {{logits: Float32Array, layers: LayerMaps[]}} output
 */
export async function summariseOutputs(engine, output) {
  const layers = [];
  for (const [index, map] of output.layers.entries()) {
    const { statistics, places, notability } = checked(
      await engine.layerFigures(index, map.channels, map.height, map.width, map.values),
    );
    layers.push({ ...map, statistics, places, notability });
  }
  const { probability } = checked(await engine.probability(output.logits));
  const { novelty } = checked(await engine.novelty());
  const buffers = layers.flatMap(({ values, statistics, places, notability }) =>
    [values, statistics, places, notability].map(({ buffer }) => buffer));
  return { layers, probability, novelty, logits: [...output.logits], buffers };
}
