// @ts-check
// The image on the screen, whatever happens to the screen: sharp at every device pixel ratio,
// through a resize, a move to another screen, and the loss of all that the graphics card held.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPage, openImage, until, untilAtRest, untilState, viewerState } from './browser.mjs';
import { canvasSize, differing, dispatch, pixels } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const { host, browser } = await hosted();
const [image] = synthetic(10);

/** @param {{width?: number, height?: number, dpr?: number}} [options] */
async function pageWithImage(options) {
  const opened = await openPage(browser, host.url, options);
  await untilState(opened.page);
  await openImage(opened.page, image.name, image.bytes);
  await dispatch(opened.page, { type: 'select', layer: 4, filter: 3 });
  await dispatch(opened.page, { type: 'scale-mode', mode: 'map' });
  return opened;
}

/** Another screen, or another size of the window, under the open page.
 * @param {import('playwright-core').Page} page
 * @param {number} width @param {number} height @param {number} dpr */
async function moveTo(page, width, height, dpr) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride',
    { width, height, deviceScaleFactor: dpr, mobile: false });
  await until(() => page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio]),
    (now) => now[0] === width && now[1] === height && now[2] === dpr, 'the new screen');
}

/**
 * Greatest step from one pixel to the next along a row of words: letters that were drawn small and
 * enlarged have none as steep.
 * @param {import('playwright-core').Page} page @param {number} dpr
 */
async function edgeSharpness(page, dpr) {
  // The name of the program in the top bar, light on dark.
  const width = Math.round(90 * dpr);
  const height = Math.round(20 * dpr);
  const bar = await pixels(page, { x: Math.round(14 * dpr), y: Math.round(14 * dpr), width, height });
  let steepest = 0;
  for (let i = 0; i + 7 < bar.length; i += 4) {
    if ((i / 4) % width === width - 1) continue;
    steepest = Math.max(steepest, Math.abs(bar[i] - bar[i + 4]));
  }
  return steepest;
}

