// @ts-check
// What the shader draws is what core's reference says, within 2/255 a channel: the image as it is
// on the screen without the overlay, blended by core, against the screen with it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import {
  lastResult, openPage, openImage, until, untilState, viewerState,
} from './browser.mjs';
import { hosted } from './hosted.mjs';
import { NO_REAL, real, synthetic } from './images.mjs';
import { program } from './programs.mjs';

const reference = program('overlay_reference');
/** CSS pixels at the top and bottom of the image pane where controls and legend lie. */
const CONTROLS = { top: 50, bottom: 112 };
/** Part of a cell: a pixel whose centre lies nearer to the border between two cells may be drawn as
 * either, where cells are drawn exactly. */
const BORDER = 0.002;
/** Device pixels along the edge of what the network saw, where its outline is drawn. */
const OUTLINE = 4;
const TOLERANCE = 2;

const { host, browser } = await hosted();

/**
 * @param {import('./browser.mjs').Page} page
 * @param {{x: number, y: number, width: number, height: number}} at device pixels
 */
async function pixels(page, at) {
  const base64 = await page.evaluate(({ x, y, width, height }) => {
    const bytes = /** @type {any} */ (globalThis).lesionlens.readPixels(x, y, width, height);
    let text = '';
    for (let i = 0; i < bytes.length; i += 32768) {
      text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    }
    return btoa(text);
  }, at);
  return Buffer.from(base64, 'base64');
}

/** @param {import('./browser.mjs').Page} page @param {Record<string, unknown>} action */
async function dispatch(page, action) {
  await page.evaluate((one) => /** @type {any} */ (globalThis).lesionlens.dispatch(one), action);
}

/**
 * Greatest difference of a channel over the region the network saw, and how many pixels there were
 * and how many of them the overlay changed.
 * @param {import('./browser.mjs').Page} page
 * @param {number} dpr
 */
async function compare(page, dpr) {
  const state = await viewerState(page);
  const result = await lastResult(page);
  // The region in device pixels of the canvas.
  const scale = state.zoom * dpr;
  const region = {
    x: state.imageRect.x * dpr + result.region.x * scale,
    y: state.imageRect.y * dpr + result.region.y * scale,
    width: result.region.width * scale,
    height: result.region.height * scale,
  };
  // As much of it as is in view, without the outline.
  const view = { ...state.view, y: state.view.y + CONTROLS.top,
    height: state.view.height - CONTROLS.top - CONTROLS.bottom };
  const left = Math.ceil(Math.max(region.x, view.x * dpr)) + OUTLINE;
  const top = Math.ceil(Math.max(region.y, view.y * dpr)) + OUTLINE;
  const at = {
    x: left,
    y: top,
    width: Math.floor(Math.min(region.x + region.width, (view.x + view.width) * dpr)) - OUTLINE - left,
    height: Math.floor(Math.min(region.y + region.height, (view.y + view.height) * dpr)) - OUTLINE - top,
  };
  await dispatch(page, { type: 'overlay', visible: false });
  const base = await pixels(page, at);
  await dispatch(page, { type: 'overlay', visible: true });
  const shown = await pixels(page, at);
  const layer = result.layers[state.layer];
  const area = layer.width * layer.height;
  const map = layer.values.subarray(state.filter * area, (state.filter + 1) * area);
  const head = {
    width: at.width,
    height: at.height,
    region: { ...region, x: region.x - at.x, y: region.y - at.y },
    map_width: layer.width,
    map_height: layer.height,
    low: state.scaleLow,
    high: state.scaleHigh,
    opacity: state.opacity,
    smooth: state.smoothing === 'smooth',
  };
  const wanted = execFileSync(reference, {
    input: Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), base,
      Buffer.from(map.buffer, map.byteOffset, map.byteLength)]),
    maxBuffer: 1 << 28,
  });
  const onBorder = (/** @type {number} */ pixel, /** @type {number} */ start, /** @type {number} */ length,
    /** @type {number} */ cells) => {
    const cell = ((pixel + 0.5 - start) / length) * cells;
    return Math.abs(cell - Math.round(cell)) < BORDER;
  };
  let greatest = 0;
  let changed = 0;
  let count = 0;
  for (let i = 0; i < at.width * at.height; i += 1) {
    if (!head.smooth && (
      onBorder(i % at.width, head.region.x, region.width, layer.width) ||
      onBorder(Math.floor(i / at.width), head.region.y, region.height, layer.height))) continue;
    count += 1;
    for (let c = 0; c < 3; c += 1) {
      greatest = Math.max(greatest, Math.abs(shown[i * 4 + c] - wanted[i * 3 + c]));
    }
    if (base[i * 4] !== shown[i * 4]) changed += 1;
  }
  return { greatest, count, changed };
}

