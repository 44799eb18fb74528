// @ts-check
// What the engine makes of a network's outputs: figures of every filter, and the probability.

/** @typedef {import('./engine_host.js').Engine} Engine */
/** @typedef {import('./network.js').LayerMaps} LayerMaps */

/**
 * By the card that the engine knows.
 * @param {Engine} engine
 * @param {{logits: Float32Array, layers: LayerMaps[]}} output
 * @param {<T extends {error: string}>(outcome: T) => T} checked
 */
export async function summariseOutputs(engine, output, checked) {
  const layers = [];
  for (const [index, map] of output.layers.entries()) {
    const { statistics, places, notability } = checked(
      await engine.layerFigures(index, map.channels, map.height, map.width, map.values),
    );
    layers.push({ ...map, statistics, places, notability });
  }
  const { probability } = checked(await engine.probability(output.logits));
  const buffers = layers.flatMap(({ values, statistics, places, notability }) =>
    [values, statistics, places, notability].map(({ buffer }) => buffer));
  return { layers, probability, logits: [...output.logits], buffers };
}
