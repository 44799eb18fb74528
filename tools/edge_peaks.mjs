#!/usr/bin/env node
// How many of the peaks that Read lists lie on the outermost ring of their map, where a convolution reads
// zeros beside the image: node tools/edge_peaks.mjs FOLDER [--site build/site] [--model FILE] [--most 60]
// [--layers 4]. FOLDER: images, the first --most of them by name. Counted are the filters that are listed
// (six an image, two of a layer at most) of the first --layers layers, and what chance would leave there.
// Needs the site's engine and onnxruntime-node; another --site compares another state of the code.
import fs from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import ort from 'onnxruntime-node';

const { values: options, positionals: [folder] } = parseArgs({
  allowPositionals: true,
  options: {
    site: { type: 'string', default: 'build/site' },
    model: { type: 'string', default: 'models/paper.onnx' },
    most: { type: 'string', default: '60' },
    layers: { type: 'string', default: '4' },
  },
});
const LISTED = 6;
const OF_A_LAYER = 2;
const FIGURES = 6;

// It is built for a worker: what it asks of one is stood in for.
const address = pathToFileURL(path.resolve(options.site, 'engine.js')).href;
Object.assign(globalThis, { self: { location: { href: address } } });
const { default: create } = await import(address);
const engine = await create({ wasmBinary: await fs.readFile(path.resolve(options.site, 'engine.wasm')) });
const checked = (/** @type {any} */ answer) => {
  if (answer.error) throw new Error(JSON.stringify(answer.error));
  return answer;
};
const bytes = new Uint8Array(await fs.readFile(options.model));
const { card: text } = checked(engine.readModel(path.basename(options.model), bytes));
engine.keepModel();
const card = JSON.parse(text);
const runnable = checked(engine.dequantiseModel(path.basename(options.model), bytes)).bytes;
const session = await ort.InferenceSession.create(runnable, { intraOpNumThreads: 2 });

let listed = 0;
let onRing = 0;
let expected = 0;
const names = (await fs.readdir(folder)).filter((name) => /\.(jpe?g|png|bmp)$/i.test(name)).sort();
for (const name of names.slice(0, Number(options.most))) {
  checked(engine.openImage(name, new Uint8Array(await fs.readFile(path.join(folder, name)))));
  const { shape, tensor } = checked(engine.prepareOpenImage(null));
  const outputs = await session.run({ [card.input_tensor]: new ort.Tensor('float32', tensor, shape) });
  for (const { layer, filter, figures } of strongest(outputs)) {
    if (layer >= Number(options.layers)) continue;
    const { dims: [, , height, width] } = outputs[card.layers[layer].tensor];
    const [x, y] = figures.subarray(filter * FIGURES + 4);
    listed += 1;
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) onRing += 1;
    expected += 1 - ((width - 2) * (height - 2)) / (width * height);
  }
}
console.log(`${names.slice(0, Number(options.most)).length} images, ${listed} listed peaks of layers 0 to ` +
  `${Number(options.layers) - 1}: ${onRing} on the outermost ring, ${expected.toFixed(1)} by chance`);

/** As strongest_filters() of the viewer has them. @param {import('onnxruntime-node').InferenceSession.OnnxValueMapType} outputs */
function strongest(outputs) {
  const chosen = card.layers.flatMap((/** @type {any} */ { tensor }, /** @type {number} */ layer) => {
    const { dims: [, channels, height, width], data } = outputs[tensor];
    const { notability, statistics: figures } =
      checked(engine.layerFigures(layer, channels, height, width, data));
    return [...notability.keys()].filter((filter) => figures[filter * FIGURES + 1] > 0)
      .map((filter) => ({ layer, filter, figures, score: notability[filter] }))
      .sort((a, b) => b.score - a.score || a.filter - b.filter).slice(0, OF_A_LAYER);
  });
  return chosen.sort((/** @type {any} */ a, /** @type {any} */ b) => b.score - a.score || a.layer - b.layer || a.filter - b.filter)
    .slice(0, LISTED);
}
