// @ts-check
// Many images, one after the other: what one leaves behind is its thumbnail, nothing else. The long
// version, with its curve: node tests/web/memory_bench.mjs.
import assert from 'node:assert/strict';
import process from 'node:process';
import { describe, it } from 'node:test';
import { openPage, untilAtRest, untilState } from './browser.mjs';
import { hosted } from './hosted.mjs';
import { openInARow, slope } from './memory.mjs';
import { synthetic } from './images.mjs';

/** The first images fill what is filled once: code, buffers, heaps. */
const WARM_UP = 10;
const IMAGES = 40;
const EVERY = 5;
/** Megabytes an image. A thumbnail is 0.22, in the viewer's heap, which grows in steps; the pixels of an
 * image, had they stayed, 1.5. The process as a whole gives back as it likes. */
const MOST = { buffers_mb: 0.1, viewer_mb: 0.5, js_mb: 0.05, own_mb: 1 };

const { host, browser } = await hosted();

describe('the memory of the tab', () => {
  it(`stays flat over ${IMAGES} images in a row`, async (t) => {
    if (process.platform !== 'linux') return t.skip('reads /proc');
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await untilAtRest(page);
    const samples = (await openInARow(browser, page, synthetic(10), { count: WARM_UP + IMAGES, every: EVERY }))
      .filter(({ images }) => images >= WARM_UP);
    const last = samples[samples.length - 1];
    for (const [key, most] of /** @type {['own_mb' | 'js_mb' | 'viewer_mb' | 'buffers_mb', number][]} */ (
      Object.entries(MOST))) {
      const growth = slope(samples, key);
      t.diagnostic(`${key}: ${samples[0][key]} to ${last[key]}, ${growth.toFixed(3)} MB an image`);
      assert.ok(growth <= most, `${key} grows by ${growth.toFixed(3)} MB an image`);
    }
    await context.close();
  });
});
