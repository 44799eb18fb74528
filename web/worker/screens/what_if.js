// @ts-check
// What the What if screen asks of the worker: the image with filters switched off or parts painted
// over, and what each filter, and all of a name together, do when they are switched off.
import { infer } from '../infer.js';
import { refusal, Refused } from '../refused.js';
import { checked } from '../reply.js';
import { Others } from './others.js';
import { Estimates } from './what_if_estimates.js';
import { Networks } from './what_if_networks.js';
import { changeOf } from './what_if_ways.js';

/** @typedef {import('../engine_host.js').Engine} Engine */
/** @typedef {import('../infer.js').Network} Network */
/** @typedef {import('../jobs.js').Job} Job */
/** @typedef {import('../../shared/messages.js').WhatIfRequest} WhatIfRequest */
/** @typedef {import('../../shared/messages.js').EffectsRequest} EffectsRequest */
/** @typedef {import('./what_if_ways.js').Base} Base */
/** @typedef {import('./what_if_networks.js').Ablatable} Ablatable */
/** @typedef {import('./what_if_networks.js').Tail} Tail */

/** @typedef {import('./what_if_ways.js').Change} Change */

/** Of maps that are handed to a network at once, and how often one image is repeated there. */
const BATCH_BYTES = 4 * 2 ** 20;
const MOST_BATCH = 16;
/** Milliseconds of work between two looks at what else is asked. */
const STEP = 40;
/** And from when on a try says how far it is. */
const LONG = 500;
/** Figures of a filter in layerFigures(), and which of them is the mean. */
const FIGURES = 6;
const MEAN = 2;

export class WhatIf {
  /** The network that the following is of. @type {Network | null} */
  #of = null;
  /** @type {Base | null} */
  #base = null;

  /**
   * @param {{
   *   engine: Engine,
   *   models: import('../models.js').Models,
   *   images: import('../images.js').Images,
   *   open: import('../models.js').Open,
   *   sessions: () => number,
   * }} way
   */
  constructor(way) {
    this.way = way;
    this.others = new Others(way);
    this.networks = new Networks(way);
    this.estimates = new Estimates(way, this.networks, this.others);
  }

  /** The model that is open; what was made for another one goes. @param {string} name */
  async #network(name) {
    const network = this.way.models.current(name);
    if (this.#of !== network) await this.#forget();
    this.#of = network;
    return network;
  }

