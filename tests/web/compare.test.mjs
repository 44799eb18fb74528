// @ts-check
// The Compare screen: two or four panes of images, filters and models, by keys, pointer and the
// HTML mirror. What a pane shows is what Read shows of the same image, filter and model.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  counters, drop, openPage, openImage, outcome, until, untilAtRest, untilState, viewerState,
} from './browser.mjs';
import { hosted } from './hosted.mjs';
import { siteWithTwoModels } from './made_site.mjs';
import { synthetic } from './images.mjs';

/** @typedef {import('./browser.mjs').Page} Page */
/** @typedef {{x: number, y: number, width: number, height: number}} Rect */

const site = siteWithTwoModels();
const second = fs.readFileSync(path.join(site, 'models/second.onnx'));
const { host, browser } = await hosted(site);
const [first] = synthetic(2);
/** Of another shape. */
const [tall] = synthetic(1, '360x520');

/** @param {import('./images.mjs').ImageFile[]} list @param {string} [hash] @param {object} [options] */
async function pageWith(list, hash = '', options = {}) {
  const opened = await openPage(browser, host.url + hash, options);
  await untilState(opened.page);
  for (const { name, bytes } of list) await openImage(opened.page, name, bytes);
  await untilAtRest(opened.page);
  await opened.page.focus('#view');
  return opened;
}

/** All panes have their images. @param {Page} page @returns {Promise<any>} state.compare */
async function untilCompared(page) {
  const { compare } = await until(() => viewerState(page), (state) => state.compare !== null &&
    state.compare.panes.every((/** @type {any} */ pane) => pane.probability !== null), 'the panes');
  await untilAtRest(page);
  return compare;
}

/** @param {Page} page @param {Record<string, unknown>} action */
async function dispatch(page, action) {
  await page.evaluate((one) => /** @type {any} */ (globalThis).lesionlens.dispatch(one), action);
}

/** @param {Page} page @param {Rect} at device pixels */
async function pixels(page, { x, y, width, height }) {
  const list = await page.evaluate((at) => [.../** @type {any} */ (globalThis).lesionlens
    .readPixels(at[0], at[1], at[2], at[3])], [x, y, width, height].map(Math.round));
  assert.equal(list.length, Math.round(width) * Math.round(height) * 4);
  return Buffer.from(list);
}

/** Half of `side` around the middle of an image on the canvas. @param {Rect} rect @param {number} side */
function middleOf(rect, side) {
  return { x: rect.x + rect.width / 2 - side / 2, y: rect.y + rect.height / 2 - side / 2,
    width: side, height: side };
}

/** What of the image lies in the middle of a pane, in parts. @param {any} pane */
function centre({ view, imageRect }) {
  return [(view.x + view.width / 2 - imageRect.x) / imageRect.width,
    (view.y + view.height / 2 - imageRect.y) / imageRect.height];
}

/** @param {number[]} a @param {number[]} b @param {string} what */
function near(a, b, what) {
  for (const [i, value] of a.entries()) assert.ok(Math.abs(value - b[i]) < 0.01, `${what}: ${a} ${b}`);
}

/** Counts from now on how often shaders are linked. @param {Page} page */
async function countLinked(page) {
  await page.evaluate(() => {
    const seen = /** @type {any} */ (globalThis);
    const gl = WebGL2RenderingContext.prototype;
    const { linkProgram } = gl;
    seen.linked = 0;
    gl.linkProgram = function counted(program) {
      seen.linked += 1;
      linkProgram.call(this, program);
    };
  });
  return () => page.evaluate(() => /** @type {number} */ (/** @type {any} */ (globalThis).linked));
}

/**
 * How many engines the worker starts from now on: all of the same code, which is loaded once.
 * @param {Page} page
 */
async function countEngines(page) {
  const [worker] = page.workers();
  await worker.evaluate(() => {
    const seen = /** @type {any} */ (globalThis);
    const { instantiate } = WebAssembly;
    seen.engines = 0;
    WebAssembly.instantiate = /** @type {any} */ ((/** @type {any[]} */ ...given) => {
      seen.engines += 1;
      return /** @type {any} */ (instantiate)(...given);
    });
  });
  return () => worker.evaluate(() => /** @type {number} */ (/** @type {any} */ (globalThis).engines));
}

/** @param {Page} page */
const released = (page) => page.evaluate(() =>
  /** @type {any} */ (globalThis).lesionlens.sessions());

