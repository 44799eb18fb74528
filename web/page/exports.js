// @ts-check
// Exports as the page asks for them: what is on the screen goes to the worker as words and numbers,
// files come back and are handed to the browser's downloads. Nothing is drawn here.
import { captionOf, nameIn } from './concepts.js';
import { centralWords, cropWords } from './crop.js';
import { downloadBlob } from './download.js';
import { byId } from './mirror.js';
import { say, sayProblem } from './words.js';
import { problem as problemOf } from '../shared/problems.js';

/** @typedef {import('../shared/messages.js').Exported} Exported */
/** @typedef {import('../shared/messages.js').Problem} Problem */
/** @typedef {import('../shared/messages.js').ExportedFile} ExportedFile */
/** @typedef {import('../shared/messages.js').Result} Result */
/** @typedef {import('./session_images.js').SessionImage} SessionImage */
/** @typedef {{layer: number, filter: number}} Place */
/** byHand: a person chose it.
 * @typedef {Place & {place?: string | null, lesionPlace?: string | null,
 *   concept?: import('./viewer_state.js').ConceptName | null, byHand?: boolean}} Reported */
/** @typedef {'view' | 'report' | 'print' | 'statistics' | 'map-csv' | 'map-npy' |
 *   'scores' | 'sheet' | 'sheet-table' | 'validation' | 'validation-print' | 'own-model'} Kind */

const PRINT_DPI = 300;
const PREVIEW_DPI = 110;
/** What fits on the page (core/print/one_page.h). */
const REPORT_MAPS = 6;

/** The person does not want it any more. */
class Cancelled extends Error {}

/** Why nothing was saved. */
class Unsaved extends Error {
  /** @param {Problem} what */
  constructor(what) {
    super(what.code);
    this.problem = what;
  }
}

/** What is to be said of an export that failed; null where the person did not want it any more.
 * @param {unknown} error @returns {Problem | null} */
export function whyUnsaved(error) {
  if (error instanceof Cancelled) return null;
  if (error instanceof Unsaved) return error.problem;
  return problemOf('export.failed', { detail: error instanceof Error ? error.message : String(error) });
}

export class Exports {
  /** @type {Map<number, {done: (answer: Exported) => void, failed: (error: Error) => void,
   *   progress: (done: number, total: number) => void}>} */
  #jobs = new Map();
  #next = 1;

  /**
   * @param {{
   *   send: (request: import('../shared/messages.js').ExportRequest |
   *     import('../shared/messages.js').Cancel) => void,
   *   state: () => import('./viewer_state.js').ViewerState,
   *   result: () => Result | null,
   *   card: () => any,
   *   images: () => SessionImage[],
   *   unread: () => import('./session_images.js').SessionImages['unread'],
   *   words: () => string,
   *   validation: (date: string, unread: {name: string, reason: string}[]) => string,
   *   names: () => boolean,
   *   spreadsheet: () => boolean,
   *   found: () => {warnings: string[], doubts: string[], abcd: string[]},
   *   progress: (done: number, total: number) => void,
   *   finished: () => void,
   * }} page
   */
  constructor(page) {
    this.page = page;
  }

  get busy() {
    return this.#jobs.size > 0;
  }

  /** @param {Exported} answer */
  exported(answer) {
    this.#jobs.get(answer.job)?.done(answer);
  }

  /** @param {number} job @param {Problem} what */
  refused(job, what) {
    this.#jobs.get(job)?.failed(new Unsaved(what));
  }

  /** @param {number} job @param {number} done @param {number} total */
  progressed(job, done, total) {
    this.#jobs.get(job)?.progress(done, total);
  }

