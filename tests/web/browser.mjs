// @ts-check
// Chromium and the page, for the tests.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const site = process.env.LESIONLENS_SITE ?? path.join(root, 'build/site');

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Browser} Browser */

/** Draws without a graphics card, and keeps the browser's own services quiet. */
export const FLAGS = [
  '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic',
  '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: FLAGS,
  });
}

/**
 * A fresh profile with the page in it, and what the browser complained about.
 * @param {Browser} browser
 * @param {string} url
 * @param {{width?: number, height?: number, dpr?: number, touch?: boolean,
 *   serviceWorkers?: 'allow' | 'block', responses?: boolean}} [options] touch: a device for fingers;
 *   responses: laid over the image from the start, as by someone who had them there last time; the
 *   page itself begins with the bare image
 */
export async function openPage(browser, url, options = {}) {
  const { width = 1280, height = 800, dpr = 1, touch = false, serviceWorkers = 'block' } = options;
  const { responses = true } = options;
  const context = await browser.newContext({
    viewport: { width, height }, deviceScaleFactor: dpr, serviceWorkers, hasTouch: touch,
    isMobile: touch,
  });
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('console', (message) => {
    // Said by Playwright itself where a test does without the service worker.
    if (message.text().includes('blocked by Playwright')) return;
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  await context.addInitScript(() => {
    const seen = /** @type {any} */ (globalThis);
    // Every frame drawn, its calls that draw with how many instances, and how much of its time went
    // into WebGL calls: without a graphics card they wait for the software rasteriser, which is none
    // of our work.
    seen.frames = [];
    let inWebGl = 0;
    /** @type {number[]} */
    let drawn = [];
    const gl = /** @type {any} */ (WebGL2RenderingContext.prototype);
    for (const name of Object.getOwnPropertyNames(gl)) {
      const { value, writable } = Object.getOwnPropertyDescriptor(gl, name) ?? {};
      if (typeof value !== 'function' || !writable || name === 'constructor') continue;
      gl[name] = function timed(/** @type {unknown[]} */ ...given) {
        const start = performance.now();
        const result = value.apply(this, given);
        inWebGl += performance.now() - start;
        if (/^draw(Arrays|Elements)(Instanced)?$/.test(name)) {
          drawn.push(name.endsWith('Instanced') ? Number(given[given.length - 1]) : 1);
        }
        return result;
      };
    }
    const ask = requestAnimationFrame.bind(globalThis);
    seen.requestAnimationFrame = (/** @type {FrameRequestCallback} */ draw) => ask((time) => {
      const start = performance.now();
      const before = inWebGl;
      drawn = [];
      draw(time);
      seen.frames.push({
        start, whole: performance.now() - start, webGl: inWebGl - before, drawn,
      });
    });
    seen.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      seen.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
    seen.longTasks = [];
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) seen.longTasks.push([task.startTime, task.duration]);
    }).observe({ type: 'longtask', buffered: true });
  });
  if (responses) {
    await context.addInitScript(() => {
      try {
        localStorage['lesionlens.settings'] ??= '{"overlayBare":true}';
      } catch {
        // A frame without storage.
      }
    });
  }
  const page = await context.newPage();
  await page.goto(url);
  return { context, page, complaints, requests };
}

/**
 * Waits in steps of evaluate(): the page's policy forbids what waitForFunction would inject.
 * @template T
 * @param {() => Promise<T>} look
 * @param {(value: T) => boolean} good
 * @param {string} what
 */
export async function until(look, good, what, milliseconds = 60_000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await look();
    if (good(value)) return value;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @param {Page} page @param {string} [state] */
export async function untilState(page, state = 'ready') {
  const look = () => page.evaluate(() => document.body.dataset.state ?? '');
  return until(look, (value) => value === state, `data-state="${state}"`);
}

/** Waits until what lies on the image that is shown was found, or can't be. @param {Page} page */
export async function untilFound(page) {
  const look = () => page.evaluate(() => document.getElementById('found')?.dataset.state);
  await until(look, (state) => state === 'done', 'what lies on the image');
}

/**
 * Waits until nothing has been drawn for a while and nothing more is to be.
 * @param {Page} page
 */
export async function untilAtRest(page) {
  await untilFound(page);
  let drawn = -1;
  await until(async () => {
    const earlier = drawn;
    const { framesDrawn, resting } = await counters(page);
    drawn = framesDrawn;
    await new Promise((resolve) => setTimeout(resolve, 150));
    return earlier === drawn && resting;
  }, Boolean, 'the page to rest');
}

/** @param {Page} page @returns {Promise<any>} the viewer's counters */
export function counters(page) {
  return page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.counters());
}

