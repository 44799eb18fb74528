// @ts-check
// One image, one answer: libtorch (lesionlens evaluate), onnxruntime-node and the page in Chromium
// give the same logits and maps, and the network's input is the same bits natively and in
// WebAssembly.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import ort from 'onnxruntime-node';
import { lastResult, openPage, openImage, untilState } from './browser.mjs';
import { loadEngine } from './engine.mjs';
import { hosted } from './hosted.mjs';
import { NO_REAL, program, real, synthetic } from './images.mjs';
import { siteWithCentralModel } from './made_site.mjs';

const LOGITS = 1e-4; // absolute
const MAPS = 1e-4; // of the layer's maximum on the image

const site = siteWithCentralModel();
const model = path.join(site, 'models/default.onnx');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-numbers-'));
const { host, browser } = await hosted(site);
const { page } = await openPage(browser, host.url);
const engine = await loadEngine();
const weights = fs.readFileSync(model);
const card = JSON.parse(engine.readModel('default.onnx', weights).card);
engine.keepModel();
const session = await ort.InferenceSession.create(weights);

before(() => untilState(page));
after(() => {
  fs.rmSync(folder, { recursive: true });
});

/**
 * What `lesionlens evaluate` makes of the images: logits by image, everything else as files.
 * @param {import('./images.mjs').ImageFile[]} images
 */
function runNative(images) {
  const links = fs.mkdtempSync(path.join(folder, 'images-'));
  const rows = ['isic_id,benign_malignant'];
  for (const [index, { name, file }] of images.entries()) {
    fs.symlinkSync(file, path.join(links, name));
    // The labels are of no interest here, but both must occur.
    rows.push(`${path.parse(name).name},${index % 2 ? 'malignant' : 'benign'}`);
  }
  const metadata = path.join(links, 'metadata.csv');
  fs.writeFileSync(metadata, `${rows.join('\n')}\n`);
  const printed = execFileSync(program, ['evaluate', '--model', model, '--images', links,
    '--metadata', metadata, '--split', 'all', '--maps-dir', folder, '--tensor', '--logits'],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  /** @type {Map<string, number[]>} */
  const logits = new Map();
  for (const line of printed.split('\n')) {
    const [id, ...values] = line.trim().split(' ');
    if (images.some(({ name }) => path.parse(name).name === id)) logits.set(id, values.map(Number));
  }
  return logits;
}

/** @param {string} name @param {string} what */
function native(name, what) {
  const bytes = fs.readFileSync(path.join(folder, `${path.parse(name).name}.${what}.f32`));
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** @param {Float32Array | number[]} one @param {Float32Array | number[]} other */
function apart(one, other) {
  assert.equal(one.length, other.length);
  let most = 0;
  for (let i = 0; i < one.length; i += 1) most = Math.max(most, Math.abs(one[i] - other[i]));
  return most;
}

/** @param {Float32Array} values */
function greatest(values) {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * How far two answers of a layer are apart: as a part of the layer's maximum, and of each filter's
 * own. The second is only reported: in a filter that hardly responds, sums that cancel out to
 * nearly nought differ by as little as in any other, and that is much of nearly nought.
 * @param {Float32Array} one @param {Float32Array} other @param {number} channels
 */
function mapsApart(one, other, channels) {
  const layer = apart(one, other) / greatest(other);
  const area = one.length / channels;
  let filter = 0;
  for (let c = 0; c < channels; c += 1) {
    const [a, b] = [one, other].map((maps) => maps.subarray(c * area, (c + 1) * area));
    const top = greatest(b);
    if (top > 0) filter = Math.max(filter, apart(a, b) / top);
    // A map that is nought everywhere is nought in the other, or as good as.
    else assert.ok(greatest(a) <= MAPS * greatest(other));
  }
  return { layer, filter };
}

/** @param {import('./images.mjs').ImageFile[]} images @param {import('node:test').TestContext} t */
async function compare(images, t) {
  const nativeLogits = runNative(images);
  const most = { logits: 0, layer: 0, filter: 0 };
  for (const { name, bytes } of images) {
    assert.equal(engine.openImage(name, bytes).error, null);
    const input = engine.prepareOpenImage(null);
    assert.deepEqual(Buffer.from(input.tensor.buffer), Buffer.from(native(name, 'tensor').buffer),
      `${name}: the same bits go in`);

    const tensor = new ort.Tensor('float32', input.tensor, input.shape);
    const outputs = await session.run({ [card.input_tensor]: tensor });
    const seen = await openImage(page, name, bytes);
    assert.equal(seen.state, 'ready', seen.problem);
    const shown = await lastResult(page);

    const logits = /** @type {Float32Array} */ (outputs[card.logits_tensor].data);
    for (const other of [logits, nativeLogits.get(path.parse(name).name) ?? []]) {
      const distance = apart(shown.logits, other);
      most.logits = Math.max(most.logits, distance);
      assert.ok(distance <= LOGITS, `${name}: logits ${distance} apart`);
    }
    for (const [index, layer] of shown.layers.entries()) {
      const node = /** @type {Float32Array} */ (outputs[card.layers[index].tensor].data);
      for (const other of [node, native(name, `layer${index}`)]) {
        const distance = mapsApart(layer.values, other, layer.channels);
        most.layer = Math.max(most.layer, distance.layer);
        most.filter = Math.max(most.filter, distance.filter);
        assert.ok(distance.layer <= MAPS, `${name}: layer ${index}'s maps ${distance.layer} apart`);
      }
    }
  }
  t.diagnostic(`${images.length} images, at most: logits ${most.logits.toExponential(1)} apart, maps ` +
    `${most.layer.toExponential(1)} of the layer's maximum, ${most.filter.toExponential(1)} of the filter's own`);
}

describe('libtorch, onnxruntime-node and the page', () => {
  it('give the same logits and maps for 10 synthetic images', (t) => compare(synthetic(10), t));

  it('give the same logits and maps for 50 real images', async (t) => {
    const images = real(50);
    if (images.length === 0) return t.skip(NO_REAL);
    await compare(images, t);
  });

  it('agree on an image that has to be turned and reduced', (t) =>
    compare(synthetic(2, '4000x3000'), t));
});
