// @ts-check
// What one does not see at once: the page rests when nothing happens, never freezes, can be read by
// a screen reader, and says so plainly where the browser lacks what it needs.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  counters, launch, middle, openPage, openPicture, site, stepTimes, untilAtRest, untilState,
} from './browser.mjs';
import { synthetic } from './pictures.mjs';
import { serve } from './server.mjs';

/** Milliseconds from which a task counts as long; reported. */
const LONG_TASK = 50;
/** Milliseconds of a task, WebGL apart, that only decoding or inference on the page would take. */
const FREEZE = 200;
/** Milliseconds of our own work in a step from filter to filter. */
const STEP = 2;

/** @type {import('./browser.mjs').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let host;
/** Where the clock has its full resolution. @type {Awaited<ReturnType<typeof serve>>} */
let isolated;
before(async () => {
  host = await serve(site);
  isolated = await serve(site, {
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  });
  browser = await launch();
});
after(async () => {
  await browser.close();
  await host.close();
  await isolated.close();
});

/** @param {number} milliseconds */
const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {import('./browser.mjs').Page} page */
async function rested(page) {
  await untilAtRest(page);
  return counters(page);
}

describe('the page', () => {
  it('draws nothing while nothing happens', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    const [picture] = synthetic(10);
    for (const show of [async () => {}, () => openPicture(page, picture.name, picture.bytes)]) {
      await show();
      await untilAtRest(page);
      const { framesDrawn } = await counters(page);
      await rest(2000);
      assert.equal((await counters(page)).framesDrawn, framesDrawn);
    }
    await context.close();
  });

  it(`steps from filter to filter in at most ${STEP} ms of its own work, uploading nothing`, async (t) => {
    const { page, context } = await openPage(browser, isolated.url);
    await untilState(page);
    const [picture] = synthetic(10);
    await openPicture(page, picture.name, picture.bytes);
    const { textureUploads } = await rested(page);
    const { own, whole } = await stepTimes(page, 30);
    const median = middle(own);
    t.diagnostic(`own work of a step: median ${median.toFixed(2)} ms, greatest ` +
      `${Math.max(...own).toFixed(2)} ms; with the WebGL calls, which wait for the software ` +
      `rasteriser: median ${middle(whole).toFixed(2)} ms`);
    assert.ok(median <= STEP, `${median} ms`);
    assert.equal((await counters(page)).textureUploads, textureUploads);
    await context.close();
  });

  it('never freezes while a picture of 12 megapixels is opened', async (t) => {
    const { page, context } = await openPage(browser, isolated.url);
    await untilState(page);
    await untilAtRest(page);
    const [picture] = synthetic(2, '4000x3000');
    const start = await page.evaluate(() => performance.now());
    await openPicture(page, picture.name, picture.bytes);
    await untilAtRest(page);
    const tasks = await page.evaluate((from) => {
      const { longTasks, frames } = /** @type {any} */ (globalThis);
      return longTasks.filter((/** @type {number[]} */ [at]) => at > from)
        .map((/** @type {number[]} */ [at, length]) => ({
          length,
          webGl: frames.filter((/** @type {any} */ f) => f.start >= at && f.start < at + length)
            .reduce((/** @type {number} */ sum, /** @type {any} */ f) => sum + f.webGl, 0),
        }));
    }, start);
    const own = tasks.map((/** @type {any} */ task) => task.length - task.webGl);
    t.diagnostic(`tasks over ${LONG_TASK} ms: ${tasks.length}; longest ` +
      `${Math.max(0, ...tasks.map((/** @type {any} */ task) => task.length))} ms, without what its WebGL ` +
      `calls waited for the software rasteriser ${Math.max(0, ...own).toFixed(0)} ms`);
    assert.ok(Math.max(0, ...own) < FREEZE);
    await context.close();
  });

  for (const [what, focus] of /** @type {[string, boolean][]} */ ([
    ['as it opens', false], ['with its text version in view', true],
  ])) {
    it(`has nothing serious against it from axe-core, ${what}`, async () => {
      const { page, context } = await openPage(browser, host.url);
      await untilState(page);
      const [picture] = synthetic(10);
      await openPicture(page, picture.name, picture.bytes);
      if (focus) await page.focus('#layer');
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), []);
      await context.close();
    });
  }

  it('shows its text version while one of its fields has the focus, and hides it otherwise', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    const width = () => page.evaluate(() => document.getElementById('mirror')?.offsetWidth ?? 0);
    assert.ok((await width()) <= 1);
    await page.focus('#layer');
    assert.ok((await width()) > 200);
    await page.focus('#view');
    assert.ok((await width()) <= 1);
    await context.close();
  });

  for (const [what, script, words] of [
    ['WebGL 2', `HTMLCanvasElement.prototype.getContext = () => null;`, /WebGL 2/],
    ['WebAssembly SIMD', `WebAssembly.validate = () => false;`, /WebAssembly SIMD/],
  ]) {
    it(`says in a sentence that the browser lacks ${what}`, async () => {
      const context = await browser.newContext({ serviceWorkers: 'block' });
      const page = await context.newPage();
      await page.addInitScript(String(script));
      await page.goto(host.url);
      await untilState(page, 'error');
      assert.match(await page.locator('#boot-text').innerText(), /** @type {RegExp} */ (words));
      assert.ok(await page.isVisible('#boot-text'));
      await context.close();
    });
  }

  for (const part of ['viewer.wasm', 'engine.wasm', 'viewer.js', 'engine.js', 'files.js', 'worker.js',
    'ort/ort-wasm-simd-threaded.wasm', 'models/default.onnx', 'words/en.json', 'fonts/ui.otf',
    'samples/samples.json']) {
    it(`says that it could not load ${part}, and starts when asked to try again`, async () => {
      const { page, context } = await openPage(browser, 'about:blank');
      const refuse = (/** @type {import('playwright-core').Route} */ route) => route.abort();
      await context.route(`**/${part}`, refuse);
      await page.goto(host.url);
      await untilState(page, 'error');
      assert.ok((await page.locator('#boot-text').innerText()).length > 20);
      assert.ok(await page.isVisible('#boot-retry'));
      await context.unroute(`**/${part}`, refuse);
      await Promise.all([page.waitForEvent('load'), page.press('#boot-retry', 'Enter')]);
      await untilState(page);
      assert.equal(await page.isVisible('#boot'), false);
      await context.close();
    });
  }

  it('says in a sentence that a part of it could not be loaded', async () => {
    const { page, context } = await openPage(browser, 'about:blank');
    await page.route('**/viewer.wasm', (route) => route.fulfill({ status: 404, body: '' }));
    await page.goto(host.url);
    await untilState(page, 'error');
    assert.match(await page.locator('#boot-text').innerText(), /load the page again/);
    await context.close();
  });

  it('fits a telephone and a large screen', async () => {
    for (const [width, height, dpr] of [[390, 844, 3], [1920, 1080, 2]]) {
      const { page, context } = await openPage(browser, host.url, { width, height, dpr });
      await untilState(page);
      const size = await page.evaluate(() => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById('view'));
        return [canvas.width, canvas.height, document.documentElement.scrollWidth];
      });
      assert.deepEqual(size, [width * dpr, height * dpr, width]);
      await context.close();
    }
  });
});
