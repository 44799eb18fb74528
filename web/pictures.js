// @ts-check
// The pictures of this session: files as they came, in order, and which of them is asked for. Only
// File handles are kept, never pixels, so a hundred pictures cost nothing until they are shown.

/** @typedef {{id: number, name: string, file: Blob, outcome: string}} Picture
 *    outcome: the result in words, empty until there is one */

export class Pictures {
  /** @type {Picture[]} */
  list = [];
  /** The picture that is shown, or was last. @type {number | null} */
  shown = null;
  /** @type {number[]} */
  #waiting = [];
  /** @type {number | null} */
  #asked = null;
  #nextId = 1;

  /**
   * @param {(picture: Picture) => void} ask called with the picture to be opened now
   * @param {() => void} changed called after every change of the list or of what is asked for
   */
  constructor(ask, changed) {
    this.ask = ask;
    this.changed = changed;
  }

  get busy() {
    return this.#asked !== null;
  }

  /**
   * Opens files one after the other; what was waiting from before is not opened any more.
   * @param {{name: string, file: Blob}[]} files
   */
  add(files) {
    const fresh = files.map((file) => ({ ...file, id: this.#nextId++, outcome: '' }));
    this.list.push(...fresh);
    this.#waiting = fresh.map((picture) => picture.id);
    this.#next();
  }

  /** @param {number} id */
  open(id) {
    this.#waiting = [id];
    this.#next();
  }

  /**
   * The one asked for is done. An answer to something older changes nothing.
   * @param {number} id
   * @param {string} outcome the result in words
   */
  done(id, outcome) {
    const picture = this.list.find((one) => one.id === id);
    if (picture) picture.outcome = outcome;
    this.shown = id;
    this.#settle(id);
  }

  /**
   * It can't be read: it leaves the list, unless it had been read before.
   * @param {number} id
   */
  refused(id) {
    this.list = this.list.filter((one) => one.id !== id || one.outcome);
    this.#settle(id);
  }

  /** @param {number} id */
  isAsked(id) {
    return this.#asked === id;
  }

  /** @param {number} id */
  #settle(id) {
    if (this.#asked !== id) return;
    this.#asked = null;
    this.#next();
  }

  #next() {
    const id = this.#waiting.shift();
    const picture = this.list.find((one) => one.id === id);
    if (picture) {
      this.#asked = picture.id;
      this.ask(picture);
    }
    this.changed();
  }
}