  /** Whatever is being made is not wanted any more. */
  cancel() {
    this.page.send({ type: 'cancel', what: 'export' });
    for (const { failed } of [...this.#jobs.values()]) failed(new Cancelled());
  }

  /**
   * Makes the files and hands them to the person. Fails with a sentence.
   * @param {Kind} kind
   * @param {Place[]} columns chosen by hand for the report; empty: the filter that is shown and this
   *   image's most notable ones
   */
  async save(kind, columns) {
    if (kind === 'view' || kind === 'report' || kind === 'print') {
      return this.#saveImage(kind, columns);
    }
    if (kind === 'scores') {
      const read = this.#scorable().map((image) =>
        ({ name: this.nameOf(image), problem: '', ...image.score, ...this.#outline(image) }));
      const images = [...read, ...this.#unreadRows()];
      const files = await this.#ask('scores', { images });
      return download(files, ['scores.csv'], 'text/csv');
    }
    if (kind === 'statistics') {
      const image = this.#shown();
      const files = await this.#ask('statistics', { images: [this.#handed(image)] });
      return download(files, [`${stem(this.nameOf(image))}-filters.csv`], 'text/csv');
    }
    if (kind === 'map-csv' || kind === 'map-npy') return this.#saveMap(kind);
    if (kind === 'validation' || kind === 'validation-print') return this.#saveValidation(kind);
    if (kind === 'own-model') {
      const { own, modelName } = this.page.state();
      if (!own) throw new Unsaved(problemOf('export.nothing'));
      const files = await this.#ask('own-model', { images: [], spec: { own: own.file } });
      return download(files, [`${stem(modelName)}-own.onnx`], 'application/octet-stream');
    }
    const images = this.#scorable().map((image) => this.#handed(image));
    if (kind === 'sheet-table') {
      const table = await this.#ask('statistics', { images });
      return download(table, ['sheet-filters.csv'], 'text/csv');
    }
    const { files, pages = 1 } = await this.#sheet(images, PRINT_DPI, false);
    // Many pages are one file, so that the browser asks once.
    return pages > 1
      ? download({ files }, ['sheet.zip'], 'application/zip')
      : download({ files }, ['sheet.png'], 'image/png');
  }

  /** The first page for the screen, and how many there are. */
  async preview() {
    const images = this.#scorable().map((image) => this.#handed(image));
    const { files, columns = [], pages = 1 } = await this.#sheet(images, PREVIEW_DPI, true);
    return { page: files[0], columns, pages };
  }

  /** @param {'view' | 'report' | 'print'} kind @param {Place[]} columns */
  async #saveImage(kind, columns) {
    const image = this.#shown();
    const state = this.page.state();
    const result = /** @type {Result} */ (this.page.result());
    const places = kind === 'view' ? [state] : reported(state, columns);
    const spec = {
      ...viewOf(state, result, places, this.page.card()), name: this.nameOf(image), synthetic: image.synthetic,
      visible: kind === 'view' ? state.visible : null, ...this.#outline(image), ...this.#found(),
    };
    const what = kind === 'view' ? 'view' : 'report';
    const answer = await this.#ask(what, { images: [this.#handed(image)], spec });
    if (kind === 'print') return printOut(answer.files[0]);
    const shown = spec.maps.length > 0 ? `layer${state.layer}-filter${state.filter}` : 'view';
    const ending = kind === 'view' ? shown : 'report';
    return download(answer, [`${stem(this.nameOf(image))}-${ending}.png`], 'image/png');
  }

  /** What stands on the screen of what was found on the image. */
  #found() {
    const { warnings: all, doubts: found, abcd } = this.page.found();
    const doubts = [...found];
    // On the report those stand below the figure.
    const warnings = all.filter((one) => !found.includes(one));
    const heading = abcd.length > 0 ? [`${say('abcd.title')}. ${say('abcd.note')}`] : [];
    const state = this.page.state();
    const { seenKind, lesionShare, centralCrosses } = state;
    // A square that a person moved, or that could not be fitted, is said by the report itself; that the image's
    // middle would be called otherwise is a doubt.
    const fitted = seenKind === 'central' && lesionShare !== null
      ? cropWords({ ...state, centralCrosses: false }).trim() : '';
    if (centralCrosses) doubts.push(centralWords(state));
    const notes = [fitted, byId('spread-said').textContent ?? ''].filter(Boolean);
    return { warnings, doubts, notes: state.spread ? notes : notes.slice(0, fitted ? 1 : 0),
      measures: [...heading, ...abcd] };
  }

  /** The map that is shown, as numbers. @param {'map-csv' | 'map-npy'} kind */
  async #saveMap(kind) {
    const image = this.#shown();
    const { layer, filter } = this.page.state();
    const result = /** @type {Result} */ (this.page.result());
    const { region } = result;
    const spec = { name: this.nameOf(image), date: today(), layer, filter, region, ...mapOf(result, layer, filter) };
    const answer = await this.#ask(kind, { images: [this.#handed(image)], spec });
    const name = `${stem(this.nameOf(image))}-layer${layer}-filter${filter}`;
    return kind === 'map-csv'
      ? download(answer, [`${name}.csv`], 'text/csv')
      : download(answer, [`${name}.npy`], 'application/octet-stream');
  }

  /** What Validate shows, on one page. @param {'validation' | 'validation-print'} kind */
  async #saveValidation(kind) {
    const unread = this.page.unread().map(({ name, problem }) => ({ name, reason: reasonOf(problem) }));
    const report = this.page.validation(today(), unread);
    if (!report) throw new Unsaved(problemOf('export.nothing'));
    const answer = await this.#ask('validation', { images: [], spec: { report } });
    if (kind === 'validation-print') return printOut(answer.files[0]);
    return download(answer, ['validation.png'], 'image/png');
  }

  /**
   * The sheet as the screen has it: its columns, scale, colours.
   * @param {{name: string, file: Blob, crop: SessionImage['crop'], byRule: number | null}[]} images
   * @param {number} dotsPerInch
   * @param {boolean} preview
   */
  #sheet(images, dotsPerInch, preview) {
    const { opacity, smoothing, palette, contours, fill, scaleMode, sheet: shown } = this.page.state();
    const columns = shown.columns.map(([layer, filter]) => ({ layer, filter }));
    const layers = this.page.card()?.layers ?? [];
    const measured = columns.length > 0 &&
      columns.every(({ layer, filter }) => layers[layer]?.filters?.[filter]?.high > 0);
    const estimates = this.#scorable().flatMap(({ score }) => (score ? [score.probability] : []));
    const aspects = this.#scorable().flatMap(({ score }) =>
      (score ? [score.width / score.height] : []));
    const sheet = {
      columns, measured, opacity, smoothing, palette, contours, fill, scaleMode, dotsPerInch, preview,
      aspects, estimates,
    };
    return this.#ask('sheet', { images, sheet });
  }

  /** As it stands on what is saved. Names of files may tell who a patient is: they can be left out.
   * @param {{id: number, name: string}} image */
  nameOf({ id, name }) {
    if (this.page.names()) return name;
    const number = this.page.images().findIndex((one) => one.id === id) + 1;
    return say('export.nameless', { number });
  }

  /** Rows of files that could not be read: why, without the file's name in it. */
  #unreadRows() {
    const none = { width: 0, height: 0, region: null, lesion: null, probability: null, byRule: null, central: null,
      novelty: null };
    const before = this.page.images().length;
    return this.page.unread().map(({ name, problem }, at) => ({
      ...none,
      name: this.page.names() ? name : say('export.nameless', { number: before + at + 1 }),
      problem: reasonOf(problem),
    }));
  }

  /** @param {SessionImage} image */
  #handed(image) {
    const { byRule = null, central = null } = image.score ?? {};
    const novelty = image.score?.novelty ?? null;
    return { name: this.nameOf(image), file: image.file, crop: image.crop, byRule, central, novelty,
      ...this.#outline(image) };
  }

  /** Whether a person has corrected the lesion's outline, and the square follows it. @param {SessionImage} image */
  #outline({ id }) {
    const one = this.page.state().corrected.find((known) => known.id === id);
    return { corrected: one !== undefined, refitted: one?.follows === true };
  }

  /** Images that could be read, as the screen lists them. */
  #scorable() {
    const place = new Map(this.page.state().images.map((id, at) => [id, at]));
    const at = (/** @type {SessionImage} */ { id }) => place.get(id) ?? Infinity;
    const list = this.page.images().filter((image) => image.score).sort((a, b) => at(a) - at(b));
    if (list.length === 0) throw new Unsaved(problemOf('export.nothing'));
    return list;
  }

  /** The image that is shown, with its result. @returns {SessionImage} */
  #shown() {
    const { imageId, hasResult } = this.page.state();
    const image = this.page.images().find((one) => one.id === imageId);
    if (!image || !hasResult || this.page.result()?.id !== imageId) {
      throw new Unsaved(problemOf('export.nothing'));
    }
    return image;
  }

  /**
   * @param {import('../shared/messages.js').ExportRequest['what']} what
   * @param {{images: any[], spec?: any, sheet?: any}} details
   * @returns {Promise<Exported>}
   */
  #ask(what, details) {
    const job = this.#next++;
    return new Promise((done, failed) => {
      this.#jobs.set(job, { done, failed, progress: this.page.progress });
      this.page.send({
        type: 'export', job, what, date: today(), words: this.page.words(),
        threshold: this.page.state().movedThreshold, own: ownOf(this.page.state()),
        spreadsheet: this.page.spreadsheet(),
        ...details,
      });
    }).finally(() => {
      this.#jobs.delete(job);
      this.page.finished();
    });
  }
}

