// @ts-check
// PNG files of 8-bit R,G,B, written small; downloads.mjs reads them.
import zlib from 'node:zlib';
import { PNG_SIGNATURE, pngChunk } from '../data/other_writers.mjs';

/**
 * @param {{width: number, height: number, rgb: Uint8Array}} image
 * @returns {Buffer}
 */
export function writePng({ width, height, rgb }) {
  const row = width * 3;
  const raw = Buffer.alloc((row + 1) * height);
  for (let y = 0; y < height; y += 1) {
    // Each row as the difference to the pixel on its left, or to the row above: whichever is less.
    const tried = [1, 2].map((filter) => {
      const line = Buffer.alloc(row + 1);
      line[0] = filter;
      let sum = 0;
      for (let x = 0; x < row; x += 1) {
        const left = x >= 3 ? rgb[y * row + x - 3] : 0;
        const up = y > 0 ? rgb[(y - 1) * row + x] : 0;
        line[x + 1] = rgb[y * row + x] - (filter === 1 ? left : up);
        sum += line[x + 1] < 128 ? line[x + 1] : 256 - line[x + 1];
      }
      return { line, sum };
    });
    const best = tried[0].sum <= tried[1].sum ? tried[0] : tried[1];
    best.line.copy(raw, y * (row + 1));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', head), pngChunk('IDAT', zlib.deflateSync(raw, { level: 9 })), pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
