// @ts-check
// What the Sheet screen asks of the worker: a picture for the figures of all filters and the maps of
// a few.
import { summariseOutputs } from '../summarise_outputs.js';
import { Refused } from '../refused.js';

/** @typedef {import('../engine_host.js').Engine} Engine */
/** @typedef {import('../network.js').LayerMaps} LayerMaps */

/**
 * @param {Engine} engine that knows the card of the model
 * @param {{
 *   run: (input: import('../network.js').Input) =>
 *     Promise<{logits: Float32Array, layers: LayerMaps[]}>,
 *   checked: <T extends {error: string}>(outcome: T) => T,
 *   post: (answer: import('../../shared/messages.js').Answer, transfer?: ArrayBufferLike[]) => void,
 * }} way
 * @param {import('../../shared/messages.js').SheetLook} request
 */
export async function lookForSheet(engine, way, { id, name, file, crop, columns, ticket }) {
  const bytes = await file.arrayBuffer().catch(() => null);
  if (!bytes) throw new Refused(`${name}: the file could not be read`);
  const { width, height } = way.checked(await engine.openImage(name, new Uint8Array(bytes)));
  const input = way.checked(await engine.call('prepareOpenImage', crop));
  await engine.call('closeImage');
  const output = await way.run(input);
  const { layers, probability } = await summariseOutputs(engine, output, way.checked);
  const maps = columns.flatMap(({ layer, filter }) => {
    const of = output.layers[layer];
    if (!of || filter >= of.channels) return [];
    const area = of.width * of.height;
    const values = of.values.slice(filter * area, (filter + 1) * area);
    return [{ layer, filter, width: of.width, height: of.height, values }];
  });
  const figures = layers.map(({ values: _, ...rest }) => rest);
  way.post({
    type: 'sheet-row', ticket, id, width, height, crop, region: input.region, probability,
    layers: figures, maps,
  }, [...figures.flatMap(({ statistics, places, notability }) =>
    [statistics.buffer, places.buffer, notability.buffer]), ...maps.map(({ values }) => values.buffer)]);
}
