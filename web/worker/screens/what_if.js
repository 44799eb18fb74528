// @ts-check
// What the What if screen asks of the worker: the image with filters switched off or parts painted
// over, and what each filter does when it is switched off alone. The graphs that this takes are
// written when they are first needed, from the model's file, and are there while the screen is shown;
// the file itself stays the plain model.
import { infer } from '../infer.js';
import { problemOf, refusal } from '../refused.js';
import { checked } from '../reply.js';

/** @typedef {import('../engine_host.js').Engine} Engine */
/** @typedef {import('../infer.js').Network} Network */
/** @typedef {import('../jobs.js').Job} Job */
/** @typedef {import('../../shared/messages.js').WhatIfRequest} WhatIfRequest */
/** @typedef {import('../../shared/messages.js').EffectsRequest} EffectsRequest */
/** The image as it is, seen by the plain network. means: of each layer's filters over the image.
 * @typedef {{key: string, shape: number[], tensor: Float32Array, region: import('../engine_host.js').Rect,
 *   logits: Float32Array, means: Float32Array[]}} Base */
/** A network whose filters can be switched off. layers: by number, null where they can't.
 * @typedef {{network: Network,
 *   layers: ({keep: string, replacement: string, filters: number} | null)[]}} Ablatable */
/** A network that begins behind a layer: keep of as many images as are asked of it at once.
 * @typedef {{network: Network, maps: string, keep: string, replacement: string}} Tail */

/** What gives the gradients of the estimate. gradients: by layer, null where there is none; kept: it stays open.
 * @typedef {{network: Network, seed: string, outputs: number, inFront: boolean, gradients: (string | null)[],
 *   kept: boolean}} Reverse */

/** How a filter is switched. @typedef {{keep: number, instead: (filter: number) => number}} Change */

/** Bytes of a file of floats up to which a network is opened anew behind each of its layers, and that of its gradients
 * is kept. */
const MOST_TAIL_BYTES = 24 * 2 ** 20;
/** Of maps that are handed to a network at once, and how often one image is repeated there. */
const BATCH_BYTES = 4 * 2 ** 20;
const MOST_BATCH = 16;
/** Milliseconds of work between two looks at what else is asked. */
const STEP = 40;
/** Figures of a filter in layerFigures(), and which of them is the mean. */
const FIGURES = 6;
const MEAN = 2;

