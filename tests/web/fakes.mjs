// @ts-check
// An engine, a network and files for the worker's and the page's scripts under node: no browser, no
// WebAssembly. The engine keeps what is put into it, as the real one does, and loses it with its heap.

/** @typedef {import('../../web/worker/infer.js').Tensor} Tensor */

export const CARD = {
  name: 'fake',
  input: { width: 4, height: 4, layout: 'NCHW' },
  input_tensor: 'image',
  logits_tensor: 'logits',
  layers: [{ tensor: 'maps0', filters: [{ mean: 3 }] }, { tensor: 'maps1', filters: [{ mean: 4 }, { mean: 5 }] }],
};

/** A file that holds these bytes. @param {number[]} bytes */
export function fileOf(...bytes) {
  return new Blob([Uint8Array.from(bytes)]);
}

/** A file that can't be read. */
export const GONE = /** @type {Blob} */ (/** @type {unknown} */ ({
  arrayBuffer: () => Promise.reject(new Error('gone')),
}));

/**
 * Counts what is asked of it. Layer i has i + 1 filters of 1 x 1, whose value is that of the input.
 * @param {string[]} asked names of outputs, of every run
 */
export function fakeNetwork(asked = []) {
  return {
    card: CARD,
    closed: false,
    /** @param {Record<string, Tensor>} inputs @param {string[]} names */
    async run(inputs, names) {
      asked.push(names.join(' '));
      const value = inputs.image?.values[0] ?? 0;
      /** @type {Record<string, Tensor>} */
      const every = {
        logits: { dims: [1, 2], values: Float32Array.of(-value, value) },
        maps0: { dims: [1, 1, 1, 1], values: Float32Array.of(value) },
        maps1: { dims: [1, 2, 1, 1], values: Float32Array.of(value, 2 * value) },
        gradient: { dims: [1, 1], values: Float32Array.of(7) },
        gradient0: { dims: [1, 1, 1, 1], values: Float32Array.of(inputs.seed?.values[1] ?? 0) },
        gradient1: { dims: [1, 2, 1, 1], values: Float32Array.of(1, 3) },
        masks: { dims: [4, 1, 1, 1], values: Float32Array.of(value, value, value, value) },
      };
      if (inputs.keep1) every.logits = { dims: [1, 2], values: switched(value, inputs) };
      if (inputs['tail.keep']) every.logits = behindLast(inputs);
      return Object.fromEntries(names.map((name) => [name, every[name]]));
    },
    async close() {
      this.closed = true;
    },
  };
}

/** Of the ablatable network: what is left of all filters' maps, added up.
 * @param {number} value @param {Record<string, Tensor>} inputs */
function switched(value, inputs) {
  const maps = [[value], [value, 2 * value]];
  let sum = 0;
  for (const [layer, filters] of maps.entries()) {
    for (const [filter, map] of filters.entries()) {
      const keep = inputs[`keep${layer}`].values[filter];
      sum += map * keep + (1 - keep) * inputs[`instead${layer}`].values[filter];
    }
  }
  return Float32Array.of(-sum, sum);
}

/** Of the network behind layer 1: the same from its maps on, one for each row of keep.
 * @param {Record<string, Tensor>} inputs */
function behindLast(inputs) {
  const { 'tail.maps': maps, 'tail.keep': keep, 'tail.instead': instead } = inputs;
  const [count, channels] = keep.dims;
  const values = new Float32Array(2 * count);
  for (let row = 0; row < count; row += 1) {
    let sum = maps.values[0];
    for (let filter = 0; filter < channels; filter += 1) {
      const kept = keep.values[row * channels + filter];
      sum += maps.values[filter] * kept + (1 - kept) * instead.values[filter];
    }
    values.set([-sum, sum], 2 * row);
  }
  return { dims: [count, 2], values };
}

/**
 * Makes engines as startEngine() does.
 * @param {{heap?: () => number, keeps?: () => boolean, sumsToOne?: () => boolean}} [options] heap: bytes of
 *   an engine's heap; keeps: whether a model that was read can be kept; sumsToOne: of what is called logits
 */
