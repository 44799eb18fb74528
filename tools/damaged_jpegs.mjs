// @ts-check
// How many damaged JPEGs are seen to be damaged, by the kind of damage, and whether whole ones are called so.
//   node tools/damaged_jpegs.mjs FOLDER [COUNT [SEED]]
// COUNT copies (250) of each kind of the JPEGs in FOLDER, drawn by SEED (1), go through
// `lesionlens image`; the whole files too.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const program = path.join(root, 'build/native/lesionlens');
const [folder, count = '250', seed = '1'] = process.argv.slice(2);
if (!folder) throw new Error('usage: node tools/damaged_jpegs.mjs FOLDER [COUNT [SEED]]');
const AT_ONCE = 500;  // files of a command line

// Mulberry32: a number of 32 bits makes the next.
let state = Number(seed) >>> 0;
function random() {
  state = (state + 0x6D2B79F5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const below = (/** @type {number} */ most) => Math.floor(random() * most);

/** Where the data of the first scan begin. @param {Buffer} file */
function dataOf(file) {
  const at = file.indexOf(Buffer.from([0xFF, 0xDA]));
  return at < 0 ? file.length : at + 2 + file.readUInt16BE(at + 2);
}

/** @type {Record<string, (file: Buffer, from: number, length: number) => Buffer>} from, length: of the data */
const KINDS = {
  'cut off, ended with FF D9': (file, from, length) => Buffer.concat([
    file.subarray(0, from + Math.floor(length * (0.05 + 0.9 * random()))), Buffer.from([0xFF, 0xD9]),
  ]),
  'at most 4,096 bytes (or a fifth) zeroed': (file, from, length) => {
    const wide = Math.min(4096, Math.floor(length / 5));
    const at = from + below(length - wide);
    return Buffer.from(file).fill(0, at, at + wide);
  },
  '200 bytes lost': (file, from, length) => without(file, from + below(length - 200), 200),
  '16 bytes lost': (file, from, length) => without(file, from + below(length - 16), 16),
  '1 byte lost': (file, from, length) => without(file, from + below(length - 1), 1),
  '20 bits flipped': (file, from, length) => flipped(file, from, length, 20),
  '1 bit flipped': (file, from, length) => flipped(file, from, length, 1),
};
/** @param {Buffer} file @param {number} at @param {number} bytes */
function without(file, at, bytes) {
  return Buffer.concat([file.subarray(0, at), file.subarray(at + bytes)]);
}

/** @param {Buffer} file @param {number} from @param {number} length @param {number} bits */
function flipped(file, from, length, bits) {
  const copy = Buffer.from(file);
  for (let i = 0; i < bits; i += 1) copy[from + below(length)] ^= 1 << below(8);
  return copy;
}

/** How many of these are damaged. @param {string[]} files */
function damaged(files) {
  const json = path.join(work, 'said.json');
  let found = 0;
  for (let at = 0; at < files.length; at += AT_ONCE) {
    execFileSync(program, ['image', ...files.slice(at, at + AT_ONCE), '--json', json], { stdio: 'ignore' });
    const said = JSON.parse(fs.readFileSync(json, 'utf8'));
    found += [said].flat().filter((/** @type {any} */ one) => one.damaged).length;
  }
  return found;
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'damaged-'));
try {
  const whole = fs.readdirSync(folder).filter((name) => /\.jpe?g$/i.test(name)).sort()
    .map((name) => path.join(folder, name));
  console.log(`${'whole'.padEnd(42)} ${damaged(whole)} of ${whole.length} called damaged`);
  for (const [kind, damage] of Object.entries(KINDS)) {
    const files = [];
    while (files.length < Number(count)) {
      const file = fs.readFileSync(whole[below(whole.length)]);
      const from = dataOf(file);
      const length = file.length - 2 - from;
      if (length < 600) continue;
      const to = path.join(work, `${files.length}.jpg`);
      fs.writeFileSync(to, damage(file, from, length));
      files.push(to);
    }
    console.log(`${kind.padEnd(42)} ${damaged(files)} of ${files.length} called damaged`);
  }
} finally {
  fs.rmSync(work, { recursive: true });
}