export class WhatIf {
  /** The network that the following is of. @type {Network | null} */
  #of = null;
  /** @type {Base | null} */
  #base = null;
  /** @type {Ablatable | null} */
  #ablatable = null;
  /** By layer; null: it can't begin there, or is open.
   * @type {({bytes: Uint8Array, maps: string, keep: string, replacement: string} | null)[] | null} */
  #files = null;
  /** @type {Map<number, Tail>} */
  #tails = new Map();
  /** Or why there is none. @type {Reverse | {problem: import('../../shared/messages.js').Problem} | null} */
  #reverse = null;

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
  }

  /** The model that is open; what was made for another one goes. @param {string} name */
  async #network(name) {
    const network = this.way.models.current(name);
    if (this.#of !== network) await this.#forget();
    this.#of = network;
    return network;
  }

  async #forget() {
    const reverse = this.#reverse && 'network' in this.#reverse ? this.#reverse : null;
    const open = [this.#ablatable, reverse, ...this.#tails.values()];
    this.#base = this.#ablatable = this.#files = this.#reverse = null;
    this.#tails.clear();
    for (const one of open) await one?.network.close();
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

  /** @param {string} name of the image @param {Job} job @returns {Promise<Ablatable>} */
  async #ablatableOf(name, job) {
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
  async #tailOf(layer, name, job) {
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
  async #reverseOf(name, job) {
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

  /** What every filter would do, by one run of the gradient: said layer by layer, or why there is none.
   * @param {EffectsRequest} request @param {Job} job @param {Network} network @param {Base} base
   * @param {import('../infer.js').LayerMaps[]} layers @param {number} of
   * @returns {Promise<Float32Array | null>} changes of the log-odds by layer and filter; null: none */
  async #estimated({ ticket, id, name, by }, job, { card }, base, layers, of) {
    const reverse = await this.#reverseOf(name, job);
    const outputs = 'problem' in reverse ? reverse : await this.#gradients(reverse, card, base)
      .catch((error) => ({ problem: problemOf(error, '') }));
    if ('problem' in reverse || 'problem' in outputs) {
      job.post({ type: 'effects-unestimated', ticket, problem: /** @type {any} */ (outputs).problem });
      return null;
    }
    const { engine } = this.way;
    const all = new Float32Array(of);
    let at = 0;
    for (const [layer, { channels, values }] of layers.entries()) {
      const gradient = reverse.gradients[layer];
      if (gradient) {
        const replacement = Float32Array.from({ length: channels }, (_, filter) =>
          instead(card, base, by, layer, filter));
        const { logOdds, probability } = checked(await engine.call('estimatedEffects', base.logits, values,
          outputs[gradient].values, replacement, kept(by)));
        all.set(logOdds, at);
        job.post({ type: 'effects', ticket, id, region: base.region, by, layer, filters: [...logOdds.keys()],
          logOdds, probability, of, restarted: false, exact: false }, [logOdds.buffer, probability.buffer]);
      }
      at += channels;
    }
    return all;
  }

  /** @param {Reverse} reverse @param {any} card @param {Base} base
   * @returns {Promise<Record<string, import('../infer.js').Tensor>>} */
  async #gradients(reverse, card, base) {
    const { seed } = checked(await this.way.engine.call('effectSeed', base.logits, reverse.inFront));
    const names = reverse.gradients.filter((one) => one !== null);
    try {
      return await reverse.network.run({
        [card.input_tensor]: { dims: base.shape, values: base.tensor.slice() },
        [reverse.seed]: { dims: [1, reverse.outputs], values: seed },
      }, names);
    } finally {
      if (!reverse.kept) {
        this.#reverse = null;
        await reverse.network.close();
      }
    }
  }

  /** Which filters are measured, by layer: all, or those `most` that the estimate puts in front; of a network
   * without an estimate none then. @param {import('../infer.js').LayerMaps[]} layers @param {number} most 0: all
   * @param {Float32Array | null} estimate @returns {Promise<number[][]>} */
  async #chosen(layers, most, estimate) {
    if (most === 0) return layers.map(({ channels }) => [...Array(channels).keys()]);
    const places = estimate ? await this.way.engine.call('strongestEffects', estimate, most) : [];
    let first = 0;
    return layers.map(({ channels }) => {
      const from = first;
      first += channels;
      return places.filter((/** @type {number} */ at) => at >= from && at < first)
        .map((/** @type {number} */ at) => at - from);
    });
  }

  /**
   * The inputs that switch filters off: ones, and zeros for those.
   * @param {Ablatable} ablatable
   * @param {(layer: number) => number[]} off numbers of the layer's filters
   * @param {(layer: number, filter: number) => number} replacement
   * @param {number} part of the response that stays, beside the replacement
   */
  #switches({ layers }, off, replacement, part) {
    /** @type {Record<string, import('../infer.js').Tensor>} */
    const inputs = {};
    for (const [layer, one] of layers.entries()) {
      const wanted = off(layer);
      if (!one) {
        if (wanted.length > 0) throw refusal('what_if.no_layer', { layer });
        continue;
      }
      const keep = new Float32Array(one.filters).fill(1);
      const values = new Float32Array(one.filters);
      for (const filter of wanted) {
        if (!(filter in keep)) continue;
        keep[filter] = part;
        values[filter] = replacement(layer, filter);
      }
      const dims = [1, one.filters, 1, 1];
      inputs[one.keep] = { dims, values: keep };
      inputs[one.replacement] = { dims, values };
    }
    return inputs;
  }

  /** A try. @param {WhatIfRequest} request @param {Job} job */
  async* tried(request, job) {
    const { ticket, id, name, crop, off, by, pieces } = request;
    const { engine, images } = this.way;
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
    const image = { [card.input_tensor]: { dims: shape, values: tensor.slice() } };
    const ablatable = off.length > 0 ? await this.#ablatableOf(name, job) : null;
    yield;
    const inputs = ablatable ? this.#switches(ablatable,
      (layer) => off.filter((place) => place.layer === layer).map(({ filter }) => filter),
      (layer, filter) => instead(card, base, by, layer, filter), kept(by)) : {};
    const outputs = await (ablatable?.network ?? network)
      .run({ ...image, ...inputs }, [card.logits_tensor]);
    const logits = outputs[card.logits_tensor].values;
    const { probability } = checked(await engine.probability(logits));
    job.post({ type: 'what-if', ticket, id, region: base.region, probability, logits: [...logits], painted },
      painted ? [painted.copy.rgba.buffer] : []);
  }

  /** Every filter switched off alone: estimates first, then exactly, layer by layer. @param {EffectsRequest} request @param {Job} job */
  async* effects(request, job) {
    const { ticket, id, name, by, most } = request;
    const { engine } = this.way;
    let ended = false;
    try {
      const network = await this.#network(name);
      const seen = await this.#baseOf(network, request, job);
      const { base } = seen;
      yield;
      const layers = seen.layers ??
        (await infer(network, { shape: base.shape, tensor: base.tensor.slice() })).layers;
      const of = layers.reduce((sum, { channels }) => sum + channels, 0);
      const estimate = await this.#estimated(request, job, network, base, layers, of);
      const chosen = await this.#chosen(layers, most, estimate);
      yield;
      let worked = performance.now();
      for (const [layer, maps] of layers.entries()) {
        /** @type {Change} */
        const change = { keep: kept(by), instead: (filter) => instead(network.card, base, by, layer, filter) };
        const wanted = chosen[layer];
        if (wanted.length === 0) continue;
        const tail = await this.#tailOf(layer, name, job);
        const batch = tail ? batchOf(maps) : 1;
        for (let first = 0; first < wanted.length; first += batch) {
          const filters = wanted.slice(first, first + batch);
          const logits = tail
            ? await behind(tail, network.card, maps, filters, change)
            : await this.#whole(network.card, base, layer, filters[0], change, name, job);
          const { logOdds, probability } = checked(await engine.call('effects', base.logits, logits));
          job.post({ type: 'effects', ticket, id, region: base.region, by, layer, filters, logOdds, probability,
            of, restarted: tail !== null, exact: true }, [logOdds.buffer, probability.buffer]);
          if (performance.now() - worked > STEP) {
            yield;
            worked = performance.now();
          }
        }
      }
      ended = true;
    } finally {
      // Said of one that was cancelled too: whoever waits knows that no more comes.
      job.post({ type: 'effects-ended', ticket, whole: ended });
    }
  }

  /** One filter, by a run of the whole network.
   * @param {any} card @param {Base} base @param {number} layer @param {number} filter
   * @param {Change} change @param {string} name @param {Job} job */
  async #whole(card, base, layer, filter, { instead: value, keep }, name, job) {
    const ablatable = await this.#ablatableOf(name, job);
    const inputs = this.#switches(ablatable, (one) => (one === layer ? [filter] : []),
      (_, which) => value(which), keep);
    const image = { dims: base.shape, values: base.tensor.slice() };
    const outputs = await ablatable.network
      .run({ [card.input_tensor]: image, ...inputs }, [card.logits_tensor]);
    return outputs[card.logits_tensor].values;
  }

  /** @param {unknown} _ @param {Job} job */
  async close(_, { post }) {
    await this.#forget();
    this.#of = null;
    post({ type: 'what-if-closed', sessions: this.way.sessions() });
  }
}

