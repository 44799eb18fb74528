// @ts-check
// The network itself: a session of ONNX Runtime Web.
import * as ort from '../ort/ort.wasm.min.mjs';

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

/** @typedef {{channels: number, height: number, width: number, values: Float32Array}} LayerMaps */
/** @typedef {{shape: number[], tensor: Float32Array}} Input InputTensor of core/model/preprocess.h */

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
    /** @type {string[]} */
    this.layerNames = card.layers.map((/** @type {{tensor: string}} */ layer) => layer.tensor);
  }

  /**
   * @param {Uint8Array} bytes an ONNX file
   * @param {any} card its model card
   */
  static async open(bytes, card) {
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    const network = new Network(session, card);
    Network.count += 1;
    const missing = [card.logits_tensor, ...network.layerNames].filter(
      (name) => !session.outputNames.includes(name),
    );
    if (!session.inputNames.includes(card.input_tensor)) missing.unshift(card.input_tensor);
    if (missing.length > 0) {
      await network.close();
      throw new Error(`its card names "${missing[0]}", which its graph does not have`);
    }
    return network;
  }

  /** @returns {Input} */
  emptyInput() {
    const { width, height, layout } = this.card.input;
    const shape = layout === 'NHWC' ? [1, height, width, 3] : [1, 3, height, width];
    return { shape, tensor: new Float32Array(3 * width * height) };
  }

  /**
   * @param {Input} input its array is not to be used afterwards
   * @returns {Promise<{logits: Float32Array, layers: LayerMaps[]}>} of arrays that nobody else holds
   */
  async run(input) {
    const image = new ort.Tensor('float32', input.tensor, input.shape);
    const names = [this.card.logits_tensor, ...this.layerNames];
    const outputs = await this.session.run({ [this.card.input_tensor]: image }, names);
    const layers = this.layerNames.map((name) => {
      const [, channels = 0, height = 0, width = 0] = outputs[name].dims;
      return { channels, height, width, values: outputs[name].data };
    });
    return { logits: outputs[this.card.logits_tensor].data, layers };
  }

  close() {
    Network.count -= 1;
    return this.session.release();
  }
}
