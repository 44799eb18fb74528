// @ts-check
// What the Compare screen asks of the worker: pictures through the model that is open or through a
// second one. Both the second model's session and the engine that decodes for the panes are there
// only while the screen is shown.
import { Engine } from '../engine_host.js';
import { summariseOutputs } from '../summarise_outputs.js';
import { Network } from '../network.js';
import { Refused } from '../refused.js';

/** @typedef {import('../../shared/messages.js').CompareRequest} CompareRequest */
/** @typedef {{name: string, card: string, network: Network}} Model card: JSON */

export class Comparison {
  /** @type {Engine | null} */
  #engine = null;
  /** @type {Model | null} */
  #second = null;
  /** @type {CompareRequest[]} */
  #asked = [];

  /**
   * @param {{
   *   first: () => Model | null,
   *   load: (request: import('../../shared/messages.js').CompareModel) => Promise<Uint8Array>,
   *   openNetwork: (name: string, bytes: Uint8Array, card: string) => Promise<Network>,
   *   checked: <T extends {error: string}>(outcome: T) => T,
   *   post: (answer: import('../../shared/messages.js').Answer, transfer?: ArrayBufferLike[]) => void,
   * }} way first: the model that is open
   */
  constructor(way) {
    this.way = way;
  }

  /** @param {CompareRequest} request */
  ask(request) {
    // What was asked before the screen was left is of no use any more.
    if (request.type === 'compare-close') this.#asked = [];
    this.#asked.push(request);
  }

  /** The next request, if any. */
  take() {
    return this.#asked.shift();
  }

  /** @param {CompareRequest} request */
  async make(request) {
    try {
      if (request.type === 'compare-model') await this.#openModel(request);
      else if (request.type === 'compare-look') await this.#look(request);
      else await this.#close();
    } catch (error) {
      // An engine that ran out of memory is of no further use; one that refused a file is.
      if (!(error instanceof Refused)) this.#engine = null;
      throw error;
    }
  }

  #getEngine() {
    this.#engine ??= new Engine();
    return this.#engine;
  }

  /** The one that was open stays until the new one has run once.
   * @param {import('../../shared/messages.js').CompareModel} request */
  async #openModel(request) {
    const { name } = request;
    const bytes = await this.way.load(request);
    const { card } = this.way.checked(await this.#getEngine().readModel(name, bytes));
    const network = await this.way.openNetwork(name, bytes, card);
    await this.#second?.network.close();
    this.#second = { name, card, network };
    this.way.post({ type: 'compare-model', name, card });
  }

  /** @param {import('../../shared/messages.js').CompareLook} request */
  async #look({ id, name, file, crop, second, ticket }) {
    const model = second ? this.#second : this.way.first();
    if (!model) throw new Refused(`${name}: no model is open yet`);
    const bytes = await file.arrayBuffer().catch(() => null);
    if (!bytes) throw new Refused(`${name}: the file could not be read`);
    const engine = this.#getEngine();
    this.way.checked(await engine.call('useCard', model.name, model.card));
    const { width, height } = this.way.checked(
      await engine.openImage(name, new Uint8Array(bytes)));
    const { levels } = this.way.checked(await engine.call('comparedCopies'));
    const input = this.way.checked(await engine.call('prepareOpenImage', crop));
    await engine.call('closeImage');
    const output = await model.network.run(input);
    const summary = await summariseOutputs(engine, output, this.way.checked);
    const { layers, probability, logits, buffers } = summary;
    this.way.post({ type: 'compared', ticket, id, name, second, width, height, levels,
      region: input.region, probability, logits, layers },
    [...levels.map((/** @type {any} */ { rgba }) => rgba.buffer), ...buffers]);
    await engine.shrink();
  }

  async #close() {
    this.#engine = null;
    await this.#second?.network.close();
    this.#second = null;
    this.way.post({ type: 'compare-closed', sessions: Network.count });
  }
}
