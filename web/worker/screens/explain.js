// @ts-check
// What the Explain screen asks of the worker: one explanation at a time, step by step. What is to be run
// is an engine's to say (core/explain), which is there with its networks while the screen is shown.
import { checked } from '../reply.js';

/** @typedef {import('../infer.js').Network} Network */
/** @typedef {import('../jobs.js').Job} Job */
/** @typedef {import('../../shared/messages.js').ExplainRequest} ExplainRequest */
/** @typedef {import('../infer.js').Tensor} Tensor */
/** What the engine wants run.
 * @typedef {{count: number, images: Float32Array, shape: number[], values: string[], gradients: string[],
 *   of: string, seed: Float32Array, seedShape: number[], relu: number}} Run */
/** @typedef {{network: Network, seed: string, gradients: string[]}} Reverse */

/** Milliseconds between two partial maps. */
const SHOWN_EVERY = 250;

export class Explaining {
  /** The network that the following is of. @type {Network | null} */
  #of = null;
  /** With weights drawn anew. */
  #untrained = false;
  /** The engine's module. @type {any} */
  #engine = null;
  /** Where values are wanted that the open one does not give. @type {Network | null} */
  #whole = null;
  /** By what is asked of it: one at a time, as each is as large as the model. @type {[string, Reverse] | null} */
  #reverse = null;

  /**
   * @param {{
   *   engine: import('../engine_host.js').Engine,
   *   models: import('../models.js').Models,
   *   images: import('../images.js').Images,
   *   open: import('../models.js').Open,
   *   sessions: () => number,
   * }} way
   */
  constructor(way) {
    this.way = way;
  }

  async #forget() {
    const open = [this.#whole, this.#reverse?.[1].network];
    this.#of = this.#engine = this.#whole = this.#reverse = null;
    for (const one of open) await one?.close();
  }

  /** @param {ExplainRequest} request @param {Job} job */
  async* explain(request, job) {
    const { ticket, id, name, crop, method, untrained } = request;
    const { engine, models, images } = this.way;
    const network = models.current(name);
    if (this.#of !== network || this.#untrained !== untrained) await this.#forget();
    this.#of = network;
    this.#untrained = untrained;
    if (!this.#engine) {
      const file = await models.bytes(job);
      const made = await engine.create();
      checked(made.explainOpen(file.name, file.bytes, JSON.stringify(network.card), untrained));
      this.#engine = made;
    }
    yield;
    await images.hold(request);
    const { tensor, region } = checked(await engine.prepare('prepareOpenImage', crop));
    yield;
    // Covered piece by piece: large pieces first.
    const side = Math.min(network.card.input.width, network.card.input.height);
    const passes = method === 'occlusion' ? [Math.max(1, Math.floor(side / 4)), 0] : [0];
    let shown = performance.now();
    for (const [pass, patch] of passes.entries()) {
      const last = pass === passes.length - 1;
      checked(this.#engine.explainStart({ ...request, patch }, tensor.slice()));
      for (let run = this.#engine.explainWanted(); run; run = this.#engine.explainWanted()) {
        const { values, gradients } = await this.#ran(run, network);
        checked(this.#engine.explainTake(values, gradients));
        // The large pieces stand until the small ones have all come: half a map of each would be none.
        const early = method === 'occlusion' && last;
        if (performance.now() - shown > SHOWN_EVERY) {
          shown = performance.now();
          if (early) job.post({ type: 'explain-progress', ticket, progress: this.#engine.explainMap().progress });
          else this.#show(job, ticket, id, region, last);
        }
        yield;
      }
      this.#show(job, ticket, id, region, last);
    }
  }

  /** @param {Job} job @param {number} ticket @param {number} id
   * @param {import('../engine_host.js').Rect} region @param {boolean} last */
  #show({ post }, ticket, id, region, last) {
    const map = this.#engine.explainMap();
    const progress = last ? map.progress : Math.min(map.progress, 1) * 0.07;
    post({ type: 'explained', ticket, id, region, ...map, progress }, [map.values.buffer, ...(map.made ? [map.made.rgba.buffer] : [])]);
  }

  /** @param {Run} run @param {Network} network */
  async #ran(run, network) {
    const { card } = network;
    const image = { [card.input_tensor]: { dims: run.shape, values: run.images } };
    if (run.gradients.length > 0) {
      const { network: reverse, seed, gradients } = await this.#reverseOf(run, card);
      const inputs = { ...image, [seed]: { dims: run.seedShape, values: run.seed } };
      const outputs = await reverse.run(inputs, [...run.values, ...gradients]);
      return { values: run.values.map((one) => outputs[one].values),
        gradients: gradients.map((one) => outputs[one].values) };
    }
    const there = [card.logits_tensor, ...card.layers.map((/** @type {any} */ { tensor }) => tensor)];
    const does = !this.#untrained && run.values.every((one) => there.includes(one));
    const plain = does ? network : await this.#wholeOf(card);
    const outputs = await plain.run(image, run.values);
    return { values: run.values.map((one) => outputs[one].values), gradients: [] };
  }

  /** @param {any} card */
  async #wholeOf(card) {
    this.#whole ??= await this.way.open(checked(this.#engine.explainNetwork()).bytes, { ...card, layers: [] });
    return this.#whole;
  }

  /** @param {Run} run @param {any} card @returns {Promise<Reverse>} */
  async #reverseOf({ of, gradients, relu }, card) {
    const key = JSON.stringify([of, gradients, relu]);
    if (this.#reverse?.[0] === key) return this.#reverse[1];
    await this.#reverse?.[1].network.close();
    this.#reverse = null;
    const made = checked(this.#engine.explainReverse(of, gradients, relu));
    const network = await this.way.open(made.bytes, { ...card, layers: [] });
    const reverse = { network, seed: made.seed, gradients: made.gradients };
    this.#reverse = [key, reverse];
    return reverse;
  }

  /** @param {unknown} _ @param {Job} job */
  async close(_, { post }) {
    await this.#forget();
    post({ type: 'explain-closed', sessions: this.way.sessions() });
  }
}
