// @ts-check
// An image leaves the session: out of every list, and where it is shown the one after it is opened,
// else the one before.
import { byId, showResult } from './mirror.js';
import { say } from './words.js';

export class Removal {
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
  }

  /** @param {number | null} id */
  remove(id) {
    const { images, viewer, announce, gone } = this.page;
    const image = images.list.find((one) => one.id === id);
    if (!image) return;
    const { images: order, imageId } = viewer().state();
    const at = order.indexOf(image.id);
    const beside = order[at + 1] ?? order[at - 1];
    images.remove(image.id);
    viewer().dispatch({ type: 'remove-image', id: image.id });
    const shown = imageId === image.id;
    if (shown) showResult(say('image.none'), '');
    if (shown && beside !== undefined && !images.busy) images.open(beside);
    announce(say('removed', { name: image.name }));
    gone(shown);
  }

  /** @param {import('./viewer_state.js').ViewerState} state */
  update({ imageId }) {
    const button = /** @type {HTMLButtonElement} */ (byId('remove-shown'));
    // Not while it has the focus, which would be lost.
    button.disabled = imageId === null && document.activeElement !== button;
  }
}