describe('the screen', () => {
  for (const dpr of [1, 1.5, 2, 3]) {
    it(`has a canvas pixel for every device pixel at a ratio of ${dpr}, and sharp letters`, async () => {
      const { page, context } = await pageWithImage({ width: 1281, height: 801, dpr });
      await untilAtRest(page);
      const size = await canvasSize(page);
      const shot = await page.screenshot();
      // What the browser shows is what the canvas holds: nothing is stretched.
      assert.deepEqual(size, { width: shot.readUInt32BE(16), height: shot.readUInt32BE(20) });
      assert.ok(await edgeSharpness(page, dpr) > 100);
      await context.close();
    });
  }

  it('shows each pixel of the image as one device pixel at 1:1, at a ratio of 1.5', async () => {
    const { page, context } = await pageWithImage({ width: 1281, height: 801, dpr: 1.5 });
    await dispatch(page, { type: 'zoom-one' });
    const { zoom, imageRect } = await viewerState(page);
    assert.ok(Math.abs(zoom * 1.5 - 1) < 1e-9);
    assert.ok(Math.abs(imageRect.width * 1.5 - 640) < 1e-6 && Math.abs(imageRect.height * 1.5 - 480) < 1e-6);
    for (const side of [imageRect.x, imageRect.y]) {
      assert.ok(Math.abs(side * 1.5 - Math.round(side * 1.5)) < 1e-6, `${side} is on a device pixel`);
    }
    await context.close();
  });

  it('follows the window and the ratio of another screen, and keeps image and filter', async () => {
    const { page, context, complaints } = await pageWithImage();
    await untilAtRest(page);
    const { imageId } = await viewerState(page);
    const first = await pixels(page);
    for (const [width, height, dpr] of [[1000, 700, 1], [1000, 700, 2], [1281, 801, 1.5], [390, 844, 3]]) {
      await moveTo(page, width, height, dpr);
      await until(() => canvasSize(page), (size) =>
        size.width === Math.floor(width * dpr) || size.width === Math.ceil(width * dpr),
      `a canvas of ${width} x ${dpr}`);
      await untilAtRest(page);
      const state = await viewerState(page);
      const shot = await page.screenshot();
      assert.deepEqual(await canvasSize(page),
        { width: shot.readUInt32BE(16), height: shot.readUInt32BE(20) });
      assert.deepEqual([state.imageId, state.layer, state.filter, state.fitted],
        [imageId, 4, 3, true]);
      const { x, y, width: wide, height: high } = state.imageRect;
      const shown = await pixels(page, { x: Math.round((x + wide / 2) * dpr) - 20,
        y: Math.round((y + high / 2) * dpr) - 20, width: 40, height: 40 });
      assert.ok(new Set(shown).size > 20, 'there is an image');
    }
    await moveTo(page, 1280, 800, 1);
    await until(() => canvasSize(page), (size) => size.width === 1280, 'the first size');
    await untilAtRest(page);
    assert.equal(differing(await pixels(page), first), 0, 'the first image to the pixel');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('gives the text version its room, so that nothing of the image or the estimate is covered', async () => {
    const { page, context, complaints } = await pageWithImage();
    await moveTo(page, 1280, 800, 1);
    await until(() => canvasSize(page), (size) => size.width === 1280, 'the whole window');
    await untilAtRest(page);
    const before = await pixels(page);
    await page.focus('#screen');
    const left = await page.evaluate(() => document.getElementById('mirror')?.getBoundingClientRect().left ?? 0);
    assert.ok(left > 600 && left < 1280, `the text version begins at ${left}`);
    await until(() => canvasSize(page), (size) => size.width <= left, 'a narrower canvas');
    await untilAtRest(page);
    const { imageRect, hasResult } = await viewerState(page);
    assert.ok(hasResult && imageRect.x + imageRect.width <= left, 'the image lies beside it');
    await page.focus('#view');
    await until(() => canvasSize(page), (size) => size.width === 1280, 'the whole window again');
    await untilAtRest(page);
    assert.equal(differing(await pixels(page), before), 0, 'the first screen to the pixel');
    // Where there is no room for both it lies over the image, as it did.
    await moveTo(page, 800, 700, 1);
    await until(() => canvasSize(page), (size) => size.width === 800, 'a narrow window');
    await page.focus('#screen');
    await untilAtRest(page);
    assert.equal((await canvasSize(page)).width, 800);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  for (const screen of ['read', 'what_if', 'explore', 'sheet', 'model']) {
    it(`comes back to the pixel when ${screen} has lost its WebGL context`, async () => {
      const { page, context } = await pageWithImage();
      // Contour lines too, and a thumbnail in the filmstrip.
      await dispatch(page, { type: 'next-contours' });
      await dispatch(page, { type: 'screen', screen });
      if (screen === 'sheet') {
        await until(() => viewerState(page), ({ sheet }) => sheet.table.wanted.length === 0, 'the row');
      }
      if (screen === 'what_if') {
        await until(() => viewerState(page), ({ whatIf: { effects: { done, of } } }) => of > 0 && done === of, 'the effects');
      }
      await untilAtRest(page);
      const first = await pixels(page);
      assert.ok(new Set(first).size > 50, 'there is something to come back');
      await page.evaluate(() => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById('view'));
        const lose = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
        /** @type {any} */ (globalThis).lose = lose;
        /** @type {any} */ (globalThis).told = [];
        for (const name of ['webglcontextlost', 'webglcontextrestored']) {
          canvas.addEventListener(name, () => /** @type {any} */ (globalThis).told.push(name));
        }
        lose?.loseContext();
      });
      const told = () => page.evaluate(() => /** @type {any} */ (globalThis).told.length);
      await until(told, (count) => count === 1, 'the loss');
      // What happens meanwhile is not lost either.
      await dispatch(page, { type: 'step-filter', by: 1 });
      await page.evaluate(() => /** @type {any} */ (globalThis).lose.restoreContext());
      await until(told, (count) => count === 2, 'the context');
      await untilAtRest(page);
      const second = await pixels(page);
      if (!['model', 'sheet', 'what_if'].includes(screen)) assert.ok(differing(second, first) > 0, 'the next filter');
      await dispatch(page, { type: 'step-filter', by: -1 });
      await untilAtRest(page);
      assert.equal(differing(await pixels(page), first), 0);
      await context.close();
    });
  }
});
