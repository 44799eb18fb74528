// @ts-check
// Finds the lesion on the image that an engine holds, by the site's mask network: for models whose
// square is fitted to it, and for the masks of the image that is shown. The network is fetched when
// the first of them asks.
import { problemOf, refusal } from './refused.js';
import { checked } from './reply.js';

const FILE = 'masks.onnx';

/** @typedef {import('./infer.js').Network} Network */
/** @typedef {{card: string, output: string, network: Network}} Finder card: of the mask network, JSON */

export class Lesions {
  /** @type {Promise<Finder> | null} */
  #finder = null;

  /** @param {{read: () => Promise<Uint8Array>, open: import('./models.js').Open}} way read: the mask
   *   network's file */
  constructor(way) {
    this.way = way;
  }

  /** The engine knows afterwards where the lesion is, or that there is none.
   * @param {any} engine the module itself, with an image @param {string} name of the image */
  async find(engine, name) {
    const { card, output, network } = await this.open(engine).catch((error) => {
      const { values } = problemOf(error, FILE);
      throw refusal('lesion.cannot_find', { file: name, detail: String(values.detail ?? FILE) });
    });
    checked(engine.useMaskCard(card));
    const { shape, tensor } = checked(engine.lesionInput());
    const answer = await network.run({ image: { dims: shape, values: tensor } }, [output]);
    checked(engine.findLesion(answer[output].values));
  }

  /** One that could not be had is asked for again. @param {any} engine @returns {Promise<Finder>} */
  open(engine) {
    this.#finder ??= this.#made(engine).catch((error) => {
      this.#finder = null;
      throw error;
    });
    return this.#finder;
  }

  /** @param {any} engine @returns {Promise<Finder>} */
  async #made(engine) {
    const bytes = await this.way.read();
    const { card, output } = checked(engine.readMaskCard(FILE, bytes));
    const network = await this.way.open(bytes, { input_tensor: 'image', logits_tensor: output, layers: [] });
    return { card, output, network };
  }
}
