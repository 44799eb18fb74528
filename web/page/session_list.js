// @ts-check
// The list of the session's images in the text version. It is as long as the session, so it is told
// anew only where something differs, and while a collection is scored several estimates at once.
import { showSession } from './mirror.js';

/** Milliseconds. */
const PAUSE = 200;

export class SessionList {
  #waiting = 0;
  /** The order that was told. @type {number[] | null} */
  #told = null;

  /**
   * @param {{
   *   images: import('./session_images.js').SessionImages,
   *   order: () => number[],
   *   open: (id: number) => void,
   * }} page order: of the filmstrip, another array where it has changed
   */
  constructor(page) {
    this.page = page;
  }

  soon() {
    if (!this.page.images.scoring) this.#show();
    else this.#waiting ||= Number(setTimeout(() => this.#show(), PAUSE));
  }

  /** Where the filmstrip's order is another. */
  follow() {
    const order = this.page.order();
    if (order === this.#told) return;
    this.#told = order;
    this.soon();
  }

  /** The words have changed. */
  anew() {
    this.#told = null;
  }

  #show() {
    clearTimeout(this.#waiting);
    this.#waiting = 0;
    const { images } = this.page;
    showSession(images.list, this.page.order(), images.shown, this.page.open);
  }
}
