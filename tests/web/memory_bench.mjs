// @ts-check
// The tab's memory while many images pass through it:
//   node tests/web/memory_bench.mjs [--images 500] [--folder 200] [--json FILE]
// Synthetic images of 640x480 one after the other, then a folder of files of 12 megapixels. A
// number of 0 leaves a part out. Takes minutes; Linux only.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { launch, openPage, site, untilAtRest, untilState } from './browser.mjs';
import { openFolder, openInARow, slope, watchPeak } from './memory.mjs';
import { synthetic } from './images.mjs';
import { serve } from './server.mjs';

const EVERY = 25;
const { values: options } = parseArgs({ options: {
  images: { type: 'string', default: '500' },
  folder: { type: 'string', default: '200' },
  json: { type: 'string' },
} });

/** @typedef {import('./memory.mjs').Sample} Sample */

/** @param {Sample} one */
function heard(one) {
  console.error(Object.entries(one).map(([key, value]) => `${key} ${value}`).join('  '));
}

/**
 * In a browser of its own.
 * @param {(browser: import('./browser.mjs').Browser, page: import('./browser.mjs').Page) =>
 *   Promise<Sample[]>} run
 */
async function measured(run) {
  const browser = await launch();
  const host = await serve(site);
  const { page } = await openPage(browser, host.url);
  await untilState(page);
  await untilAtRest(page);
  const peak = await watchPeak(browser);
  const samples = await run(browser, page);
  const peakMb = peak();
  const version = browser.version();
  await browser.close();
  await host.close();
  // The first images fill what is filled once: code, buffers, heaps.
  const later = samples.slice(Math.min(3, samples.length - 2));
  const growth = (/** @type {'own_mb' | 'gpu_mb' | 'viewer_mb' | 'js_mb' | 'buffers_mb'} */ key) =>
    Math.round(slope(later, key) * 1000) / 1000;
  return {
    browser: `Chromium ${version}, headless, software rasteriser`,
    peak_mb: peakMb,
    growth_mb_a_image: {
      own: growth('own_mb'), viewer: growth('viewer_mb'), js: growth('js_mb'),
      buffers: growth('buffers_mb'), gpu: growth('gpu_mb'),
    },
    samples,
  };
}

const images = Number(options.images);
const folder = Number(options.folder);
/** @type {Record<string, unknown>} */
const report = {};
if (images > 0) {
  report.in_a_row = { size: '640x480', ...await measured((browser, page) =>
    openInARow(browser, page, synthetic(10), { count: images, every: EVERY, heard })) };
}
if (folder > 0) {
  const [large] = synthetic(2, '4000x3000');
  report.folder = { size: '4000x3000', ...await measured((browser, page) =>
    openFolder(browser, page, large, { count: folder, every: EVERY, heard })) };
}
const text = `${JSON.stringify(report, null, 2)}\n`;
if (options.json) fs.writeFileSync(options.json, text);
else process.stdout.write(text);
