// @ts-check
// Files that the page hands to the browser's downloads, and readers for them that are not ours.
import fs from 'node:fs/promises';
import zlib from 'node:zlib';

/**
 * Presses one of the mirror's export buttons and takes what is downloaded.
 * @param {import('playwright-core').Page} page
 * @param {string} what
 * @param {number} [count] files
 */
export async function exported(page, what, count = 1) {
  /** @type {import('playwright-core').Download[]} */
  const downloads = [];
  const all = new Promise((resolve) => {
    page.on('download', function taken(download) {
      downloads.push(download);
      if (downloads.length < count) return;
      page.off('download', taken);
      resolve(undefined);
    });
  });
  await page.locator(`#exports [data-export="${what}"]`).focus();
  await page.keyboard.press('Enter');
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`no ${what} came`)), 60_000).unref());
  await Promise.race([all, late]);
  return Promise.all(downloads.map(async (download) => ({
    name: download.suggestedFilename(), bytes: await fs.readFile(await download.path()),
  })));
}

/**
 * A PNG of 8-bit R,G,B without interlacing, by the letter of its specification.
 * @param {Buffer} bytes
 */
export function readPng(bytes) {
  const { width, height, values } = readPixels(bytes, 2, 3);
  return { width, height, rgb: values };
}

/** The same of a mask's file, of a byte a pixel. @param {Buffer} bytes */
export function readGreyPng(bytes) {
  const { width, height, values } = readPixels(bytes, 0, 1);
  return { width, height, grey: values };
}

/** @param {Buffer} bytes @param {number} type of colours, as the file has it @param {number} step bytes
 * of a pixel */
function readPixels(bytes, type, step) {
  if (bytes.subarray(1, 4).toString() !== 'PNG') throw new Error('no PNG');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  if (bytes[24] !== 8 || bytes[25] !== type || bytes[28] !== 0) {
    throw new Error('a PNG of another kind');
  };
  const parts = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.subarray(at + 4, at + 8).toString() === 'IDAT') {
      parts.push(bytes.subarray(at + 8, at + 8 + length));
    }
    at += length + 12;
  }
  const raw = zlib.inflateSync(Buffer.concat(parts));
  const row = width * step;
  const values = new Uint8Array(row * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (row + 1)];
    for (let x = 0; x < row; x += 1) {
      const left = x >= step ? values[y * row + x - step] : 0;
      const up = y > 0 ? values[(y - 1) * row + x] : 0;
      const corner = x >= step && y > 0 ? values[(y - 1) * row + x - step] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      values[y * row + x] = raw[y * (row + 1) + 1 + x] + guess;
    }
  }
  return { width, height, values };
}

/**
 * Dots per inch that a PNG states; 0 where it states none.
 * @param {Buffer} bytes
 */
export function dotsPerInch(bytes) {
  const at = bytes.indexOf('pHYs');
  if (at < 0 || bytes[at + 12] !== 1) return 0;
  return Math.round(bytes.readUInt32BE(at + 4) * 0.0254);
}

/** @param {number} a @param {number} b @param {number} c */
function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

/**
 * Part of the pixels in a rectangle that are dark: ink.
 * @param {{width: number, rgb: Uint8Array}} image
 * @param {number} x @param {number} y @param {number} width @param {number} height
 */
export function inkIn(image, x, y, width, height) {
  let dark = 0;
  for (let row = y; row < y + height; row += 1) {
    for (let column = x; column < x + width; column += 1) {
      const at = (row * image.width + column) * 3;
      if (image.rgb[at] + image.rgb[at + 1] + image.rgb[at + 2] < 300) dark += 1;
    }
  }
  return dark / (width * height);
}

/**
 * Records of a table (RFC 4180), by its first line's names.
 * @param {string} text
 * @returns {Record<string, string>[]}
 */
export function readCsv(text) {
  /** @type {string[][]} */
  const lines = [];
  let fields = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') field += text[at += 1];
      else quoted = false;
    } else if (letter === '"') {
      quoted = true;
    } else if (letter === ',') {
      fields.push(field);
      field = '';
    } else if (letter === '\r' && text[at + 1] === '\n') {
      at += 1;
      lines.push([...fields, field]);
      fields = [];
      field = '';
    } else {
      field += letter;
    }
  }
  const [names, ...records] = lines;
  return records.map((record) => {
    if (record.length !== names.length) throw new Error(`a record of ${record.length} fields`);
    return Object.fromEntries(names.map((name, i) => [name, record[i]]));
  });
}
