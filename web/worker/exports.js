// @ts-check
// Exports, in the worker: images are decoded, run and drawn one at a time, whatever their number.
// Drawing is the engine's; here is only the order of things. Between two images whatever is more
// urgent goes first, so an export has an engine of its own: what it has drawn so far stays in it.
import { infer } from './infer.js';
import { refusal } from './refused.js';
import { frameOf } from '../shared/frames.js';
import { bytesOf, checked } from './reply.js';

/** @typedef {import('./engine_host.js').Engine} Engine */
/** @typedef {import('./infer.js').Input} Input */
/** @typedef {import('./infer.js').LayerMaps} LayerMaps */
/** @typedef {import('./infer.js').Network} Network */
/** @typedef {import('./jobs.js').Job} Job */
/** @typedef {import('../shared/messages.js').ExportRequest} ExportRequest */
/** @typedef {import('../shared/messages.js').ExportedFile} ExportedFile */
/** @typedef {{layer: number, filter: number}} Place */
/** @typedef {{name: string, file: Blob, crop: import('../shared/messages.js').Part | null,
 *   byRule?: number | null, central?: number | null, novelty?: import('../shared/messages.js').Novelty | null, corrected?: boolean,
 *   refitted?: boolean}} Wanted
 *   byRule: the estimate of the model's own part; central: of the image's middle, where that is another */

/** zipSync of fflate, which is fetched when it is wanted.
 * @typedef {(files: Record<string, Uint8Array>, options: {level: 0}) => Promise<Uint8Array>} Zip */

/** How many filters "the strongest on average" are, and how many of one layer. */
const STRONGEST = 6;
const STRONGEST_PER_LAYER = 2;

const FONTS = ['fonts/ui.otf', 'fonts/ui-semibold.otf'];

export class Exports {
  /** @type {Promise<Uint8Array[]> | null} */
  #fonts = null;

  /** @param {Engine} engine that knows the model @param {import('./models.js').Models} models
   * @param {Zip} zip */
  constructor(engine, models, zip) {
    this.engine = engine;
    this.models = models;
    this.zip = zip;
  }

  /** @param {ExportRequest} request @param {Job} job */
  async* make(request, job) {
    const fonts = async () => {
      this.#fonts ??= loadFonts();
      return this.#fonts.catch((error) => {
        this.#fonts = null;
        throw error;
      });
    };
    const tools = { fonts, zip: this.zip };
    const one = new Export(this.engine.another(), this.models, tools, request, job);
    const { files: made, columns, pages } = yield* one.make();
    /** @type {ExportedFile[]} */
    const files = !request.spreadsheet ? made : await Promise.all(made.map(async (file) =>
      (file.text === undefined ? file : { text: await this.engine.call('spreadsheetTable', file.text) })));
    job.post({ type: 'exported', job: request.job, files, columns, pages },
      files.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : [])));
  }
}

class Export {
  /**
   * @param {Engine} engine that nothing else uses
   * @param {import('./models.js').Models} models
   * @param {{fonts: () => Promise<Uint8Array[]>, zip: Zip}} tools
   * @param {ExportRequest} request
   * @param {Job} job
   */
  constructor(engine, models, { fonts, zip }, request, job) {
    this.engine = engine;
    this.models = models;
    this.network = models.current('');
    this.fonts = fonts;
    this.zip = zip;
    this.request = request;
    this.job = job;
  }

  /** @returns {AsyncGenerator<undefined, {files: ExportedFile[], columns?: Place[],
   *   pages?: number}, undefined>} */
  async* make() {
    const { what, images, date, threshold } = this.request;
    if (what === 'view' || what === 'report') return { files: [await this.#image()] };
    if (what === 'map-csv') {
      const { text } = await this.#call('mapTable', this.request.spec);
      return { files: [{ text }] };
    }
    if (what === 'map-npy') {
      const { bytes } = await this.#call('mapArray', this.request.spec);
      return { files: [{ bytes }] };
    }
    if (what === 'scores') {
      const { text } = await this.#call('scoresTable', images, date, threshold);
      return { files: [{ text }] };
    }
    if (what === 'validation') {
      await this.#prepare();
      const { png, width, height } = await this.#call('drawValidation', this.request.spec.report);
      return { files: [{ bytes: png, width, height }] };
    }
    if (what === 'own-model') {
      const { bytes: file } = await this.models.bytes(this.job);
      const { bytes } = await this.#call('modelWithOwn', file, this.request.spec.own);
      return { files: [{ bytes }] };
    }
    if (what === 'statistics') return { files: [{ text: yield* this.#statistics() }] };
    return yield* this.#sheet();
  }

  /** @param {string} name @param {any[]} given @returns {Promise<any>} */
  async #call(name, ...given) {
    return checked(await this.engine.call(name, ...given));
  }

  async #prepare() {
    const [regular, bold] = await this.fonts();
    await this.#call('exportFonts', regular, bold, this.request.words);
  }

  /** @returns {Promise<ExportedFile>} */
  async #image() {
    await this.#prepare();
    await this.#open(this.request.images[0]);
    await this.engine.findLesion();
    const draw = this.request.what === 'view' ? 'drawView' : 'drawReport';
    const { png, width, height } = await this.#call(draw, this.request.spec);
    return { bytes: png, width, height };
  }

  /** @param {Wanted} image */
  async #open(image) {
    checked(await this.engine.openImage(image.name, await bytesOf(image), frameOf(image.file)));
  }

  /** One image made ready for the network; it stays open. @param {Wanted} image
   * @returns {Promise<Input & {region: import('./engine_host.js').Rect}>} */
  async #input(image) {
    await this.#open(image);
    return checked(await this.engine.prepare('prepareOpenImage', image.crop));
  }

