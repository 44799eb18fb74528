// @ts-check
// What is going on, said on the canvas, in the text version and in the dialog that saves.
import { byId, showProgress } from './mirror.js';
import { say } from './words.js';

export class GoingOn {
  /**
   * @param {{
   *   images: import('./session_images.js').SessionImages,
   *   viewer: () => import('./viewer_link.js').Viewer,
   *   exporting: () => boolean,
   * }} page exporting: a file is being made
   */
  constructor(page) {
    this.page = page;
  }

  /** It is over. A collection may still be read, and a file still be made: its words and the button
   * that cancels it stand until it ends. */
  finished() {
    const { images, viewer } = this.page;
    const { done, total } = images.scored;
    const going = images.scoring;
    viewer().setProgress(going ? 'score' : '', going ? done : 0, going ? total : 0);
    if (this.page.exporting()) return;
    showProgress(going ? say('progress.scored', { done, total }) : '');
    byId('save-progress').textContent = '';
    byId('save-cancel').hidden = true;
  }

  /** @param {string} sentence */
  exporting(sentence) {
    showProgress(sentence);
    byId('save-progress').textContent = sentence;
    byId('save-cancel').hidden = false;
  }
}
