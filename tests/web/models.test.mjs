// @ts-check
// More than one model comes with the site: the others are loaded when somebody asks for them, and
// one whose weights are compressed gives what ONNX Runtime makes of the same file by itself.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import ort from 'onnxruntime-node';
import {
  lastResult, launch, openPage, openImage, outcome, until, untilAtRest, untilState,
} from './browser.mjs';
import { loadEngine } from './engine.mjs';
import { siteWithTwoModels } from './made_site.mjs';
import { synthetic } from './images.mjs';
import { serve } from './server.mjs';

const LOGITS = 1e-4;

const site = siteWithTwoModels();
const second = fs.readFileSync(path.join(site, 'models/second.onnx'));
const [image] = synthetic(2);
const browser = await launch();
after(() => browser.close());

/** @param {import('./browser.mjs').Page} page */
function listed(page) {
  return page.evaluate(() => [...document.querySelectorAll('#models button')].map((button) =>
    ({ text: button.textContent ?? '', current: button.getAttribute('aria-current') })));
}

/** @param {import('./browser.mjs').Page} page @param {number} index */
function choose(page, index) {
  return page.evaluate((at) => {
    /** @type {HTMLElement} */ (document.querySelectorAll('#models button')[at]).click();
  }, index);
}

/** @param {import('./browser.mjs').Page} page @param {string} name */
function untilModel(page, name) {
  const look = () => page.evaluate(() => document.getElementById('model-name')?.textContent ?? '');
  return until(look, (text) => text.includes(`: ${name}`), `the model ${name}`);
}

/** ONNX Runtime's logits of the image by the file as it is, its weights in bytes. */
async function independentLogits() {
  const engine = await loadEngine();
  const card = JSON.parse(engine.readModel('second.onnx', second).card);
  engine.keepModel();
  engine.openImage(image.name, image.bytes);
  const { tensor, shape } = engine.prepareOpenImage(null);
  // 'extended' would round what comes into such layers too: see tests/native/cli/ort_agreement.
  const session = await ort.InferenceSession.create(second, { graphOptimizationLevel: 'basic' });
  const input = new ort.Tensor('float32', tensor, shape);
  const outputs = await session.run({ [card.input_tensor]: input });
  await session.release();
  return [...(/** @type {Float32Array} */ (outputs[card.logits_tensor].data))];
}

describe('the models of a site', () => {
  it('are listed with their sizes and what their cards say, the default one first', async () => {
    const list = JSON.parse(fs.readFileSync(path.join(site, 'models/models.json'), 'utf8'));
    assert.deepEqual(list.map((/** @type {any} */ one) => one.file), ['default.onnx', 'second.onnx']);
    assert.equal(list[1].name, 'random');
    assert.equal(list[1].bytes, second.length);
    assert.match(list[1].sentences.en, /^Random weights, for tests only\./);
    // Kept for use without a network: the list and the default model, no other.
    const worker = fs.readFileSync(path.join(site, 'sw.js'), 'utf8');
    for (const kept of ['models/default.onnx', 'models/models.json']) assert.ok(worker.includes(kept));
    assert.ok(!worker.includes('second.onnx'));
  });

  it('are loaded when they are chosen, and the image that is open is judged anew', async () => {
    const host = await serve(site);
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    await openImage(page, image.name, image.bytes);
    const earlier = await lastResult(page);
    const [first, other] = await listed(page);
    assert.equal(first.current, 'true');
    assert.equal(other.current, null);
    assert.ok(other.text.includes(`${(second.length / 1e6).toFixed(1)} MB`), other.text);
    const fetched = () => host.log.filter(({ url }) => url.endsWith('second.onnx')).length;
    assert.equal(fetched(), 0);

    await choose(page, 1);
    await untilModel(page, 'random');
    await untilState(page);
    assert.equal(fetched(), 1);
    const later = await lastResult(page);
    assert.notDeepEqual(later.logits, earlier.logits);
    for (const [i, logit] of (await independentLogits()).entries()) {
      assert.ok(Math.abs(later.logits[i] - logit) <= LOGITS, `${later.logits} and ${logit}`);
    }
    assert.deepEqual((await listed(page)).map(({ current }) => current), [null, 'true']);

    await choose(page, 0);
    await untilModel(page, 'default');
    await untilState(page);
    assert.deepEqual((await lastResult(page)).logits, earlier.logits);
    assert.deepEqual(complaints, []);
    await context.close();
    await host.close();
  });

  it('have a button on the Model screen', async () => {
    const host = await serve(site);
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.dispatch(
      { type: 'screen', screen: 'model' }));
    // Down the column until the button is met; what lies above it are words.
    for (let y = 300; y < 760; y += 14) {
      await page.mouse.click(80, y);
      await untilAtRest(page);
      if (host.log.some(({ url }) => url.endsWith('second.onnx'))) break;
    }
    await untilModel(page, 'random');
    await context.close();
    await host.close();
  });

  it('say plainly, without a network, that they need one; the one that is open stays', async () => {
    const host = await serve(site);
    const { page, context } = await openPage(browser, host.url, { serviceWorkers: 'allow' });
    await untilState(page);
    await until(() => page.evaluate(async () =>
      (await navigator.serviceWorker.ready).active?.state === 'activated'), Boolean, 'the worker');
    await host.close();
    await page.reload();
    await untilState(page);
    assert.equal((await listed(page)).length, 2);
    await choose(page, 1);
    await untilState(page, 'error');
    const { problem } = await outcome(page);
    assert.match(problem, /second\.onnx could not be loaded\..*without a connection/);
    assert.deepEqual((await listed(page)).map(({ current }) => current), ['true', null]);
    const seen = await openImage(page, image.name, image.bytes);
    assert.match(seen.prediction, /malignant/);
    await context.close();
  });

  it('that are damaged are refused, and the one that is open stays', async () => {
    const cut = path.join(site, 'models/second.onnx');
    fs.writeFileSync(cut, second.subarray(0, second.length / 2));
    for (const kind of ['br', 'gz']) fs.rmSync(`${cut}.${kind}`, { force: true });
    const host = await serve(site);
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await choose(page, 1);
    await untilState(page, 'error');
    assert.match((await outcome(page)).problem, /^second\.onnx: /);
    assert.deepEqual((await listed(page)).map(({ current }) => current), ['true', null]);
    await context.close();
    await host.close();
  });
});
