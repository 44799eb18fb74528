// @ts-check
// build/site as one ZIP, the same bytes from the same files: names in order, one date, checksums inside and
// beside it.
//   node tools/package_site.mjs OUT.zip
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const site = path.join(root, 'build/site');
const [out] = process.argv.slice(2);
if (!out) throw new Error('usage: node tools/package_site.mjs OUT.zip');

// The first date that a ZIP knows, as files' own dates differ from build to build. Of the local time: a ZIP
// has no zone.
const DATE = new Date(1980, 0, 1);
// What is compressed already; brotli's and gzip's copies are for hosts that send them as they are.
const STORED = /\.(br|gz|jpe?g|png)$/;

const names = fs.readdirSync(site, { recursive: true, encoding: 'utf8' })
  .filter((name) => fs.statSync(path.join(site, name)).isFile())
  .map((name) => name.split(path.sep).join('/'))
  .sort();
const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex');

/** @type {import('fflate').Zippable} */
const files = {};
const sums = [];
for (const name of names) {
  const content = new Uint8Array(fs.readFileSync(path.join(site, name)));
  files[`site/${name}`] = [content, { mtime: DATE, level: STORED.test(name) ? 0 : 9 }];
  sums.push(`${sha256(content)}  site/${name}`);
}
files['SHA256SUMS'] = [new TextEncoder().encode(`${sums.join('\n')}\n`), { mtime: DATE, level: 9 }];
const zip = zipSync(files);
fs.writeFileSync(out, zip);
fs.writeFileSync(`${out}.sha256`, `${sha256(zip)}  ${path.basename(out)}\n`);
console.log(`${path.relative(process.cwd(), out)}: ${names.length} files, ${Math.round(zip.length / 1024)} KB`);
