// @ts-check
// What the page waits for comes, although something else was dropped on it meanwhile that could not be opened.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  hold, letGo, openImage, openPage, outcome, until, untilFound, untilState, viewerState,
} from './browser.mjs';
import { dispatch } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const { host, browser } = await hosted();
const [good] = synthetic(10);
const broken = { name: 'broken.jpg', bytes: good.bytes.subarray(0, 2000) };

describe('while an image that can not be read is opened', () => {
  /** @type {import('./browser.mjs').Page} */
  let page;
  before(async () => {
    ({ page } = await openPage(browser, host.url));
    await untilState(page);
    await openImage(page, good.name, good.bytes);
    await untilFound(page);
  });

  // What is asked for and the broken file reach the worker one behind the other.
  it('another square is asked for again', async () => {
    const held = await hold(page, [broken]);
    for (const x of [10, 30, 50]) {
      await page.evaluate(({ transfer, left }) => {
        /** @type {any} */ (globalThis).lesionlens.dispatch({ type: 'crop', x: left, y: 10, width: 200 });
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, { transfer: held, left: x });
      await untilState(page, 'error');
      const { seen } = await until(() => viewerState(page), (s) => !s.cropPending, 'the square');
      assert.equal(seen?.x, x);
    }
  });

  it('the spread and what lies on the image are too', async () => {
    const held = await hold(page, [broken]);
    await dispatch(page, { type: 'ask-spread' });
    await letGo(page, held);
    await until(() => viewerState(page), (s) => s.spread !== null && !s.spreadPending, 'the spread');
    // Another outline: what lies on the image is sought again.
    const again = await hold(page, [broken]);
    const { seen } = await viewerState(page);
    await dispatch(page, { type: 'outline-paint', x: Number(seen?.x) + 100, y: Number(seen?.y) + 100, radius: 20, adds: true });
    await letGo(page, again);
    await untilState(page, 'error');
    await untilFound(page);
    assert.ok(!(await viewerState(page)).masksWanted);
  });
});

describe('what nobody has asked for', () => {
  it('and fails in the worker is said, and the page goes on', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    const [worker] = page.workers();
    await worker.evaluate(() => { setTimeout(() => void Promise.reject(new Error('left alone'))); });
    await untilState(page, 'error');
    const { problem } = await outcome(page);
    assert.match(problem, /stopped working.*left alone/);
    const { state } = await openImage(page, good.name, good.bytes);
    assert.equal(state, 'ready');
    await context.close();
  });
});
