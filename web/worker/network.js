// @ts-check
// The network itself: a session of ONNX Runtime Web.
import * as ort from '../ort/ort.wasm.min.mjs';
import { refusal } from './refused.js';

// ONNX Runtime starts its threads as workers from an address; like the worker itself (see
// page/worker_link.js) they are started from a blob, so that the page's policy holds in them too.
const PlainWorker = self.Worker;
if (PlainWorker) {
  self.Worker = class extends PlainWorker {
    /**
     * @param {string | URL} address
     * @param {WorkerOptions} [options]
     */
    constructor(address, options) {
      const script = `import ${JSON.stringify(String(address))};`;
      super(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), options);
    }
  };
}

ort.env.wasm.wasmPaths = new URL('../ort/', import.meta.url).href;
// Threads need a page that is cross-origin isolated; neither is required.
ort.env.wasm.numThreads = self.crossOriginIsolated
  ? Math.min(4, Math.max(1, navigator.hardwareConcurrency - 1))
  : 1;
ort.env.logLevel = 'error';

/** @typedef {import('./infer.js').Tensor} Tensor */

export class Network {
  /** Sessions that are open. */
  static count = 0;

  /**
   * @param {any} session
   * @param {any} card
   */
  constructor(session, card) {
    this.session = session;
    this.card = card;
  }

  /**
   * @param {Uint8Array} bytes an ONNX file
   * @param {any} card its model card
   */
  static async open(bytes, card) {
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    const network = new Network(session, card);
    Network.count += 1;
    const layers = card.layers.map((/** @type {{tensor: string}} */ layer) => layer.tensor);
    const missing = [card.logits_tensor, ...layers].filter(
      (name) => !session.outputNames.includes(name),
    );
    if (!session.inputNames.includes(card.input_tensor)) missing.unshift(card.input_tensor);
    if (missing.length > 0) {
      await network.close();
      throw refusal('network.no_tensor', { tensor: missing[0] });
    }
    return network;
  }

  /**
   * Only the outputs that are wanted are taken out of the runtime's memory.
   * @param {Record<string, Tensor>} inputs by name; their arrays are not to be used afterwards
   * @param {string[]} names of outputs
   * @returns {Promise<Record<string, Tensor>>} of arrays that nobody else holds
   */
  async run(inputs, names) {
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, { dims, values }]) =>
      [name, new ort.Tensor('float32', values, dims)]));
    const outputs = await this.session.run(feeds, names);
    return Object.fromEntries(names.map((name) =>
      [name, { dims: outputs[name].dims, values: outputs[name].data }]));
  }

  close() {
    Network.count -= 1;
    return this.session.release();
  }
}