/**
 * @param {import('./viewer_state.js').ViewerState} state
 * @param {Result} result
 * @param {Reported[]} places
 * @param {any} card of the model
 */
function viewOf(state, result, places, card) {
  const maps = places.map(({ layer, filter, place, lesionPlace, concept, byHand }) => {
    return {
      layer, filter, byHand: byHand ?? false, unsure: concept ? !concept.sure : false,
      place: called(nameIn(card, layer, filter), captionOf(nameIn(card, layer, filter), place, lesionPlace, concept?.absent), state.named),
      ...mapOf(result, layer, filter),
      low: state.scaleLow, high: state.scaleHigh,
    };
  });
  const { scaleFrom, opacity, smoothing, palette, contours, fill, movedThreshold, byRule, besides } = state;
  return {
    date: today(), region: result.region, probability: result.probability,
    threshold: movedThreshold, own: ownOf(state), byRule, besides, scaleFrom, opacity, smoothing, palette, contours, fill,
    maps: state.overlayVisible || maps.length > 1 ? maps : [],
  };
}

/** The threshold found on a person's images, where it is the one that holds: its file.
 * @param {import('./viewer_state.js').ViewerState} state */
function ownOf({ own }) {
  return own?.holds ? own.file : null;
}

/** A place alone would read as what the filter responds to, where others have names.
 * @param {string} name @param {string} caption @param {boolean} named */
