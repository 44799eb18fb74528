// @ts-check
// Holds the engine (engine.js + engine.wasm, from wasm/engine) and replaces it when it has run out
// of memory or has grown large: a WebAssembly heap never shrinks by itself.
import createEngine from '../engine.js';

/** Bytes of heap beyond which a fresh engine takes over once a picture is done. */
const LARGE_HEAP = 512 * 2 ** 20;

/** @typedef {{error: string}} Outcome */
/** @typedef {{x: number, y: number, width: number, height: number}} Rect */

export class Engine {
  /** @type {Promise<any> | null} */
  #module = null;
  #name = '';
  #card = '';
  #readName = '';
  #readCard = '';

  #get() {
    this.#module ??= createEngine({ printErr: () => {} });
    return /** @type {Promise<any>} */ (this.#module);
  }

  /**
   * @param {string} name
   * @param {Uint8Array} bytes
   * @returns {Promise<Outcome & {card: string}>} card as JSON; current only after keepModel()
   */
  async readModel(name, bytes) {
    const outcome = (await this.#get()).readModel(name, bytes);
    this.#readName = name;
    this.#readCard = outcome.card ?? '';
    return outcome;
  }

  /**
   * The file as it is to be run: weights that it holds in bytes made floats. Done in an engine of its
   * own, as its heap, which holds the model twice meanwhile, would never shrink again.
   * @param {string} name
   * @param {Uint8Array} bytes
   * @returns {Promise<Outcome & {bytes: Uint8Array}>}
   */
  async widenModel(name, bytes) {
    const engine = await createEngine({ printErr: () => {} });
    return engine.widenModel(name, bytes);
  }

  keepModel() {
    this.#name = this.#readName;
    this.#card = this.#readCard;
    return this.#get().then((engine) => engine.keepModel());
  }

  /**
   * @param {string} name
   * @param {Uint8Array} bytes
   * @returns {Promise<Outcome & {width: number, height: number}>}
   */
  async openImage(name, bytes) {
    return (await this.#get()).openImage(name, bytes);
  }

  /** @returns {Promise<Outcome & {shape: number[], tensor: Float32Array, region: Rect}>} */
  async prepareImage() {
    return (await this.#get()).prepareImage();
  }

  /**
   * @param {number} index
   * @param {number} channels
   * @param {number} height
   * @param {number} width
   * @param {Float32Array} values
   * @returns {Promise<Outcome & {statistics: Float32Array, places: Uint8Array,
   *   notability: Float32Array}>}
   */
  async layerFigures(index, channels, height, width, values) {
    return (await this.#get()).layerFigures(index, channels, height, width, values);
  }

  /**
   * @param {Float32Array} logits
   * @returns {Promise<Outcome & {probability: number}>}
   */
  async probability(logits) {
    return (await this.#get()).probability(logits);
  }

  /**
   * Any other of the engine's functions (wasm/engine/export_bindings.cc).
   * @param {string} name
   * @param {any[]} given
   * @returns {Promise<any>}
   */
  async call(name, ...given) {
    return (await this.#get())[name](...given);
  }

  /** A fresh engine that knows the current model. */
  async restart() {
    this.#module = null;
    if (this.#card) (await this.#get()).useCard(this.#name, this.#card);
  }

  /** @returns {Promise<boolean>} true where a fresh engine took over: it holds no picture */
  async shrink() {
    const engine = await this.#get();
    if (engine.HEAPU8.byteLength <= LARGE_HEAP) return false;
    await this.restart();
    return true;
  }
}
