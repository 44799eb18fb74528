// @ts-check
// Networks that read other inputs and answer otherwise than ours: one network in variants, whose
// answer was worked out without a graph (tests/native/cli/input_variants.cc). The page shows that
// answer for each of them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import ort from 'onnxruntime-node';
import {
  drop, lastResult, openImage, openPage, until, untilState, viewerState,
} from './browser.mjs';
import { loadEngine } from './engine.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';
import { program } from './programs.mjs';

const APART = 1e-5; // of a probability: single precision, other orders of sums

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-variants-'));
after(() => fs.rmSync(folder, { recursive: true }));
execFileSync(program('input_variants'), [folder]);
/** @type {{probability: number, variants: string[]}} */
const known = JSON.parse(fs.readFileSync(path.join(folder, 'known.json'), 'utf8'));
const image = fs.readFileSync(path.join(folder, 'images/pattern.png'));
/** @param {string} variant */
const fileOf = (variant) => fs.readFileSync(path.join(folder, `${variant}.onnx`));

const engine = await loadEngine();
const { host, browser } = await hosted();

/** What the engine and ONNX Runtime for node make of the image. @param {Buffer} file */
async function probabilityUnderNode(file) {
  const read = engine.readModel('variant.onnx', file);
  assert.equal(read.error, null);
  engine.keepModel();
  const card = JSON.parse(read.card);
  assert.equal(engine.openImage('pattern.png', image).error, null);
  const input = engine.prepareOpenImage(null);
  assert.equal(input.error, null);
  const session = await ort.InferenceSession.create(file);
  const outputs = await session.run({
    [card.input_tensor]: new ort.Tensor('float32', input.tensor, input.shape),
  });
  await session.release();
  const { error, probability } = engine.probability(outputs[card.logits_tensor].data);
  assert.equal(error, null);
  engine.closeImage();
  return { probability, input, card };
}

/** @param {number} probability @param {string} what */
function isKnown(probability, what) {
  assert.ok(Math.abs(probability - known.probability) < APART,
    `${what}: ${probability}, known is ${known.probability}`);
}

describe('a network that reads another input', () => {
  it('is given what its card says, under node', async () => {
    assert.equal(known.variants.length, 10);
    for (const variant of known.variants) {
      const { probability, input, card } = await probabilityUnderNode(fileOf(variant));
      isKnown(probability, variant);
      const width = card.input.width;
      assert.deepEqual([...input.shape],
        card.input.layout === 'NHWC' ? [1, 16, width, 3] : [1, 3, 16, width], variant);
      assert.deepEqual(input.region, { x: (32 - width) / 2, y: 0, width, height: 16 }, variant);
    }
  });

  it('is described anew inside its file, under node', async () => {
    const { card } = await probabilityUnderNode(fileOf('bgr'));
    /** @param {Buffer} file @param {object} fresh */
    const withCard = (file, fresh) => {
      const { error, bytes } = engine.setMetadata('bgr.onnx', file, 'lesionlens', JSON.stringify(fresh));
      assert.equal(error, null);
      return Buffer.from(bytes);
    };
    const wrong = withCard(fileOf('bgr'), { ...card, input: { ...card.input, channels: 'RGB' } });
    const { probability } = await probabilityUnderNode(wrong);
    assert.ok(Math.abs(probability - known.probability) > 1e-3, 'the colours the wrong way round');
    const right = withCard(wrong, card);
    isKnown((await probabilityUnderNode(right)).probability, 'corrected');
    // Nothing else in the file has changed: the card's text is put in its place.
    assert.deepEqual(withCard(right, card), right);
    const damaged = engine.setMetadata('cut.onnx', right.subarray(0, right.length / 2), 'lesionlens', '{}');
    assert.equal(damaged.error.values.file, 'cut.onnx');
  });

  it('gives the probability that is known on the page', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    await openImage(page, 'pattern.png', image);
    for (const variant of known.variants) {
      await drop(page, [{ name: `${variant}.onnx`, bytes: fileOf(variant) }]);
      const state = await until(() => viewerState(page),
        (s) => s.modelName === `${variant}.onnx` && s.hasResult, variant);
      isKnown(state.probability, variant);
      const { layers, region } = await lastResult(page);
      const wide = variant === 'wide' || variant === 'all';
      assert.deepEqual(layers.map((/** @type {any} */ one) => [one.channels, one.height, one.width]),
        [[4, 8, wide ? 16 : 8], [3, 8, wide ? 16 : 8]], variant);
      assert.deepEqual(state.seen, { x: wide ? 0 : 8, y: 0, width: wide ? 32 : 16, height: 16 });
      assert.deepEqual(region, state.seen);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('sees the part that is asked for, on Read and on Sheet, with the height that its width has', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    /** @param {Record<string, unknown>} action */
    const dispatch = (action) => page.evaluate((one) =>
      /** @type {any} */ (globalThis).lesionlens.dispatch(one), action);
    await untilState(page);
    const [photograph] = synthetic(10);
    await openImage(page, photograph.name, photograph.bytes);
    await drop(page, [{ name: 'wide.onnx', bytes: fileOf('wide') }]);
    const own = await until(() => viewerState(page), (s) => s.modelName === 'wide.onnx' && s.hasResult,
      'the model');
    assert.deepEqual(own.seen, { x: 0, y: 80, width: 640, height: 320 });
    await dispatch({ type: 'crop', x: 30, y: 40, width: 200 });
    const moved = await until(() => viewerState(page), (s) => s.crop && !s.cropPending, 'an answer');
    assert.deepEqual(moved.seen, { x: 30, y: 40, width: 200, height: 100 });
    assert.deepEqual(moved.crop, moved.seen);
    assert.notEqual(moved.probability, own.probability);
    await dispatch({ type: 'screen', screen: 'sheet' });
    const { sheet } = await until(() => viewerState(page),
      (s) => s.sheet.table?.rows[0]?.cells.every(Boolean), 'the row');
    assert.equal(sheet.table.rows[0].probability, moved.probability);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
