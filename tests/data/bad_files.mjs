// @ts-check
// Writes bad and odd image files into a folder, and manifest.json, which says for each what must
// come of it:
//   node tests/data/bad_files.mjs FOLDER
// In the manifest: {name, expect: "error", says: [words, one of which the sentence must contain]} or
// {name, expect: "ok", width, height (upright), tolerance, pixels: [[x, y, r, g, b], ...]}.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { jpeg, segment, ycc } from './jpeg_writer.mjs';
import { bmp, gif, png, pngChunk, pngHeader, PNG_KIND, PNG_SIGNATURE } from './other_writers.mjs';

/**
 * @typedef {{name: string, bytes: Buffer, expect: 'error', says: string[]}} Bad
 * @typedef {{name: string, bytes: Buffer, expect: 'ok', width: number, height: number,
 *   tolerance: number, pixels: number[][]}} Good
 */

// An image in four unlike quarters: turned or mirrored any way, it shows which.
const WIDTH = 48;
const HEIGHT = 32;
const QUARTERS = [[220, 40, 30], [40, 180, 60], [50, 70, 210], [235, 225, 200]];

/** @param {number} x @param {number} y */
function quarter(x, y) {
  return QUARTERS[(x < WIDTH / 2 ? 0 : 1) + (y < HEIGHT / 2 ? 0 : 2)];
}

// The middle of each quarter.
const MIDDLES = [[12, 8], [36, 8], [12, 24], [36, 24]].map(([x, y]) => [x, y, ...quarter(x, y)]);

/**
 * Where the pixel stored at (x, y) of an image that is WIDTH x HEIGHT when upright belongs, for
 * each orientation (EXIF 2.32, tag 0x0112: which sides the stored row 0 and column 0 are).
 * @type {((x: number, y: number) => number[])[]}
 */
const UPRIGHT = [
  (x, y) => [x, y], // 1: top, left
  (x, y) => [WIDTH - 1 - x, y], // 2: top, right
  (x, y) => [WIDTH - 1 - x, HEIGHT - 1 - y], // 3: bottom, right
  (x, y) => [x, HEIGHT - 1 - y], // 4: bottom, left
  (x, y) => [y, x], // 5: left, top
  (x, y) => [WIDTH - 1 - y, x], // 6: right, top
  (x, y) => [WIDTH - 1 - y, HEIGHT - 1 - x], // 7: right, bottom
  (x, y) => [y, HEIGHT - 1 - x], // 8: left, bottom
];

/** The TIFF inside EXIF: one directory with the orientation. @param {number} orientation
 * @param {boolean} little */
