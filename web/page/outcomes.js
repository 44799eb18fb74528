// @ts-check
// What the network said of each image of the session, in words: of those that were looked at without
// being shown, and of all anew where the operating point was moved or the language is another.
import { outcomeWords } from './result_words.js';

export class Outcomes {
  /** @type {number | null} */
  #threshold = NaN;

  /**
   * @param {{
   *   images: import('./session_images.js').SessionImages,
   *   viewer: () => import('./viewer_link.js').Viewer,
   *   damaged: (name: string) => void,
   *   told: (state: import('./viewer_state.js').ViewerState) => void,
   * }} page told: all sentences are new
   */
  constructor(page) {
    this.page = page;
  }

  /** @param {import('../shared/messages.js').Scored} answer */
  scored(answer) {
    const { images, viewer, damaged } = this.page;
    const image = images.list.find((one) => one.id === answer.id);
    // Removed meanwhile, or what can't be taken.
    if (!image || !viewer().setScored(answer)) {
      images.scoredUnseen(answer.id, '', null);
      if (image) damaged(answer.name);
      return;
    }
    const { id, width, height, region, lesion, probability, byRule, central, novelty } = answer;
    images.scoredUnseen(id, outcomeWords(probability), {
      width, height, region, lesion, probability, central, novelty, byRule: image.crop ? byRule : probability,
    });
  }

  /** After every change of the viewer's state. @param {import('./viewer_state.js').ViewerState} state */
  update(state) {
    const { threshold, hasModel } = state;
    if (threshold === this.#threshold) return;
    this.#threshold = threshold;
    if (!hasModel) return;
    for (const image of this.page.images.list) {
      if (image.score) image.outcome = outcomeWords(image.score.probability);
    }
    this.page.told(state);
  }

  /** The words have changed. */
  forget() {
    this.#threshold = NaN;
  }
}