export function engines({ heap = () => 1, keeps = () => true, sumsToOne = () => false } = {}) {
  const made = { count: 0, log: /** @type {string[]} */ ([]) };
  const create = async () => {
    const own = made.count++;
    const ok = { error: null };
    const none = { error: { kind: 'invalid_argument', code: 'model.none_open', values: {} } };
    let card = '';
    let read = '';
    let image = /** @type {Uint8Array | null} */ (null);
    let sought = false;
    let looked = true;
    let lesion = /** @type {unknown} */ (null);
    let table = /** @type {string[] | null} */ (null);
    let wanted = /** @type {string[]} */ ([]);
    let sum = 0;
    let making = false;
    const log = (/** @type {string} */ what) => made.log.push(`${own} ${what}`);
    return {
      get HEAPU8() {
        return { byteLength: heap() };
      },
      readModel(/** @type {string} */ name, /** @type {Uint8Array} */ bytes) {
        if (bytes.length === 0) return { error: { kind: 'corrupt', code: 'onnx.none', values: { file: name } } };
        // 20: a file without a card; 21: what was stated is in it.
        if (bytes[0] === 20) return { error: { kind: 'not_found', code: 'model.no_card', values: { file: name } } };
        if (bytes[0] > 20) {
          read = JSON.stringify({ ...CARD, output: 'logits' });
          return { error: null, card: read };
        }
        // By its first byte: 7 is a network whose square is fitted to the lesion.
        read = JSON.stringify(bytes[0] === 7
          ? { ...CARD, input: { ...CARD.input, crop: { kind: 'lesion' } } } : CARD);
        return { error: null, card: read };
      },
      guessedCard: () => ({ error: null, guess: '{"outputs":[]}' }),
      cardedModel: (/** @type {string} */ _, /** @type {Uint8Array} */ bytes, /** @type {string} */ stated) => {
        log(`carded ${stated}`);
        if (stated === 'wrong') return { error: { kind: 'corrupt', code: 'card.not_logits', values: {} } };
        return { error: null, bytes: Uint8Array.of(21, bytes[0]) };
      },
      sumsToOne: () => sumsToOne(),
      keepModel() {
        if (!keeps()) throw new RangeError('out of memory');
        card = read;
      },
      useCard(/** @type {string} */ _, /** @type {string} */ json) {
        card = json;
        return ok;
      },
      layerKernels: () => [],
      fingerprint: () => 'f'.repeat(64),
      openImage(/** @type {string} */ name, /** @type {Uint8Array} */ bytes) {
        log(`open ${name}`);
        if (bytes[0] === 0) return { error: { kind: 'unsupported', code: 'image.unknown', values: { file: name } } };
        if (bytes[0] === 255) throw new RangeError('out of memory');
        image = bytes;
        sought = false;
        lesion = null;
        return { error: null, width: 8, height: 6 };
      },
      // A lesion on every image but those that begin with 9; sought once an image.
      lesionWanted: () => card.includes('"lesion"') && image !== null && !sought,
      readMaskCard: () => ({ error: null, card: 'masks', output: 'masks' }),
      useMaskCard: () => ok,
      lesionInput: () => ({ error: null, shape: [4, 3, 2, 2],
        tensor: new Float32Array(48).fill(image?.[0] ?? 0) }),
      findLesion() {
        log('lesion');
        sought = true;
        lesion = image?.[0] === 9 ? null : { area: 4, x: 3, y: 3 };
        return { error: null, lesion };
      },
      lesionUnsought: () => image !== null && !sought,
      correctLesion: (/** @type {Float32Array} */ pieces) => {
        if (pieces.length > 0) log(`corrected ${[...pieces].join()}`);
      },
      findMasksStep: () => (image && sought ? { error: null, more: !(looked = !looked) } : none),
      // One hair on every image, painted over by 100.
      findMasks() {
        if (!image || !sought) return none;
        log('masks');
        const cover = Float32Array.of(0, 1);
        return { error: null, width: 2, height: 1, lesion, parts: lesion ? 1 : 0, abcd: null,
          concepts: [{ name: 'hair', presence: 9, told: true, sure: true, share: 0.5,
            box: { x: 4, y: 0, width: 4, height: 6 }, cover }] };
      },
      prepareWithout(/** @type {string} */ concept, /** @type {any} */ crop) {
        if (!image || !sought) return none;
        log(`without ${concept}`);
        return { error: null, shape: [1, 3, 4, 4], tensor: new Float32Array(48).fill(100),
          region: { x: 0, y: 0, width: 6, height: 6, ...crop } };
      },
      prepareCentral: () => ({ error: null, shape: [1, 3, 4, 4], tensor: new Float32Array(48).fill(200) }),
      closeImage() {
        image = null;
      },
      thumbnail: () => ({ error: null, thumbnail: copy() }),
      displayCopies: () => ({ error: null, levels: [copy()], thumbnail: copy() }),
      comparedCopies: () => ({ error: null, levels: [copy()] }),
      prepareOpenImage(/** @type {any} */ crop) {
        if (!image || !card) return none;
        const region = { x: 0, y: 0, width: 6, height: 6, ...crop };
        return { error: null, shape: [1, 3, 4, 4], tensor: new Float32Array(48).fill(image[0]), region,
          lesion };
      },
      prepareVariation(/** @type {any} */ _, /** @type {number} */ index) {
        if (!image || !card) return none;
        return { error: null, count: 3, shape: [1, 3, 4, 4],
          tensor: new Float32Array(48).fill(image[0] + 10 * index) };
      },
      // Filters can be switched off; behind layer 1, and nowhere else, the network can begin again.
      // A model whose first byte is 8 has no switches.
      ablatableModel(/** @type {string} */ _, /** @type {Uint8Array} */ bytes) {
        log('ablatable');
        if (bytes[0] === 8) return { error: { kind: 'unsupported', code: 'graph.too_old', values: {} } };
        return { error: null, bytes, layers: [0, 1].map((layer) =>
          ({ maps: `maps${layer}`, keep: `keep${layer}`, replacement: `instead${layer}`, filters: layer + 1 })) };
      },
      restartModels(/** @type {string} */ _, /** @type {Uint8Array} */ bytes) {
        log('restart');
        return { error: null, models: [null, { bytes, maps: 'tail.maps', keep: 'tail.keep',
          replacement: 'tail.instead', filters: 2 }] };
      },
      // Its gradients: of layer 0 the seed's second number, of layer 1 one and three.
      gradientModel(/** @type {string} */ _, /** @type {Uint8Array} */ bytes) {
        log('gradient');
        if (bytes[0] === 8) return { error: { kind: 'unsupported', code: 'graph.too_old', values: {} } };
        return { error: null, bytes, seed: 'seed', outputs: 2, inFront: false, gradients: ['gradient0', 'gradient1'] };
      },
      effectSeed: () => ({ error: null, seed: Float32Array.of(-1, 1) }),
      // A cell each.
      estimatedEffects(/** @type {Float32Array} */ _, /** @type {Float32Array} */ maps,
        /** @type {Float32Array} */ gradients, /** @type {number} */ _filters,
        /** @type {Float32Array} */ replacement, /** @type {number} */ keep) {
        const changes = maps.map((map, at) => (1 - keep) * gradients[at] * (replacement[at] - map));
        return { error: null, logOdds: changes, probability: changes.map((one) => one / 256) };
      },
      meanWith: (/** @type {Float32Array} */ mean, /** @type {Float32Array} */ maps, /** @type {number} */ images) =>
        (images ? maps.map((map, at) => (mean[at] * images + map) / (images + 1)) : maps),
      strongestEffects: (/** @type {Float32Array} */ all, /** @type {number} */ count) =>
        [...all.keys()].sort((a, b) => Math.abs(all[b]) - Math.abs(all[a])).slice(0, count).sort((a, b) => a - b),
      preparePainted(/** @type {any} */ crop, /** @type {Float32Array} */ pieces) {
        if (!image || !card) return none;
        const painted = { x: 1, y: 1, width: 2, height: 2, copy: copy() };
        return { error: null, shape: [1, 3, 4, 4], tensor: new Float32Array(48).fill(image[0] - pieces.length / 7),
          painted };
      },
      effects(/** @type {Float32Array} */ [, before], /** @type {Float32Array} */ others) {
        const changes = Float32Array.from({ length: others.length / 2 }, (_, at) => others[2 * at + 1] - before);
        return { error: null, logOdds: changes, probability: changes.map((one) => one / 256) };
      },
      // Of the means over so many images.
      effectsOver(/** @type {Float32Array} */ [, before], /** @type {Float32Array} */ others,
        /** @type {number} */ images) {
        const each = others.length / 2 / images;
        const of = (/** @type {(all: number[]) => number} */ figure) => Float32Array.from({ length: each }, (_, at) =>
          figure(Array.from({ length: images }, (_row, row) => others[2 * (row * each + at) + 1] - before)));
        const mean = of((all) => all.reduce((total, one) => total + one, 0) / images);
        return { error: null, logOdds: mean, probability: mean.map((one) => one / 256),
          lowest: of((all) => Math.min(...all)), highest: of((all) => Math.max(...all)) };
      },
      estimateOver(/** @type {Float32Array} */ logits) {
        const all = [...logits].filter((_, at) => at % 2 === 1).map((one) => one / 256);
        return { error: null, probability: all.reduce((total, one) => total + one, 0) / all.length,
          lowest: Math.min(...all), highest: Math.max(...all) };
      },
      explainOpen(/** @type {string} */ _, /** @type {unknown} */ _bytes, /** @type {string} */ _card,
        /** @type {boolean} */ untrained) {
        if (untrained) log('untrained');
        return ok;
      },
      explainNetwork: () => ({ error: null, bytes: Uint8Array.of(3) }),
      explainReverse(/** @type {string} */ of, /** @type {string[]} */ gradients, /** @type {number} */ relu) {
        log(`reverse ${of} ${gradients} ${relu}`);
        return { error: null, bytes: Uint8Array.of(1), seed: 'seed', gradients: ['gradient'] };
      },
      explainStart(/** @type {any} */ { method, patch }) {
        if (method === 'magic') return { error: { kind: 'invalid_argument', code: 'explain.method', values: { method } } };
        log(`explain ${method} ${patch}`);
        making = method === 'class_image';
        wanted = method === 'gradient' ? ['gradient'] : ['value', 'value'];
        sum = 0;
        return ok;
      },
      explainWanted: () => (wanted.length === 0 ? null : { count: 1, images: new Float32Array(48).fill(10),
        shape: [1, 3, 4, 4], values: ['logits'], gradients: wanted[0] === 'gradient' ? ['image'] : [], of: 'logits',
        seed: Float32Array.of(-1, 1), seedShape: [1, 2], relu: 0 }),
      explainTake(/** @type {Float32Array[]} */ values, /** @type {Float32Array[]} */ gradients) {
        wanted = wanted.slice(1);
        sum += gradients.length > 0 ? gradients[0][0] : values[0][1];
        return ok;
      },
      explainMap: () => ({ width: 2, height: 1, values: Float32Array.of(sum, 0), hasSign: true, greatest: sum,
        progress: wanted.length === 0 ? 1 : 0.5, score: 1, gap: null,
        made: making ? { from: 0, to: sum, rgba: new Uint8Array(8).fill(sum) } : null }),
      // The mean of a filter: its number and one.
      layerFigures(/** @type {number} */ _, /** @type {number} */ channels) {
        const statistics = Float32Array.from({ length: 6 * channels }, (_value, at) =>
          (at % 6 === 2 ? Math.floor(at / 6) + 1 : 0));
        return card ? { error: null, statistics,
          places: new Uint8Array(channels), notability: new Float32Array(channels) } : none;
      },
      probability: (/** @type {Float32Array} */ [, positive]) =>
        (card ? { error: null, probability: positive / 256 } : none),
      novelty: () => ({ error: null, novelty: null }),
      exportFonts: () => ok,
      statisticsStart() {
        table = [];
        return card ? ok : none;
      },
      statisticsAdd(/** @type {string} */ name, /** @type {unknown} */ _, /** @type {number} */ layer) {
        if (!table || !image) return none;
        table.push(`${name} ${layer}`);
        return ok;
      },
      statisticsText: () => (table ? { error: null, text: table.join('\n') } : none),
      rankStart() {
        table = [];
        return card ? ok : none;
      },
      rankAdd: () => (table ? ok : none),
      rankStrongest: () => [{ layer: 1, filter: 1 }],
      sheetStart() {
        table = [];
        return card ? ok : none;
      },
      sheetRow(/** @type {any} */ { name, maps }) {
        if (!table || !image) return none;
        table.push(`${name}: ${maps.map((/** @type {any} */ map) => map.values[0]).join(' ')}`);
        const png = new TextEncoder().encode(table.join('\n'));
        return { error: null, png, width: 10, height: 10 };
      },
    };
  };
  return { create, made };
}

function copy() {
  return { width: 1, height: 1, rgba: new Uint8Array(4) };
}
