// @ts-check
// An image leaves the session: out of every list, and where it is shown the one after it is opened,
// else the one before.
import { byId, setText, showResult } from './mirror.js';
import { say } from './words.js';

const OFFERED_MS = 20_000;

export class Removal {
  /** The image that left last, while it is offered back.
   * @type {import('./session_images.js').SessionImage | null} */
  #left = null;
  /** Its place among the session's images. */
  #at = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {{
   *   images: import('./session_images.js').SessionImages,
   *   viewer: () => import('./viewer_link.js').Viewer,
   *   announce: (words: string) => void,
   *   gone: (shown: boolean) => void,
   * }} page gone: it has left, and was shown or not
   */
  constructor(page) {
    this.page = page;
    byId('remove-shown').addEventListener('click', () => this.remove(page.viewer().state().imageId));
    byId('undo-remove').addEventListener('click', () => this.undo());
  }

  /** @param {number | null} id */
  remove(id) {
    const { images, viewer, announce, gone } = this.page;
    const image = images.list.find((one) => one.id === id);
    if (!image) return;
    const { images: order, imageId } = viewer().state();
    const at = order.indexOf(image.id);
    const beside = order[at + 1] ?? order[at - 1];
    this.#at = images.list.indexOf(image);
    images.remove(image.id);
    viewer().dispatch({ type: 'remove-image', id: image.id });
    const shown = imageId === image.id;
    if (shown) showResult(say('image.none'), '');
    if (shown && beside !== undefined && !images.busy) images.open(beside);
    announce(say('removed', { name: image.name }));
    this.#offer(image);
    gone(shown);
  }

  /** The image that left last comes back, with what the person did to it. False where none is offered. */
  undo() {
    const image = this.#left;
    if (!image) return false;
    this.#offer(null);
    const { id, name } = image;
    const { images, viewer } = this.page;
    viewer().dispatch({ type: 'restore-image', id, from: id, name });
    images.restore(image, this.#at);
    return true;
  }

  /** @param {import('./session_images.js').SessionImage | null} image null: nothing is offered any more */
  #offer(image) {
    clearTimeout(this.#timer);
    this.#left = image;
    const bar = byId('undo-bar');
    bar.hidden = !image;
    if (!image) return;
    setText(byId('undo-said'), say('removed', { name: image.name }));
    this.#timer = setTimeout(() => this.#offer(null), OFFERED_MS);
  }

  /** @param {import('./viewer_state.js').ViewerState} state */
  update({ imageId }) {
    const button = /** @type {HTMLButtonElement} */ (byId('remove-shown'));
    // Not while it has the focus, which would be lost.
    button.disabled = imageId === null && document.activeElement !== button;
  }
}
