// @ts-check
// The dialog in which everything is saved, and the sheet (the paper's Fig. 6) is put together: its
// rows are the images of this session, its columns the filters chosen here.
import { whyUnsaved } from './exports.js';
import { byId } from './mirror.js';
import { placeOf } from './screens/filters.js';
import { say, sayProblem } from './words.js';

/** @typedef {import('./exports.js').Place} Place */

/** @typedef {(action: Record<string, unknown>) => void} Dispatch */

export class SaveDialog {
  #dialog = /** @type {HTMLDialogElement} */ (byId('save'));
  #image = /** @type {HTMLImageElement} */ (byId('sheet-preview'));
  /** A preview is on its way; what it shows has changed meanwhile. */
  #drawing = false;
  #again = false;
  #told = '';

  /**
   * @param {{
   *   state: () => import('./viewer_state.js').ViewerState,
   *   dispatch: Dispatch,
   *   preview: () => Promise<{page: import('../shared/messages.js').ExportedFile, columns: Place[],
   *     pages: number}>,
   *   cancel: () => void,
   *   possible: () => boolean,
   * }} page state: Module.state() of the viewer; possible: there is an image to put on it
   */
  constructor(page) {
    this.page = page;
    byId('save-open').addEventListener('click', () => this.open());
    byId('save-cancel').addEventListener('click', () => this.page.cancel());
    byId('save-close').addEventListener('click', () => this.#dialog.close());
    byId('sheet-add').addEventListener('click', () => this.page.dispatch({ type: 'sheet-add' }));
    byId('sheet-clear').addEventListener('click', () =>
      this.page.dispatch({ type: 'sheet-columns', places: [] }));
    // The viewer listens at the document: no key in here is meant for it.
    this.#dialog.addEventListener('keydown', (event) => event.stopPropagation());
    this.#dialog.addEventListener('close', () => byId('view').focus());
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** Filters chosen by hand; none: the strongest on average. @returns {Place[]} */
  get columns() {
    const { byHand, columns } = this.page.state().sheet;
    return byHand ? columns.map(placeOf) : [];
  }

  open() {
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    this.#show();
  }

  /** After every change of the viewer's state. @param {import('./viewer_state.js').ViewerState} state */
  update({ sheet, opacity, smoothing, palette, contours, fill, scaleMode, imageOrder, listing, imageId,
    hasResult, images, movedThreshold }) {
    // An image that is dropped meanwhile is what is saved from then on.
    const told = JSON.stringify([sheet.columns, sheet.byHand, opacity, smoothing, palette, contours, fill,
      scaleMode, imageOrder, listing, imageId, hasResult, images, movedThreshold]);
    if (told === this.#told) return;
    this.#told = told;
    if (this.#dialog.open) this.#show();
  }

  /** A key for the page: the dialog is not open, and no field has the focus. @param {KeyboardEvent} event */
  takes(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.isOpen) return false;
    const at = /** @type {HTMLElement | null} */ (event.target);
    return !at?.closest?.('input, select, textarea');
  }

  #show() {
    const { imageName, sheet: { byHand, columns } } = this.page.state();
    // On a screen of several images too these are of the one that is open: said by its name.
    byId('save-image').textContent = say('save.image') + (imageName ? `: ${imageName}` : '');
    byId('sheet-what').textContent = say(byHand ? 'sheet.chosen' : 'sheet.strongest_on');
    this.#list(columns.map(placeOf), byHand);
    void this.#draw();
  }

  /** @param {Place[]} columns @param {boolean} removable */
  #list(columns, removable) {
    byId('sheet-columns').replaceChildren(...columns.map((place, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = `${place.layer}/${place.filter}${removable ? ' ×' : ''}`;
      button.disabled = !removable;
      button.setAttribute('aria-label', say(removable ? 'sheet.remove' : 'legend.title', {
        layer: place.layer, filter: place.filter,
      }));
      button.addEventListener('click', () => this.page.dispatch({ type: 'sheet-remove', column }));
      const item = document.createElement('li');
      item.append(button);
      return item;
    }));
  }

  /** One preview at a time: many images may come one after the other. */
  async #draw() {
    this.#again = this.#drawing;
    if (this.#drawing || !this.#dialog.open || !this.page.possible()) return;
    this.#drawing = true;
    this.#image.setAttribute('aria-busy', 'true');
    const drawn = await this.page.preview().catch(whyUnsaved);
    this.#drawing = false;
    if (this.#again) return void this.#draw();
    this.#image.removeAttribute('aria-busy');
    if (drawn === null) return;
    if ('code' in drawn) {
      byId('sheet-pages').textContent = sayProblem(drawn);
      return;
    }
    const { bytes } = drawn.page;
    if (this.#image.src) URL.revokeObjectURL(this.#image.src);
    const blob = new Blob([/** @type {BlobPart} */ (bytes)], { type: 'image/png' });
    this.#image.src = URL.createObjectURL(blob);
    this.#image.alt = say('sheet.alt', { count: drawn.columns.length });
    if (!this.page.state().sheet.byHand) this.#list(drawn.columns, false);
    byId('sheet-pages').textContent = say('sheet.pages', { count: drawn.pages });
  }
}
