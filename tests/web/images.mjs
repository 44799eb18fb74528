// @ts-check
// The images of the tests: synthetic ones always, made by our own program from a seed, and real
// dermoscopy where it is present.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './browser.mjs';

export const program = process.env.LESIONLENS_PROGRAM ?? path.join(root, 'build/native/lesionlens');

/** @typedef {{name: string, file: string, bytes: Buffer}} ImageFile */

/** @param {string} file @returns {ImageFile} */
function read(file) {
  return { name: path.basename(file), file, bytes: fs.readFileSync(file) };
}

/**
 * @param {number} count
 * @param {string} size as `lesionlens synth --size` takes it
 * @param {string} [format]
 * @returns {ImageFile[]}
 */
export function synthetic(count, size = '640x480', format = 'jpg') {
  const folder = path.join(root, 'build/test-images', `${count}-${size}-${format}`);
  const images = path.join(folder, 'images');
  if (!fs.existsSync(path.join(folder, 'metadata.csv'))) {
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    execFileSync(program, ['synth', '--out', folder, '--count', String(count), '--seed', '7',
      '--size', size, '--format', format, '--force']);
  }
  return fs.readdirSync(images).sort().map((name) => read(path.join(images, name)));
}

/**
 * @param {number} count
 * @returns {ImageFile[]} none where the data is not there
 */
export function real(count) {
  const data = process.env.LESIONLENS_DATA ?? path.resolve(root, '../shared/data');
  const images = path.join(data, 'ham10000/images');
  if (!fs.existsSync(images)) return [];
  const names = fs.readdirSync(images).sort();
  // Spread over the whole collection, which is in the order of its numbers.
  const step = Math.max(1, Math.floor(names.length / count));
  return Array.from({ length: Math.min(count, names.length) }, (_, i) =>
    read(path.join(images, /** @type {string} */ (names[i * step]))),
  );
}

export const NO_REAL = 'no real images: LESIONLENS_DATA (or ../shared/data) is not there';
