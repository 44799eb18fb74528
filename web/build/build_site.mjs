// @ts-check
// Puts the site together: the page's own files, the built WebAssembly, ONNX Runtime, models, words
// and samples, in one folder that any host of static files can serve.
//
//   node web/build/build_site.mjs [--wasm DIR] [--models DIR] [--out DIR]
//
// Beside every file that shrinks lies a .br and a .gz for hosts that serve them; both are kept by
// content in build/cache, so a second run is quick.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import zlib from 'node:zlib';
import { modelList } from './model_list.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options } = parseArgs({
  options: {
    wasm: { type: 'string', default: path.join(root, 'build/wasm-tree/site') },
    models: { type: 'string', default: path.join(root, 'models') },
    out: { type: 'string', default: path.join(root, 'build/site') },
  },
});
const web = path.join(root, 'web');
const cache = path.join(root, 'build/cache');
const runtime = path.join(root, 'node_modules/onnxruntime-web/dist');

/** Folders of scripts, by the thread that runs them; with those inside. */
const SCRIPTS = ['page', 'worker', 'shared'];
/** What is started by name. */
const ENTRIES = ['index.html', 'sw.js', 'page/boot.js', 'page/page.js', 'worker/worker.js'];
/** Served first time round and kept for offline use, as against what is only fetched when asked for. */
const NOT_KEPT = [/^models\/(?!(default|masks)\.onnx$|models\.json$)/, /^fonts\/copyright/, /^sw\.js$/, /^atlas\//];
const SHRINKS = /\.(html|css|js|mjs|json|svg|wasm|onnx|otf|ttf|md)$/;
/** What the page shows of its start: files that are loaded, and the words for them. Of the words
 * only those of the person's language are. */
const SHOWN_AT_START = [
  ['words/en.json', 'boot.words'], ['words/de.json', 'boot.words'], ['words/nl.json', 'boot.words'],
  ['viewer.wasm', 'boot.viewer'], ['fonts/ui.otf', 'boot.fonts'], ['fonts/ui-semibold.otf', 'boot.fonts'],
  ['engine.wasm', 'boot.engine'], ['ort/ort-wasm-simd-threaded.wasm', 'boot.runtime'],
  ['models/default.onnx', 'boot.model'],
];
/** A compressed file that saves less than this part is not worth its place. */
const WORTH = 0.02;
/** Bytes of a model beyond which brotli's best takes minutes and finds next to nothing more. */
const LARGE_MODEL = 8e6;

await main().catch((error) => {
  console.error(`build_site: ${error.message}`);
  process.exitCode = 1;
});

async function main() {
  const files = await collect();
  files.set('models/models.json', Buffer.from(`${JSON.stringify(modelList(files), null, 1)}\n`));
  // Of no model: a person's own atlas takes its place (docs/concepts.md). With it a host without one has
  // nothing to refuse.
  files.set('atlas/index.json', Buffer.from('{}\n'));
  files.set('index.html', await withVersion(files));
  const listed = [...files.keys()].filter((name) => !NOT_KEPT.some((rule) => rule.test(name)));
  const hashes = listed.sort().map((name) => /** @type {[string, string]} */ ([
    name, sha256(/** @type {Buffer} */ (files.get(name))),
  ]));
  files.set('sw.js', serviceWorker(/** @type {Buffer} */ (files.get('sw.js')), hashes));
  const total = await write(files);
  const kb = (/** @type {number} */ bytes) => `${Math.round(bytes / 1024)} KB`;
  console.log(`${path.relative(process.cwd(), options.out) || '.'}: ${files.size} files, ` +
    `${kb(total.plain)}; ${kb(total.brotli)} with brotli`);
}

/** @returns {Promise<Map<string, Buffer>>} path in the site -> content */
async function collect() {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  const add = async (/** @type {string} */ name, /** @type {string} */ from, hint = '') => {
    const content = await fs.readFile(from).catch(() => {
      throw new Error(`${path.relative(root, from)} is missing${hint}`);
    });
    files.set(name.split(path.sep).join('/'), content);
  };
  const addFolder = async (
    /** @type {string} */ folder, /** @type {string} */ from, /** @type {RegExp} */ wanted,
  ) => {
    const entries = await fs.readdir(from, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isFile() && wanted.test(entry.name)) {
        await add(path.join(folder, entry.name), path.join(from, entry.name));
      }
    }
  };
  await addFolder('', web, /\.(html|css|js|svg)$/);
  for (const folder of SCRIPTS) {
    await addFolder(folder, path.join(web, folder), /\.js$/);
    for (const name of await fs.readdir(path.join(web, folder), { recursive: true, encoding: 'utf8' })) {
      const from = path.join(web, folder, name);
      if ((await fs.stat(from)).isDirectory()) await addFolder(path.join(folder, name), from, /\.js$/);
    }
  }
  await addFolder('words', path.join(web, 'words'), /\.json$/);
  await addFolder('samples', path.join(web, 'samples'), /\.(json|jpe?g|png)$/);
  await addFolder('models', options.models, /\.(onnx|md)$/);
  for (const name of ['engine.js', 'engine.wasm', 'codecs.js', 'codecs.wasm', 'viewer.js', 'viewer.wasm']) {
    await add(name, path.join(options.wasm, name), ': build the wasm preset first');
  }
  for (const name of ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs',
    'ort-wasm-simd-threaded.wasm']) {
    await add(`ort/${name}`, path.join(runtime, name), ': run npm ci first');
  }
  await add('zip/fflate.js', path.join(root, 'node_modules/fflate/esm/browser.js'), ': run npm ci first');
  await add('zip/LICENSE', path.join(root, 'node_modules/fflate/LICENSE'), ': run npm ci first');
  // Compiled into viewer.wasm, engine.wasm and codecs.wasm.
  await add('licences/imgui.txt', path.join(root, 'third_party/imgui/LICENSE.txt'), ': run tools/fetch_sources.sh first');
  await add('licences/lcms2.txt', path.join(root, 'third_party/lcms2/COPYING'), ': run tools/fetch_sources.sh first');
  for (const [name, from] of [['jpeg', 'gdcm/Utilities/gdcmjpeg/README'], ['charls', 'gdcm/Utilities/gdcmcharls/License.txt'],
    ['openjpeg', 'openjpeg/LICENSE'], ['tiff', 'tiff/LICENSE.md'], ['zlib', 'zlib/LICENSE']]) {
    await add(`licences/${name}.txt`, path.join(root, 'third_party', from), ': run tools/fetch_sources.sh first');
  }
  await addFolder('fonts', path.join(options.wasm, 'fonts'), /\.otf$/);
  await addFolder('fonts', '/usr/share/doc/fonts-inter', /^copyright$/);
  for (const needed of ['models/default.onnx', ...ENTRIES, 'words/en.json', 'samples/samples.json',
    'fonts/ui.otf', 'fonts/ui-semibold.otf']) {
    if (!files.has(needed)) throw new Error(`${needed} is missing`);
  }
  files.set('index.html', withStartFiles(files));
  return files;
}

