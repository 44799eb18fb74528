// @ts-check
// A small JPEG encoder for test files: baseline or progressive, one to four components, any
// application segments. Written after ITU-T T.81; every quantiser is 1, so that what a decoder
// must yield is known to within rounding.

/** Order of the 64 coefficients in the file (T.81, figure A.6). */
const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
  13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
  45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/**
 * A Huffman table in which every symbol has a code of the same length: longer files than with
 * trained tables, but nothing to get wrong. The code of all ones stays unused (T.81, C).
 * @param {number[]} symbols @param {number} bits
 */
function flatTable(symbols, bits) {
  return {
    counts: Array.from({ length: 16 }, (_, i) => (i + 1 === bits ? symbols.length : 0)),
    symbols,
    bits,
    codes: new Map(symbols.map((symbol, code) => [symbol, code])),
  };
}
const DC = flatTable(Array.from({ length: 12 }, (_, i) => i), 4);
// Run (0-15) and size (1-10) of every coefficient, end of block, run of sixteen zeros.
const AC = flatTable(
  [0x00, 0xf0, ...Array.from({ length: 160 }, (_, i) => ((i / 10) << 4) | ((i % 10) + 1))],
  8,
);

class Bits {
  /** @type {number[]} */ bytes = [];
  held = 0;
  count = 0;
  /** @param {number} value @param {number} bits */
  put(value, bits) {
    for (let i = bits - 1; i >= 0; i--) {
      this.held = (this.held << 1) | ((value >> i) & 1);
      if (++this.count === 8) this.flushByte();
    }
  }
  flushByte() {
    this.bytes.push(this.held);
    if (this.held === 0xff) this.bytes.push(0);
    this.held = 0;
    this.count = 0;
  }
  end() {
    while (this.count !== 0) this.put(1, 1);
    return this.bytes;
  }
  /** @param {{codes: Map<number, number>, bits: number}} table @param {number} symbol */
  code(table, symbol) {
    this.put(/** @type {number} */ (table.codes.get(symbol)), table.bits);
  }
  /** Size category and the bits that follow it (T.81, table F.1). @param {number} value */
  static size(value) {
    return value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
  }
  /** @param {number} value @param {number} size */
  magnitude(value, size) {
    this.put(value < 0 ? value + (1 << size) - 1 : value, size);
  }
}

/** Cosine transform of one 8x8 block (T.81, A.3.3). @param {number[]} block */
function transform(block) {
  const out = new Array(64).fill(0);
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 8; x++) {
          sum += block[y * 8 + x] * Math.cos(((2 * x + 1) * u * Math.PI) / 16) *
            Math.cos(((2 * y + 1) * v * Math.PI) / 16);
        }
      }
      out[v * 8 + u] = Math.round((sum * (u ? 1 : Math.SQRT1_2) * (v ? 1 : Math.SQRT1_2)) / 4);
    }
  }
  return out;
}

/** @param {Bits} bits @param {number[]} block */
function putAc(bits, block) {
  let zeros = 0;
  for (let k = 1; k < 64; k++) {
    const value = block[ZIGZAG[k]];
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) bits.code(AC, 0xf0);
    const size = Bits.size(value);
    bits.code(AC, (zeros << 4) | size);
    bits.magnitude(value, size);
    zeros = 0;
  }
  if (zeros > 0) bits.code(AC, 0);
}

/** @param {number} marker @param {number[]} body */
export function segment(marker, body) {
  return [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
}

/**
 * A JPEG of `width` x `height` (multiples of 8); `sample(x, y)` gives its components as they are to
 * stand in the file (Y, Cb, Cr for a colour image; see `ycc`), 0..255.
 * @param {{width: number, height: number, components: number, progressive?: boolean,
 *   segments?: number[][], sample: (x: number, y: number) => number[]}} image
 * `segments` follow the start of image; without them, JFIF's APP0 does.
 * @returns {Buffer}
 */
export function jpeg({ width, height, components, progressive = false, segments, sample }) {
  const across = width / 8;
  const down = height / 8;
  /** @type {number[][][]} blocks of each component, in rows */
  const blocks = Array.from({ length: components }, (_, c) =>
    Array.from({ length: across * down }, (_block, b) =>
      transform(Array.from({ length: 64 }, (_sample, i) =>
        sample((b % across) * 8 + (i % 8), Math.floor(b / across) * 8 + (i >> 3))[c] - 128))));
  const file = [0xff, 0xd8];
  const jfif = segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  for (const piece of segments ?? [jfif]) file.push(...piece);
  file.push(...segment(0xdb, [0, ...new Array(64).fill(1)]));
  const ids = Array.from({ length: components }, (_, c) => c + 1);
  file.push(...segment(progressive ? 0xc2 : 0xc0, [8, height >> 8, height & 255, width >> 8,
    width & 255, components, ...ids.flatMap((id) => [id, 0x11, 0])]));
  file.push(...segment(0xc4, [0x00, ...DC.counts, ...DC.symbols]));
  file.push(...segment(0xc4, [0x10, ...AC.counts, ...AC.symbols]));

  /** @param {number[]} which components @param {boolean} dc @param {boolean} ac */
  const scan = (which, dc, ac) => {
    file.push(...segment(0xda, [which.length, ...which.flatMap((c) => [c + 1, 0]), dc ? 0 : 1,
      ac ? 63 : 0, 0]));
    const bits = new Bits();
    const before = new Array(components).fill(0);
    for (let b = 0; b < across * down; b++) {
      for (const c of which) {
        const block = blocks[c][b];
        if (dc) {
          const size = Bits.size(block[0] - before[c]);
          bits.code(DC, size);
          bits.magnitude(block[0] - before[c], size);
          before[c] = block[0];
        }
        if (ac) putAc(bits, block);
      }
    }
    file.push(...bits.end());
  };
  const all = ids.map((id) => id - 1);
  if (progressive) {
    scan(all, true, false);
    for (const c of all) scan([c], false, true);
  } else {
    scan(all, true, true);
  }
  file.push(0xff, 0xd9);
  return Buffer.from(file);
}

/** Y, Cb, Cr of a colour (JFIF 1.02). @param {number[]} rgb */
export function ycc([r, g, b]) {
  return [
    0.299 * r + 0.587 * g + 0.114 * b,
    128 - 0.168736 * r - 0.331264 * g + 0.5 * b,
    128 + 0.5 * r - 0.418688 * g - 0.081312 * b,
  ].map((value) => Math.min(255, Math.max(0, Math.round(value))));
}