function called(name, caption, named) {
  return name || !named ? caption : [say('filter.unnamed'), caption].filter(Boolean).join(', ');
}

/** One filter's map. @param {Result} result @param {number} layer @param {number} filter */
function mapOf(result, layer, filter) {
  const { width, height, values } = result.layers[layer];
  const area = width * height;
  return { width, height, values: values.slice(filter * area, (filter + 1) * area) };
}

/**
 * What was chosen by hand; else the filter that is shown, then the most notable ones.
 * @param {import('./viewer_state.js').ViewerState} state
 * @param {Place[]} columns
 * @returns {Reported[]}
 */
function reported(state, columns) {
  if (columns.length > 0) {
    return columns.slice(0, REPORT_MAPS).map((place) => ({ ...place, byHand: true }));
  }
  const others = state.strongest.filter(({ layer, filter }) =>
    layer !== state.layer || filter !== state.filter);
  const { layer, filter, place, lesionPlace, concept, chosen } = state;
  // A filter that neither a person chose nor Read lists is none of the unusual ones.
  const listed = state.strongest.some((row) => [[row.layer, row.filter], ...row.also].some(
    ([l, f]) => l === layer && f === filter));
  if (!chosen && !listed) return others.slice(0, REPORT_MAPS);
  return [{ layer, filter, place, lesionPlace, concept, byHand: chosen }, ...others].slice(0, REPORT_MAPS);
}

/** Without the file's name. @param {import('../shared/messages.js').Problem} problem */
function reasonOf({ values, ...problem }) {
  return sayProblem({ ...problem, values: { ...values, file: '' } });
}

/** @param {string} name of a file */
function stem(name) {
  return name.replace(/\.[^.]*$/, '').replace(/[\\/:*?"<>|]/g, '_') || 'image';
}

/** Of this place: 2026-11-23. */
function today() {
  const now = new Date();
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * @param {{files: ExportedFile[]}} answer
 * @param {string[]} names
 * @param {string} type
 */
function download({ files }, names, type) {
  for (const [index, { bytes, text }] of files.entries()) {
    downloadBlob(new Blob([/** @type {BlobPart} */ (bytes ?? text ?? '')], { type }), names[index] ?? '');
  }
}

/** The browser's print dialog with the report alone on the page. @param {ExportedFile} file */
async function printOut({ bytes }) {
  const image = /** @type {HTMLImageElement} */ (document.getElementById('print-page'));
  if (image.src) URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (bytes)], { type: 'image/png' }));
  await image.decode();
  globalThis.print();
}
