// @ts-check
// What tests do with the canvas: actions as its keys and panels make them, and its pixels.

/** @param {import('./browser.mjs').Page} page @param {Record<string, unknown>} action */
export async function dispatch(page, action) {
  await page.evaluate((one) => /** @type {any} */ (globalThis).lesionlens.dispatch(one), action);
}

/** The canvas's size in device pixels. @param {import('./browser.mjs').Page} page */
export function canvasSize(page) {
  return page.evaluate(() => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (document.getElementById('view'));
    return { width, height };
  });
}

/**
 * R,G,B,A of a part of the canvas, device pixels, from a frame drawn now; without `at`: of all.
 * @param {import('./browser.mjs').Page} page
 * @param {{x: number, y: number, width: number, height: number}} [at]
 */
export async function pixels(page, at) {
  const where = at ?? { x: 0, y: 0, ...(await canvasSize(page)) };
  const base64 = await page.evaluate(({ x, y, width, height }) => {
    const bytes = /** @type {any} */ (globalThis).lesionlens.readPixels(x, y, width, height);
    let text = '';
    for (let i = 0; i < bytes.length; i += 32768) {
      text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    }
    return btoa(text);
  }, where);
  return Buffer.from(base64, 'base64');
}

/**
 * Part of the pixels of two equally large images that differ by more than `levels` in a channel.
 * @param {Buffer} a R,G,B,A
 * @param {Buffer} b
 */
export function differing(a, b, levels = 0) {
  if (a.length !== b.length) return 1;
  let count = 0;
  for (let i = 0; i < a.length; i += 4) {
    const most = Math.max(Math.abs(a[i] - b[i]), Math.abs(a[i + 1] - b[i + 1]),
      Math.abs(a[i + 2] - b[i + 2]));
    if (most > levels) count += 1;
  }
  return count / (a.length / 4);
}

/** How far apart the dots under a term are (wasm/viewer/terms.cc), and at least how many there are. */
const DOTS = { step: 3, least: 4 };

/**
 * Where the canvas shows a dotted line: a point above the middle of each, CSS pixels, from the top.
 * @param {import('./browser.mjs').Page} page at one device pixel a CSS pixel
 */
export async function dottedPlaces(page) {
  const { width, height } = await canvasSize(page);
  const rgba = await pixels(page);
  const shown = new Uint32Array(rgba.buffer.slice(rgba.byteOffset, rgba.byteOffset + rgba.length));
  /** @type {{x: number, y: number}[]} */
  const places = [];
  for (let y = 0; y < height; y += 1) {
    const row = shown.subarray(y * width, (y + 1) * width);
    // A dot on a ground of one colour, and the same again one step on.
    const repeats = (/** @type {number} */ x) => row[x] !== row[x + 1] && row[x + 1] === row[x + 2] &&
      row[x] === row[x + DOTS.step] && row[x + 1] === row[x + 1 + DOTS.step];
    for (let x = 0; x + 2 * DOTS.step < width; x += 1) {
      let end = x;
      while (end + 2 * DOTS.step < width && repeats(end)) end += DOTS.step;
      if (end - x < (DOTS.least - 1) * DOTS.step) continue;
      places.push({ x: Math.round((x + end) / 2), y: y - 4 });
      x = end;
    }
  }
  return places;
}

/** The words beside the pointer. @param {import('./browser.mjs').Page} page @returns {Promise<string>} */
export function hint(page) {
  return page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.hint());
}