  async #forget() {
    this.#base = null;
    this.others.forget();
    await this.networks.forget();
  }

  /** @param {Network} network @param {WhatIfRequest | EffectsRequest} request @param {Job} job */
  async #baseOf(network, request, job) {
    const key = JSON.stringify([request.id, request.crop]);
    if (this.#base?.key === key) return { base: this.#base, layers: null };
    const { engine, images } = this.way;
    await images.hold(request);
    const { shape, tensor, region } =
      checked(await engine.prepare('prepareOpenImage', request.crop));
    const { logits, layers } = await infer(network, { shape, tensor: tensor.slice() });
    const means = [];
    for (const [index, { channels, height, width, values }] of layers.entries()) {
      const { statistics } = checked(await engine.layerFigures(index, channels, height, width, values));
      means.push(Float32Array.from({ length: channels }, (_, filter) =>
        statistics[FIGURES * filter + MEAN]));
    }
    if (!job.signal.aborted) this.#base = { key, shape, tensor, region, logits, means };
    return { base: { key, shape, tensor, region, logits, means }, layers };
  }

  /**
   * The inputs that switch filters off: ones, and zeros for those.
   * @param {Ablatable} ablatable
   * @param {import('../../shared/messages.js').Place[]} off
   * @param {Change} change
   * @param {import('../infer.js').LayerMaps[]} [maps] of another image, by layer: those that stand in
   */
  #switches({ layers }, off, { keep: part, instead: value }, maps) {
    /** @type {Record<string, import('../infer.js').Tensor>} */
    const inputs = {};
    for (const [layer, one] of layers.entries()) {
      const wanted = off.filter((place) => place.layer === layer).map(({ filter }) => filter);
      if (!one) {
        if (wanted.length > 0) throw refusal('what_if.no_layer', { layer });
        continue;
      }
      const dims = [1, one.filters, 1, 1];
      const keep = new Float32Array(one.filters).fill(1);
      const values = new Float32Array(one.filters);
      for (const filter of wanted) {
        if (!(filter in keep)) continue;
        keep[filter] = part;
        values[filter] = value(layer, filter);
      }
      inputs[one.keep] = { dims, values: keep };
      inputs[one.replacement] = maps && wanted.length > 0 ? tensorOf(maps[layer]) : { dims, values };
    }
    return inputs;
  }

  /** What the network says with filters switched, one output after the other where other images' maps stand in.
   * A step ends with each of them. progress: told how many are done.
   * @param {{card: any, shape: number[], tensor: Float32Array, name: string, job: Job,
   *   progress?: (done: number) => void}} of
   * @param {import('../../shared/messages.js').Place[]} off @param {Change} change
   * @returns {AsyncGenerator<undefined, Float32Array, undefined>} */
  async* #logits({ card, shape, tensor, name, job, progress }, off, change) {
    const ablatable = await this.networks.ablatable(name, job);
    const layers = [...new Set(off.map(({ layer }) => layer))];
    const ran = async (/** @type {import('../infer.js').LayerMaps[]} */ maps) => {
      const image = { dims: shape, values: tensor.slice() };
      const outputs = await ablatable.network.run({ [card.input_tensor]: image,
        ...this.#switches(ablatable, off, change, maps) }, [card.logits_tensor]);
      return outputs[card.logits_tensor].values;
    };
    const plain = this.way.models.current(name);
    const { others } = change;
    if (others.length === 0) {
      yield;
      return ran(/** @type {any} */ (undefined));
    }
    const all = [];
    for (const [at, other] of others.entries()) {
      yield;
      all.push(await ran(await this.others.maps(plain, other, layers)));
      progress?.(at + 1);
    }
    return joined(all);
  }

  /** A try. @param {WhatIfRequest} request @param {Job} job */
  async* tried(request, job) {
    const { ticket, id, name, crop, off, by, pieces, others } = request;
    const { engine, images } = this.way;
    const start = performance.now();
    let ended = false;
    try {
      const network = await this.#network(name);
      const { card } = network;
      const { base } = await this.#baseOf(network, request, job);
      yield;
      let { shape, tensor } = base;
      let painted = null;
      if (pieces.length > 0) {
        await images.hold(request);
        ({ shape, tensor, painted } = checked(await engine.prepare('preparePainted', crop, pieces)));
        yield;
      }
      const change = changeOf(card, base, by, others);
      this.others.keep(change.others.map((other) => other.id));
      const progress = (/** @type {number} */ done) => {
        if (performance.now() - start < LONG) return;
        job.post({ type: 'what-if-progress', ticket, done, of: others.length });
      };
      const logits = off.length > 0
        ? yield* this.#logits({ card, shape, tensor, name, job, progress }, off, change)
        : (await network.run({ [card.input_tensor]: { dims: shape, values: tensor.slice() } },
          [card.logits_tensor]))[card.logits_tensor].values;
      const overOthers = off.length > 0 && change.others.length > 0;
      const { probability, lowest, highest } = checked(overOthers
        ? await engine.call('estimateOver', logits) : await engine.probability(logits));
      job.post({ type: 'what-if', ticket, id, region: base.region, probability, logits: [...logits],
        over: overOthers ? { lowest, highest } : null, painted }, painted ? [painted.copy.rgba.buffer] : []);
      ended = true;
    } finally {
      // Whoever waits knows that no answer comes.
      if (!ended && job.signal.aborted) job.post({ type: 'what-if-ended', ticket });
    }
  }

  /** Every filter switched off alone: estimates first, then exactly, layer by layer. @param {EffectsRequest} request @param {Job} job */
  async* effects(request, job) {
    const { id, name, by, most, others, ticket } = request;
    const given = others.map((other) => other.id);
    let ended = false;
    try {
      const network = await this.#network(name);
      const seen = await this.#baseOf(network, request, job);
      const { base } = seen;
      yield;
      const layers = seen.layers ??
        (await infer(network, { shape: base.shape, tensor: base.tensor.slice() })).layers;
      const of = layers.reduce((sum, { channels }) => sum + channels, 0);
      this.others.keep(given);
      const estimate = yield* this.estimates.of(request, job, network.card, base, layers);
      yield;
      const change = changeOf(network.card, base, by, others);
      const refused = yield* this.#concepts(request, job, network.card, base, change);
      const chosen = await this.estimates.strongest(layers, most, estimate);
      yield;
      let worked = performance.now();
      for (const [layer, maps] of layers.entries()) {
        const wanted = chosen[layer];
        if (wanted.length === 0) continue;
        const tail = await this.networks.tail(layer, name, job);
        const batch = tail ? batchOf(maps) : 1;
        for (let first = 0; first < wanted.length; first += batch) {
          const filters = wanted.slice(first, first + batch);
          const logits = tail
            ? yield* this.#behind(tail, network, maps, layer, filters, change)
            : yield* this.#logits({ card: network.card, ...base, name, job }, [{ layer, filter: filters[0] }], change);
          const { logOdds, probability, lowest = null, highest = null } =
            checked(await this.#changes(base, logits, change));
          job.post({ type: 'effects', ticket, id, region: base.region, by, others: given, layer, filters, logOdds,
            probability, lowest, highest, of, restarted: tail !== null, exact: true },
          [logOdds.buffer, probability.buffer]);
          if (performance.now() - worked > STEP) {
            yield;
            worked = performance.now();
          }
        }
      }
      if (refused) throw refused;
      ended = true;
    } finally {
      // Said of one that was cancelled too: whoever waits knows that no more comes.
      job.post({ type: 'effects-ended', ticket, whole: ended });
    }
  }

  /** All filters of each name together. What can't be had is the last to be said: the filters come first. @param {EffectsRequest} request @param {Job} job @param {any} card
   * @param {Base} base @param {Change} change
   * @returns {AsyncGenerator<undefined, Refused | null, undefined>} */
  async* #concepts({ ticket, id, name, by, others, concepts }, job, card, base, change) {
    let refused = null;
    for (const { name: concept, filters } of concepts) {
      let logits;
      try {
        logits = yield* this.#logits({ card, ...base, name, job }, filters, change);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused ??= error;
        continue;
      }
      const { logOdds: [logOdds], probability: [probability], lowest, highest } =
        checked(await this.#changes(base, logits, change));
      job.post({ type: 'concept-effect', ticket, id, region: base.region, by, others: others.map((one) => one.id),
        name: concept, logOdds, probability, over: lowest ? { lowest: lowest[0], highest: highest[0] } : null });
    }
    return refused;
  }

  /** From the image's own logits on. @param {Base} base @param {Float32Array} logits @param {Change} change
   * @returns {Promise<any>} */
  #changes(base, logits, { others }) {
    const { engine } = this.way;
    return others.length > 0 ? engine.call('effectsOver', base.logits, logits, others.length)
      : engine.call('effects', base.logits, logits);
  }

  /**
   * The logits where each of the filters is switched off, one in each of the batch; of one other image after the
   * other.
   * @param {Tail} tail @param {import('../infer.js').Network} network @param {import('../infer.js').LayerMaps} maps
   * @param {number} layer @param {number[]} filters @param {Change} change
   * @returns {AsyncGenerator<undefined, Float32Array, undefined>}
   */
  async* #behind(tail, network, maps, layer, filters, { keep: part, instead: value, others }) {
    const { channels } = maps;
    const count = filters.length;
    const ran = async (/** @type {import('../infer.js').Tensor} */ replacement) => {
      const keep = new Float32Array(count * channels).fill(1);
      for (const [at, filter] of filters.entries()) keep[at * channels + filter] = part;
      const outputs = await tail.network.run({
        [tail.maps]: tensorOf(maps),
        [tail.keep]: { dims: [count, channels, 1, 1], values: keep },
        [tail.replacement]: replacement,
      }, [network.card.logits_tensor]);
      return outputs[network.card.logits_tensor].values;
    };
    if (others.length === 0) {
      const values = Float32Array.from({ length: channels }, (_, filter) => value(layer, filter));
      return ran({ dims: [1, channels, 1, 1], values });
    }
    const all = [];
    let worked = performance.now();
    for (const other of others) {
      all.push(await ran(tensorOf((await this.others.maps(network, other, [layer]))[layer])));
      if (performance.now() - worked < STEP) continue;
      yield;
      worked = performance.now();
    }
    return joined(all);
  }

  /** @param {unknown} _ @param {Job} job */
  async close(_, { post }) {
    await this.#forget();
    this.#of = null;
    post({ type: 'what-if-closed', sessions: this.way.sessions() });
  }
}

/** @param {import('../infer.js').LayerMaps} maps */
function batchOf({ channels, height, width }) {
  const bytes = 4 * channels * height * width;
  return Math.max(1, Math.min(MOST_BATCH, Math.floor(BATCH_BYTES / bytes)));
}

/** A copy, as a network takes it. @param {import('../infer.js').LayerMaps} maps @returns {import('../infer.js').Tensor} */
function tensorOf({ channels, height, width, values }) {
  return { dims: [1, channels, height, width], values: values.slice() };
}

/** @param {Float32Array[]} parts one after the other, of one length */
function joined(parts) {
  const all = new Float32Array(parts.length * parts[0].length);
  for (const [at, part] of parts.entries()) all.set(part, at * part.length);
  return all;
}
