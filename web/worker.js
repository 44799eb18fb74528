// @ts-check
// The worker: files in, results out. Decoding, preprocessing and figures are the engine's
// (WebAssembly), the network is ONNX Runtime's; here is only the order of things. The messages are
// described in messages.js.
import { Engine } from './engine_host.js';
import { Network } from './network.js';

/** @typedef {import('./messages.js').Request} Request */
/** @typedef {import('./messages.js').OpenImage} OpenImage */
/** @typedef {import('./messages.js').OpenModel} OpenModel */
/** @typedef {import('./messages.js').Answer} Answer */

/** A sentence for the person at the page. */
class Refused extends Error {}

const engine = new Engine();
/** @type {Network | null} */
let network = null;

/** @type {OpenModel[]} */
const models = [];
/** The picture asked for last; one that still waits when a newer one comes is never looked at.
 * @type {OpenImage | null} */
let wanted = null;
let working = false;

self.addEventListener('message', (event) => {
  const request = /** @type {Request} */ (event.data);
  if (request.type === 'open-model') models.push(request);
  if (request.type === 'open-image') wanted = request;
  if (!working) void work();
});

async function work() {
  working = true;
  for (;;) {
    const model = models.shift();
    if (model) {
      await answer('model', model, () => openModel(model));
    } else if (wanted) {
      const image = wanted;
      wanted = null;
      await answer('image', image, () => openImage(image));
    } else {
      break;
    }
  }
  working = false;
}

/**
 * @param {'model' | 'image'} about
 * @param {OpenModel | OpenImage} request
 * @param {() => Promise<void>} task
 */
async function answer(about, request, task) {
  try {
    await task();
  } catch (error) {
    const id = 'id' in request ? request.id : undefined;
    post({ type: 'error', about, id, name: request.name, sentence: sentenceOf(error, request) });
    // An engine that ran out of memory is of no further use; a fresh one takes its place.
    if (!(error instanceof Refused)) await engine.restart();
  }
}

/**
 * @param {unknown} error
 * @param {OpenModel | OpenImage} request
 */
function sentenceOf(error, request) {
  if (error instanceof Refused) return error.message;
  const detail = error instanceof Error ? error.message : String(error);
  const memory = /memory|allocat|abort|OOM/i.test(detail);
  return memory
    ? `${request.name}: this device has not enough memory for it; a smaller file may do`
    : `${request.name}: it could not be opened (${detail})`;
}

/** @param {OpenModel} request */
async function openModel(request) {
  const bytes = request.bytes ? new Uint8Array(request.bytes) : await load(request);
  const card = checked(await engine.readModel(request.name, bytes)).card;
  post({ type: 'progress', stage: 'session', done: 0, total: 0 });
  await breath();
  const fresh = await Network.open(bytes, JSON.parse(card)).catch((error) => {
    throw new Refused(`${request.name}: the network can't be run: ${error.message ?? error}`);
  });
  // A first run finds out whether the graph does what its card says, before it takes the place of
  // the model that works; later runs are quicker for it.
  await fresh.run(fresh.emptyInput()).catch((error) => {
    void fresh.close();
    throw new Refused(`${request.name}: the network can't be run: ${error.message ?? error}`);
  });
  engine.keepModel();
  void network?.close();
  network = fresh;
  post({ type: 'model', name: request.name, card });
}

/** @param {OpenModel} request */
async function load(request) {
  const url = String(request.url);
  const response = await fetch(url).catch(() => null);
  if (!response?.ok || !response.body) {
    const status = response ? ` (${response.status})` : '';
    throw new Refused(`${request.name}: the model could not be loaded${status}; load the page again`);
  }
  // The length of a compressed response is not that of what comes out of it.
  const packed = response.headers.get('Content-Encoding');
  const total = packed ? 0 : Number(response.headers.get('Content-Length') ?? 0);
  const parts = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const part = await reader.read();
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
  const timings = { decode: 0, preprocess: 0, inference: 0, statistics: 0 };
  if (!network) throw new Refused(`${name}: no model is open yet`);

  const decode = await stage('decode');
  const picture = checked(await engine.openImage(name, new Uint8Array(request.bytes)));
  timings.decode = decode();
  const { width, height, displayWidth, displayHeight, rgba } = picture;
  post({ type: 'image', id, name, width, height, displayWidth, displayHeight, rgba }, [rgba.buffer]);

  const preprocess = await stage('preprocess');
  if (wanted) return;
  const input = checked(await engine.prepareImage());
  timings.preprocess = preprocess();

  const inference = await stage('inference');
  if (wanted) return;
  const output = await network.run({ size: input.size, tensor: input.tensor });
  timings.inference = inference();

  const start = performance.now();
  const layers = [];
  for (const [index, map] of output.layers.entries()) {
    const { figures } = checked(
      await engine.layerFigures(index, map.channels, map.height, map.width, map.values),
    );
    layers.push({ ...map, statistics: figures });
  }
  const { probability } = checked(await engine.probability(output.logits));
  timings.statistics = performance.now() - start;

  const buffers = layers.flatMap((layer) => [layer.values.buffer, layer.statistics.buffer]);
  const logits = [...output.logits];
  post({ type: 'result', id, name, region: input.region, logits, probability, timings, layers },
    buffers);
  await engine.shrink();
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
