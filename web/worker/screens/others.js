// @ts-check
// What the network makes of other images of the session, each by the model's own square: their maps stand in for
// those of the image that What if is asked about.
import { infer } from '../infer.js';
import { checked } from '../reply.js';

/** @typedef {import('../../shared/messages.js').OtherImage} OtherImage */

/** Of maps that are kept for the next try. What is beyond is made anew each time. */
const MOST_KEPT_BYTES = 64 * 2 ** 20;

export class Others {
  /** By id: what the network is shown. @type {Map<number, import('../infer.js').Input>} */
  #inputs = new Map();
  /** By id and layer. @type {Map<string, import('../infer.js').LayerMaps>} */
  #maps = new Map();
  #bytes = 0;

  /** @param {{engine: import('../engine_host.js').Engine, images: import('../images.js').Images}} way */
  constructor(way) {
    this.way = way;
  }

  /** Another network looks at them. */
  forget() {
    this.#inputs.clear();
    this.#maps.clear();
    this.#bytes = 0;
  }

  /** What was made of any image but these goes. @param {number[]} ids */
  keep(ids) {
    if (ids.length === 0) return;
    for (const id of this.#inputs.keys()) if (!ids.includes(id)) this.#inputs.delete(id);
    for (const [key, { values }] of this.#maps) {
      if (ids.includes(parseInt(key, 10))) continue;
      this.#maps.delete(key);
      this.#bytes -= values.byteLength;
    }
  }

  /** @param {OtherImage} other @returns {Promise<import('../infer.js').Input>} */
  async #input(other) {
    const known = this.#inputs.get(other.id);
    if (known) return known;
    const { engine, images } = this.way;
    await images.hold(other);
    const { shape, tensor } = checked(await engine.prepare('prepareOpenImage', null));
    const input = { shape, tensor };
    this.#inputs.set(other.id, input);
    await images.shrink();
    return input;
  }

  /** Nobody else changes them. @param {import('../infer.js').Network} network @param {OtherImage} other
   * @param {number[]} layers @returns {Promise<import('../infer.js').LayerMaps[]>} by layer, those that were asked for */
  async maps(network, other, layers) {
    const missing = layers.filter((layer) => !this.#maps.has(`${other.id}/${layer}`));
    /** @type {import('../infer.js').LayerMaps[]} */
    const all = [];
    if (missing.length > 0) {
      const { shape, tensor } = await this.#input(other);
      const found = await infer(network, { shape, tensor: tensor.slice() }, missing);
      for (const layer of missing) {
        all[layer] = found.layers[layer];
        const { byteLength } = all[layer].values;
        if (this.#bytes + byteLength > MOST_KEPT_BYTES) continue;
        this.#bytes += byteLength;
        this.#maps.set(`${other.id}/${layer}`, all[layer]);
      }
    }
    for (const layer of layers) all[layer] ??= /** @type {any} */ (this.#maps.get(`${other.id}/${layer}`));
    return all;
  }
}
