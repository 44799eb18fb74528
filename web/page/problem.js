// @ts-check
// What went wrong last, said on the canvas and in the HTML mirror until the person closes it.
import { showProblem } from './mirror.js';
import { sayProblem } from './words.js';

/** @typedef {import('../shared/messages.js').Problem} Problem */

export class Trouble {
  /** @type {string | Problem} a sentence, or what can be said in another language too */
  #what = '';

  /** @param {() => {setError: (sentence: string) => void, clearError: () => void}} viewer */
  constructor(viewer) {
    this.viewer = viewer;
  }

  get what() {
    return this.#what;
  }

  get there() {
    return this.#what !== '';
  }

  /** @param {string | Problem} what */
  show(what) {
    const sentence = typeof what === 'string' ? what : sayProblem(what);
    this.viewer().setError(sentence);
    this.#what = what;
    showProblem(sentence);
  }

  clear() {
    this.viewer().clearError();
    this.closed();
  }

  /** The person has closed it. */
  closed() {
    this.#what = '';
    showProblem('');
  }
}
