// @ts-check
// How far the estimate spreads over squares nearby: asked of the worker when a person wants it, and
// said in the HTML mirror. What is wanted is the viewer's to say.
import { percentRead } from './estimate.js';
import { byId, setText } from './mirror.js';
import { say } from './words.js';

/** @typedef {import('./session_images.js').SessionImage} SessionImage */

const ask = /** @type {HTMLButtonElement} */ (byId('spread-ask'));
const stop = /** @type {HTMLButtonElement} */ (byId('spread-stop'));

export class Spread {
  #asked = false;

  /**
   * @param {(action: Record<string, unknown>) => void} dispatch
   * @param {(image: SessionImage) => void} send asks the worker
   * @param {() => void} cancel nobody waits for it any more
   */
  constructor(dispatch, send, cancel) {
    this.dispatch = dispatch;
    this.send = send;
    this.cancel = cancel;
    ask.addEventListener('click', () => dispatch({ type: 'ask-spread' }));
    stop.addEventListener('click', () => dispatch({ type: 'drop-spread' }));
  }

  /**
   * Called after every change of the viewer's state.
   * @param {import('./viewer_state.js').ViewerState} state
   * @param {SessionImage | undefined} image the one that is shown
   */
  update({ hasResult, spread, spreadPending }, image) {
    ask.disabled = !hasResult || spreadPending;
    stop.disabled = !spreadPending;
    setText(byId('spread-said'), spread
      ? say('spread.said', { lowest: percentRead(spread.lowest), highest: percentRead(spread.highest), count: spread.n }) + (spread.crosses ? ` ${say('spread.crosses')}` : '')
      : spreadPending ? say('spread.pending') : '');
    if (spreadPending && !this.#asked && image) this.send(image);
    if (!spreadPending && this.#asked) this.cancel();
    this.#asked = spreadPending;
  }

  /** Something else was asked for instead, and may not have come. @param {import('./viewer_state.js').ViewerState} state
   * @param {SessionImage | undefined} image */
  dropped(state, image) {
    this.#asked = false;
    this.update(state, image);
  }

  /** It can't be had. */
  refused() {
    this.dispatch({ type: 'drop-spread' });
  }
}
