// @ts-check
// Images that the browser decodes: in sRGB, transparency laid over white; upright but for WebP.

/** @type {Record<string, string>} */
const TYPES = { WebP: 'image/webp', AVIF: 'image/avif', HEIC: 'image/heic' };

/** strips: R, G, B, A of all its rows, from the top.
 * @typedef {{width: number, height: number, strips: () => Iterable<Uint8Array>, close: () => void}} Decoded */

/** Rows drawn and read at a time: canvases as large as the image are refused by some browsers, without a word. */
const ROWS = 256;

/**
 * @param {Uint8Array} bytes
 * @param {string} format as the engine calls it
 * @returns {Promise<'image.heic' | 'image.browser' | 'image.altered' | Decoded>} or why there is none
 */
export async function decodeByBrowser(bytes, format) {
  const cannot = format === 'HEIC' ? 'image.heic' : 'image.browser';
  if (typeof createImageBitmap === 'undefined' || typeof OffscreenCanvas === 'undefined') return cannot;
  const file = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], { type: TYPES[format] });
  // WebP's EXIF orientation is left to the engine: not every browser follows it.
  const options = format === 'WebP' ? /** @type {const} */ ({ imageOrientation: 'none' }) : undefined;
  const bitmap = await createImageBitmap(file, options).catch(() => null);
  if (!bitmap) return cannot;
  if (!givesPixelsAsTheyAre()) {
    bitmap.close();
    return 'image.altered';
  }
  const { width, height } = bitmap;
  return { width, height, strips: () => stripsOf(bitmap), close: () => bitmap.close() };
}

/** @param {ImageBitmap} bitmap */
function* stripsOf(bitmap) {
  const { width, height } = bitmap;
  const drawing = drawingOf(width, Math.min(ROWS, height));
  for (let y = 0; y < height; y += ROWS) {
    const rows = Math.min(ROWS, height - y);
    drawing.fillStyle = '#fff';
    drawing.fillRect(0, 0, width, rows);
    drawing.drawImage(bitmap, 0, y, width, rows, 0, 0, width, rows);
    const { data } = drawing.getImageData(0, 0, width, rows);
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

/** @param {number} width @param {number} height */
function drawingOf(width, height) {
  const drawing = new OffscreenCanvas(width, height)
    .getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (!drawing) throw new Error('OffscreenCanvas has no 2d context');
  return drawing;
}

/** Browsers that hide who they are change a few pixels that are read from a canvas, or all of them. */
function givesPixelsAsTheyAre() {
  const side = 64;
  const drawing = drawingOf(side, side);
  const pixels = drawing.createImageData(side, side);
  for (let i = 0; i < pixels.data.length; i += 1) pixels.data[i] = i % 4 === 3 ? 255 : (i * 167 + (i >> 5) * 31) % 256;
  drawing.putImageData(pixels, 0, 0);
  const { data } = drawing.getImageData(0, 0, side, side);
  return data.every((value, i) => value === pixels.data[i]);
}