/** The page with the list of what it loads, and how large that is. @param {Map<string, Buffer>} files */
function withStartFiles(files) {
  const get = (/** @type {string} */ name) => /** @type {Buffer} */ (files.get(name));
  const words = JSON.parse(get('words/en.json').toString()).page;
  const rows = SHOWN_AT_START.map(([name, word]) => {
    const bytes = get(name).length;
    const hidden = word === 'boot.words' ? ' hidden' : '';
    return `<li data-file="${name}" data-bytes="${bytes}"${hidden}>` +
      `<span data-word="${word}">${words[word]}</span> <span class="size">` +
      `${(bytes / 1e6).toFixed(2)} MB</span></li>`;
  });
  const page = get('index.html').toString();
  const list = '<ul id="boot-files">';
  if (!page.includes(list)) throw new Error('index.html has no place for the files it loads');
  return Buffer.from(page.replace(list, `${list}\n        ${rows.join('\n        ')}\n      `));
}

/**
 * @param {Buffer} template web/sw.js
 * @param {[string, string][]} hashes
 */
function serviceWorker(template, hashes) {
  const list = JSON.stringify(hashes);
  if (/['\\]/.test(list)) throw new Error('a file of the site has a quote or backslash in its name');
  // The template is part of the version: another service worker is another version.
  const version = sha256(Buffer.concat([template, Buffer.from(list)])).slice(0, 16);
  const text = template.toString().replace('{{version}}', version).replace('{{files}}', list);
  return Buffer.from(text);
}

/** @param {Map<string, Buffer>} files */
async function write(files) {
  await fs.mkdir(options.out, { recursive: true });
  await fs.mkdir(cache, { recursive: true });
  const total = { plain: 0, brotli: 0 };
  const written = new Set();
  const put = async (/** @type {string} */ name, /** @type {Buffer} */ content) => {
    const to = path.join(options.out, name);
    await fs.mkdir(path.dirname(to), { recursive: true });
    const there = await fs.readFile(to).catch(() => null);
    if (!there?.equals(content)) await fs.writeFile(to, content);
    written.add(name);
  };
  for (const [name, content] of files) {
    await put(name, content);
    const quality = name.endsWith('.onnx') && content.length > LARGE_MODEL ? 5 : 11;
    const brotli = SHRINKS.test(name) ? await compressed(content, 'br', quality) : null;
    const gzip = SHRINKS.test(name) ? await compressed(content, 'gz') : null;
    if (brotli) await put(`${name}.br`, brotli);
    if (gzip) await put(`${name}.gz`, gzip);
    total.plain += content.length;
    total.brotli += (brotli ?? content).length;
  }
  await removeOthers(written);
  return total;
}

/**
 * @param {Buffer} content
 * @param {'br' | 'gz'} kind
 * @param {number} [quality] of brotli
 * @returns {Promise<Buffer | null>} null where it does not pay
 */
async function compressed(content, kind, quality = 11) {
  const kept = path.join(cache, `${sha256(content)}.${kind}`);
  let packed = await fs.readFile(kept).catch(() => null);
  if (!packed) {
    packed = kind === 'br'
      ? await promisify(zlib.brotliCompress)(content, {
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: quality,
          [zlib.constants.BROTLI_PARAM_LGWIN]: 24,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      })
      : await promisify(zlib.gzip)(content, { level: 9 });
    // Written aside first: a run that is interrupted leaves no half file behind.
    await fs.writeFile(`${kept}.part`, packed);
    await fs.rename(`${kept}.part`, kept);
  }
  return packed.length < content.length * (1 - WORTH) ? packed : null;
}

/** Files of an earlier build. @param {Set<string>} written */
async function removeOthers(written) {
  for (const entry of await fs.readdir(options.out, { recursive: true, encoding: 'utf8' })) {
    const full = path.join(options.out, entry);
    if (!(await fs.stat(full)).isFile()) continue;
    if (!written.has(entry.split(path.sep).join('/'))) await fs.rm(full);
  }
}

/** The page with its version: the program's, the date of the newest commit where git tells it, and the first digits of
 * a hash over all other files. @param {Map<string, Buffer>} files */
async function withVersion(files) {
  const page = /** @type {Buffer} */ (files.get('index.html')).toString();
  const place = '{{version}}';
  if (!page.includes(place)) throw new Error('index.html has no place for its version');
  const { version } = JSON.parse(await fs.readFile(path.join(root, 'package.json'), 'utf8'));
  const date = await promisify(execFile)('git', ['log', '-1', '--format=%cs'], { cwd: root }).then(
    ({ stdout }) => stdout.trim(), () => '');
  const hash = sha256(Buffer.from(JSON.stringify([...files].sort().map(([name, content]) => [name, sha256(content)]))));
  return Buffer.from(page.replace(place, [version, date, hash.slice(0, 8)].filter(Boolean).join(', ')));
}

/** @param {Buffer} content */
function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}
