// @ts-check
// Encoders of the test files that are not JPEG: PNG of any kind, BMP, animated GIF.
import zlib from 'node:zlib';

/** @param {string} name @param {Buffer} body */
export function pngChunk(name, body) {
  const typed = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const out = Buffer.alloc(typed.length + 8);
  out.writeUInt32BE(body.length, 0);
  typed.copy(out, 4);
  out.writeUInt32BE(crc32(typed), typed.length + 4);
  return out;
}

/** PNG specification, annex D. @param {Buffer} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
export const PNG_KIND = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgba: 6 };

/** @param {number} width @param {number} height @param {number} depth @param {number} kind */
export function pngHeader(width, height, depth, kind) {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body[8] = depth;
  body[9] = kind;
  return pngChunk('IHDR', body);
}

/**
 * @param {{width: number, height: number, depth?: 8 | 16, kind: number, extra?: Buffer[],
 *   sample: (x: number, y: number) => number[]}} image `extra`: chunks before the pixels
 */
export function png({ width, height, depth = 8, kind, extra = [], sample }) {
  /** @type {number[]} */
  const raw = [];
  for (let y = 0; y < height; y++) {
    raw.push(0);
    for (let x = 0; x < width; x++) {
      for (const value of sample(x, y)) {
        if (depth === 16) raw.push(value >> 8);
        raw.push(value & 255);
      }
    }
  }
  return Buffer.concat([PNG_SIGNATURE, pngHeader(width, height, depth, kind), ...extra,
    pngChunk('IDAT', zlib.deflateSync(Buffer.from(raw))), pngChunk('IEND', Buffer.alloc(0))]);
}

/** 24-bit BMP, rows from the bottom. @param {number} width @param {number} height
 * @param {(x: number, y: number) => number[]} sample R,G,B */
export function bmp(width, height, sample) {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const out = Buffer.alloc(54 + stride * height);
  out.write('BM', 'latin1');
  out.writeUInt32LE(out.length, 2);
  out.writeUInt32LE(54, 10);
  out.writeUInt32LE(40, 14);
  out.writeInt32LE(width, 18);
  out.writeInt32LE(height, 22);
  out.writeUInt16LE(1, 26);
  out.writeUInt16LE(24, 28);
  out.writeUInt32LE(stride * height, 34);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [r, g, b] = sample(x, y);
      out.set([b, g, r], 54 + (height - 1 - y) * stride + x * 3);
    }
  }
  return out;
}

/**
 * Animated GIF; each frame fills the image with places in a palette of four colours.
 * @param {number} width @param {number} height @param {number[][]} palette
 * @param {((x: number, y: number) => number)[]} frames
 */
export function gif(width, height, palette, frames) {
  const file = [...Buffer.from('GIF89a', 'latin1'), width & 255, width >> 8, height & 255,
    height >> 8, 0x91, 0, 0, ...palette.flat()];
  file.push(0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0', 'latin1'), 3, 1, 0, 0, 0);
  for (const frame of frames) {
    file.push(0x21, 0xf9, 4, 0, 50, 0, 0, 0);
    file.push(0x2c, 0, 0, 0, 0, width & 255, width >> 8, height & 255, height >> 8, 0);
    // Codes of three bits, with a clear code before the table would ask for a fourth.
    let held = 0;
    let count = 0;
    /** @type {number[]} */
    const bytes = [];
    const put = (/** @type {number} */ code) => {
      held |= code << count;
      for (count += 3; count >= 8; count -= 8, held >>= 8) bytes.push(held & 255);
    };
    for (let i = 0; i < width * height; i++) {
      if (i % 2 === 0) put(4);
      put(frame(i % width, Math.floor(i / width)));
    }
    put(5);
    if (count > 0) bytes.push(held & 255);
    file.push(2);
    for (let i = 0; i < bytes.length; i += 255) {
      const block = bytes.slice(i, i + 255);
      file.push(block.length, ...block);
    }
    file.push(0);
  }
  file.push(0x3b);
  return Buffer.from(file);
}