function exifBody(orientation, little) {
  return little
    ? [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
    : [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
}

/** @param {number} orientation */
function turnedJpeg(orientation) {
  const swapped = orientation >= 5;
  // Both byte orders occur in cameras.
  const body = exifBody(orientation, orientation % 2 === 1);
  return jpeg({
    width: swapped ? HEIGHT : WIDTH,
    height: swapped ? WIDTH : HEIGHT,
    components: 3,
    segments: [segment(0xe1, [...Buffer.from('Exif\0\0', 'latin1'), ...body])],
    sample: (x, y) => {
      const [u, v] = UPRIGHT[orientation - 1](x, y);
      return ycc(quarter(u, v));
    },
  });
}

const whole = jpeg({ width: WIDTH, height: HEIGHT, components: 3, sample: (x, y) => ycc(quarter(x, y)) });

/** @param {string} name @param {Buffer} bytes @param {...string} says @returns {Bad} */
const bad = (name, bytes, ...says) => ({ name, bytes, expect: 'error', says });

/** @param {string} name @param {Buffer} bytes @param {number} [tolerance] @param {number[][]} [pixels]
 * @returns {Good} */
const good = (name, bytes, tolerance = 0, pixels = MIDDLES) =>
  ({ name, bytes, expect: 'ok', width: WIDTH, height: HEIGHT, tolerance, pixels });

/** Baseline JPEG with Adobe's marker: four inks, stored as 255 minus the ink (Adobe TN 5116). */
function cmyk() {
  const adobe = segment(0xee, [...Buffer.from('Adobe', 'latin1'), 0, 100, 0, 0, 0, 0, 0]);
  return jpeg({
    width: WIDTH,
    height: HEIGHT,
    components: 4,
    segments: [adobe],
    sample: (x, y) => [...quarter(x, y), 255],
  });
}

/** Header, then nothing that would fill it. @param {number} width @param {number} height */
function hugePng(width, height) {
  return Buffer.concat([PNG_SIGNATURE, pngHeader(width, height, 8, PNG_KIND.rgb),
    pngChunk('IDAT', Buffer.from([0x78, 0x9c, 3, 0, 0, 0, 0, 1])), pngChunk('IEND', Buffer.alloc(0))]);
}

/** @returns {(Bad | Good)[]} */
export function files() {
  const plainPng = png({ width: WIDTH, height: HEIGHT, kind: PNG_KIND.rgb, sample: quarter });
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat', 'latin1');
  const webp = Buffer.from('RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0', 'latin1');
  const grey = (/** @type {number} */ x) => (x < WIDTH / 2 ? 90 : 200);
  return [
    bad('empty.jpg', Buffer.alloc(0), 'empty'),
    bad('text.jpg', Buffer.from('This is a letter, not an image.\n'.repeat(8)), 'not an image'),
    bad('truncated.jpg', whole.subarray(0, Math.floor(whole.length * 0.6)), 'truncated'),
    bad('header_only.jpg', whole.subarray(0, 30), 'truncated', 'damaged'),
    bad('truncated.png', plainPng.subarray(0, plainPng.length - 40), 'truncated', 'damaged'),
    bad('huge_30000x30000.png', hugePng(30000, 30000), 'megapixels'),
    bad('huge_overflow.png', hugePng(0x7fffffff, 0x7fffffff), 'megapixels', 'damaged'),
    bad('no_pixels.png', hugePng(0, 32), 'no pixels', 'damaged'),
    bad('photo.heic', heic, 'HEIC'),
    bad('cut.webp', webp.subarray(0, webp.length - 4), 'truncated', 'damaged'),
    good('plain.jpg', whole, 3),
    good('progressive.jpg', jpeg({ width: WIDTH, height: HEIGHT, components: 3, progressive: true,
      sample: (x, y) => ycc(quarter(x, y)) }), 3),
    good('cmyk.jpg', cmyk(), 4),
    good('grey.jpg', jpeg({ width: WIDTH, height: HEIGHT, components: 1, sample: (x) => [grey(x)] }), 2,
      [[12, 8, 90, 90, 90], [36, 24, 200, 200, 200]]),
    ...UPRIGHT.map((_, i) => good(`exif_${i + 1}.jpg`, turnedJpeg(i + 1), 3)),
    good('plain.png', plainPng),
    good('exif_6.png', png({ width: HEIGHT, height: WIDTH, kind: PNG_KIND.rgb,
      extra: [pngChunk('eXIf', Buffer.from(exifBody(6, false)))],
      sample: (x, y) => {
        const [u, v] = UPRIGHT[5](x, y);
        return quarter(u, v);
      } })),
    // The low byte must neither be read as a pixel nor carry into the high one.
    good('sixteen_bit.png', png({ width: WIDTH, height: HEIGHT, depth: 16, kind: PNG_KIND.rgb,
      sample: (x, y) => quarter(x, y).map((value) => value * 256 + value) })),
    good('grey.png', png({ width: WIDTH, height: HEIGHT, kind: PNG_KIND.grey, sample: (x) => [grey(x)] }), 0,
      [[12, 8, 90, 90, 90], [36, 24, 200, 200, 200]]),
    // Left half clear, right half half-clear, laid over white: 255 + (value - 255) x alpha / 255.
    good('alpha.png', png({ width: WIDTH, height: HEIGHT, kind: PNG_KIND.rgba,
      sample: (x, y) => [...quarter(x, y), x < WIDTH / 2 ? 0 : 128] }), 1,
      [[12, 8, 255, 255, 255], [12, 24, 255, 255, 255], [36, 8, 147, 217, 157], [36, 24, 245, 240, 227]]),
    good('grey_alpha.png', png({ width: WIDTH, height: HEIGHT, kind: PNG_KIND.greyAlpha,
      sample: (x) => [grey(x), 255] }), 0, [[12, 8, 90, 90, 90], [36, 24, 200, 200, 200]]),
    good('plain.bmp', bmp(WIDTH, HEIGHT, quarter)),
    // Two frames; the first is read.
    good('animated.gif', gif(WIDTH, HEIGHT, QUARTERS, [
      (x, y) => (x < WIDTH / 2 ? 0 : 1) + (y < HEIGHT / 2 ? 0 : 2),
      () => 3,
    ])),
    // The name lies; the bytes decide.
    good('really_a_png.jpg', plainPng),
  ];
}

/** Writes all files and manifest.json. @param {string} folder */
export function write(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const all = files();
  for (const file of all) fs.writeFileSync(path.join(folder, file.name), file.bytes);
  const manifest = all.map(({ bytes, ...rest }) => ({ ...rest, bytes: bytes.length }));
  fs.writeFileSync(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  return manifest;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (!folder) {
    console.error('usage: node tests/data/bad_files.mjs FOLDER');
    process.exit(2);
  }
  console.log(`${folder}: ${write(folder).length} files and manifest.json`);
}
