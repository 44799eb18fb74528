// @ts-check
// Makes the samples anew, all from seeds:
//   node web/samples/make.mjs build/native/lesionlens
// What each is made with stands in samples.json under "made"; the same program gives the same bytes.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const program = process.argv[2];
if (!program) {
  console.error('usage: node web/samples/make.mjs PROGRAM (build/native/lesionlens)');
  process.exit(2);
}
const here = path.dirname(fileURLToPath(import.meta.url));
/** @type {{file: string, thumbnail: string, made: string}[]} */
const samples = JSON.parse(fs.readFileSync(path.join(here, 'samples.json'), 'utf8'));
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-samples-'));
try {
  for (const { file, thumbnail, made } of samples) {
    const out = path.join(work, file);
    execFileSync(program, ['synth', '--out', out, '--count', '1', '--quality', '88',
      '--thumbnail', '160', ...made.split(' ')]);
    fs.copyFileSync(path.join(out, 'images/SYNTH_0000001.jpg'), path.join(here, file));
    fs.copyFileSync(path.join(out, 'thumbnails/SYNTH_0000001.jpg'), path.join(here, thumbnail));
    console.log(file);
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
