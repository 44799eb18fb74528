// @ts-check
// Fingers on a telephone: real touch events, as the browser's own input makes them.
import assert from 'node:assert/strict';
import { before as first, describe, it } from 'node:test';
import {
  lastResult, openPage, openImage, until, untilAtRest, untilState, viewerState,
} from './browser.mjs';
import { differing, dispatch, hint, pixels } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

/** @typedef {import('./browser.mjs').Page} Page */
/** @typedef {{x: number, y: number}} Point */

/** Milliseconds; longer than the page waits before a resting finger asks. */
const LONG = 700;

const { host, browser } = await hosted();
const { page, complaints } = await openPage(browser, host.url,
  { width: 390, height: 844, dpr: 3, touch: true });
const session = await page.context().newCDPSession(page);
const [image] = synthetic(10);
first(async () => {
  await untilState(page);
  await openImage(page, image.name, image.bytes);
  await dispatch(page, { type: 'select', layer: 3, filter: 2 });
  await untilAtRest(page);
});

/** @param {'touchStart' | 'touchMove' | 'touchEnd'} type @param {Point[]} points */
async function touch(type, ...points) {
  await session.send('Input.dispatchTouchEvent',
    { type, touchPoints: points.map(({ x, y }, id) => ({ x, y, id })) });
}

/** @param {number} milliseconds */
const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The middle of the image on the screen, CSS pixels. @returns {Promise<Point>} */
async function middle() {
  const { imageRect } = await viewerState(page);
  // Touches are reported in whole pixels.
  return { x: Math.round(imageRect.x + imageRect.width / 2), y: Math.round(imageRect.y + imageRect.height / 2) };
}

/** @param {Point} from @param {Point} to */
async function drag(from, to, steps = 6) {
  await touch('touchStart', from);
  for (let i = 1; i <= steps; i += 1) {
    await touch('touchMove', { x: from.x + ((to.x - from.x) * i) / steps,
      y: from.y + ((to.y - from.y) * i) / steps });
  }
  await touch('touchEnd');
}

/** A point of the image on the screen. @param {any} state @param {number} x @param {number} y */
function onScreen({ imageRect, zoom }, x, y) {
  return { x: imageRect.x + x * zoom, y: imageRect.y + y * zoom };
}

