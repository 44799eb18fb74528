// @ts-check
// The square that the network sees, moved and fitted by hand: by pointer, keys and the HTML mirror.
// The estimate follows, and is the one of exactly that square.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import ort from 'onnxruntime-node';
import {
  lastResult, openPage, openImage, outcome, until, untilAtRest, untilState, viewerState,
} from './browser.mjs';
import { exported, readCsv } from './downloads.mjs';
import { loadEngine } from './engine.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';
import { siteWithCentralModel } from './made_site.mjs';
import { program } from './programs.mjs';

const reference = program('crop_reference');
const site = siteWithCentralModel();
const model = path.join(site, 'models/default.onnx');
const LOGITS = 1e-4; // absolute

const { host, browser } = await hosted(site);
const engine = await loadEngine();
const card = JSON.parse(engine.readModel('default.onnx', fs.readFileSync(model)).card);
engine.keepModel();

/** @typedef {{x: number, y: number, width: number}} Square */
/** @typedef {import('./browser.mjs').Page} Page */

/** The images are 640 x 480. @param {{width?: number, height?: number}} [options] */
async function pageWithImage(options) {
  const opened = await openPage(browser, host.url, options);
  await untilState(opened.page);
  const [image] = synthetic(10);
  await openImage(opened.page, image.name, image.bytes);
  await untilAtRest(opened.page);
  await opened.page.focus('#view');
  return { ...opened, image };
}

/** @param {Page} page @param {Record<string, unknown>} action */
function dispatch(page, action) {
  return page.evaluate((one) => /** @type {any} */ (globalThis).lesionlens.dispatch(one), action);
}

/** The square is asked for and answered. @param {Page} page @param {Square} square */
function sees(page, square) {
  return until(() => viewerState(page), ({ seen, cropPending }) => !cropPending &&
    seen.x === square.x && seen.y === square.y && seen.width === square.width,
  `an answer for ${JSON.stringify(square)}`);
}

/** An image's pixel on the page. @param {any} state @param {number} x @param {number} y */
function onPage({ imageRect, zoom }, x, y) {
  return { x: imageRect.x + x * zoom, y: imageRect.y + y * zoom };
}

/** @param {Page} page @param {{x: number, y: number}} from @param {{x: number, y: number}} to */
async function drag(page, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step += 1) {
    await page.mouse.move(from.x + (to.x - from.x) * step / 8, from.y + (to.y - from.y) * step / 8);
  }
  await page.mouse.up();
}

