// @ts-check
// The square that the network sees, in the HTML mirror, and the asking for another answer when a
// person has moved it. Which squares there are is the viewer's to say (core/model/region.h).
import { byId } from './mirror.js';
import { say } from './words.js';

/** @typedef {{x: number, y: number, width: number}} Square width: its side */
/** @typedef {import('./session_images.js').SessionImage} SessionImage */

const kind = /** @type {HTMLSelectElement} */ (byId('crop-kind'));
const fields = ['x', 'y', 'side'].map((name) =>
  /** @type {HTMLInputElement} */ (byId(`crop-${name}`)));
const form = /** @type {HTMLFieldSetElement} */ (byId('crop'));

export class Crop {
  #asked = '';

  /**
   * @param {(action: Record<string, unknown>) => void} dispatch
   * @param {(image: SessionImage, square: Square | null) => void} infer asks the worker; null: the
   *   model's own square
   */
  constructor(dispatch, infer) {
    this.dispatch = dispatch;
    this.infer = infer;
    kind.addEventListener('change', () => {
      if (kind.value === 'central') dispatch({ type: 'crop-reset' });
      else if (kind.value === 'whole') dispatch({ type: 'crop-whole' });
      else this.#setFromFields();
    });
    for (const field of fields) field.addEventListener('change', () => this.#setFromFields());
  }

  #setFromFields() {
    const [x, y, side] = fields.map((field) => field.valueAsNumber);
    this.dispatch({ type: 'crop', x, y, side });
  }

  /**
   * Called after every change of the viewer's state. The newest square takes the place of one that
   * still waits.
   * @param {import('./viewer_state.js').ViewerState} state Module.state() of the viewer
   * @param {SessionImage | undefined} image the one that is shown
   */
  update(state, image) {
    form.disabled = !state.hasResult;
    const wanted = state.crop ?? state.seen;
    const values = wanted && [wanted.x, wanted.y, wanted.side];
    for (const [index, field] of fields.entries()) {
      const text = values ? String(values[index]) : '';
      if (field.value !== text && document.activeElement !== field) field.value = text;
    }
    if (!state.cropPending && kind.value !== state.seenKind) kind.value = state.seenKind;
    if (image) image.crop = squareOf(state.crop);
    const asked = JSON.stringify([state.imageId, state.crop]);
    if (!state.cropPending) this.#asked = '';
    else if (image && asked !== this.#asked) {
      this.#asked = asked;
      this.infer(image, image.crop);
    }
  }

  /** It can't be looked at: the square that the estimate was made from stands. @param {import('./viewer_state.js').ViewerState} state */
  refused({ seen }) {
    if (seen) this.dispatch({ type: 'crop', ...seen });
  }
}

/** @param {{x: number, y: number, side: number} | null} crop @returns {Square | null} */
function squareOf(crop) {
  return crop && { x: crop.x, y: crop.y, width: crop.side };
}

/**
 * What is to be said behind the estimate; empty for the central square.
 * @param {import('./viewer_state.js').ViewerState} state
 */
export function cropWords({ seenKind }) {
  if (seenKind === 'central') return '';
  return ` ${seenKind === 'whole' ? say('cropSeenWhole') : say('cropSeenMoved')}`;
}
