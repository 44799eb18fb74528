// @ts-check
// ZIP archives that a person opens: the worker unpacks them, what comes out is opened as a folder would be.
import { placeAt } from './files.js';

export class Archives {
  #nextId = 0;
  /** Those that are being unpacked. @type {Set<number>} */
  #open = new Set();

  /**
   * @param {{
   *   send: (request: import('../shared/messages.js').OpenArchive) => void,
   *   opened: (files: File[], left: import('./files.js').LeftOut) => void,
   *   damaged: (name: string) => void,
   *   finished: () => void,
   * }} page opened: what was in it; damaged: it was cut off, or a file in it can't be unpacked
   */
  constructor(page) {
    this.page = page;
  }

  get busy() {
    return this.#open.size > 0;
  }

  /** @param {File} file */
  open(file) {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#open.add(id);
    this.page.send({ type: 'open-archive', id, name: file.name, file });
  }

  /** @param {import('../shared/messages.js').Unpacked} answer */
  hear({ id, name, files, kinds, beyond, damaged }) {
    this.#open.delete(id);
    this.page.finished();
    const unpacked = files.map(({ path, file }) => {
      const one = new globalThis.File([file], path.split('/').at(-1) ?? path);
      placeAt(one, `${name}/${path}`);
      return one;
    });
    this.page.opened(unpacked, { kinds: new Map(kinds), beyond, folders: 1 });
    if (damaged) this.page.damaged(name);
  }

  /** It can't be opened. @param {number} id */
  refused(id) {
    this.#open.delete(id);
    this.page.finished();
  }
}
