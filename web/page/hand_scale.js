// @ts-check
// How long a millimetre is on the image, as a person sets it by the ends of a line along a ruler: the
// fields of the text version (wasm/viewer/state/hand_scale.h).
import { byId } from './mirror.js';

const form = /** @type {HTMLFormElement} */ (byId('hand-scale'));
const fields = ['x', 'y', 'to-x', 'to-y', 'millimetres'].map((name) =>
  /** @type {HTMLInputElement} */ (byId(`hand-scale-${name}`)));
const remove = /** @type {HTMLButtonElement} */ (byId('hand-scale-remove'));

/** @param {(action: Record<string, unknown>) => void} dispatch */
export function listenToScale(dispatch) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const [x, y, toX, toY, millimetres] = fields.map(({ valueAsNumber }) => valueAsNumber);
    if (![x, y, toX, toY, millimetres].every(Number.isFinite)) return;
    dispatch({ type: 'scale-line', x, y, to_x: toX, to_y: toY, millimetres });
  });
  remove.addEventListener('click', () => dispatch({ type: 'scale-remove' }));
}

/** @param {import('./viewer_state.js').ViewerState} state */
export function showScale({ imageId, handScale: { possible, line } }) {
  form.hidden = !possible;
  remove.disabled = !line && document.activeElement !== remove;
  const told = JSON.stringify([imageId, line]);
  if (form.dataset.told === told) return;
  form.dataset.told = told;
  const values = line ? [line.x, line.y, line.toX, line.toY, line.millimetres] : [];
  for (const [at, field] of fields.entries()) {
    field.value = at < values.length ? String(Math.round(values[at] * 10) / 10) : '';
  }
}
