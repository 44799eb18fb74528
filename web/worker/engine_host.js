// @ts-check
// Holds an engine (engine.js + engine.wasm, from wasm/engine) and replaces it when it has run out of
// memory or has grown large: a WebAssembly heap never shrinks by itself.

import { openFrame } from './codecs.js';

/** Bytes of heap beyond which a fresh engine takes over once an image is done. */
const LARGE_HEAP = 512 * 2 ** 20;

/** @typedef {{error: import('../shared/messages.js').Problem | null}} Outcome */
/** @typedef {{x: number, y: number, width: number, height: number}} Rect */

export class Engine {
  /** @type {Promise<any> | null} */
  #module = null;
  #name = '';
  #card = '';
  #readName = '';
  #readCard = '';

  #image = '';

  /** @param {() => Promise<any>} create a fresh engine (start_engine.js)
   * @param {import('./lesions.js').Lesions} lesions for models whose square is fitted to them */
  constructor(create, lesions) {
    this.create = create;
    this.lesions = lesions;
  }

  /** The engine that is there, else a fresh one that knows the current model. */
  #get() {
    this.#module ??= this.#start();
    return this.#module;
  }

  #start() {
    const started = this.create().then((module) => {
      if (this.#card) module.useCard(this.#name, this.#card);
      return module;
    });
    // One that could not be had is asked for again.
    started.catch(() => {
      if (this.#module === started) this.#module = null;
    });
    return started;
  }

  /** Another engine that knows the same model, for what this one is not to be kept from. */
  another() {
    const other = new Engine(this.create, this.lesions);
    other.#name = this.#name;
    other.#card = this.#card;
    return other;
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
  async dequantiseModel(name, bytes) {
    return this.apart('dequantiseModel', name, bytes);
  }

  /**
   * Another function on a whole model, in such an engine of its own.
   * @param {'dequantiseModel' | 'ablatableModel' | 'restartModels' | 'gradientModel' | 'guessedCard' | 'cardedModel'} what
   * @param {any[]} given
   * @returns {Promise<any>}
   */
  async apart(what, ...given) {
    return (await this.create())[what](...given);
  }

  keepModel() {
    this.#name = this.#readName;
    this.#card = this.#readCard;
    return this.#get().then((engine) => engine.keepModel());
  }

  /**
   * @param {string} name
   * @param {Uint8Array} bytes
   * @param {number} frame from 0, of a DICOM file of several (shared/frames.js)
   * @returns {Promise<Outcome & {width: number, height: number,
   *   colour: import('../shared/messages.js').Colour, dicom: string,
   *   source: import('../shared/messages.js').Source}>}
   */
  async openImage(name, bytes, frame = 0) {
    this.#image = name;
    return openFrame(await this.#get(), name, bytes, frame);
  }

  /**
   * The network's input of the open image; before it, where the model's square is fitted to the lesion,
   * the lesion is found.
   * @param {'prepareOpenImage' | 'prepareVariation' | 'prepareCentral' | 'preparePainted'} what
   * @param {any[]} given
   * @returns {Promise<any>}
   */
  async prepare(what, ...given) {
    await this.findLesion();
    return (await this.#get())[what](...given);
  }

  /** Has ready what finds lesions. */
  async openLesions() {
    await this.lesions.open(await this.#get());
  }

  /** On the open image, where the model's square is fitted to it and nobody has looked yet. */
  async findLesion() {
    const engine = await this.#get();
    if (engine.lesionWanted()) await this.lesions.find(engine, this.#image);
  }

  /** On the open image, whatever the model's square is, unless somebody has looked. @param {string} name
   * of the image */
  async seekLesion(name) {
    const engine = await this.#get();
    if (engine.lesionUnsought()) await this.lesions.find(engine, name);
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
   * Of the image whose layers' figures were asked for last.
   * @returns {Promise<Outcome & {novelty: import('../shared/messages.js').Novelty | null}>}
   */
  async novelty() {
    return (await this.#get()).novelty();
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

  /** What is asked for next is asked of a fresh engine. */
  restart() {
    this.#module = null;
  }

  /**
   * Nothing may be left in the engine that is still needed.
   * @returns {Promise<boolean>} true where a fresh engine takes over: it holds no image
   */
  async shrink() {
    const engine = await this.#get();
    if (engine.HEAPU8.byteLength <= LARGE_HEAP) return false;
    this.restart();
    // Made meanwhile; where it can't be, whoever asks for it hears why.
    this.#get().catch(() => {});
    return true;
  }
}
