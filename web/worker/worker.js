// @ts-check
// The worker: files in, results out. Decoding, preprocessing and figures are the engine's
// (WebAssembly), the network is ONNX Runtime's; here is only the order of things. The messages are
// described in shared/messages.js.
import { Comparison } from './screens/compare.js';
import { Engine } from './engine_host.js';
import { Exports } from './exports.js';
import { countFetches } from '../shared/count_fetches.js';
import { summariseOutputs } from './summarise_outputs.js';
import { Network } from './network.js';
import { Refused, Unreachable } from './refused.js';
import { lookForSheet } from './screens/sheet.js';

/** @typedef {import('../shared/messages.js').Request} Request */
/** @typedef {import('../shared/messages.js').OpenImage} OpenImage */
/** @typedef {import('../shared/messages.js').OpenModel} OpenModel */
/** @typedef {import('../shared/messages.js').ExportRequest} ExportRequest */
/** @typedef {import('../shared/messages.js').ScoreImage} ScoreImage */
/** @typedef {import('../shared/messages.js').SheetLook} SheetLook */
/** @typedef {import('../shared/messages.js').Answer} Answer */
/** @typedef {import('../shared/messages.js').Failure} Failure */

const stopCounting = countFetches(new URL('../', import.meta.url).href, (loading) =>
  post({ type: 'loading', ...loading }));
const engine = new Engine();
/** @type {Network | null} */
let network = null;

/** @type {OpenModel[]} */
const models = [];
/** The picture asked for last; one that still waits when a newer one comes is never looked at.
 * @type {OpenImage | null} */
let wanted = null;
/** The picture that is shown, with another square: the newest of these requests.
 * @type {import('../shared/messages.js').LookAgain | null} */
let look = null;
/** Which picture's pixels the engine still holds, so that another square needs no decoding.
 * @type {number | null} */
let held = null;
/** What is made when nobody waits for a picture: exports before scores.
 * @type {ExportRequest[]} */
const exportsAsked = [];
/** @type {ScoreImage[]} */
const toScore = [];
/** A row of the sheet; the page asks for one at a time. @type {SheetLook | null} */
let row = null;
let working = false;
let job = 0;

const exports = new Exports(engine, {
  run,
  checked,
  progress: (done, total) => post({ type: 'export-progress', job, done, total }),
  between: async () => {
    await breath();
    await openWanted();
    await lookWanted();
    held = null;
  },
});

const comparison = new Comparison({
  first: () => (network ? { name: '', card: JSON.stringify(network.card), network } : null),
  load: (request) => bytesOf(request),
  openNetwork: tried,
  checked,
  post,
});

self.addEventListener('message', (event) => {
  const request = /** @type {Request} */ (/** @type {MessageEvent} */ (event).data);
  if (request.type === 'open-model') models.push(request);
  if (request.type === 'open-image') {
    wanted = request;
    // Another picture will be shown.
    look = null;
  }
  if (request.type === 'look-again') look = request;
  if (request.type === 'export') exportsAsked.push(request);
  if (request.type === 'score-image') toScore.push(request);
  if (request.type === 'compare-model' || request.type === 'compare-look' ||
    request.type === 'compare-close') comparison.ask(request);
  if (request.type === 'sheet-look') row = request;
  if (!working) void work();
});

async function work() {
  working = true;
  for (;;) {
    const model = models.shift();
    if (model) {
      await answer('model', model, () => openModel(model));
    } else if (wanted) {
      await openWanted();
    } else if (look) {
      await lookWanted();
    } else if (await compareWanted()) {
      // One thing at a time: what is shown on Read goes before it.
    } else if (row) {
      const request = row;
      row = null;
      await answer('sheet', request, () => makeRow(request));
    } else if (exportsAsked.length > 0) {
      const request = /** @type {ExportRequest} */ (exportsAsked.shift());
      await answer('export', request, () => makeExport(request));
    } else if (toScore.length > 0) {
      const request = /** @type {ScoreImage} */ (toScore.shift());
      await answer('score', request, () => score(request));
    } else {
      break;
    }
  }
  working = false;
}

async function openWanted() {
  if (!wanted) return;
  const image = wanted;
  wanted = null;
  await answer('image', image, () => openImage(image));
}

async function lookWanted() {
  if (!look) return;
  const request = look;
  look = null;
  await answer('look', request, () => lookAgain(request));
}

/** @returns {Promise<boolean>} false where nothing is asked for */
async function compareWanted() {
  const request = comparison.take();
  if (!request) return false;
  const about = request.type === 'compare-model' ? request.type : 'compare';
  await answer(about, request, () => comparison.make(request));
  return true;
}

