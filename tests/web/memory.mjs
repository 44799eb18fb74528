// @ts-check
// What the tab's memory does while many images pass through it. From Linux's /proc.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { counters, dropFolder, outcome, until, untilAtRest } from './browser.mjs';

/** Megabytes (2^20). renderer: all of the tab's process that lies in memory, of that its own (not
 * from files, not shared); gpu: the process that draws, here a software
 * rasteriser, so that its textures are in it; viewer: the heap of the viewer's WebAssembly; js: what
 * the page's JavaScript uses of its own; buffers: pixels and maps that it holds.
 * @typedef {{images: number, renderer_mb: number, own_mb: number, gpu_mb: number,
 *   viewer_mb: number, js_mb: number, buffers_mb: number}} Sample */

const MB = 2 ** 20;
const tenths = (/** @type {number} */ value) => Math.round(value * 10) / 10;

/** @param {number} pid @returns {Record<string, number>} megabytes */
function status(pid) {
  const text = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Object.fromEntries([...text.matchAll(/^(\w+):\s+(\d+) kB$/gm)]
    .map(([, key, kilobytes]) => [key, Number(kilobytes) / 1024]));
}

/**
 * The largest of its kind: browsers keep an empty one ready.
 * @param {import('./browser.mjs').Browser} browser
 * @param {'renderer' | 'GPU'} type
 */
async function processOf(browser, type) {
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  await system.detach();
  const found = processInfo.filter((one) => one.type === type).map(({ id }) => id);
  if (found.length === 0) throw new Error(`the browser names no process of type ${type}`);
  return found.sort((a, b) => status(b).VmRSS - status(a).VmRSS)[0];
}

/**
 * Looks at the tab's process ten times a second.
 * @param {import('./browser.mjs').Browser} browser
 * @returns {Promise<() => number>} ends it; the most that lay in memory meanwhile, megabytes
 */
export async function watchPeak(browser) {
  const id = await processOf(browser, 'renderer');
  // What lay there at most until now is forgotten (proc_pid_clear_refs(5)).
  fs.writeFileSync(`/proc/${id}/clear_refs`, '5');
  let peak = 0;
  const timer = setInterval(() => {
    const { VmRSS, VmHWM } = status(id);
    peak = Math.max(peak, VmRSS, VmHWM);
  }, 100);
  return () => {
    clearInterval(timer);
    return tenths(peak);
  };
}

/**
 * After a garbage collection. The browser must have this page only.
 * @param {import('./browser.mjs').Browser} browser
 * @param {import('./browser.mjs').Page} page
 * @param {number} images opened so far
 * @returns {Promise<Sample>}
 */
export async function sample(browser, page, images) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const heap = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  const tab = status(await processOf(browser, 'renderer'));
  const gpu = status(await processOf(browser, 'GPU'));
  return {
    images,
    renderer_mb: tenths(tab.VmRSS),
    own_mb: tenths(tab.RssAnon),
    gpu_mb: tenths(gpu.VmRSS),
    viewer_mb: tenths((await counters(page)).heapBytes / MB),
    js_mb: tenths(heap.usedSize / MB),
    buffers_mb: tenths(heap.backingStorageSize / MB),
  };
}

/**
 * Images dropped one after the other, each once the one before has its result.
 * @param {import('./browser.mjs').Browser} browser
 * @param {import('./browser.mjs').Page} page ready
 * @param {{name: string, bytes: Buffer}[]} images taken in turn, each time as another file
 * @param {{count: number, every: number, heard?: (sample: Sample) => void}} plan
 * @returns {Promise<Sample[]>} one before, and one after `every` images
 */
export async function openInARow(browser, page, images, { count, every, heard = () => {} }) {
  await page.evaluate((list) => {
    /** @type {any} */ (globalThis).sources = list.map((base64) =>
      Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  }, images.map(({ bytes }) => bytes.toString('base64')));
  const samples = [await sample(browser, page, 0)];
  for (let i = 0; i < count; i += 1) {
    const name = `${i + 1}.jpg`;
    await page.evaluate(({ index, as }) => {
      const transfer = new DataTransfer();
      // What follows the image's end is not read.
      transfer.items.add(new File([/** @type {any} */ (globalThis).sources[index], as], as));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(
          new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }
    }, { index: i % images.length, as: name });
    await until(() => outcome(page), (o) => o.name === name && o.state === 'ready' &&
      o.prediction !== '', `the result of ${name}`, 180_000);
    if ((i + 1) % every === 0) {
      await untilAtRest(page);
      samples.push(await sample(browser, page, i + 1));
      heard(samples[samples.length - 1]);
    }
  }
  return samples;
}

/**
 * A folder of as many files dropped at once.
 * @param {import('./browser.mjs').Browser} browser
 * @param {import('./browser.mjs').Page} page ready
 * @param {{bytes: Buffer}} image
 * @param {{count: number, every: number, heard?: (sample: Sample) => void}} plan
 * @returns {Promise<Sample[]>}
 */
export async function openFolder(browser, page, image, { count, every, heard = () => {} }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-memory-'));
  try {
    for (let i = 1; i <= count; i += 1) {
      fs.writeFileSync(path.join(folder, `${i}.jpg`), Buffer.concat([image.bytes, Buffer.from(`${i}`)]));
    }
    const samples = [await sample(browser, page, 0)];
    await dropFolder(page, folder);
    for (let done = 0; done < count;) {
      const wanted = Math.min(count, done + every);
      done = await until(() => page.locator('#session button', { hasText: 'estimate' }).count(),
        (scored) => scored >= wanted, `${wanted} results`, 1_800_000);
      samples.push(await sample(browser, page, done));
      heard(samples[samples.length - 1]);
    }
    return samples;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * Megabytes more an image, by least squares.
 * @param {Sample[]} samples
 * @param {'own_mb' | 'gpu_mb' | 'viewer_mb' | 'js_mb' | 'buffers_mb'} key
 */
export function slope(samples, key) {
  const mean = (/** @type {number[]} */ values) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(samples.map(({ images }) => images));
  const y = mean(samples.map((one) => one[key]));
  const along = samples.reduce((sum, one) => sum + (one.images - x) * (one[key] - y), 0);
  return along / samples.reduce((sum, { images }) => sum + (images - x) ** 2, 0);
}