  /** @param {number} done @param {number} total */
  #progress(done, total) {
    this.job.post({ type: 'export-progress', job: this.request.job, done, total });
  }

  /** Every filter of every image: a table. */
  async* #statistics() {
    const { date, images } = this.request;
    await this.#call('statisticsStart', date);
    for (const [done, image] of images.entries()) {
      this.#progress(done, images.length);
      yield;
      const input = await this.#input(image);
      const { layers } = await infer(this.network, input);
      for (const [index, { channels, height, width, values }] of layers.entries()) {
        await this.#call('statisticsAdd', image.name, input.region, index, channels, height, width,
          values, image.corrected === true);
      }
      await this.engine.call('closeImage');
    }
    return (await this.#call('statisticsText')).text;
  }

  async* #sheet() {
    await this.#prepare();
    const { images, sheet, date, threshold, own = null } = this.request;
    const passes = sheet.columns.length === 0 || !sheet.measured ? 2 : 1;
    const total = images.length * passes;
    if (passes === 2) yield* this.#rank(total);
    /** @type {Place[]} */
    const columns = sheet.columns.length > 0
      ? sheet.columns
      : await this.engine.call('rankStrongest', STRONGEST, STRONGEST_PER_LAYER);
    const { opacity, smoothing, palette, contours, fill, scaleMode } = sheet;
    const display = { date, threshold, own, opacity, smoothing, palette, contours, fill, scaleMode };
    const { pages } = await this.#call('sheetStart', {
      ...display, columns, rows: images.length, aspects: sheet.aspects, estimates: sheet.estimates,
      dotsPerInch: sheet.dotsPerInch,
    });
    /** @type {ExportedFile[]} */
    const files = [];
    for (const [done, image] of images.entries()) {
      this.#progress(total - images.length + done, total);
      yield;
      const page = await this.#row(image, columns, display);
      if (page) files.push(page);
      // A preview shows the first page only.
      if (page && sheet.preview) break;
    }
    if (files.length > 1) return { files: [await this.#zipped(files)], columns, pages };
    return { files, columns, pages };
  }

  /** Pages as one file; they are compressed already. @param {ExportedFile[]} pages
   * @returns {Promise<ExportedFile>} */
  async #zipped(pages) {
    const two = (/** @type {number} */ page) => String(page).padStart(2, '0');
    const named = pages.map(({ bytes }, n) => [`sheet-${two(n + 1)}.png`, bytes]);
    return { bytes: await this.zip(Object.fromEntries(named), { level: 0 }) };
  }

  /** The greatest response of a layer: where its scale ends. @param {number} index
   * @param {LayerMaps | undefined} layer */
  async #greatest(index, layer) {
    if (!layer) return 0;
    const { channels, height, width, values } = layer;
    return (await this.#call('layerGreatest', index, channels, height, width, values)).greatest;
  }

  /** The first pass: which filters are strongest, and each one's scale. @param {number} total */
  async* #rank(total) {
    await this.#call('rankStart');
    for (const [done, image] of this.request.images.entries()) {
      this.#progress(done, total);
      yield;
      const { layers } = await infer(this.network, await this.#input(image));
      for (const [index, { channels, height, width, values }] of layers.entries()) {
        await this.#call('rankAdd', index, channels, height, width, values);
      }
    }
  }

  /**
   * @param {Wanted} image
   * @param {Place[]} columns
   * @param {Record<string, unknown>} display
   * @returns {Promise<ExportedFile | null>} the page, where it is full with this row
   */
  async #row(image, columns, display) {
    const input = await this.#input(image);
    const wanted = [...new Set(columns.map(({ layer }) => layer))];
    const { logits, layers } = await infer(this.network, input, wanted);
    const { probability } = checked(await this.engine.probability(logits));
    const ends = new Map(display.scaleMode === 'layer'
      ? await Promise.all(wanted.map(async (layer) => /** @type {[number, number]} */ (
        [layer, await this.#greatest(layer, layers[layer])])))
      : []);
    const maps = columns.map((place) => ({
      ...place, place: '', low: 0, high: ends.get(place.layer) ?? 0,
      ...mapOf(layers[place.layer], place.filter),
    }));
    const { png, width, height } = await this.#call('sheetRow', {
      ...display, name: image.name, region: input.region, probability, maps, visible: null,
      byRule: image.byRule ?? null, central: image.central ?? null, novelty: image.novelty ?? null,
      corrected: image.corrected === true, refitted: image.refitted === true,
      scaleFrom: display.scaleMode,
    });
    await this.engine.call('closeImage');
    return width ? { bytes: png, width, height } : null;
  }
}

function loadFonts() {
  return Promise.all(FONTS.map(async (path) => {
    const response = await fetch(new URL(`../${path}`, import.meta.url)).catch(() => null);
    if (!response?.ok) throw refusal('export.fonts');
    return new Uint8Array(await response.arrayBuffer());
  }));
}

/** @param {LayerMaps | undefined} layer @param {number} filter */
function mapOf(layer, filter) {
  if (!layer) return { width: 0, height: 0, values: new Float32Array() };
  const { width, height, values } = layer;
  const area = width * height;
  return { width, height, values: values.slice(filter * area, (filter + 1) * area) };
}