/**
 * @param {Failure['about']} about
 * @param {import('../shared/messages.js').Request} request
 * @param {() => Promise<void>} task
 */
async function answer(about, request, task) {
  try {
    await task();
  } catch (error) {
    const id = 'id' in request ? request.id : 'job' in request ? request.job : undefined;
    const name = 'name' in request ? request.name : '';
    const unreachable = error instanceof Unreachable;
    const { second, ticket } = /** @type {Partial<import('../shared/messages.js').CompareLook>} */ (request);
    post({ type: 'error', about, id, name, sentence: sentenceOf(error, name), unreachable, second,
      ticket });
    // An engine that ran out of memory is of no further use; a fresh one takes its place.
    if (!(error instanceof Refused) && !about.startsWith('compare')) {
      held = null;
      await engine.restart();
    }
  }
}

/**
 * @param {unknown} error
 * @param {string} name of the file that was asked for
 */
function sentenceOf(error, name) {
  if (error instanceof Refused) return error.message;
  const detail = error instanceof Error ? error.message : String(error);
  const memory = /memory|allocat|abort|OOM/i.test(detail);
  return memory
    ? `${name || 'The export'}: this device has not enough memory for it; a smaller file may do`
    : `${name || 'The export'}: it could not be opened (${detail})`;
}

/** @param {OpenModel} request */
async function openModel(request) {
  const bytes = await bytesOf(request);
  const card = checked(await engine.readModel(request.name, bytes)).card;
  post({ type: 'progress', stage: 'session', done: 0, total: 0 });
  await breath();
  const fresh = await tried(request.name, bytes, card);
  engine.keepModel();
  stopCounting();
  void network?.close();
  network = fresh;
  // For showing only: a model whose kernels can't be read works all the same.
  const kernels = await engine.call('layerKernels', bytes, card).catch(() => []);
  post({ type: 'model', name: request.name, card, kernels });
}

/**
 * A first run finds out whether the graph does what its card says, before it takes the place of a
 * model that works; later runs are quicker for it.
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {string} card JSON
 */
async function tried(name, bytes, card) {
  const fresh = await openNetwork(name, bytes, JSON.parse(card));
  await fresh.run(fresh.emptyInput()).catch((error) => {
    void fresh.close();
    throw new Refused(`${name}: the network can't be run: ${error.message ?? error}`);
  });
  return fresh;
}

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {any} card
 */
async function openNetwork(name, bytes, card) {
  // Once here, and not at every run.
  const whole = card.compression ? checked(await engine.widenModel(name, bytes)).bytes : bytes;
  return Network.open(whole, card).catch((error) => {
    throw new Refused(`${name}: the network can't be run: ${error.message ?? error}`);
  });
}

/** @param {{name: string, url?: string, size?: number, bytes?: ArrayBuffer}} request */
async function bytesOf(request) {
  return request.bytes ? new Uint8Array(request.bytes) : load(request);
}

/** @param {{name: string, url?: string, size?: number}} request */
async function load(request) {
  const url = String(request.url);
  const response = await fetch(url).catch(() => null);
  if (!response?.ok || !response.body) {
    const status = response ? ` (${response.status})` : '';
    throw new Unreachable(
      `${request.name}: the model could not be loaded${status}; load the page again`);
  }
  // The length of a compressed response is not that of what comes out of it.
  const packed = response.headers.get('Content-Encoding');
  const total = request.size ?? (packed ? 0 : Number(response.headers.get('Content-Length') ?? 0));
  const parts = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const part = await reader.read().catch(() => {
      throw new Unreachable(`${request.name}: the connection broke off; please choose it again`);
    });
    if (part.done) break;
    parts.push(part.value);
    done += part.value.length;
    post({ type: 'progress', stage: 'model', done, total });
  }
  const bytes = new Uint8Array(done);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @param {OpenImage} request */
async function openImage(request) {
  const { id, name } = request;
  const timings = { decode: 0, copies: 0, preprocess: 0, inference: 0, statistics: 0 };
  if (!network) throw new Refused(`${name}: no model is open yet`);

  const decode = await stage('decode');
  held = null;
  const { width, height } = checked(await engine.openImage(name, new Uint8Array(request.bytes)));
  held = id;
  timings.decode = decode();
  const { levels, thumbnail } = checked(await engine.call('displayCopies'));
  timings.copies = decode() - timings.decode;
  post({ type: 'image', id, name, width, height, levels, thumbnail },
    [...levels, thumbnail].map(({ rgba }) => rgba.buffer));

  const preprocess = await stage('preprocess');
  if (wanted) return;
  const input = checked(await engine.call('prepareOpenImage', request.crop));
  timings.preprocess = preprocess();

  const inference = await stage('inference');
  if (wanted) return;
  const output = await network.run(input);
  timings.inference = inference();
  await postResult(request, input.region, output, timings);
}

