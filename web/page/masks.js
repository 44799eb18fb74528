// @ts-check
// What was found on the image beside the network's answer: asked of the worker once the estimate
// stands, and said in the HTML mirror. What is wanted, and what a person is told, the viewer says
// (wasm/viewer/state/masks.h).
import { problem } from '../shared/problems.js';
import { conceptWords } from './concepts.js';
import { byId, setText, setValue } from './mirror.js';
import { say, sayProblem } from './words.js';

/** @typedef {import('./session_images.js').SessionImage} SessionImage */
/** @typedef {import('../shared/messages.js').FindMasks | import('../shared/messages.js').PaintOver} Asked */

const outline = /** @type {HTMLSelectElement} */ (byId('outline'));
const warnings = byId('warnings');
const fit = /** @type {HTMLButtonElement} */ (byId('fit-square'));
const abcd = /** @type {HTMLDetailsElement} */ (byId('abcd'));
const status = byId('found-status');

export class Masks {
  /** What the worker was asked last, so that it is asked once, also where it can't be had. */
  #found = '';
  #painted = '';
  #problem = '';
  #told = '';
  /** Milliseconds that the last ones took in the worker. @type {{lesion: number, concepts: number} | null} */
  timings = null;

  /**
   * @param {{
   *   viewer: () => import('./viewer_link.js').Viewer,
   *   send: (request: Asked) => void,
   * }} page
   */
  constructor(page) {
    this.page = page;
    const dispatch = (/** @type {Record<string, unknown>} */ action) => page.viewer().dispatch(action);
    outline.addEventListener('change', () => dispatch({ type: 'outline', name: outline.value }));
    fit.addEventListener('click', () => dispatch({ type: 'fit-square' }));
    abcd.addEventListener('toggle', () => {
      if (abcd.open !== page.viewer().state().abcdShown) dispatch({ type: 'abcd', shown: abcd.open });
    });
  }

  /**
   * Called after every change of the viewer's state.
   * @param {import('./viewer_state.js').ViewerState} state
   * @param {SessionImage | undefined} image the one that is shown
   */
  update(state, image) {
    this.#ask(state, image);
    this.#show(state);
  }

  /** @param {import('./viewer_state.js').ViewerState} state @param {SessionImage | undefined} image */
  #ask({ masksWanted, paintOver, seen, modelName }, image) {
    if (!image) return;
    const { id, name, file, crop } = image;
    const found = masksWanted ? `${id} ${modelName}` : '';
    if (found && found !== this.#found) {
      this.#problem = '';
      this.page.send({ type: 'find-masks', id, name, file });
    }
    this.#found = found;
    const painted = paintOver ? JSON.stringify([id, modelName, paintOver, seen]) : '';
    if (painted && painted !== this.#painted) {
      this.page.send({ type: 'paint-over', id, name, file, crop, concept: String(paintOver) });
    }
    this.#painted = painted;
  }

  /** @param {import('./viewer_state.js').ViewerState} state */
  #show({ hasResult, masksWanted, paintOver, outlines, outline: shown, fitSquare, abcd: measured, abcdShown, language,
    warnings: list, probability, threshold }) {
    const told = JSON.stringify([hasResult, masksWanted, outlines, fitSquare, measured, language, list,
      probability, threshold, this.#problem]);
    if (told !== this.#told) {
      this.#told = told;
      const options = outlines.map((name) => new Option(conceptWords(name), name));
      outline.replaceChildren(new Option(say('outline.none'), ''), ...options);
      outline.disabled = outlines.length === 0;
      const words = this.page.viewer().foundWords();
      warnings.replaceChildren(...words.warnings.map((text) => {
        const entry = document.createElement('li');
        entry.textContent = text;
        return entry;
      }));
      fit.disabled = !fitSquare;
      abcd.hidden = words.abcd.length === 0;
      byId('abcd-said').replaceChildren(...words.abcd.map((text) => {
        const line = document.createElement('p');
        line.textContent = text;
        return line;
      }));
      const nothing = hasResult && !masksWanted && list.length === 0;
      setText(status, this.#problem || (masksWanted ? say('found.pending') : nothing ? words.none : ''));
    }
    const pending = (masksWanted || paintOver !== null) && !this.#problem;
    byId('found').dataset.state = pending ? 'pending' : 'done';
    setValue(outline, shown ?? '');
    if (abcd.open !== abcdShown) abcd.open = abcdShown;
  }

  /** @param {import('../shared/messages.js').MasksFound} found of an image that may have left */
  heard(found) {
    const viewer = this.page.viewer();
    if (viewer.setMasks(found)) {
      this.timings = found.timings;
      return;
    }
    const { imageId, hasResult } = viewer.state();
    if (found.id === imageId && hasResult) this.refused(problem('answer.damaged', { file: found.name }));
  }

  /** They can't be had: the estimate stands without them.
   * @param {import('../shared/messages.js').Problem} why */
  refused(why) {
    this.#problem = sayProblem(why);
    this.#show(this.page.viewer().state());
  }
}
