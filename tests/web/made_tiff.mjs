// @ts-check
// A TIFF writer for tests: RGB of 8 bits in strips, uncompressed or by Deflate, little endian.
import zlib from 'node:zlib';

const ROWS = 20;

/**
 * @param {number} width
 * @param {number} height
 * @param {Uint8Array} rgb rows from the top
 * @param {{deflate?: boolean, orientation?: number, icc?: Uint8Array, twice?: boolean}} [options] twice: two pages, of
 *   which the second is black
 */
export function tiff(width, height, rgb, { deflate = false, orientation = 1, icc, twice = false } = {}) {
  const pages = twice ? [rgb, new Uint8Array(rgb.length)] : [rgb];
  const parts = [Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0])];
  let end = 8;
  /** @param {Uint8Array} part @returns {number} where it stands */
  const add = (part) => {
    const padded = Buffer.concat([part, Buffer.alloc(part.length % 2)]);
    parts.push(padded);
    end += padded.length;
    return end - padded.length;
  };
  /** Where the address of the next directory is to be written. */
  let link = 4;
  for (const pixels of pages) {
    /** @type {number[]} */
    const places = [];
    /** @type {number[]} */
    const lengths = [];
    for (let y = 0; y < height; y += ROWS) {
      const raw = pixels.subarray(3 * width * y, 3 * width * Math.min(height, y + ROWS));
      const strip = deflate ? zlib.deflateSync(raw) : raw;
      lengths.push(strip.length);
      places.push(add(strip));
    }
    const longs = (/** @type {number[]} */ values) => {
      const bytes = Buffer.alloc(4 * values.length);
      values.forEach((value, i) => bytes.writeUInt32LE(value, 4 * i));
      return values.length === 1 ? values[0] : add(bytes);
    };
    /** @type {[number, number, number, number][]} tag, type, count, value or its place */
    const entries = [
      [256, 4, 1, width], [257, 4, 1, height], [258, 3, 3, add(Buffer.from([8, 0, 8, 0, 8, 0]))],
      [259, 3, 1, deflate ? 8 : 1], [262, 3, 1, 2], [273, 4, places.length, longs(places)],
      [274, 3, 1, orientation], [277, 3, 1, 3], [278, 3, 1, ROWS], [279, 4, lengths.length, longs(lengths)],
    ];
    if (icc) entries.push([34675, 7, icc.length, add(icc)]);
    const directory = Buffer.alloc(2 + 12 * entries.length + 4);
    directory.writeUInt16LE(entries.length, 0);
    entries.forEach(([tag, type, count, value], i) => {
      directory.writeUInt16LE(tag, 2 + 12 * i);
      directory.writeUInt16LE(type, 4 + 12 * i);
      directory.writeUInt32LE(count, 6 + 12 * i);
      directory.writeUInt32LE(value, 10 + 12 * i);
    });
    const at = add(directory);
    const whole = Buffer.concat(parts);
    whole.writeUInt32LE(at, link);
    parts.splice(0, parts.length, whole);
    link = at + 2 + 12 * entries.length;
  }
  return Buffer.concat(parts);
}
