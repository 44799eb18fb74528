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
const edit = /** @type {HTMLFormElement} */ (byId('outline-edit'));
const fields = ['x', 'y', 'radius'].map((name) =>
  /** @type {HTMLInputElement} */ (byId(`outline-${name}`)));
const undo = /** @type {HTMLButtonElement} */ (byId('outline-undo'));
const reset = /** @type {HTMLButtonElement} */ (byId('outline-reset'));

export class Masks {
  /** What the worker was asked last, so that it is asked once, also where it can't be had. */
  #found = '';
  #painted = '';
  /** Why they can't be had. @type {import('../shared/messages.js').Problem | null} */
  #problem = null;
  #told = '';
  /** Milliseconds that the last ones took in the worker. @type {import('../shared/messages.js').MaskTimings | null} */
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
    edit.addEventListener('submit', (event) => {
      event.preventDefault();
      const [x, y, radius] = fields.map(({ valueAsNumber }) => valueAsNumber);
      const adds = event.submitter?.id !== 'outline-remove';
      if ([x, y, radius].every(Number.isFinite)) dispatch({ type: 'outline-paint', x, y, radius, adds });
    });
    undo.addEventListener('click', () => dispatch({ type: 'outline-undo' }));
    reset.addEventListener('click', () => dispatch({ type: 'outline-reset' }));
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
    this.#showEdit(state);
  }

  /** @param {import('./viewer_state.js').ViewerState} state @param {SessionImage | undefined} image */
  #ask({ masksWanted, paintOver, seen, modelName, outlineEdit: { revision } }, image) {
    if (!image) return;
    const { id, name, file, crop } = image;
    const lesion = () => ({ revision, pieces: this.page.viewer().outlinePieces() });
    const found = masksWanted ? `${id} ${modelName} ${revision}` : '';
    if (found && found !== this.#found) {
      this.#problem = null;
      this.page.send({ type: 'find-masks', id, name, file, outline: lesion() });
    }
    this.#found = found;
    const painted = paintOver ? JSON.stringify([id, modelName, paintOver, seen, revision]) : '';
    if (painted && painted !== this.#painted) {
      this.page.send({ type: 'paint-over', id, name, file, crop, concept: String(paintOver), outline: lesion() });
    }
    this.#painted = painted;
  }

  /** @param {import('./viewer_state.js').ViewerState} state */
  #show({ hasResult, masksWanted, paintOver, outlines, outline: shown, fitSquare, abcd: measured, abcdShown, language,
    warnings: list, probability, threshold, outlineEdit: { strokes }, handScale: { line }, pixelSize }) {
    const told = JSON.stringify([strokes > 0, hasResult, masksWanted, outlines, fitSquare, measured, language, list,
      probability, threshold, line, pixelSize, this.#problem]);
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
      setText(byId('outline-corrected'), words.corrected);
      abcd.hidden = words.abcd.length === 0;
      byId('abcd-said').replaceChildren(...words.abcd.map((text) => {
        const paragraph = document.createElement('p');
        paragraph.textContent = text;
        return paragraph;
      }));
      const nothing = hasResult && !masksWanted && list.length === 0;
      setText(status, this.#problem ? sayProblem(this.#problem) : (masksWanted ? say('found.pending') : nothing ? words.none : ''));
    }
    const pending = (masksWanted || paintOver !== null) && !this.#problem;
    byId('found').dataset.state = pending ? 'pending' : 'done';
    setValue(outline, shown ?? '');
    if (abcd.open !== abcdShown) abcd.open = abcdShown;
  }

  /** The brush as fields of a form. @param {import('./viewer_state.js').ViewerState} state */
  #showEdit({ imageId, seen, outlineEdit: { possible, radius, strokes, canUndo } }) {
    edit.hidden = !possible;
    undo.disabled = !canUndo && document.activeElement !== undo;
    reset.disabled = strokes === 0 && document.activeElement !== reset;
    if (!possible || !seen || fields[0].dataset.image === String(imageId)) return;
    fields[0].dataset.image = String(imageId);
    const { x, y, width, height } = seen;
    const values = [x + width / 2, y + height / 2, radius];
    for (const [at, field] of fields.entries()) field.value = String(Math.round(values[at]));
  }

  /** @param {import('../shared/messages.js').MasksFound} found of an image that may have left */
  heard(found) {
    const viewer = this.page.viewer();
    // Of an outline that has been corrected on meanwhile: those of it as it is are asked for.
    if (found.id === viewer.state().imageId && found.revision !== viewer.state().outlineEdit.revision) return;
    if (viewer.setMasks(found)) {
      this.timings = found.timings;
      return;
    }
    const { imageId, hasResult } = viewer.state();
    if (found.id === imageId && hasResult) this.refused(problem('answer.damaged', { file: found.name }));
  }

  /** Another image was asked for instead, and may not have come.
   * @param {import('../shared/messages.js').Dropped} dropped @param {import('./viewer_state.js').ViewerState} state
   * @param {SessionImage | undefined} image */
  dropped({ what, id }, state, image) {
    if (id !== state.imageId) return;
    if (what === 'find-masks') this.#found = '';
    else this.#painted = '';
    this.update(state, image);
  }

  /** They can't be had: the estimate stands without them.
   * @param {import('../shared/messages.js').Problem} why */
  refused(why) {
    this.#problem = why;
    this.#show(this.page.viewer().state());
  }
}
