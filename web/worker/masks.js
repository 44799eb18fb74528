// @ts-check
// What lies on the image that is shown, beside the network's answer: masks of lesion, hair, rulers and
// others, and the estimate with one of them painted over. The engine finds and paints
// (wasm/engine/mask_bindings.cc); here is only the order of things.
import { infer } from './infer.js';
import { checked } from './reply.js';

/** @typedef {import('./jobs.js').Job} Job */

export class Masks {
  /** @param {import('./engine_host.js').Engine} engine @param {import('./images.js').Images} images
   * @param {import('./models.js').Models} models */
  constructor(engine, images, models) {
    this.engine = engine;
    this.images = images;
    this.models = models;
  }

  /** @param {import('../shared/messages.js').FindMasks} request @param {Job} job */
  async* find(request, { post }) {
    const timings = { hold: 0, lesion: 0, concepts: 0, longest_step: 0 };
    const holding = performance.now();
    await this.images.hold(request);
    const seeking = performance.now();
    timings.hold = seeking - holding;
    await this.engine.seekLesion(request.name);
    timings.lesion = performance.now() - seeking;
    const { id, name, outline: { revision, pieces } } = request;
    await this.engine.call('correctLesion', pieces);
    yield;
    let more = true;
    while (more) {
      const start = performance.now();
      ({ more } = checked(await this.engine.call('findMasksStep')));
      const took = performance.now() - start;
      timings.concepts += took;
      timings.longest_step = Math.max(timings.longest_step, took);
      // Another image that was asked for meanwhile need not wait for the rest.
      if (more) yield;
    }
    const gathering = performance.now();
    const { width, height, lesion, parts, abcd, concepts } =
      checked(await this.engine.call('findMasks'));
    timings.concepts += performance.now() - gathering;
    post({ type: 'masks', id, name, timings, revision, width, height, lesion, parts, abcd, concepts },
      concepts.flatMap((/** @type {any} */ { cover }) => (cover ? [cover.buffer] : [])));
    await this.images.shrink();
  }

  /** @param {import('../shared/messages.js').PaintOver} request @param {Job} job */
  async* paintOver(request, { post }) {
    const { id, name, crop, concept, outline } = request;
    const network = this.models.current(name);
    await this.images.hold(request);
    await this.engine.seekLesion(name);
    await this.engine.call('correctLesion', outline.pieces);
    yield;
    const input = checked(await this.engine.call('prepareWithout', concept, crop));
    yield;
    const { logits } = await infer(network, input, []);
    const { probability } = checked(await this.engine.probability(logits));
    post({ type: 'painted-over', id, concept, region: input.region, probability });
    await this.images.shrink();
  }
}
