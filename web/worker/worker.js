// @ts-check
// The worker: files in, results out. Decoding, preprocessing and figures are the engine's
// (WebAssembly), the network is ONNX Runtime's; the messages are described in shared/messages.js, who
// serves them is service.js's, the order of things jobs.js's.
import { countFetches } from '../shared/count_fetches.js';
import { Network } from './network.js';
import { refusal } from './refused.js';
import { Service } from './service.js';
import { startEngine } from './start_engine.js';

const worker = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @type {import('./jobs.js').Post} */
const post = (answer, transfer = []) =>
  worker.postMessage(answer, { transfer: /** @type {Transferable[]} */ (transfer) });

const stopCounting = countFetches(new URL('../', import.meta.url).href, (loading) =>
  post({ type: 'loading', ...loading }));
const service = new Service({
  post,
  startEngine,
  openNetwork: Network.open,
  masks: async () => {
    const response = await fetch(new URL('../models/masks.onnx', import.meta.url)).catch(() => null);
    const bytes = response?.ok ? await response.arrayBuffer().catch(() => null) : null;
    if (!bytes) throw refusal('model.unreachable', { file: 'masks.onnx' });
    return new Uint8Array(bytes);
  },
  sessions: () => Network.count,
  opened: stopCounting,
  zip: async (files, options) => {
    const { zipSync } = await import(new URL('../zip/fflate.js', import.meta.url).href);
    return zipSync(files, options);
  },
  unzipping: () => import(new URL('../zip/fflate.js', import.meta.url).href),
});

worker.addEventListener('message', (event) => service.hear(event.data));
// What no job has caught: nobody at the page would hear of it.
worker.addEventListener('unhandledrejection', (event) => service.broken(event.reason));
worker.addEventListener('error', (event) => {
  event.preventDefault();
  service.broken(event.error ?? event.message);
});