describe('the square that the network sees', () => {
  it('gives the network the same bits in WebAssembly as natively', () => {
    const [image] = synthetic(10);
    for (const { x, y, width } of [
      { x: 80, y: 0, width: 480 }, { x: 17, y: 33, width: 301 }, { x: 500, y: 400, width: 64 },
      { x: 0, y: -80, width: 640 }, { x: -9, y: 700, width: 555 },
    ]) {
      assert.equal(engine.openImage(image.name, image.bytes).error, null);
      const { tensor } = engine.prepareOpenImage({ x, y, width });
      const native = execFileSync(reference, [image.file, x, y, width].map(String),
        { input: JSON.stringify(card), maxBuffer: 1 << 26 });
      assert.ok(Buffer.from(tensor.buffer).equals(native), `${x}, ${y}, ${width}`);
    }
    engine.closeImage();
  });

  it('is dragged by its outline, and the estimate follows', async () => {
    const { page, context, complaints, image } = await pageWithImage();
    const first = await viewerState(page);
    assert.deepEqual(first.seen, { x: 80, y: 0, width: 480, height: 480 });
    await drag(page, onPage(first, 80, 240), onPage(first, 20, 240));
    const state = await until(() => viewerState(page), (s) => s.crop && !s.cropPending, 'an answer');
    assert.deepEqual(state.crop, state.seen);
    assert.ok(Math.abs(state.seen.x - 20) <= 2 && state.seen.y === 0, JSON.stringify(state.seen));
    assert.equal(state.seen.width, 480);
    assert.deepEqual(state.zoom, first.zoom, 'the image itself stayed');
    assert.deepEqual(state.imageRect, first.imageRect);
    assert.equal(state.seenKind, 'moved');
    assert.notEqual(state.probability, first.probability);
    const { prediction } = await outcome(page);
    assert.match(prediction, /square that you moved/);
    // The first estimate has not gone.
    assert.equal(state.byRule, first.probability);
    assert.match(prediction, /The network's own square: [<>]?[\d.]+%\.$/);

    // Exactly that square's: against ONNX Runtime for node.
    assert.equal(engine.openImage(image.name, image.bytes).error, null);
    const { x, y, width } = state.seen;
    const input = engine.prepareOpenImage({ x, y, width });
    const session = await ort.InferenceSession.create(model);
    const outputs = await session.run({
      [card.input_tensor]: new ort.Tensor('float32', input.tensor, input.shape),
    });
    const shown = await lastResult(page);
    const logits = /** @type {Float32Array} */ (outputs[card.logits_tensor].data);
    assert.deepEqual(shown.region, { x, y, width, height: width });
    for (const [index, logit] of logits.entries()) {
      assert.ok(Math.abs(logit - shown.logits[index]) <= LOGITS, `logit ${index}`);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('leaves the image to be dragged inside of it, unless its tool is open', async () => {
    const { page, context } = await pageWithImage();
    const first = await viewerState(page);
    await drag(page, onPage(first, 320, 240), onPage(first, 340, 240));
    const panned = await viewerState(page);
    assert.ok(panned.panX > first.panX + 5 && panned.crop === null, 'the image moved');
    await page.keyboard.press('f');
    await page.keyboard.press('r');
    const tool = await until(() => viewerState(page), (s) => s.cropTool && s.fitted, 'the tool');
    await drag(page, onPage(tool, 320, 240), onPage(tool, 350, 240));
    const { seen, panX } = await until(() => viewerState(page), (s) => s.crop && !s.cropPending, 'moved');
    assert.ok(Math.abs(seen.x - 110) <= 2, JSON.stringify(seen));
    assert.equal(panX, tool.panX);
    // A corner resizes, the opposite one stays.
    await drag(page, onPage(tool, seen.x, 0), onPage(tool, seen.x + 100, 100));
    const small = await until(() => viewerState(page), (s) => s.crop?.width < 480 && !s.cropPending, 'smaller');
    assert.ok(Math.abs(small.seen.width - 380) <= 2, JSON.stringify(small.seen));
    assert.equal(small.seen.x + small.seen.width, seen.x + 480);
    assert.equal(small.seen.y + small.seen.width, 480);
    await page.keyboard.press('Escape');
    await until(() => viewerState(page), (s) => !s.cropTool, 'no tool');
    await context.close();
  });

  it('is moved, fitted and put back by keys', async () => {
    const { page, context, complaints } = await pageWithImage();
    const { probability } = await viewerState(page);
    await page.keyboard.press('Shift+ArrowRight');
    await sees(page, { x: 104, y: 0, width: 480 });
    await page.keyboard.press('w');
    const whole = await sees(page, { x: 0, y: -80, width: 640 });
    assert.equal(whole.seenKind, 'whole');
    assert.match((await outcome(page)).prediction, /whole image, fitted by you/);
    await page.keyboard.press('0');
    const back = await sees(page, { x: 80, y: 0, width: 480 });
    assert.deepEqual([back.seenKind, back.crop], ['central', null]);
    assert.equal(back.probability, probability, 'the same square, the same estimate to the last digit');
    assert.doesNotMatch((await outcome(page)).prediction, /moved|fitted/);
    await page.keyboard.press('r');
    await page.keyboard.press('-');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const state = await until(() => viewerState(page), (s) => s.seen.width === 436 && !s.cropTool, 'the tool');
    assert.equal(state.seenKind, 'moved');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is chosen in the HTML mirror, and goes back there with one choice', async () => {
    const { page, context } = await pageWithImage();
    await page.selectOption('#crop-kind', 'whole');
    await sees(page, { x: 0, y: -80, width: 640 });
    assert.equal(await page.inputValue('#crop-width'), '640');
    await page.fill('#crop-width', '200');
    await page.press('#crop-width', 'Enter');
    await page.locator('#crop-width').blur();
    await page.fill('#crop-x', '30');
    await page.press('#crop-x', 'Enter');
    await page.locator('#crop-x').blur();
    await until(() => viewerState(page), ({ seen }) => seen.width === 200 && seen.x === 30, 'the fields');
    assert.equal(await page.inputValue('#crop-kind'), 'moved');
    await page.selectOption('#crop-kind', 'central');
    await sees(page, { x: 80, y: 0, width: 480 });
    await context.close();
  });

  it('answers the newest of many squares, and not every one between', async (t) => {
    const { page, context, complaints } = await pageWithImage();
    const count = 60;
    const times = await page.evaluate(async (steps) => {
      const { lesionlens } = /** @type {any} */ (globalThis);
      const from = performance.now();
      const results = new Set();
      for (let step = 0; step < steps; step += 1) {
        lesionlens.dispatch({ type: 'crop', x: step, y: 0, width: 400 });
        await new Promise((resolve) => setTimeout(resolve, 4));
        results.add(lesionlens.result());
      }
      const asked = performance.now() - from;
      while (lesionlens.state().cropPending) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        results.add(lesionlens.result());
      }
      return { answers: results.size - 1, asked, last: performance.now() - from - asked };
    }, count);
    await sees(page, { x: count - 1, y: 0, width: 400 });
    assert.ok(times.answers < count, `${times.answers} answers to ${count} squares`);
    const { timings } = await lastResult(page);
    assert.equal(timings.decode, 0, 'the image is not decoded again');
    t.diagnostic(`${count} squares in ${Math.round(times.asked)} ms: ${times.answers} answers, the last ` +
      `${Math.round(times.last)} ms after; of it preprocess ${Math.round(timings.preprocess)} ms, ` +
      `inference ${Math.round(timings.inference)} ms`);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('stays with its image, and exports say that it was moved', async () => {
    const { page, context, complaints, image } = await pageWithImage();
    await dispatch(page, { type: 'crop', x: 10, y: 20, width: 300 });
    const { probability } = await sees(page, { x: 10, y: 20, width: 300 });
    const second = synthetic(10)[1];
    await openImage(page, second.name, second.bytes);
    assert.equal((await viewerState(page)).seenKind, 'central');
    await page.locator('#session button', { hasText: image.name }).focus();
    await page.keyboard.press('Enter');
    await until(() => outcome(page), ({ name, prediction }) => name === image.name && prediction !== '',
      'the first again');
    const again = await sees(page, { x: 10, y: 20, width: 300 });
    assert.equal(again.probability, probability);

    const [scores] = await exported(page, 'scores');
    const records = readCsv(scores.bytes.toString());
    // As the filmstrip has them, the newest first.
    assert.deepEqual(records.map(({ region_kind: kind }) => kind), ['central', 'moved']);
    assert.deepEqual([records[1].region_x, records[1].region_y, records[1].region_width], ['10', '20', '300']);
    const [figures] = await exported(page, 'statistics');
    const [row] = readCsv(figures.bytes.toString());
    assert.equal(row.region_kind, 'moved');
    const shown = await lastResult(page);
    assert.ok(Math.abs(Number(row.max) - shown.layers[0].statistics[1]) < 1e-4 * Math.abs(Number(row.max)) + 1e-6,
      'the figures are those of the moved square');
    // The engine held the export's image meanwhile: another square needs decoding, and gets it.
    await dispatch(page, { type: 'crop-reset' });
    await sees(page, { x: 80, y: 0, width: 480 });
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is moved by a finger, with the tool', async () => {
    const { page, context } = await pageWithImage({ width: 390, height: 844 });
    await dispatch(page, { type: 'crop-tool', shown: true });
    const state = await until(() => viewerState(page), (s) => s.cropTool, 'the tool');
    const from = onPage(state, 320, 240);
    const to = onPage(state, 280, 240);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
    for (let step = 1; step <= 6; step += 1) {
      const x = from.x + (to.x - from.x) * step / 6;
      await devtools.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: from.y }] });
    }
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    const { seen } = await until(() => viewerState(page), (s) => s.crop && !s.cropPending, 'an answer');
    assert.ok(seen.x < 60 && seen.x >= 38, JSON.stringify(seen));
    assert.equal(seen.width, 480);
    await context.close();
  });
});
