// @ts-check
// The dialog in which everything is saved, and the sheet (the paper's Fig. 6) is put together: its
// rows are the pictures of this session, its columns the filters chosen here.
import { byId } from './mirror.js';
import { say } from './words.js';

/** @typedef {import('./exports.js').Place} Place */

/** Columns of an A4 page (core/print/sheet.h). */
const MOST_COLUMNS = 15;

export class Sheet {
  /** Filters chosen by hand; none: the strongest on average. @type {Place[]} */
  columns = [];
  #dialog = /** @type {HTMLDialogElement} */ (byId('save'));
  #image = /** @type {HTMLImageElement} */ (byId('sheet-preview'));
  /** Previews asked for; only the last one is shown. */
  #asked = 0;

  /**
   * @param {{
   *   shown: () => Place | null,
   *   preview: (columns: Place[]) => Promise<{page: import('./messages.js').ExportedFile,
   *     columns: Place[]}>,
   *   possible: () => boolean,
   * }} page shown: the filter that is shown, if any; possible: there is a picture to put on it
   */
  constructor(page) {
    this.page = page;
    byId('save-open').addEventListener('click', () => this.open());
    byId('save-close').addEventListener('click', () => this.#dialog.close());
    byId('sheet-add').addEventListener('click', () => this.add());
    byId('sheet-clear').addEventListener('click', () => this.#choose([]));
    // The viewer listens at the document: no key in here is meant for it.
    this.#dialog.addEventListener('keydown', (event) => event.stopPropagation());
    this.#dialog.addEventListener('close', () => byId('view').focus());
  }

  get isOpen() {
    return this.#dialog.open;
  }

  open() {
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    this.#choose(this.columns);
  }

  /** The page's own keys; the others are the viewer's. @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.isOpen) return;
    const at = /** @type {HTMLElement | null} */ (event.target);
    if (at?.closest?.('input, select, textarea')) return;
    if (event.key === 'd' || event.key === 'D') this.open();
    if (event.key === 't' || event.key === 'T') this.add();
  }

  /** The filter that is shown becomes the last column, once. */
  add() {
    const place = this.page.shown();
    if (!place || this.columns.length >= MOST_COLUMNS) return;
    const { layer, filter } = place;
    const there = this.columns.some((one) => one.layer === layer && one.filter === filter);
    if (!there) this.#choose([...this.columns, { layer, filter }]);
  }

  /** @param {Place[]} columns */
  #choose(columns) {
    this.columns = columns;
    byId('sheet-what').textContent = say(columns.length > 0 ? 'sheetChosen' : 'sheetStrongest');
    this.#list(columns, true);
    void this.#draw();
  }

  /** @param {Place[]} columns @param {boolean} removable */
  #list(columns, removable) {
    byId('sheet-columns').replaceChildren(...columns.map((place, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = `${place.layer}/${place.filter}${removable ? ' ×' : ''}`;
      button.disabled = !removable;
      button.setAttribute('aria-label', say(removable ? 'sheetRemove' : 'sheetColumn', {
        layer: place.layer, filter: place.filter,
      }));
      button.addEventListener('click', () =>
        this.#choose(this.columns.filter((_, other) => other !== index)));
      const item = document.createElement('li');
      item.append(button);
      return item;
    }));
  }

  async #draw() {
    const asked = ++this.#asked;
    if (!this.#dialog.open || !this.page.possible()) return;
    this.#image.setAttribute('aria-busy', 'true');
    const drawn = await this.page.preview(this.columns).catch(() => null);
    if (!drawn || asked !== this.#asked) return;
    const { bytes } = drawn.page;
    if (this.#image.src) URL.revokeObjectURL(this.#image.src);
    const blob = new Blob([/** @type {BlobPart} */ (bytes)], { type: 'image/png' });
    this.#image.src = URL.createObjectURL(blob);
    this.#image.alt = say('sheetAlt', { count: drawn.columns.length });
    this.#image.removeAttribute('aria-busy');
    if (this.columns.length === 0) this.#list(drawn.columns, false);
  }
}
