// @ts-check
// What every filter would do if it were switched off, estimated from one run of the gradient
// (core/explain/first_order.h): there at once, and which filters of a large network are measured first.
import { problemOf, Refused } from '../refused.js';
import { checked } from '../reply.js';
import { changeOf } from './what_if_ways.js';

/** @typedef {import('../infer.js').LayerMaps} LayerMaps */
/** @typedef {import('../jobs.js').Job} Job */
/** @typedef {import('../../shared/messages.js').EffectsRequest} EffectsRequest */
/** @typedef {import('../../shared/messages.js').OtherImage} OtherImage */
/** @typedef {import('./what_if_networks.js').Reverse} Reverse */
/** @typedef {import('./what_if_ways.js').Base} Base */

export class Estimates {
  /**
   * @param {{engine: import('../engine_host.js').Engine, models: import('../models.js').Models}} way
   * @param {import('./what_if_networks.js').Networks} networks
   * @param {import('./others.js').Others} others
   */
  constructor(way, networks, others) {
    this.way = way;
    this.networks = networks;
    this.others = others;
  }

  /** Said layer by layer, or why there is none; where other images' maps stand in, of their mean. A step ends
   * with each of these.
   * @param {EffectsRequest} request @param {Job} job @param {any} card @param {Base} base @param {LayerMaps[]} layers
   * @returns {AsyncGenerator<undefined, Float32Array | null, undefined>} changes of the log-odds by layer and
   * filter; null: none */
  async* of({ ticket, id, name, by, others }, job, card, base, layers) {
    const change = changeOf(card, base, by, others);
    const found = yield* this.#found(name, job, card, base, layers, change.others);
    if ('problem' in found) {
      job.post({ type: 'effects-unestimated', ticket, problem: found.problem });
      return null;
    }
    const of = layers.reduce((sum, { channels }) => sum + channels, 0);
    const all = new Float32Array(of);
    let at = 0;
    for (const [layer, { channels, values }] of layers.entries()) {
      const gradient = found.reverse.gradients[layer];
      if (gradient) {
        const replacement = found.means?.[layer] ??
          Float32Array.from({ length: channels }, (_, filter) => change.instead(layer, filter));
        const { logOdds, probability } = checked(await this.way.engine.call('estimatedEffects', base.logits, values,
          found.outputs[gradient].values, channels, replacement, change.keep));
        all.set(logOdds, at);
        job.post({ type: 'effects', ticket, id, region: base.region, by, others: others.map((one) => one.id), layer,
          filters: [...logOdds.keys()], logOdds, probability, lowest: null, highest: null, of, restarted: false,
          exact: false }, [logOdds.buffer, probability.buffer]);
      }
      at += channels;
    }
    return all;
  }

  /** What it takes, or why that can't be had. @param {string} name @param {Job} job @param {any} card @param {Base} base
   * @param {LayerMaps[]} layers @param {OtherImage[]} others
   * @returns {AsyncGenerator<undefined, {problem: import('../../shared/messages.js').Problem} |
   *   {reverse: Reverse, means: Float32Array[] | null, outputs: Record<string, import('../infer.js').Tensor>}, undefined>} */
  async* #found(name, job, card, base, layers, others) {
    const reverse = await this.networks.reverse(name, job);
    if ('problem' in reverse) return reverse;
    let means = null;
    try {
      if (others.length > 0) means = yield* this.#meanMaps(name, others, layers);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { problem: error.problem };
    }
    try {
      return { reverse, means, outputs: await this.#gradients(reverse, card, base) };
    } catch (error) {
      return { problem: problemOf(error, '') };
    }
  }

  /** Cell by cell over the images, by layer. @param {string} name @param {OtherImage[]} others @param {LayerMaps[]} layers
   * @returns {AsyncGenerator<undefined, Float32Array[], undefined>} */
  async* #meanMaps(name, others, layers) {
    /** @type {Float32Array[]} */
    const means = layers.map(() => new Float32Array());
    const plain = this.way.models.current(name);
    for (const [images, other] of others.entries()) {
      const maps = await this.others.maps(plain, other, [...layers.keys()]);
      for (const [layer, mean] of means.entries()) {
        means[layer] = await this.way.engine.call('meanWith', mean, maps[layer].values, images);
      }
      yield;
    }
    return means;
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
      if (!reverse.kept) await this.networks.forgetReverse(reverse);
    }
  }

  /** Which filters are measured, by layer: all, or those `most` that the estimate puts in front; of a network
   * without an estimate none then. @param {LayerMaps[]} layers @param {number} most 0: all
   * @param {Float32Array | null} estimate @returns {Promise<number[][]>} */
  async strongest(layers, most, estimate) {
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
}
