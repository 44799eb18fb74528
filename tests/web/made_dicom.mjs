// @ts-check
// DICOM files of explicit little endian made byte by byte (PS3.5 chapter 7, PS3.10 chapter 7).

const LONG = new Set(['OB', 'OW', 'SQ', 'UN', 'UT']);

/** @param {number} tag @param {string} vr @param {Buffer} value @param {number} [length] said in its place */
function element(tag, vr, value, length) {
  const padded = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.from(vr === 'UI' || vr === 'OB' ? '\0' : ' ')]);
  const head = Buffer.alloc(LONG.has(vr) ? 12 : 8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xFFFF, 2);
  head.write(vr, 4, 'latin1');
  if (LONG.has(vr)) head.writeUInt32LE(length ?? padded.length, 8);
  else head.writeUInt16LE(padded.length, 6);
  return Buffer.concat([head, padded]);
}

/** @param {number} tag @param {string} vr @param {string} value @returns {Element} */
export const text = (tag, vr, value) => ({ tag, bytes: element(tag, vr, Buffer.from(value, 'latin1')) });
/** @param {number} tag @param {number} value @returns {Element} */
export function word(tag, value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return { tag, bytes: element(tag, 'US', bytes) };
}
/** @param {Uint8Array} values @returns {Element} */
export const pixels = (values) => ({ tag: 0x7FE00010, bytes: element(0x7FE00010, 'OB', Buffer.from(values)) });
/** Encapsulated: no table of offsets, a fragment a frame. @param {Uint8Array[]} frames @returns {Element} */
export function fragments(frames) {
  const item = (/** @type {number} */ tag, /** @type {Uint8Array} */ value) => {
    const padded = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.alloc(1)]);
    const head = Buffer.alloc(8);
    head.writeUInt16LE(0xFFFE, 0);
    head.writeUInt16LE(tag, 2);
    head.writeUInt32LE(padded.length, 4);
    return Buffer.concat([head, padded]);
  };
  const none = new Uint8Array(0);
  const all = [item(0xE000, none), ...frames.map((frame) => item(0xE000, frame)), item(0xE0DD, none)];
  return { tag: 0x7FE00010, bytes: element(0x7FE00010, 'OB', Buffer.concat(all), 0xFFFFFFFF) };
}

/** @typedef {{tag: number, bytes: Buffer}} Element */

/** An RGB image. @param {number} width @param {number} height @param {Element[]} elements its pixels, and what
 * takes the place of others
 * @param {string} [syntax] behind 1.2.840.10008.1.2 */
export function dicom(width, height, elements, syntax = '.1') {
  const all = [
    text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.77.1.4'), word(0x00280002, 3),
    text(0x00280004, 'CS', 'RGB'), word(0x00280006, 0), word(0x00280010, height), word(0x00280011, width),
    word(0x00280100, 8), word(0x00280101, 8), word(0x00280102, 7), word(0x00280103, 0), ...elements,
  ];
  const sorted = [...new Map(all.map((one) => [one.tag, one])).values()].sort((a, b) => a.tag - b.tag);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'),
    text(0x00020010, 'UI', `1.2.840.10008.1.2${syntax}`).bytes, ...sorted.map(({ bytes }) => bytes)]);
}
