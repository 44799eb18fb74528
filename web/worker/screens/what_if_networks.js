// @ts-check
// The networks that What if runs. Their graphs are written when they are first needed, from the model's file, and are
// there while the screen is shown; the file itself stays the plain model.
import { problemOf, refusal } from '../refused.js';
import { checked } from '../reply.js';

/** @typedef {import('../engine_host.js').Engine} Engine */
/** @typedef {import('../infer.js').Network} Network */
/** @typedef {import('../jobs.js').Job} Job */
/** A network whose filters can be switched off. layers: by number, null where they can't.
 * @typedef {{network: Network,
 *   layers: ({keep: string, replacement: string, filters: number} | null)[]}} Ablatable */
/** A network that begins behind a layer: keep of as many images as are asked of it at once.
 * @typedef {{network: Network, maps: string, keep: string, replacement: string}} Tail */

/** What gives the gradients of the estimate. gradients: by layer, null where there is none; kept: it stays open.
 * @typedef {{network: Network, seed: string, outputs: number, inFront: boolean, gradients: (string | null)[],
 *   kept: boolean}} Reverse */

/** Bytes of a file of floats up to which a network is opened anew behind each of its layers, and that of its gradients
 * is kept. */
const MOST_TAIL_BYTES = 24 * 2 ** 20;

export class Networks {
  /** @type {Ablatable | null} */
  #ablatable = null;
  /** By layer; null: it can't begin there, or is open.
   * @type {({bytes: Uint8Array, maps: string, keep: string, replacement: string} | null)[] | null} */
  #files = null;
  /** @type {Map<number, Tail>} */
  #tails = new Map();
  /** Or why there is none. @type {Reverse | {problem: import('../../shared/messages.js').Problem} | null} */
  #reverse = null;

  /** @param {{engine: Engine, models: import('../models.js').Models, open: import('../models.js').Open}} way */
  constructor(way) {
    this.way = way;
  }

  /** Of another model they are made anew. */
  async forget() {
    const reverse = this.#reverse && 'network' in this.#reverse ? this.#reverse : null;
    const open = [this.#ablatable, reverse, ...this.#tails.values()];
    this.#ablatable = this.#files = this.#reverse = null;
    this.#tails.clear();
    for (const one of open) await one?.network.close();
  }

  /** @param {Reverse} reverse that is too large to stay open */
  async forgetReverse(reverse) {
    this.#reverse = null;
    await reverse.network.close();
  }

  /** @param {string} name of the image @param {Job} job @returns {Promise<Ablatable>} */
  async ablatable(name, job) {
    if (this.#ablatable) return this.#ablatable;
    const { models, engine, open } = this.way;
    const { card } = models.current(name);
    const file = await models.bytes(job);
    const made = checked(await engine.apart('ablatableModel', file.name, file.bytes,
      JSON.stringify(card)));
    const network = await open(made.bytes, card).catch((error) => {
      throw refusal('what_if.no_graph', { detail: error instanceof Error ? error.message : String(error) });
    });
    this.#ablatable = { network, layers: made.layers };
    return this.#ablatable;
  }

  /** The network behind a layer, null where there is none: then it is run as a whole.
   * @param {number} layer @param {string} name @param {Job} job @returns {Promise<Tail | null>} */
  async tail(layer, name, job) {
    const known = this.#tails.get(layer);
    if (known) return known;
    const { models, engine, open } = this.way;
    const { card } = models.current(name);
    if (!this.#files) {
      const file = await models.bytes(job);
      // Where they can't be had, whole runs say the same.
      const made = await engine.apart('restartModels', file.name, file.bytes, JSON.stringify(card),
        MOST_TAIL_BYTES).catch(() => null);
      this.#files = made && !made.error ? made.models : [];
    }
    const file = this.#files?.[layer];
    if (!file || !this.#files) return null;
    this.#files[layer] = null;
    const { bytes, maps, keep, replacement } = file;
    const network = await open(bytes, { ...card, input_tensor: maps, layers: [] }).catch(() => null);
    if (!network) return null;
    const tail = { network, maps, keep, replacement };
    this.#tails.set(layer, tail);
    return tail;
  }

  /** @param {string} name @param {Job} job */
  async reverse(name, job) {
    if (this.#reverse) return this.#reverse;
    const { models, engine, open } = this.way;
    const { card } = models.current(name);
    const file = await models.bytes(job);
    try {
      const made = checked(await engine.apart('gradientModel', file.name, file.bytes, JSON.stringify(card)));
      const { bytes, seed, outputs, inFront, gradients } = made;
      const network = await open(bytes, { ...card, layers: [] });
      this.#reverse = { network, seed, outputs, inFront, gradients, kept: file.bytes.length <= MOST_TAIL_BYTES };
    } catch (error) {
      // The exact values need none.
      this.#reverse = { problem: problemOf(error, file.name) };
    }
    return this.#reverse;
  }
}