/**
 * A filter of the layer that responds to the image.
 * @param {import('./browser.mjs').Page} page
 * @param {number} layer
 */
async function selectActive(page, layer) {
  const { layers } = await lastResult(page);
  const { channels, statistics } = layers[layer];
  const peaks = Array.from({ length: channels }, (_, filter) => statistics[filter * 6 + 1]);
  const filter = peaks.indexOf(Math.max(...peaks));
  await dispatch(page, { type: 'select', layer, filter });
  await until(() => viewerState(page), (s) => s.layer === layer && s.filter === filter, 'the filter');
}

describe('the overlay on the screen', () => {
  for (const dpr of [1, 2]) {
    it(`equals core's reference within ${TOLERANCE}/255 at ${dpr} device pixels a CSS pixel`, async () => {
      const { page, context } = await openPage(browser, host.url, { dpr, width: 1100, height: 700 });
      await untilState(page);
      const [image] = synthetic(10);
      await openImage(page, image.name, image.bytes);
      for (const [layer, smoothing, mode] of /** @type {[number, string, string][]} */ ([
        [0, 'smooth', 'training'], [3, 'smooth', 'map'], [5, 'exact', 'layer'], [7, 'smooth', 'layer'],
        [7, 'exact', 'map'],
      ])) {
        await selectActive(page, layer);
        await dispatch(page, { type: 'smoothing', value: smoothing });
        await dispatch(page, { type: 'scale-mode', mode });
        const seen = await compare(page, dpr);
        assert.ok(seen.count > 10_000, `${seen.count} pixels compared`);
        assert.ok(seen.changed > 0, `layer ${layer} changes something`);
        assert.ok(seen.greatest <= TOLERANCE,
          `layer ${layer}, ${smoothing}, ${mode}: ${seen.greatest}/255 apart`);
      }
      await context.close();
    });
  }

  it('equals it on a real photograph, zoomed in', async (t) => {
    const [image] = real(1);
    if (!image) return t.skip(NO_REAL);
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await openImage(page, image.name, image.bytes);
    await selectActive(page, 4);
    await dispatch(page, { type: 'zoom', factor: 3.3 });
    await dispatch(page, { type: 'pan', dx: 40, dy: -25 });
    const seen = await compare(page, 1);
    assert.ok(seen.count > 10_000);
    assert.ok(seen.greatest <= TOLERANCE, `${seen.greatest}/255 apart`);
    await context.close();
  });

  for (const square of [null, { x: 300, y: 100, width: 320 }]) {
    it(`is nowhere outside ${square ? 'a square moved by hand' : 'what the network saw'}, and right in it`, async () => {
      const { page, context } = await openPage(browser, host.url);
      await untilState(page);
      const [image] = synthetic(10);
      await openImage(page, image.name, image.bytes);
      if (square) {
        await dispatch(page, { type: 'crop', ...square });
        await until(() => viewerState(page), (s) => s.seenKind === 'moved' && !s.cropPending, 'the square');
      }
      await selectActive(page, 0);
      await dispatch(page, { type: 'scale-mode', mode: 'map' });
      const seen = await compare(page, 1);
      assert.ok(seen.changed > 0 && seen.greatest <= TOLERANCE, `${seen.greatest}/255 apart`);
      const state = await viewerState(page);
      const { region } = await lastResult(page);
      const strip = {
        x: Math.ceil(state.imageRect.x),
        y: Math.ceil(state.imageRect.y),
        width: Math.floor(region.x * state.zoom) - OUTLINE,
        height: Math.floor(state.imageRect.height),
      };
      assert.ok(strip.width > 10, 'the image is wider than the square that is seen');
      await dispatch(page, { type: 'overlay', visible: false });
      const base = await pixels(page, strip);
      await dispatch(page, { type: 'overlay', visible: true });
      assert.ok(base.equals(await pixels(page, strip)));
      await context.close();
    });
  }
});
