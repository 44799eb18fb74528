// @ts-check
// clang-tidy over our C++, as .clang-tidy asks for it.
//
//   node tools/tidy.mjs          what differs from main: changed sources, and for a changed header one
//                                source that includes it
//   node tools/tidy.mjs --all    everything
//   node tools/tidy.mjs FILE...  these
//
// A source that passed is not read again until it, a header of ours that it includes, its compiler's
// flags or the checks change: its hash is kept in build/lint. How a source is compiled stands in
// build/lint-tree (native) or, for what only the browser has, in build/wasm-tree: tools/lint.sh
// configures both.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
process.chdir(root);
const STAMPS = 'build/lint';
const NATIVE = 'build/lint-tree';
const WASM = 'build/wasm-tree';
const OURS = /^(core|native|wasm)\/.*\.cc$/;
const { values: options, positionals } = parseArgs({
  options: { all: { type: 'boolean', default: false } }, allowPositionals: true,
});

/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  .split('\n').filter(Boolean);

/** @typedef {{ tree: string, command: string }} Compiled */

/** How every source is compiled; native before wasm. @returns {Map<string, Compiled>} */
function compileCommands() {
  const found = new Map();
  for (const tree of [WASM, NATIVE]) {
    const file = path.join(tree, 'compile_commands.json');
    if (!fs.existsSync(file)) throw new Error(`${file} is missing: tools/lint.sh makes it`);
    for (const entry of JSON.parse(fs.readFileSync(file, 'utf8'))) {
      found.set(path.relative(root, entry.file), { tree, command: entry.command });
    }
  }
  return found;
}

/** Headers of ours that a file includes, itself among them. */
const closures = new Map();
/** @param {string} file @returns {Set<string>} */
function closure(file) {
  const known = closures.get(file);
  if (known) return known;
  const all = new Set([file]);
  closures.set(file, all);
  for (const [, name] of fs.readFileSync(file, 'utf8').matchAll(/^#include "([^"]+)"/gm)) {
    if (!fs.existsSync(name)) continue;  // generated
    for (const inner of closure(name)) all.add(inner);
  }
  return all;
}

/** @param {string} file */
function includesTorch(file) {
  return [...closure(file)].some((one) => /^#include <(torch|ATen|c10)\//m.test(fs.readFileSync(one, 'utf8')));
}

/** What differs from main, or everything where there is no main. @param {string[]} sources */
function changed(sources) {
  let base;
  try {
    [base] = git('merge-base', 'HEAD', 'main');
  } catch {
    return sources;
  }
  const files = [...git('diff', '--name-only', '--diff-filter=d', base),
    ...git('ls-files', '--others', '--exclude-standard')];
  const chosen = new Set(files.filter((file) => sources.includes(file)));
  for (const header of files.filter((file) => file.endsWith('.h'))) {
    const own = header.replace(/\.h$/, '.cc');
    const source = sources.includes(own) ? own : sources.find((file) => closure(file).has(header));
    if (source) chosen.add(source);
  }
  return [...chosen];
}

/** Flags that em++ gives to clang by itself. */
function emscriptenFlags() {
  const cache = execFileSync('em-config', ['CACHE'], { encoding: 'utf8' }).trim();
  return ['--target=wasm32-unknown-emscripten', `--sysroot=${cache}/sysroot`, '-DEMSCRIPTEN',
    `-isystem${cache}/sysroot/include/compat`, '-Wno-unused-command-line-argument']
    .map((flag) => `--extra-arg=${flag}`);
}

const compiled = compileCommands();
const all = git('ls-files', '--cached', '--others', '--exclude-standard')
  .filter((file) => OURS.test(file) && fs.existsSync(file) && compiled.has(file));
// Debian 12's clang can't read libtorch's headers as C++20 (a vector of a type not yet whole): sources
// that include them are GCC's alone.
const sources = all.filter((file) => !includesTorch(file));
const wanted = positionals.length > 0 ? positionals : options.all ? sources : changed(sources);
const checks = [fs.readFileSync('.clang-tidy', 'utf8').replace(/^#.*\n/gm, ''),
  execFileSync('clang-tidy', ['--version'], { encoding: 'utf8' }).match(/version [\d.]+/)?.[0] ?? ''];
const wasmFlags = wanted.some((file) => compiled.get(file)?.tree === WASM) ? emscriptenFlags() : [];
fs.mkdirSync(STAMPS, { recursive: true });

/** Whether it was read, and what was found. @param {string} file */
async function check(file) {
  const how = compiled.get(file);
  if (!how) throw new Error(`${file}: no build compiles it`);
  const hash = createHash('sha256').update(JSON.stringify([checks, how.command]));
  for (const name of [...closure(file)].sort()) hash.update(name).update(fs.readFileSync(name));
  const stamp = path.join(STAMPS, hash.digest('hex'));
  if (fs.existsSync(stamp)) return { read: false, trouble: '' };
  const flags = how.tree === WASM ? wasmFlags : ['--extra-arg=-Wno-unknown-warning-option'];  // GCC's own
  try {
    await promisify(execFile)('clang-tidy', ['--quiet', '-p', how.tree, ...flags, file],
      { maxBuffer: 1 << 26 });
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    return { read: true, trouble: `${stdout ?? ''}${stderr ?? error}` };
  }
  fs.writeFileSync(stamp, '');
  return { read: true, trouble: '' };
}

const queue = [...wanted];
let read = 0;
let failed = 0;
await Promise.all(os.cpus().map(async () => {
  for (let file = queue.shift(); file; file = queue.shift()) {
    const result = await check(file);
    if (result.read) read += 1;
    if (!result.trouble) continue;
    failed += 1;
    console.log(`${file}:\n${result.trouble}`);
  }
}));
console.log(`clang-tidy: ${all.length - sources.length} sources with libtorch's headers left out`);
console.log(`clang-tidy: ${wanted.length} of ${sources.length} sources, ${read} read now, ${failed} with findings`);
process.exitCode = failed > 0 ? 1 : 0;