describe('fingers at 390 x 844', () => {
  it('zoom by a pinch about what lies between them, and move the image with it', async () => {
    const before = await viewerState(page);
    const at = await middle();
    const inImage = { x: (at.x - before.imageRect.x) / before.zoom, y: (at.y - before.imageRect.y) / before.zoom };
    const pair = (/** @type {number} */ half, dx = 0) =>
      [{ x: at.x - half + dx, y: at.y }, { x: at.x + half + dx, y: at.y }];
    await touch('touchStart', pair(40)[0]);
    await touch('touchStart', ...pair(40));
    for (let half = 45; half <= 120; half += 5) await touch('touchMove', ...pair(half));
    for (let dx = 5; dx <= 30; dx += 5) await touch('touchMove', ...pair(120, dx));
    await touch('touchEnd');
    await untilAtRest(page);
    const later = await viewerState(page);
    assert.ok(Math.abs(later.zoom / before.zoom - 3) < 0.05, `${later.zoom / before.zoom}`);
    const now = onScreen(later, inImage.x, inImage.y);
    assert.ok(Math.abs(now.x - at.x - 30) < 2 && Math.abs(now.y - at.y) < 2, JSON.stringify([now, at]));
    assert.equal(later.cell, null, 'a pinch asks nothing');
  });

  it('move an image that is larger than its pane by a drag', async () => {
    const before = await viewerState(page);
    const at = await middle();
    const from = { x: Math.min(300, Math.max(90, at.x)), y: before.view.y + before.view.height / 2 };
    // On a busy machine the first move may come so late that the finger has rested: that asks for a value.
    let now = before;
    for (let n = 0; n < 5 && now.panX === before.panX; n += 1) {
      await drag(from, { x: from.x - 60, y: from.y + 35 });
      now = await until(() => viewerState(page), (s) => s.panX !== before.panX, 'a move', 3000).catch(() => before);
    }
    assert.notEqual(now.panX, before.panX, 'a move');
    assert.ok(Math.abs(now.panX - before.panX + 60) < 2, `${now.panX - before.panX}`);
    assert.ok(Math.abs(now.panY - before.panY - 35) < 2, `${now.panY - before.panY}`);
    await dispatch(page, { type: 'zoom-fit' });
    await untilAtRest(page);
  });

  it('ask by a long press for the value beneath, follow the finger, and leave it to be read', async () => {
    const state = await viewerState(page);
    const { region, layers } = await lastResult(page);
    const { width, height } = layers[state.layer];
    const cellAt = (/** @type {number} */ x, /** @type {number} */ y) => onScreen(state,
      region.x + (region.width * (x + 0.5)) / width, region.y + (region.height * (y + 0.5)) / height);
    const target = { x: Math.floor(width / 2), y: Math.floor(height / 2) };
    const plain = await pixels(page);
    await touch('touchStart', cellAt(target.x, target.y));
    assert.equal((await viewerState(page)).cell, null, 'not at once');
    await rest(LONG);
    const asked = await until(() => viewerState(page), (s) => s.cell, 'the cell');
    assert.deepEqual(asked.cell, target);
    const value = layers[state.layer].values[
      (state.filter * height + target.y) * width + target.x];
    const said = await page.locator('#pointed').textContent();
    assert.ok(said?.endsWith(` ${Number(value.toPrecision(3))}`), `${said}: ${value}`);
    assert.ok(differing(await pixels(page), plain) > 0.001, 'the value and what the cell sees');
    const next = { x: target.x - 4, y: target.y + 3 };
    await touch('touchMove', cellAt(target.x - 2, target.y + 1));
    await touch('touchMove', cellAt(next.x, next.y));
    const moved = await until(() => viewerState(page), (s) => s.cell?.x === next.x, 'the next cell');
    assert.deepEqual([moved.cell, moved.panX, moved.panY], [next, state.panX, state.panY]);
    await touch('touchEnd');
    await rest(100);
    assert.deepEqual((await viewerState(page)).cell, next, 'it stays');
    await touch('touchStart', { x: 200, y: 800 });
    await touch('touchEnd');
    await until(() => viewerState(page), (s) => s.cell === null, 'until the next touch');
  });

  it('explain by a long press what a pointer explains, and press nothing', async () => {
    await untilAtRest(page);
    const before = await viewerState(page);
    const { side } = { side: before.view.y + before.view.height };
    let said = '';
    // Down the panel below the image, until a term is met.
    for (let y = side + 10; y < 800 && said === ''; y += 12) {
      await touch('touchStart', { x: 60, y });
      await rest(LONG);
      await untilAtRest(page);
      said = await hint(page);
      await touch('touchEnd');
    }
    assert.ok(said.length > 20, said);
    await untilAtRest(page);
    assert.equal(await hint(page), said, 'it stays to be read');
    const now = await viewerState(page);
    assert.deepEqual([now.layer, now.filter, now.screen], [before.layer, before.filter, before.screen]);
    await touch('touchStart', { x: 380, y: 830 });
    await touch('touchEnd');
    await until(() => hint(page), (words) => words === '', 'until the next touch');
  });

  it('press the bar under the image: responses, and the filter before and after', async () => {
    await dispatch(page, { type: 'select', layer: 3, filter: 2 });
    await dispatch(page, { type: 'overlay', visible: false });
    await untilAtRest(page);
    const { view } = await viewerState(page);
    const y = view.y + view.height + 27;
    /** @param {number} x @param {(state: any) => boolean} done @param {string} what */
    const press = async (x, done, what) => {
      // On a busy machine a finger may rest for so long that it asks, and presses nothing.
      for (let tries = 3; !done(await viewerState(page)); tries -= 1) {
        await touch('touchStart', { x, y });
        await touch('touchEnd');
        await until(() => viewerState(page), done, what, 4000).catch((error) => {
          if (tries === 0) throw error;
        });
      }
      await untilAtRest(page);
    };
    const bare = await pixels(page);
    // At its right end the button that shows responses and hides them.
    await press(335, (s) => s.overlayVisible, 'responses');
    assert.ok(differing(await pixels(page), bare) > 0.01, 'they lie over the image');
    // With them come the arrows: one at the left end, one before the button.
    await press(28, (s) => s.filter === 1, 'the filter before');
    await press(250, (s) => s.filter === 2, 'the filter after');
    await press(335, (s) => !s.overlayVisible, 'the bare image');
    await dispatch(page, { type: 'overlay', visible: true });
  });

  it('choose a filter by a tap, and scroll the panel by a drag without choosing', async () => {
    await dispatch(page, { type: 'screen', screen: 'explore' });
    await untilAtRest(page);
    const before = await viewerState(page);
    const shown = await pixels(page);
    await drag({ x: 200, y: 760 }, { x: 200, y: 500 });
    await untilAtRest(page);
    assert.ok(differing(await pixels(page), shown) > 0.05, 'the panel moved');
    const scrolled = await viewerState(page);
    assert.deepEqual([scrolled.layer, scrolled.filter], [before.layer, before.filter]);
    let chosen = scrolled;
    for (let y = 470; y < 790 && chosen.layer === before.layer && chosen.filter === before.filter; y += 30) {
      await touch('touchStart', { x: 150, y });
      await touch('touchEnd');
      await untilAtRest(page);
      chosen = await viewerState(page);
    }
    assert.ok(chosen.layer !== before.layer || chosen.filter !== before.filter, 'a tap chooses');
    await dispatch(page, { type: 'screen', screen: 'read' });
  });

  it('lead from an image that is seen whole to the next one, sideways', async () => {
    const [, other] = synthetic(10);
    await openImage(page, other.name, other.bytes);
    await dispatch(page, { type: 'zoom-fit' });
    await untilState(page);
    await untilAtRest(page);
    const { imageId, panX, images } = await viewerState(page);
    assert.equal(images.length, 2);
    const from = await middle();
    // The one that was opened last is the first of the list: before it there is none.
    await drag(from, { x: from.x + 90, y: from.y });
    assert.equal((await viewerState(page)).imageId, imageId);
    await drag(from, { x: from.x - 90, y: from.y + 10 });
    const now = await until(() => viewerState(page), (s) => s.imageId !== imageId, 'the next image');
    assert.equal(now.panX, panX, 'nothing was moved');
    await untilState(page);
  });

  it('scroll the keys by a drag', async () => {
    await dispatch(page, { type: 'keys', shown: true });
    await untilAtRest(page);
    const top = await pixels(page);
    await drag({ x: 200, y: 700 }, { x: 200, y: 300 });
    await untilAtRest(page);
    assert.ok(differing(await pixels(page), top) > 0.02);
    assert.ok((await viewerState(page)).keysShown);
    await dispatch(page, { type: 'keys', shown: false });
  });

  it('find nothing of the Save dialog beyond its edge, in any language and with larger text', async () => {
    for (const language of ['en', 'de', 'nl']) {
      await page.selectOption('#language', language);
      await until(() => viewerState(page), (s) => s.language === language, language);
      for (const value of [1, 1.5]) {
        await dispatch(page, { type: 'text-scale', value });
        await page.evaluate(() => document.getElementById('save-open')?.click());
        const beyond = await page.evaluate(() => {
          const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('save'));
          const right = dialog.getBoundingClientRect().left + dialog.clientWidth;
          const found = [...dialog.querySelectorAll('*')].filter((one) =>
            one.getClientRects().length > 0 && one.getBoundingClientRect().right > right + 1);
          dialog.close();
          return found.map((one) => one.id || one.tagName);
        });
        assert.deepEqual(beyond, [], `${language} at ${value}`);
      }
    }
    await dispatch(page, { type: 'text-scale', value: 1 });
    await page.selectOption('#language', 'en');
    await until(() => viewerState(page), (s) => s.language === 'en', 'English');
  });

  it('leave the console clean', () => assert.deepEqual(complaints, []));
});
