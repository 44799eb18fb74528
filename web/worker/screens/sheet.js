// @ts-check
// What the Sheet screen asks of the worker: an image for the figures of all filters and the maps of a
// few.
import { frameOf } from '../../shared/frames.js';
import { infer } from '../infer.js';
import { bytesOf, checked } from '../reply.js';
import { summariseOutputs } from '../summarise_outputs.js';

/**
 * @param {import('../engine_host.js').Engine} engine that knows the card of the model
 * @param {import('../infer.js').Network} network
 * @param {import('../../shared/messages.js').SheetInference} request
 * @param {import('../jobs.js').Job} job
 */
export async function* inferRow(engine, network, request, { post }) {
  const { id, name, file, crop, columns, ticket } = request;
  const bytes = await bytesOf({ name, file });
  const { width, height } = checked(await engine.openImage(name, bytes, frameOf(file)));
  const input = checked(await engine.prepare('prepareOpenImage', crop));
  await engine.call('closeImage');
  yield;
  const output = await infer(network, input);
  const { layers, probability } = await summariseOutputs(engine, output);
  const maps = columns.flatMap(({ layer, filter }) => {
    const of = output.layers[layer];
    if (!of || filter >= of.channels) return [];
    const area = of.width * of.height;
    const values = of.values.slice(filter * area, (filter + 1) * area);
    return [{ layer, filter, width: of.width, height: of.height, values }];
  });
  const figures = layers.map(({ values: _, ...rest }) => rest);
  post({
    type: 'sheet-row', ticket, id, width, height, crop, region: input.region, probability,
    layers: figures, maps,
  }, [...figures.flatMap(({ statistics, places, notability }) =>
    [statistics.buffer, places.buffer, notability.buffer]), ...maps.map(({ values }) => values.buffer)]);
  await engine.shrink();
}
