// @ts-check
// An image for the Read screen, another square of it, and images that are scored without being shown.
import { frameOf } from '../shared/frames.js';
import { infer } from './infer.js';
import { begun, bytesOf, checked } from './reply.js';
import { summariseOutputs } from './summarise_outputs.js';

/** @typedef {import('./engine_host.js').Engine} Engine */
/** @typedef {import('./jobs.js').Job} Job */
/** @typedef {import('./models.js').Models} Models */
/** @typedef {import('../shared/messages.js').Part} Part */
/** @typedef {import('../shared/messages.js').Result['timings']} Timings */

export class Images {
  /** Which image's pixels the engine still holds, so that another square needs no decoding.
   * @type {number | null} */
  #held = null;

  /** @param {Engine} engine @param {Models} models */
  constructor(engine, models) {
    this.engine = engine;
    this.models = models;
  }

  /** The engine holds no image any more, or another. */
  forget() {
    this.#held = null;
  }

  /** The engine holds the image's pixels afterwards.
   * @param {{id: number, name: string, file: Blob}} image
   * @returns {Promise<boolean>} whether they had to be read for it */
  async hold({ id, name, file }) {
    if (this.#held === id) return false;
    const bytes = await bytesOf({ name, file });
    this.#held = null;
    checked(await this.engine.openImage(name, bytes, frameOf(file)));
    this.#held = id;
    return true;
  }

  /** Where the engine has grown large another takes its place. */
  async shrink() {
    if (await this.engine.shrink()) this.#held = null;
  }

  /** @param {import('../shared/messages.js').OpenImage} request @param {Job} job */
  async* open({ id, name, bytes, frame, crop }, { post }) {
    const network = this.models.current(name);
    const timings = { decode: 0, copies: 0, preprocess: 0, inference: 0, statistics: 0 };

    post(begun('decode'));
    yield;
    const decoding = stopwatch();
    this.#held = null;
    const { width, height, colour, dicom, source } = checked(
      await this.engine.openImage(name, new Uint8Array(bytes), frame));
    this.#held = id;
    timings.decode = decoding();
    const { levels, thumbnail } = checked(await this.engine.call('displayCopies'));
    timings.copies = decoding() - timings.decode;
    post({ type: 'image', id, name, width, height, colour, dicom, source, levels, thumbnail },
      [...levels, thumbnail].map(({ rgba }) => rgba.buffer));

    post(begun('preprocess'));
    yield;
    const preparing = stopwatch();
    const byRule = await this.#byRule(network, crop);
    const input = checked(await this.engine.prepare('prepareOpenImage', crop));
    timings.preprocess = preparing();

    post(begun('inference'));
    yield;
    const inferring = stopwatch();
    const output = await infer(network, input);
    timings.inference = inferring();
    const { region, lesion } = input;
    const central = await this.#central(network);
    await this.#answer({ id, name, region, lesion, central, byRule, timings }, output, post);
  }

  /** The image that is shown, with another square.
   * @param {import('../shared/messages.js').InferRegion} request @param {Job} job */
  async* inferRegion({ id, name, file, crop }, { post }) {
    const network = this.models.current(name);
    const timings = { decode: 0, copies: 0, preprocess: 0, inference: 0, statistics: 0 };
    const decoding = stopwatch();
    if (await this.hold({ id, name, file })) timings.decode = decoding();
    const preparing = stopwatch();
    const input = checked(await this.engine.prepare('prepareOpenImage', crop));
    timings.preprocess = preparing();
    // A square that has been moved on meanwhile is not worth the network's time.
    yield;
    const inferring = stopwatch();
    const output = await infer(network, input);
    timings.inference = inferring();
    const { region, lesion } = input;
    const central = await this.#central(network);
    const byRule = null;
    await this.#answer({ id, name, region, lesion, central, byRule, timings }, output, post);
  }

  /** The estimate of the model's own square, which stands beside that of a person's; null where the
   * image is seen by it. The engine has to prepare what is shown after that.
   * @param {import('./infer.js').Network} network @param {Part | null} crop */
  async #byRule(network, crop) {
    if (!crop) return null;
    const { logits } = await infer(network,
      checked(await this.engine.prepare('prepareOpenImage', null)), []);
    return checked(await this.engine.probability(logits)).probability;
  }

  /** The estimate of the image's middle, which stands beside that of a square fitted to the lesion; null
   * for other models, whose own square that is. @param {import('./infer.js').Network} network */
  async #central(network) {
    if (network.card.input?.crop?.kind !== 'lesion') return null;
    const { logits } = await infer(network, checked(await this.engine.prepare('prepareCentral')), []);
    return checked(await this.engine.probability(logits)).probability;
  }

  /** How far the estimate of the image that is shown spreads over squares nearby and turns.
   * @param {import('../shared/messages.js').AskSpread} request @param {Job} job */
  async* spread({ id, name, file, crop }, { post }) {
    const network = this.models.current(name);
    await this.hold({ id, name, file });
    let [lowest, highest] = [1, 0];
    let count = 1;
    for (let at = 0; at < count; at += 1) {
      const input = checked(await this.engine.prepare('prepareVariation', crop, at));
      ({ count } = input);
      const { logits } = await infer(network, input, []);
      const { probability } = checked(await this.engine.probability(logits));
      lowest = Math.min(lowest, probability);
      highest = Math.max(highest, probability);
      yield;
    }
    post({ type: 'spread', id, lowest, highest, n: count });
  }

  /**
   * @param {{id: number, name: string, region: import('./engine_host.js').Rect,
   *   lesion: import('../shared/messages.js').Lesion | null, central: number | null,
   *   byRule: number | null, timings: Timings}} of
   * @param {{logits: Float32Array, layers: import('./infer.js').LayerMaps[]}} output
   * @param {import('./jobs.js').Post} post
   */
  async #answer(of, output, post) {
    const counting = stopwatch();
    const summary = await summariseOutputs(this.engine, output);
    const { layers, probability, novelty, logits, buffers } = summary;
    of.timings.statistics = counting();
    post({ type: 'result', ...of, logits, probability, novelty, layers }, buffers);
    await this.shrink();
  }

  /** An image that is not shown: its score and a small copy.
   * @param {import('../shared/messages.js').ScoreImage} request @param {Job} job */
  async score({ id, name, file, crop }, { post }) {
    const network = this.models.current(name);
    const bytes = await bytesOf({ name, file });
    this.#held = null;
    const { width, height } = checked(await this.engine.openImage(name, bytes, frameOf(file)));
    const { thumbnail } = checked(await this.engine.call('thumbnail'));
    const byRule = await this.#byRule(network, crop);
    const input = checked(await this.engine.prepare('prepareOpenImage', crop));
    const central = await this.#central(network);
    await this.engine.call('closeImage');
    const { layers, probability, novelty, logits } =
      await summariseOutputs(this.engine, await infer(network, input));
    const notability = layers.map((layer) => layer.notability);
    post({ type: 'scored', id, name, width, height, region: input.region, lesion: input.lesion,
      probability, byRule, central, novelty, logits, thumbnail, notability },
    [thumbnail.rgba.buffer, ...notability.map(({ buffer }) => buffer)]);
    await this.engine.shrink();
  }
}

/** @returns {() => number} milliseconds since then */
function stopwatch() {
  const start = performance.now();
  return () => performance.now() - start;
}
