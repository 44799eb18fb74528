// @ts-check
// Exports, in the worker: pictures are decoded, run and drawn one at a time, whatever their number.
// Drawing is the engine's; here is only the order of things.
import { Refused } from './refused.js';

/** @typedef {import('./engine_host.js').Engine} Engine */
/** @typedef {import('../shared/messages.js').ExportRequest} ExportRequest */
/** @typedef {import('../shared/messages.js').ExportedFile} ExportedFile */
/** @typedef {import('./network.js').LayerMaps} LayerMaps */

/** How many filters "the strongest on average" are, and how many of one layer. */
const STRONGEST = 6;
const STRONGEST_PER_LAYER = 2;

const FONTS = ['fonts/print.ttf', 'fonts/print-bold.ttf'];

export class Exports {
  /** @type {Uint8Array[] | null} */
  #fonts = null;

  /**
   * @param {Engine} engine
   * @param {{
   *   run: (input: import('./network.js').Input) =>
   *     Promise<{logits: Float32Array, layers: LayerMaps[]}>,
   *   checked: <T extends {error: string}>(outcome: T) => T,
   *   progress: (done: number, total: number) => void,
   *   between: () => Promise<void>,
   * }} way between: lets what is more urgent go first
   */
  constructor(engine, way) {
    this.engine = engine;
    this.way = way;
  }

  /**
   * @param {ExportRequest} request
   * @returns {Promise<{files: ExportedFile[], columns?: {layer: number, filter: number}[]}>}
   */
  async make(request) {
    const { what } = request;
    if (what === 'view' || what === 'report') return { files: [await this.#picture(request)] };
    if (what === 'scores') {
      const { text } = await this.#call('scoresTable', request.pictures, request.date,
        request.threshold);
      return { files: [{ text }] };
    }
    if (what === 'statistics') return { files: [{ text: await this.#statistics(request) }] };
    return this.#sheet(request);
  }

  /** @param {string} name @param {any[]} given @returns {Promise<any>} */
  async #call(name, ...given) {
    return this.way.checked(await this.engine.call(name, ...given));
  }

  /** Fonts are asked for with the first export, and given to every fresh engine.
   * @param {ExportRequest} request */
  async #prepare(request) {
    this.#fonts ??= await Promise.all(FONTS.map(async (path) => {
      const response = await fetch(new URL(`../${path}`, import.meta.url)).catch(() => null);
      if (!response?.ok) throw new Refused(request.fontMissing);
      return new Uint8Array(await response.arrayBuffer());
    }));
    await this.#call('exportFonts', this.#fonts[0], this.#fonts[1], request.words);
  }

  /** @param {ExportRequest} request @returns {Promise<ExportedFile>} */
  async #picture(request) {
    await this.#prepare(request);
    await this.#open(request.pictures[0]);
    const draw = request.what === 'view' ? 'drawView' : 'drawReport';
    const { png, width, height } = await this.#call(draw, request.spec);
    await this.engine.call('closeImage');
    return { bytes: png, width, height };
  }

  /** @param {{name: string, file: Blob}} picture */
  async #open({ name, file }) {
    const bytes = await file.arrayBuffer().catch(() => null);
    if (!bytes) throw new Refused(`${name}: the file could not be read`);
    this.way.checked(await this.engine.openImage(name, new Uint8Array(bytes)));
  }

  /**
   * One picture through the network; it stays open.
   * @param {{name: string, file: Blob, crop: import('../shared/messages.js').Square | null}} picture
   */
  async #run(picture) {
    await this.#open(picture);
    const input = await this.#call('prepareOpenImage', picture.crop);
    const { logits, layers } = await this.way.run(input);
    const { probability } = this.way.checked(await this.engine.probability(logits));
    return { region: input.region, layers, probability };
  }

  /** Every filter of every picture: a table. @param {ExportRequest} request */
  async #statistics(request) {
    await this.#call('statisticsStart', request.date);
    for (const [done, picture] of request.pictures.entries()) {
      this.way.progress(done, request.pictures.length);
      await this.way.between();
      const { region, layers } = await this.#run(picture);
      for (const [index, { channels, height, width, values }] of layers.entries()) {
        await this.#call('statisticsAdd', picture.name, region, index, channels, height, width,
          values);
      }
      await this.engine.call('closeImage');
    }
    return (await this.#call('statisticsText')).text;
  }

  /** @param {ExportRequest} request */
  async #sheet(request) {
    await this.#prepare(request);
    const { pictures, sheet } = request;
    const passes = sheet.columns.length === 0 || !sheet.measured ? 2 : 1;
    const total = pictures.length * passes;
    let columns = sheet.columns;
    if (passes === 2) {
      await this.#call('rankStart');
      for (const [done, picture] of pictures.entries()) {
        this.way.progress(done, total);
        await this.way.between();
        const { layers } = await this.#run(picture);
        for (const [index, { channels, height, width, values }] of layers.entries()) {
          await this.#call('rankAdd', index, channels, height, width, values);
        }
      }
      if (columns.length === 0) {
        columns = await this.engine.call('rankStrongest', STRONGEST, STRONGEST_PER_LAYER);
      }
    }
    const { date, threshold } = request;
    const look = { date, threshold, opacity: sheet.opacity, smoothing: sheet.smoothing };
    await this.#call('sheetStart', {
      ...look, columns, rows: pictures.length, aspects: sheet.aspects,
      dotsPerInch: sheet.dotsPerInch,
    });
    /** @type {ExportedFile[]} */
    const files = [];
    for (const [done, picture] of pictures.entries()) {
      this.way.progress(total - pictures.length + done, total);
      await this.way.between();
      const { region, layers, probability } = await this.#run(picture);
      const maps = columns.map((/** @type {{layer: number, filter: number}} */ place) => ({
        ...place, place: '', low: 0, high: 0, ...mapOf(layers[place.layer], place.filter),
      }));
      const page = await this.#call('sheetRow', {
        ...look, name: picture.name, region, probability, maps, scaleFrom: 'training',
        rgba: false,
      });
      await this.engine.call('closeImage');
      if (page.width) {
        const { width, height } = page;
        files.push({ bytes: page.png, width, height });
        // A preview shows the first page only.
        if (sheet.preview) break;
      }
    }
    return { files, columns };
  }
}

/** @param {LayerMaps | undefined} layer @param {number} filter */
function mapOf(layer, filter) {
  if (!layer) return { width: 0, height: 0, values: new Float32Array() };
  const { width, height, values } = layer;
  const area = width * height;
  return { width, height, values: values.slice(filter * area, (filter + 1) * area) };
}