/** @param {import('../shared/messages.js').LookAgain} request */
async function lookAgain({ id, name, file, crop }) {
  if (!network) throw new Refused(`${name}: no model is open yet`);
  const timings = { decode: 0, copies: 0, preprocess: 0, inference: 0, statistics: 0 };
  const start = performance.now();
  if (held !== id) {
    const bytes = await file.arrayBuffer().catch(() => null);
    if (!bytes) throw new Refused(`${name}: the file could not be read`);
    held = null;
    checked(await engine.openImage(name, new Uint8Array(bytes)));
    held = id;
    timings.decode = performance.now() - start;
  }
  const prepared = performance.now();
  const input = checked(await engine.call('prepareOpenImage', crop));
  timings.preprocess = performance.now() - prepared;
  // A square that has been moved on meanwhile is not worth the network's time.
  await breath();
  if (wanted || look) return;
  const started = performance.now();
  const output = await network.run(input);
  timings.inference = performance.now() - started;
  await postResult({ id, name }, input.region, output, timings);
}

/**
 * @param {{id: number, name: string}} picture
 * @param {import('./engine_host.js').Rect} region
 * @param {{logits: Float32Array, layers: import('./network.js').LayerMaps[]}} output
 * @param {import('../shared/messages.js').Result['timings']} timings
 */
async function postResult({ id, name }, region, output, timings) {
  const start = performance.now();
  const summary = await summariseOutputs(engine, output, checked);
  const { layers, probability, logits, buffers } = summary;
  timings.statistics = performance.now() - start;
  post({ type: 'result', id, name, region, logits, probability, timings, layers }, buffers);
  await shrink();
}

/** A row of the sheet. @param {SheetLook} request */
async function makeRow(request) {
  held = null;
  await lookForSheet(engine, { run, checked, post }, request);
  await shrink();
  await breath();
}

/** @param {import('./network.js').Input} input */
function run(input) {
  if (!network) throw new Refused('no model is open yet');
  return network.run(input);
}

async function shrink() {
  if (await engine.shrink()) held = null;
}

/** @param {ExportRequest} request */
async function makeExport(request) {
  job = request.job;
  held = null;
  const { files, columns } = await exports.make(request);
  const buffers = files.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []));
  post({ type: 'exported', job: request.job, files, columns }, buffers);
  await shrink();
}

/** A picture that is not shown: its score and a small copy. @param {ScoreImage} request */
async function score({ id, name, file, crop }) {
  if (!network) throw new Refused(`${name}: no model is open yet`);
  const bytes = await file.arrayBuffer().catch(() => null);
  if (!bytes) throw new Refused(`${name}: the file could not be read`);
  held = null;
  const { width, height } = checked(await engine.openImage(name, new Uint8Array(bytes)));
  const { thumbnail } = checked(await engine.call('thumbnail'));
  const input = checked(await engine.call('prepareOpenImage', crop));
  await engine.call('closeImage');
  const output = await network.run(input);
  const { layers, probability } = await summariseOutputs(engine, output, checked);
  const notability = layers.map((layer) => layer.notability);
  post({ type: 'scored', id, name, width, height, region: input.region, probability, thumbnail,
    notability }, [thumbnail.rgba.buffer, ...notability.map(({ buffer }) => buffer)]);
  await shrink();
  await breath();
}

/**
 * Says what is being done, lets newer requests in, and returns a stopwatch.
 * @param {'decode' | 'preprocess' | 'inference'} name
 */
async function stage(name) {
  post({ type: 'progress', stage: name, done: 0, total: 0 });
  await breath();
  const start = performance.now();
  return () => performance.now() - start;
}

/** Lets the messages that have come meanwhile be heard. */
function breath() {
  return new Promise((resolve) => setTimeout(resolve));
}

/**
 * @template {{error: string}} T
 * @param {T} outcome
 * @returns {T}
 */
function checked(outcome) {
  if (outcome.error) throw new Refused(outcome.error);
  return outcome;
}

/**
 * @param {Answer} message
 * @param {ArrayBufferLike[]} [transfer]
 */
function post(message, transfer = []) {
  self.postMessage(message, { transfer: /** @type {Transferable[]} */ (transfer) });
}
