// @ts-check
// What went wrong last, said on the canvas and in the HTML mirror until the person closes it: one thing,
// or of every file of those that came together that could not be opened why.
import { showProblem } from './mirror.js';
import { say, sayProblem } from './words.js';

/** @typedef {import('../shared/messages.js').Problem} Problem */

export class Trouble {
  /** Sentences, or what can be said in another language too. @type {(string | Problem)[]} */
  #list = [];

  /** @param {() => {setError: (sentence: string) => void, clearError: () => void}} viewer */
  constructor(viewer) {
    this.viewer = viewer;
  }

  get there() {
    return this.#list.length > 0;
  }

  /** In place of what was. @param {string | Problem} what */
  show(what) {
    this.#list = [what];
    this.again();
  }

  /** One more file that was refused, or a sentence on those that came together. @param {string | Problem} what */
  add(what) {
    this.#list.push(what);
    this.again();
  }

  /** In the language of the page; nothing where nothing went wrong. */
  again() {
    if (!this.there) return;
    const lines = this.#list.filter((what) => typeof what === 'string');
    const files = this.#list.filter((what) => typeof what !== 'string');
    if (files.length > 1) lines.push(say('refused.count', { count: files.length }));
    lines.push(...files.map(sayProblem));
    this.viewer().setError(lines.join('\n'));
    showProblem(lines.join('\n'));
  }

  /** Of `act` the sentence survives, also where the viewer drops it.
   * @template T @param {() => T} act @returns {T} */
  through(act) {
    const list = this.#list;
    const result = act();
    this.#list = list;
    this.again();
    return result;
  }

  clear() {
    this.viewer().clearError();
    this.closed();
  }

  /** The person has closed it. */
  closed() {
    this.#list = [];
    showProblem('');
  }
}
