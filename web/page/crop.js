// @ts-check
// The part of an image that the network sees, in the HTML mirror, and the asking for another answer
// when a person has moved it. Which parts there are is the viewer's to say (core/model/region.h).
import { percentRead } from './estimate.js';
import { byId } from './mirror.js';
import { say } from './words.js';

/** @typedef {import('../shared/messages.js').Part} Part */
/** @typedef {import('./session_images.js').SessionImage} SessionImage */

const kind = /** @type {HTMLSelectElement} */ (byId('crop-kind'));
const fields = ['x', 'y', 'width'].map((name) =>
  /** @type {HTMLInputElement} */ (byId(`crop-${name}`)));
const form = /** @type {HTMLFieldSetElement} */ (byId('crop'));

export class Crop {
  #asked = '';
  /** What the fields stand for. @type {number[] | null} */
  #held = null;

  /**
   * @param {(action: Record<string, unknown>) => void} dispatch
   * @param {(image: SessionImage, part: Part | null) => void} infer asks the worker; null: the
   *   model's own
   * @param {() => SessionImage[]} images of the session
   */
  constructor(dispatch, infer, images) {
    this.dispatch = dispatch;
    this.infer = infer;
    this.images = images;
    kind.addEventListener('change', () => {
      if (kind.value === 'central') dispatch({ type: 'crop-reset' });
      else if (kind.value === 'whole') dispatch({ type: 'crop-whole' });
      else this.#setFromFields();
    });
    for (const field of fields) field.addEventListener('change', () => this.#setFromFields());
  }

  #setFromFields() {
    // A field that says what holds means it to its last digit.
    const [x, y, width] = fields.map((field, index) =>
      (this.#held && field.value === rounded(this.#held[index]) ? this.#held[index] : field.valueAsNumber));
    this.dispatch({ type: 'crop', x, y, width });
  }

  /**
   * Called after every change of the viewer's state. The newest part takes the place of one that
   * still waits.
   * @param {import('./viewer_state.js').ViewerState} state Module.state() of the viewer
   * @param {SessionImage | undefined} image the one that is shown
   */
  update(state, image) {
    form.disabled = !state.hasResult;
    kind.options[0].textContent = say(state.fitsLesion ? 'crop.fitted' : 'crop.central');
    const wanted = state.crop ?? state.seen;
    const values = wanted ? [wanted.x, wanted.y, wanted.width] : null;
    this.#held = values;
    for (const [index, field] of fields.entries()) {
      const text = values ? rounded(values[index]) : '';
      if (field.value !== text && document.activeElement !== field) field.value = text;
    }
    if (!state.cropPending && kind.value !== state.seenKind) kind.value = state.seenKind;
    if (image) image.crop = state.crop;
    // Under another model the squares of images whose outlines were corrected are others.
    for (const { id, crop } of state.corrected) {
      const other = this.images().find((one) => one.id === id);
      if (other) other.crop = crop;
    }
    const asked = JSON.stringify([state.imageId, state.crop]);
    if (!state.cropPending) this.#asked = '';
    else if (image && asked !== this.#asked) {
      this.#asked = asked;
      this.infer(image, image.crop);
    }
  }

  /** Another image was asked for instead, and may not have come. @param {number | undefined} id
   * @param {import('./viewer_state.js').ViewerState} state @param {SessionImage | undefined} image */
  dropped(id, state, image) {
    if (id !== state.imageId) return;
    this.#asked = '';
    this.update(state, image);
  }

  /** It can't be looked at: the part that the estimate was made from stands. @param {import('./viewer_state.js').ViewerState} state */
  refused({ seen }) {
    if (seen) this.dispatch({ type: 'crop', ...seen });
  }
}

/** A field's value, to a tenth of a pixel. @param {number} value */
export function rounded(value) {
  return String(Math.round(value * 10) / 10 + 0);
}

/** The estimate of the image's middle, and where it lies on the other side.
 * @param {{central: number | null, centralCrosses: boolean}} state */
export function centralWords({ central, centralCrosses }) {
  if (central === null) return '';
  const beside = say('crop.beside_central', { percent: percentRead(central) });
  return centralCrosses ? `${beside} ${say('crop.central_crosses')}` : beside;
}

/**
 * What is to be said behind the estimate; empty for the central part of models that have no other.
 * @param {import('./viewer_state.js').ViewerState} state
 */
export function cropWords({ seenKind, fitsLesion, lesionShare, central, centralCrosses, outlineEdit }) {
  if (seenKind === 'central') {
    if (!fitsLesion) return '';
    if (lesionShare === null) return ` ${say('crop.made_no_lesion')}`;
    const fitted = ` ${say('crop.made_fitted', { share: Math.round(lesionShare * 100) })}`;
    if (central === null) return fitted;
    return [fitted, centralWords({ central, centralCrosses })].join(' ');
  }
  const figures = say(fitsLesion ? 'crop.measured_fitted' : 'crop.measured');
  if (outlineEdit.refitted) return ` ${say('crop.refitted')} ${figures}`;
  return ` ${seenKind === 'whole' ? say('crop.made_whole') : say('crop.made_moved')} ${figures}`;
}
