// @ts-check
// Before the page is left: the estimates of a person's own images live in this tab only. Where several have
// been made and not saved as a table since, the browser asks first (in its own words).

/** @typedef {import('./session_images.js').SessionImage} SessionImage */

export class Leaving {
  #saved = '';

  /** @param {() => SessionImage[]} images of the session */
  constructor(images) {
    this.images = images;
  }

  listen() {
    addEventListener('beforeunload', (event) => {
      if (this.unsaved) event.preventDefault();
    });
  }

  /** The table of scores was handed to the person. */
  saved() {
    this.#saved = this.#estimates();
  }

  /** Samples, and a single image, are soon opened again. */
  get unsaved() {
    const own = this.images().filter((image) => image.own && image.score);
    return own.length > 1 && this.#estimates() !== this.#saved;
  }

  #estimates() {
    return this.images().filter((image) => image.own && image.score)
      .map(({ id, score }) => `${id}:${score?.probability}`).sort().join(' ');
  }
}
