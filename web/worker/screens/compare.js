// @ts-check
// What the Compare screen asks of the worker: images through the model that is open or through a
// second one. Both the second model's session and the engine that decodes for the panes are there
// only while the screen is shown.
import { infer } from '../infer.js';
import { modelBytes } from '../load.js';
import { refusal } from '../refused.js';
import { frameOf } from '../../shared/frames.js';
import { bytesOf, checked } from '../reply.js';
import { summariseOutputs } from '../summarise_outputs.js';

/** @typedef {import('../engine_host.js').Engine} Engine */
/** @typedef {import('../infer.js').Network} Network */
/** @typedef {import('../jobs.js').Job} Job */
/** @typedef {{name: string, card: string, network: Network}} Model card: JSON */

export class Comparison {
  /** @type {Engine | null} */
  #engine = null;
  /** @type {Model | null} */
  #second = null;

  /**
   * @param {{
   *   engine: () => Engine,
   *   models: import('../models.js').Models,
   *   sessions: () => number,
   * }} way engine: a fresh one; sessions: of ONNX Runtime that are open
   */
  constructor(way) {
    this.way = way;
  }

  #getEngine() {
    this.#engine ??= this.way.engine();
    return this.#engine;
  }

  /** An engine that ran out of memory is of no further use. */
  restart() {
    this.#engine = null;
  }

  /** The one that was open stays until the new one has run once.
   * @param {import('../../shared/messages.js').CompareModel} request @param {Job} job */
  async* openModel(request, job) {
    const { name } = request;
    const bytes = await modelBytes(request, job);
    yield;
    const { card } = checked(await this.#getEngine().readModel(name, bytes));
    const network = await this.way.models.tried(name, bytes, card);
    // The screen may have been left meanwhile.
    let kept = false;
    try {
      yield;
      kept = true;
    } finally {
      if (!kept) await network.close();
    }
    const last = this.#second;
    this.#second = { name, card, network };
    await last?.network.close();
    job.post({ type: 'compare-model', name, card });
  }

  /** @param {import('../../shared/messages.js').CompareInference} request @param {Job} job */
  async* infer({ id, name, file, crop, second, score, ticket }, { post }) {
    const model = second ? this.#second : this.#first(name);
    if (!model) throw refusal('model.none_open', { file: name });
    const bytes = await bytesOf({ name, file });
    const engine = this.#getEngine();
    checked(await engine.call('useCard', model.name, model.card));
    const { width, height } = checked(await engine.openImage(name, bytes, frameOf(file)));
    if (score) {
      const seen = checked(await engine.prepare('prepareOpenImage', null));
      await engine.call('closeImage');
      yield;
      const { logits: raw } = await infer(model.network, seen, []);
      const { probability: estimate } = checked(await engine.probability(raw));
      post({ type: 'compare-scored', ticket, id, probability: estimate });
      return;
    }
    const { levels } = checked(await engine.call('comparedCopies'));
    const input = checked(await engine.prepare('prepareOpenImage', crop));
    await engine.call('closeImage');
    yield;
    const output = await infer(model.network, input);
    const { layers, probability, novelty, logits, buffers } = await summariseOutputs(engine, output);
    post({ type: 'compared', ticket, id, name, second, width, height, levels,
      region: input.region, lesion: input.lesion, novelty, probability, logits, layers },
    [...levels.map((/** @type {any} */ { rgba }) => rgba.buffer), ...buffers]);
    await engine.shrink();
  }

  /** @param {string} name of the image @returns {Model} */
  #first(name) {
    const network = this.way.models.current(name);
    return { name: '', card: JSON.stringify(network.card), network };
  }

  /** @param {unknown} _ @param {Job} job */
  async close(_, { post }) {
    this.#engine = null;
    await this.#second?.network.close();
    this.#second = null;
    post({ type: 'compare-closed', sessions: this.way.sessions() });
  }
}
