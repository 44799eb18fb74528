// @ts-check
// Validate's side of the page: tables, folders and saved thresholds handed to the viewer, files handed
// to the person, and what is in use kept for the model's file that it was found with.
import { problem } from '../../shared/problems.js';
import { pathOf } from '../files.js';
import { byId } from '../mirror.js';
import { tellValidate } from './validate_mirror.js';

/** @typedef {import('../viewer_state.js').ViewerState} ViewerState */

const KEY = 'lesionlens.own';
/** Of a table, MB. */
const MOST = 50;

export class Validate {
  /** @param {import('./screens.js').Page} page */
  constructor(page) {
    this.page = page;
    const input = /** @type {HTMLInputElement} */ (byId('label-table'));
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      input.value = '';
      void this.labelled(files, []);
    });
    for (const id of Object.keys(WISHES)) {
      byId(`validate-${id}`).addEventListener('click', () => this.command(WISHES[id]));
    }
  }

  busy = false;
  #hash = '';
  /** In use, as its file has it. @type {string | null} */
  #own = null;

  /** After every change of the viewer's state. @param {ViewerState} state */
  update(state) {
    const { modelHash, own } = state;
    if (modelHash !== this.#hash) {
      this.#hash = modelHash;
      this.#own = kept(modelHash);
      // Damaged, it is as if nothing had been kept.
      if (this.#own !== null && this.page.viewer().setOwn('', this.#own) !== null) this.#own = null;
      else if (this.#own !== null) return;  // the viewer has changed, and said so
    }
    const file = own?.file ?? null;
    if (modelHash && file !== this.#own) {
      this.#own = file;
      keep(modelHash, file);
    }
    tellValidate(state, this.page);
  }

  /** @param {File[]} files tables and saved thresholds @param {{id: number, file: Blob}[]} added images */
  async labelled(files, added) {
    for (const file of files.filter(({ name }) => /\.json$/i.test(name))) await this.#load(file);
    const tables = files.filter(({ name }) => /\.csv$/i.test(name));
    if (tables.length > 0) return this.#read(tables);
    const paths = added.map(({ file }) => pathOf(/** @type {File} */ (file)));
    if (added.length > 0 && this.page.viewer().setFolders(added.map(({ id }) => id), paths) > 0) this.#show();
  }

  /** @param {File[]} tables */
  async #read(tables) {
    const viewer = this.page.viewer();
    const [folder] = pathOf(tables[0]).split('/');
    const { index = -1, problem: none } = viewer.chooseTable(tables.map(({ name }) => name), folder);
    if (none) return this.page.problem(none);
    const file = tables[index];
    const text = await this.#text(file);
    if (text === null) return;
    const refused = viewer.setLabels(file.name, text);
    if (refused) this.page.problem(refused);
    else this.#show();
  }

  /** A threshold that was saved. @param {File} file */
  async #load(file) {
    const text = await this.#text(file);
    if (text === null) return;
    const refused = this.page.viewer().setOwn(file.name, text);
    if (refused) this.page.problem(refused);
  }

  /** Null where it can't be read; then that was said. @param {File} file */
  async #text(file) {
    if (file.size > MOST * 1e6) {
      const size = Math.ceil(file.size / 1e6);
      this.page.problem(problem('file.too_large', { file: file.name, size, most: MOST }));
      return null;
    }
    const text = await file.text().catch(() => null);
    if (text === null) this.page.problem(problem('file.unreadable', { file: file.name }));
    return text;
  }

  #show() {
    this.page.viewer().dispatch({ type: 'screen', screen: 'validate' });
  }

  /** What was pressed. @param {string} wish */
  command(wish) {
    const viewer = this.page.viewer();
    const names = this.page.names();
    if (wish === 'stop-reading') this.page.stopReading();
    if (wish === 'open-label-folder') byId('label-folder').click();
    if (wish === 'open-label-table') byId('label-table').click();
    if (wish === 'use-threshold') viewer.dispatch({ type: 'validate-use', what: 'threshold', date: today() });
    if (wish === 'use-recalibration') {
      viewer.dispatch({ type: 'validate-use', what: 'recalibration', date: today() });
    }
    if (wish === 'save-own') download(viewer.state().own?.file ?? '', 'lesionlens-threshold.json', 'application/json');
    if (wish === 'save-validation-csv') download(viewer.validationCsv(names), 'validation.csv', 'text/csv');
    if (wish === 'save-validation-report') this.page.save('validation');
    if (wish === 'print-validation') this.page.save('validation-print');
    if (wish === 'save-own-model') this.page.save('own-model');
    if (wish === 'save-validation-json') {
      download(viewer.validationJson(names), 'validation.json', 'application/json');
    }
  }

  /** Nothing of the worker's is for this screen. */
  hear() {
    return false;
  }
}

/** @type {Record<string, string>} */
const WISHES = {
  stop: 'stop-reading',
  'use-threshold': 'use-threshold',
  'use-recalibration': 'use-recalibration',
  'save-own': 'save-own',
  'save-csv': 'save-validation-csv',
  'save-json': 'save-validation-json',
  'save-report': 'save-validation-report',
  print: 'print-validation',
  'save-model': 'save-own-model',
};

/** By the hash of the model's file. @returns {Record<string, string>} */
function all() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return found !== null && typeof found === 'object' ? found : {};
  } catch {
    return {};
  }
}

/** @param {string} hash */
function kept(hash) {
  const found = hash ? all()[hash] : null;
  return typeof found === 'string' ? found : null;
}

/** @param {string} hash @param {string | null} file null: nothing any more */
function keep(hash, file) {
  const others = all();
  if (file === null) delete others[hash];
  else others[hash] = file;
  try {
    localStorage.setItem(KEY, JSON.stringify(others));
  } catch {
    // A browser that keeps nothing: it lasts as long as the page.
  }
}

/** Of this place: 2026-11-23. */
function today() {
  const now = new Date();
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** @param {string} text '': there is nothing @param {string} name @param {string} type */
function download(text, name, type) {
  if (!text) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