/** How much of a filter's response stays (core/onnx/ablate.h). @param {import('../../shared/messages.js').By} by */
function kept(by) {
  return { half: 0.5, double: 2, zero: 0, mean: 0, training: 0 }[by];
}

/** What stands for the rest of it. @param {any} card @param {Base} base
 * @param {import('../../shared/messages.js').By} by @param {number} layer @param {number} filter @returns {number} */
function instead(card, base, by, layer, filter) {
  if (by === 'mean') return base.means[layer]?.[filter] ?? 0;
  return by === 'training' ? card.layers[layer]?.filters?.[filter]?.mean ?? 0 : 0;
}

/** @param {import('../infer.js').LayerMaps} maps */
function batchOf({ channels, height, width }) {
  const bytes = 4 * channels * height * width;
  return Math.max(1, Math.min(MOST_BATCH, Math.floor(BATCH_BYTES / bytes)));
}

/**
 * The logits where each of the filters is switched off, one in each of the batch.
 * @param {Tail} tail @param {any} card @param {import('../infer.js').LayerMaps} maps
 * @param {number[]} filters @param {Change} change
 */
async function behind(tail, card, { channels, height, width, values }, filters, { instead: value, keep: part }) {
  const count = filters.length;
  const keep = new Float32Array(count * channels).fill(1);
  for (const [at, filter] of filters.entries()) keep[at * channels + filter] = part;
  const replacement = Float32Array.from({ length: channels }, (_, filter) => value(filter));
  const outputs = await tail.network.run({
    [tail.maps]: { dims: [1, channels, height, width], values: values.slice() },
    [tail.keep]: { dims: [count, channels, 1, 1], values: keep },
    [tail.replacement]: { dims: [1, channels, 1, 1], values: replacement },
  }, [card.logits_tensor]);
  return outputs[card.logits_tensor].values;
}
