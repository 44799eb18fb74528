// @ts-check
// The Explain screen's side of the page: asks the worker for the explanation that is chosen, and for no
// other one any more. What is to be asked is the viewer's to say (wasm/viewer/screens/explain/choice.h).
import { problem } from '../../shared/problems.js';

/** @typedef {import('../viewer_state.js').ViewerState} ViewerState */
/** The map as it has come. state: 'running', 'done', 'stopped' or 'refused'.
 * @typedef {{method: string, target: string, layer: number | null, untrained: boolean, width: number, height: number,
 *   values: Float32Array, state: string}} Explanation untrained: with weights drawn anew. */

export class Explain {
  /** @param {import('./screens.js').Page} page */
  constructor(page) {
    this.page = page;
  }

  #shown = false;
  /** The revision that is being asked about; 0: none. */
  #asked = 0;
  /** @type {{ticket: number, width: number, height: number, values: Float32Array} | null} */
  #last = null;

  get busy() {
    return this.#asked !== 0;
  }

  /** What is shown, for tests and the curious. @returns {Explanation | null} */
  get explanation() {
    const { explain } = this.page.viewer().state();
    if (!explain || !this.#last || this.#last.ticket !== explain.revision) return null;
    const { method, target, layer, untrained, stopped, refused, progress } = explain;
    const { width, height, values } = this.#last;
    const state = refused ? 'refused' : stopped ? 'stopped' : (progress ?? 0) < 1 ? 'running' : 'done';
    return { method, target, layer, untrained, width, height, values, state };
  }

  /** After every change of the viewer's state. @param {ViewerState} state */
  update(state) {
    const { explain, imageId, cropPending } = state;
    if (!explain) return this.#leave();
    this.#shown = true;
    if (this.#asked && (!explain.wanted || this.#asked !== explain.revision)) {
      this.page.send({ type: 'cancel', what: 'explain' });
      this.#asked = 0;
    }
    const image = imageId === null ? undefined : this.page.image(imageId);
    if (!explain.wanted || this.#asked || !image || cropPending) return;
    const { id, name, file, crop } = image;
    const [ofLayer, ofFilter] = explain.filter ?? [-1, -1];
    this.#asked = explain.revision;
    this.page.send({ type: 'explain', ticket: explain.revision, id, name, file, crop,
      method: explain.method, against: explain.target === 'against', layer: explain.layer ?? -1,
      ofLayer, ofFilter, untrained: explain.untrained, smooth: explain.smooth ?? false });
  }

  #leave() {
    if (!this.#shown) return;
    this.#shown = false;
    this.#asked = 0;
    this.#last = null;
    this.page.send({ type: 'explain-close' });
  }

  /**
   * @param {import('../../shared/messages.js').Answer} answer
   * @returns {boolean} false where it is not for this screen
   */
  hear(answer) {
    if (answer.type === 'explained') {
      if (answer.ticket === this.#asked) this.#explained(answer);
    } else if (answer.type === 'error' && answer.about === 'explain') {
      if (answer.ticket === this.#asked) {
        this.#asked = 0;
        this.page.viewer().refuseExplanation(answer.ticket);
        this.page.problem(answer.problem);
      }
    } else if (answer.type === 'explain-progress') {
      if (answer.ticket === this.#asked) this.page.viewer().setExplainProgress(answer.ticket, answer.progress);
    } else if (answer.type === 'dropped' && answer.what === 'explain') {
      if (answer.ticket === this.#asked) this.#asked = 0;
      this.update(this.page.viewer().state());
    } else {
      return answer.type === 'explain-closed';
    }
    return true;
  }

  /** @param {import('../../shared/messages.js').Explained} answer */
  #explained(answer) {
    const viewer = this.page.viewer();
    const { ticket, width, height, values, progress } = answer;
    this.#last = { ticket, width, height, values };
    if (progress >= 1) this.#asked = 0;
    const taken = viewer.setExplanation(answer);
    const { explain } = viewer.state();
    // Asked again it would come again.
    if (!taken || (progress >= 1 && explain?.wanted && explain.revision === ticket)) {
      this.#asked = 0;
      viewer.refuseExplanation(ticket);
      this.page.problem(problem('answer.damaged', { file: '' }));
    }
  }
}