/**
 * Steps through filters by keys. Milliseconds of each step: its own work, and the whole with the
 * WebGL calls. The clock has its full resolution only where the page is cross-origin isolated.
 * @param {Page} page with an image open
 * @param {number} steps
 */
export async function stepTimes(page, steps) {
  await page.focus('#view');
  await untilAtRest(page);
  /** @type {{own: number[], whole: number[]}} */
  const times = { own: [], whole: [] };
  for (let step = 0; step < steps; step += 1) {
    await page.evaluate(() => {
      /** @type {any} */ (globalThis).frames.length = 0;
    });
    const { filter } = await viewerState(page);
    await page.keyboard.press('ArrowDown');
    await until(() => viewerState(page), (s) => s.filter !== filter, 'the next filter');
    const [frame] = await until(() =>
      page.evaluate(() => /** @type {any} */ (globalThis).frames), (frames) => frames.length > 0,
    'its frame');
    await untilAtRest(page);
    const { lastStepMs, lastFrameMs } = await counters(page);
    times.own.push(frame.whole - frame.webGl + Math.max(0, lastStepMs - lastFrameMs));
    times.whole.push(frame.whole);
  }
  return times;
}

/** @param {number[]} values */
export function middle(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** @param {Page} page @returns {Promise<any>} the viewer's mirrored state */
export function viewerState(page) {
  return page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.state());
}

/**
 * Drops files on the page, as a person drags them in.
 * @param {Page} page
 * @param {{name: string, bytes: Uint8Array}[]} files
 */
export async function drop(page, files) {
  await letGo(page, await hold(page, files));
}

/**
 * Files in the hand of a person who is about to drop them: all the work of the test, none of the
 * page's.
 * @param {Page} page
 * @param {{name: string, bytes: Uint8Array}[]} files
 */
export function hold(page, files) {
  const packed = files.map(({ name, bytes }) => ({
    name, base64: Buffer.from(bytes).toString('base64'),
  }));
  return page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, packed);
}

/** @param {Page} page @param {Awaited<ReturnType<typeof hold>>} transfer */
export async function letGo(page, transfer) {
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await transfer.dispose();
}

/**
 * Drags a folder in as the operating system does.
 * @param {Page} page
 * @param {string} from
 */
export async function dropFolder(page, from) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [from], dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  }
  await devtools.detach();
}

/**
 * Drops one image and waits for its result or its refusal.
 * @param {Page} page
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Promise<{state: string, name: string, prediction: string, problem: string}>}
 */
export async function openImage(page, name, bytes) {
  await page.evaluate(() => {
    /** @type {HTMLElement} */ (document.getElementById('prediction')).textContent = '';
  });
  await drop(page, [{ name, bytes }]);
  return until(
    () => outcome(page),
    ({ state, prediction, problem }) =>
      (state === 'ready' && prediction !== '') || (state === 'error' && problem !== ''),
    `an answer to ${name}`,
  );
}

/** @param {Page} page */
export function outcome(page) {
  return page.evaluate(() => {
    const text = (/** @type {string} */ id) => document.getElementById(id)?.textContent ?? '';
    return {
      state: document.body.dataset.state ?? '',
      name: text('image-name'),
      prediction: text('prediction'),
      problem: text('problem'),
    };
  });
}

/**
 * The last result: logits, probability, timings, and the layers' shapes and values.
 * @param {Page} page
 * @returns {Promise<any>}
 */
export async function lastResult(page) {
  const packed = await page.evaluate(() => {
    const { layers, ...rest } = /** @type {any} */ (globalThis).lesionlens.result();
    const base64 = (/** @type {Float32Array} */ values) => {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      let text = '';
      for (let at = 0; at < bytes.length; at += 32768) {
        text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      }
      return btoa(text);
    };
    return {
      ...rest,
      layers: layers.map((/** @type {any} */ layer) => ({ ...layer, values: base64(layer.values),
        statistics: base64(layer.statistics) })),
    };
  });
  const floats = (/** @type {string} */ base64) => {
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    return new Float32Array(bytes.buffer);
  };
  for (const layer of packed.layers) {
    layer.values = floats(layer.values);
    layer.statistics = floats(layer.statistics);
  }
  return packed;
}