describe('the Compare screen', () => {
  it('shows two filters of an image as Read shows them, and lets all go when it is left', async () => {
    const { page, context, complaints } = await pageWith([first]);
    // The square that a person chose holds in the panes too.
    await dispatch(page, { type: 'crop-whole' });
    const own = await until(() => viewerState(page), (s) => s.seenKind === 'whole' && !s.cropPending,
      'the whole image');
    await page.keyboard.press('h');
    const begun = await untilCompared(page);
    const [a, b] = begun.panes;
    assert.equal(a.probability, own.probability);
    assert.equal(begun.kind, 'filters');
    assert.equal(a.image, b.image);
    assert.ok(a.layer !== b.layer || a.filter !== b.filter);
    assert.equal((await counters(page)).compared, 1, 'one image through one model serves both');
    // Keys mean the active pane.
    await page.keyboard.press('.');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowDown');
    const { compare } = await viewerState(page);
    assert.equal(compare.active, 1);
    assert.deepEqual([compare.panes[0].layer, compare.panes[0].filter], [a.layer, a.filter]);
    assert.equal(compare.panes[1].layer, Math.max(0, b.layer - 1));
    // At 1:1 images and maps must be equal to the bit.
    await page.keyboard.press('1');
    await untilAtRest(page);
    const shown = (await viewerState(page)).compare;
    const drawn = [];
    for (const pane of shown.panes) drawn.push(await pixels(page, middleOf(pane.imageRect, 160)));
    assert.ok(!drawn[0].equals(drawn[1]), 'two filters look different');
    // All of it comes back after a lost context, each pair of shaders once: image, overlay,
    // thumbnails, and that of the words and lines.
    const linked = await countLinked(page);
    await page.evaluate(async () => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById('view'));
      const lose = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
      const heard = (/** @type {string} */ name) =>
        new Promise((resolve) => canvas.addEventListener(name, resolve, { once: true }));
      const lost = heard('webglcontextlost');
      lose?.loseContext();
      await lost;
      const restored = heard('webglcontextrestored');
      setTimeout(() => lose?.restoreContext(), 50);
      await restored;
    });
    await untilAtRest(page);
    for (const [i, pane] of shown.panes.entries()) {
      assert.ok(drawn[i].equals(await pixels(page, middleOf(pane.imageRect, 160))), `pane ${i}`);
    }
    assert.equal(await linked(), 4);
    // Space hides all overlays while it is down.
    await page.keyboard.down(' ');
    await untilAtRest(page);
    const bare = [];
    for (const pane of shown.panes) bare.push(await pixels(page, middleOf(pane.imageRect, 160)));
    assert.ok(bare[0].equals(bare[1]), 'the same image');
    assert.ok(!bare[0].equals(drawn[0]) || !bare[1].equals(drawn[1]));
    await page.keyboard.up(' ');

    await page.keyboard.press('h');
    for (const [i, { layer, filter }] of shown.panes.entries()) {
      await dispatch(page, { type: 'select', layer, filter });
      await dispatch(page, { type: 'zoom-fit' });
      await dispatch(page, { type: 'zoom-one' });
      await untilAtRest(page);
      const state = await viewerState(page);
      assert.equal(state.screen, 'read');
      assert.ok(drawn[i].equals(await pixels(page, middleOf(state.imageRect, 160))), `pane ${i}`);
      assert.equal(state.compare, null);
    }
    assert.equal((await counters(page)).compared, 0);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('shows two images of different sizes; wheel and drag over any pane move both', async () => {
    const { page, context } = await pageWith([first, tall]);
    await page.keyboard.press('h');
    await untilCompared(page);
    // The heads take the lines that their sentences need, and the panes the rest.
    await untilAtRest(page);
    const begun = (await viewerState(page)).compare;
    assert.equal(begun.kind, 'images');
    assert.notEqual(begun.panes[0].image, begun.panes[1].image);
    assert.equal(begun.oneLegend, true);
    const [a, b] = begun.panes;
    assert.notEqual(a.imageRect.width / a.imageRect.height, b.imageRect.width / b.imageRect.height);

    // The point under the pointer stays there, and is the same part of the other image.
    const at = { x: b.imageRect.x + 0.7 * b.imageRect.width, y: b.imageRect.y + 0.6 * b.imageRect.height };
    await page.mouse.move(at.x, at.y);
    await page.mouse.wheel(0, -600);
    const zoomed = (await until(() => viewerState(page), (s) => s.compare.zoom > 1.5, 'zoom')).compare;
    const [, under] = zoomed.panes;
    near([(at.x - under.imageRect.x) / under.imageRect.width,
      (at.y - under.imageRect.y) / under.imageRect.height], [0.7, 0.6], 'under the pointer');
    near(centre(zoomed.panes[0]), centre(under), 'the middle of both panes');
    for (const [i, pane] of zoomed.panes.entries()) {
      near([pane.imageRect.width / begun.panes[i].imageRect.width], [zoomed.zoom], 'zoom of a pane');
    }
    // Dragged in the first pane, by the pointer's way there.
    const from = { x: a.view.x + a.view.width / 2, y: a.view.y + a.view.height / 2 };
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 25, from.y - 15, { steps: 3 });
    await page.mouse.up();
    const moved = (await viewerState(page)).compare;
    assert.equal(moved.active, 0);
    assert.ok(Math.abs(moved.panes[0].imageRect.x - zoomed.panes[0].imageRect.x - 25) <= 1);
    assert.ok(Math.abs(moved.panes[0].imageRect.y - zoomed.panes[0].imageRect.y + 15) <= 1);
    near(centre(moved.panes[0]), centre(moved.panes[1]), 'the middle after a drag');
    await page.keyboard.press('0');
    await until(() => viewerState(page), (s) => s.compare.zoom === 1, 'the whole images');
    // Another filter in one pane: a legend each.
    await page.keyboard.press('ArrowDown');
    assert.equal((await viewerState(page)).compare.oneLegend, false);
    await context.close();
  });

  it('does everything through the HTML mirror, four panes too', async () => {
    const { page, context } = await pageWith([first, tall]);
    const linked = await countLinked(page);
    await page.selectOption('#screen', 'compare');
    await page.selectOption('#compare-count', '4');
    await page.selectOption('#pane-c-image', { label: first.name });
    await page.selectOption('#pane-c-layer', '2');
    await page.selectOption('#pane-c-filter', '5');
    await page.selectOption('#pane-d-image', { label: first.name });
    const { panes } = await untilCompared(page);
    assert.equal(panes.length, 4);
    const [, , c, d] = panes;
    assert.equal(c.imageName, first.name);
    assert.deepEqual([c.layer, c.filter], [2, 5]);
    assert.equal(d.image, c.image);
    assert.equal((await counters(page)).compared, 2, 'two images serve four panes');
    assert.equal(await linked(), 0, 'the panes draw with the shaders of Read');
    const said = await page.textContent('#pane-c-result');
    assert.match(said ?? '', new RegExp(`^${first.name}.*malignant: [<>]?\\d.*ayer 2, filter 5`));
    // Two by two, none over another.
    assert.equal(panes[0].rect.y, panes[1].rect.y);
    assert.equal(panes[0].rect.x, c.rect.x);
    assert.ok(c.rect.y >= panes[0].rect.y + panes[0].rect.height);
    assert.equal(await page.isVisible('#read-filter'), false);
    await page.focus('#pane-b-filter');
    assert.equal((await viewerState(page)).compare.active, 1);
    await page.click('#compare button[data-kind="filters"]');
    assert.equal((await untilCompared(page)).kind, 'filters');
    await page.selectOption('#screen', 'read');
    await until(() => counters(page), ({ compared }) => compared === 0, 'nothing held');
    await context.close();
  });

  it('runs an image through two models, and gives the second back when it is left', async () => {
    const { page, context, complaints } = await pageWith([first]);
    const fetched = () => host.log.filter(({ url }) => url.endsWith('second.onnx')).length;
    const earlier = fetched();
    await page.keyboard.press('h');
    await untilCompared(page);
    assert.equal(fetched(), earlier, 'not before it is asked for');
    await page.evaluate(() => /** @type {HTMLElement} */ (
      document.querySelector('#compare button[data-kind="models"]')).click());
    const both = await until(() => untilCompared(page), ({ panes }) => panes[1].second, 'two models');
    assert.equal(fetched(), earlier + 1);
    const [a, b] = both.panes;
    assert.equal(both.kind, 'models');
    assert.equal(a.image, b.image);
    assert.deepEqual([a.modelName, b.modelName], ['default.onnx', 'second.onnx']);
    assert.equal((await counters(page)).compared, 2);
    assert.equal(await page.inputValue('#pane-b-model'), 'second');

    // A file that is no model: a sentence, and what was there stays, the panes' engine too.
    const enginesMade = await countEngines(page);
    await drop(page, [{ name: 'broken.onnx', bytes: second.subarray(0, second.length / 2) }]);
    await untilState(page, 'error');
    assert.match((await outcome(page)).problem, /^broken\.onnx: /);
    const kept = (await viewerState(page)).compare;
    assert.equal(kept.secondFile, 'second.onnx');
    assert.equal(kept.panes[1].probability, b.probability);
    // One from outside the site takes its place.
    await drop(page, [{ name: 'mine.onnx', bytes: second }]);
    const mine = await until(() => untilCompared(page), (s) => s.secondFile === 'mine.onnx' &&
      s.modelWanted === '', 'the other file');
    assert.equal(mine.panes[1].probability, b.probability);
    assert.equal((await viewerState(page)).modelName, 'default.onnx', 'the open model stays');
    // Dequantising the weights of the second file took one of its own.
    assert.equal(await enginesMade(), 1);

    await page.focus('#view');
    await page.keyboard.press('h');
    // The open model's, and that of the network that finds lesions for it.
    await until(() => released(page), (sessions) => sessions === 2, 'two sessions left');
    assert.equal((await counters(page)).compared, 0);
    // Read by the second model says what its pane said.
    await page.evaluate(() => /** @type {HTMLElement} */ (
      document.querySelectorAll('#models button')[1]).click());
    const read = await until(() => viewerState(page), (s) => s.modelName === 'second.onnx' &&
      s.hasResult, 'the second on Read');
    assert.ok(Math.abs(read.probability - b.probability) < 1e-6);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('looks at its panes with a fresh engine after one that ran out of memory', async () => {
    const { page, context } = await openPage(browser, 'about:blank');
    // The second look at an image of this name is the panes'.
    await context.route('**/engine.js', async (route) => {
      const response = await route.fetch();
      const script = (await response.text()).replace('export default Module;', `
        let looks = 0;
        export default async (options) => {
          const engine = await Module(options);
          const { openImage } = engine;
          engine.openImage = (name, bytes) => {
            if (name === 'greedy.jpg' && ++looks === 2) throw new RangeError('out of memory');
            return openImage(name, bytes);
          };
          return engine;
        };`);
      await route.fulfill({ response, body: script });
    });
    await page.goto(host.url);
    await untilState(page);
    await openImage(page, first.name, first.bytes);
    await openImage(page, 'greedy.jpg', tall.bytes);
    await untilAtRest(page);
    await page.focus('#view');
    const enginesMade = await countEngines(page);
    await page.keyboard.press('h');
    await until(() => outcome(page), ({ problem }) =>
      /^greedy\.jpg: .*not enough memory/.test(problem), 'the sentence');
    const { panes: [a, b] } = await until(async () => (await viewerState(page)).compare,
      ({ panes }) => panes[1].probability !== null, 'the other pane');
    assert.deepEqual([a.imageName, a.probability, b.imageName], ['greedy.jpg', null, first.name]);
    assert.equal(await enginesMade(), 2);
    await context.close();
  });

  it('compares both models on the labelled images by the paired test, and stops when it is told', async () => {
    const labelled = synthetic(8, '320x240');
    const { page, context, complaints } = await pageWith(labelled);
    // After three labelled images the next one waits until the test lets it go: there is something to stop.
    await page.evaluate(() => {
      const seen = /** @type {any} */ (globalThis);
      const post = Worker.prototype.postMessage;
      let asked = 0;
      Worker.prototype.postMessage = function held(/** @type {any} */ message, /** @type {any[]} */ ...rest) {
        const go = () => Reflect.apply(post, this, [message, ...rest]);
        if (message.score) asked += 1;
        if (message.score && asked === 4) seen.letGo = go;
        else go();
      };
    });
    const state = await viewerState(page);
    // Made labels: every second one.
    for (const [at, id] of [...state.images].sort((a, b) => a - b).entries()) {
      await dispatch(page, { type: 'mark-image', id, label: at % 2 ? 'malignant' : 'benign' });
    }
    await dispatch(page, { type: 'screen', screen: 'compare' });
    await untilCompared(page);
    assert.equal(await page.locator('#compare-judge').isHidden(), true, 'no second model');
    await dispatch(page, { type: 'compare-preset', kind: 'models' });
    const { paired } = await untilCompared(page);
    assert.deepEqual([paired.labelled, paired.malignant, paired.scored, paired.difference], [8, 4, 0, null]);
    const judge = page.locator('#compare-judge');
    const press = async () => {
      await judge.focus();
      await page.keyboard.press('Enter');
    };
    await press();
    const stopped = await until(() => viewerState(page), ({ compare }) => compare.judging && compare.paired.scored === 3, 'some');
    assert.equal(await judge.textContent(), 'Stop');
    await press();
    await page.evaluate(() => /** @type {any} */ (globalThis).letGo());
    await until(() => viewerState(page), ({ compare }) => !compare.judging, 'the stop');
    assert.equal(stopped.compare.paired.scored, 3);
    await press();
    const { compare: done } = await until(() => viewerState(page), ({ compare }) => compare.paired.scored === 8, 'all');
    assert.equal(done.judging, false);
    assert.ok(done.paired.low <= done.paired.difference && done.paired.difference <= done.paired.high);
    const said = await page.locator('#compare-judged').textContent() ?? '';
    assert.match(said, /^On the same 8 labelled images \(4 malignant\): AUC \d\.\d{3} of .*, \d\.\d{3} of .*; difference \S+ \(\S+ to \S+\), p [=<] \d\.\d{3} \(paired DeLong test\)\.$/);
    // Validate says it too, and hands it on.
    await dispatch(page, { type: 'screen', screen: 'validate' });
    await until(() => viewerState(page), ({ validate }) => validate !== null && validate.n === 8 &&
      validate.changes === validate.computed, 'the figures');
    const rows = await page.locator('#validate-figures tr').allTextContents();
    assert.ok(rows.some((row) => row.startsWith('AUC less that of ')), rows.join());
    const came = page.waitForEvent('download');
    await page.locator('#validate-save-json').focus();
    await page.keyboard.press('Enter');
    const { against, auc } = JSON.parse(fs.readFileSync(await (await came).path(), 'utf8'));
    assert.deepEqual([against.n, against.auc, against.difference, against.p_value],
      [8, auc, done.paired.difference, done.paired.p]);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is in the address, and Back leads out of it', async () => {
    const { page, context } = await pageWith([first], '#screen=compare&panes=6/12,5/3');
    const { panes } = await untilCompared(page);
    assert.deepEqual(panes.map((/** @type {any} */ pane) => [pane.layer, pane.filter]), [[6, 12], [5, 3]]);
    const hash = () => new URL(page.url()).hash;
    await new Promise((resolve) => setTimeout(resolve, 1300));
    await page.keyboard.press('ArrowDown');
    await until(async () => hash(), (text) => text === '#screen=compare&panes=6/13,5/3', 'the step');
    await new Promise((resolve) => setTimeout(resolve, 1300));
    await page.keyboard.press('h');
    await until(async () => hash(), (text) => !text.includes('compare'), 'Read');
    await page.goBack();
    const back = await untilCompared(page);
    assert.deepEqual([back.panes[0].layer, back.panes[0].filter], [6, 13]);
    await page.goBack();
    await until(() => viewerState(page), (s) => s.compare?.panes[0].filter === 12, 'the first filter');
    await context.close();
  });

  it('stacks its panes on a phone', async () => {
    const { page, context } = await pageWith([first, tall], '', { width: 390, height: 844, dpr: 3 });
    await dispatch(page, { type: 'screen', screen: 'compare' });
    const { panes: [a, b] } = await untilCompared(page);
    assert.equal(a.rect.x, b.rect.x);
    assert.ok(b.rect.y >= a.rect.y + a.rect.height);
    // Name, filter, and what the point finds over as many lines as it takes.
    await page.selectOption('#language', 'de');
    await until(() => viewerState(page), (s) => s.compare?.panes[0].view.y >=
      s.compare.panes[0].rect.y + 12 + 4 * 16, 'a head of four lines');
    await page.selectOption('#language', 'en');
    await dispatch(page, { type: 'compare-panes', count: 4 });
    const { panes } = await untilCompared(page);
    assert.equal(panes[0].rect.y, panes[1].rect.y);
    for (const { rect } of panes) assert.ok(rect.x >= 0 && rect.x + rect.width <= 390);
    await context.close();
  });
});
