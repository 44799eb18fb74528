// @ts-check
// The Sheet screen's side of the page: asks the worker for what its rows lack, one row after the
// other, those on the screen first. What they lack is the viewer's to say
// (wasm/viewer/screens/sheet/rows.h).

import { problem } from '../../shared/problems.js';
import { filtersIn, placeOf, written } from './filters.js';

/** @typedef {import('../session_images.js').SessionImage} SessionImage */
/** @typedef {import('../../shared/messages.js').SheetRow} SheetRow */

const MOST_COLUMNS = 15; // kMostSheetColumns

export class SheetRows {
  /** The requests of each time that the screen is shown. */
  #ticket = 0;
  #shown = false;
  #asked = false;

  /** @param {import('./screens.js').Page} page */
  constructor(page) {
    this.page = page;
  }

  get busy() {
    return this.#asked;
  }

  /** After every change of the viewer's state. @param {import('../viewer_state.js').ViewerState} state */
  update({ sheet }) {
    if (!sheet.table) {
      this.#leave();
      return;
    }
    this.#shown = true;
    const [next] = sheet.table.wanted;
    if (!next || this.#asked) return;
    const image = this.page.image(next.image);
    if (!image) return this.page.viewer().refuseSheetRow(next.image);
    const { id, name, file, crop } = image;
    const columns = next.columns.map(placeOf);
    this.#asked = true;
    this.page.send({ type: 'sheet-inference', ticket: this.#ticket, id, name, file, crop, columns });
  }

  #leave() {
    if (this.#shown) this.#ticket += 1;
    if (this.#asked) this.page.send({ type: 'cancel', what: 'sheet-inference' });
    this.#shown = this.#asked = false;
  }

  /**
   * @param {import('../../shared/messages.js').Answer} answer
   * @returns {boolean} false where it is not for this screen
   */
  hear(answer) {
    if (answer.type === 'sheet-row') {
      if (answer.ticket === this.#ticket) this.#row(answer);
      return true;
    }
    if (answer.type !== 'error' || answer.about !== 'sheet') return false;
    if (answer.ticket === this.#ticket) {
      this.#asked = false;
      this.page.viewer().refuseSheetRow(answer.id ?? 0);
      this.page.problem(answer.problem);
    }
    return true;
  }

  /** @param {SheetRow} answer */
  #row(answer) {
    this.#asked = false;
    const viewer = this.page.viewer();
    // Sizes that disagree are a damaged answer: not asked for again.
    if (!viewer.setSheetRow(answer)) {
      viewer.refuseSheetRow(answer.id);
      const { name = '' } = this.page.image(answer.id) ?? {};
      this.page.problem(problem('answer.damaged', { file: name }));
    }
    this.update(viewer.state());
  }
}

/**
 * columns: the filters chosen by hand.
 * @type {import('./addresses.js').ScreenAddress}
 */
export const sheetAddress = {
  read: (parameters) =>
    ({ columns: filtersIn(parameters.get('columns') ?? '')?.slice(0, MOST_COLUMNS) ?? [] }),
  write: ({ columns }) => (columns.length > 0 ? [`columns=${written(columns)}`] : []),
  shown: ({ sheet }) => ({ columns: sheet.byHand ? sheet.columns : [] }),
  actions: ({ columns }) => [{ type: 'sheet-columns', places: columns }],
};
