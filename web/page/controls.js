// @ts-check
// What the canvas's panels offer beside the choice of a filter, as form fields of the HTML mirror:
// how the map is drawn, the strongest filters, the operating point, the view. Fields say in their
// attributes which action they are (wasm/viewer/state/action.h) and which member of the viewer's
// state they show.
import { namedRow } from './concepts.js';
import { figure, percent, percentBeside } from './estimate.js';
import { byId, setText, setValue } from './mirror.js';
import { ADDRESSES } from './screens/addresses.js';
import { say } from './words.js';

/** @typedef {(action: Record<string, unknown>) => void} Dispatch */

const selects = /** @type {HTMLSelectElement[]} */ ([...document.querySelectorAll('select[data-type]')]);
const levels = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('input[data-level]')]);
const buttons = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll('button[data-act]')]);
const fill = /** @type {HTMLInputElement} */ (byId('fill'));
const opacity = /** @type {HTMLInputElement} */ (byId('opacity'));
const threshold = /** @type {HTMLInputElement} */ (byId('threshold'));
const own = /** @type {HTMLButtonElement} */ (byId('threshold-own'));
const strongest = byId('strongest');

// Before the words are put in: the screens to go to are those that the address knows.
for (const name of ADDRESSES.keys()) {
  const option = new Option(name, name);
  option.dataset.word = `screen.${name}`;
  byId('screen').append(option);
}

/** @param {Dispatch} dispatch */
export function listenToControls(dispatch) {
  for (const select of selects) {
    const { type, member } = select.dataset;
    select.addEventListener('change', () => dispatch({ type, [String(member)]: select.value }));
  }
  for (const button of buttons) {
    button.addEventListener('click', () => dispatch(JSON.parse(String(button.dataset.act))));
  }
  for (const [level, box] of levels.entries()) {
    box.addEventListener('change', () => dispatch({ type: 'contour', level }));
  }
  fill.addEventListener('change', () => dispatch({ type: 'fill', shown: fill.checked }));
  opacity.addEventListener('input', () =>
    dispatch({ type: 'opacity', value: opacity.valueAsNumber / 100 }));
  threshold.addEventListener('input', () =>
    dispatch({ type: 'threshold', value: threshold.valueAsNumber / 100 }));
  own.addEventListener('click', () => dispatch({ type: 'threshold' }));
  strongest.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest('button');
    if (!button) return;
    const { layer, filter } = button.dataset;
    dispatch({ type: 'select', layer: Number(layer), filter: Number(filter) });
    dispatch({ type: 'overlay', visible: true });
  });
}

/** @param {import('./viewer_state.js').ViewerState} state Module.state() of the viewer */
export function showControls(state) {
  for (const select of selects) {
    const shown = /** @type {keyof typeof state} */ (select.dataset.shown);
    setValue(select, String(state[shown]));
    for (const option of select.options) {
      const needs = /** @type {'named' | 'effects' | undefined} */ (option.dataset.needs);
      option.hidden = needs !== undefined && !state[needs];
    }
  }
  for (const box of levels) box.checked = state.contours.includes(Number(box.dataset.level));
  fill.checked = state.fill;
  setValue(opacity, String(Math.round(state.opacity * 100)));
  for (const button of buttons) button.disabled = !state.hasResult;
  showOperating(state);
  byId('list-order-field').hidden = !state.effects || state.strongest.length === 0;
  showStrongest(state);
}

/** @param {import('./viewer_state.js').ViewerState} state */
function showOperating(state) {
  const { threshold: at, thresholdMovable, movedThreshold, operating, probability } = state;
  threshold.disabled = !thresholdMovable;
  setValue(threshold, String(Math.round((at ?? 0.5) * 100)));
  const said = at === null ? '' : probability === null ? percent(at) : percentBeside(at, probability);
  if (threshold.getAttribute('aria-valuetext') !== said) {
    threshold.setAttribute('aria-valuetext', said);
  }
  own.disabled = movedThreshold === null;
  const figures = (/** @type {NonNullable<typeof operating>} */ { sensitivity, specificity, data }) =>
    ({ sensitivity: percent(sensitivity), specificity: percent(specificity), data });
  // From elsewhere first: closer to what to expect of one's own images.
  const lines = state.elsewhere.map((one) => say('operating.elsewhere', figures(one)));
  if (operating) {
    lines.push(say(movedThreshold === null ? 'operating.now' : 'operating.moved',
      { threshold: said, ...figures(operating) }));
  }
  const text = lines.join(' ');
  const place = byId('operating');
  if (place.textContent !== text) place.textContent = text;
}

/** @param {import('./viewer_state.js').ViewerState} state */
function showStrongest({ strongest: list, named, layer: shownLayer, filter: shownFilter }) {
  const told = JSON.stringify(list) + document.documentElement.lang;
  if (told !== toldOfStrongest) {
    toldOfStrongest = told;
    const measured = list.length === 0 || list.some((one) => one.measured);
    setText(byId('strongest-heading'), say(measured ? 'strongest.title' : 'strongest.title_unmeasured'));
    setText(byId('strongest-note'), say(list.length === 0 ? 'strongest.none'
      : measured ? 'strongest.note' : 'strongest.note_unmeasured'));
    strongest.replaceChildren(...list.map((one) => {
      const { layer, filter, also } = one;
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset.layer = String(layer);
      button.dataset.filter = String(filter);
      const filters = [[layer, filter], ...also].map((numbers) => numbers.join('/')).join(', ');
      const alike = also.length > 0 ? say('strongest.alike', { count: also.length + 1, filters }) : '';
      button.textContent = named ? namedItem(one, alike) : [item(one), alike].filter(Boolean).join('; ');
      const entry = document.createElement('li');
      entry.append(button);
      return entry;
    }));
  }
  for (const button of strongest.querySelectorAll('button')) {
    const { layer, filter } = button.dataset;
    const shown = Number(layer) === shownLayer && Number(filter) === shownFilter;
    if (shown === button.hasAttribute('aria-current')) continue;
    if (shown) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
  }
}
let toldOfStrongest = '';

/** @param {import('./viewer_state.js').Strongest} row */
function item({ layer, filter, place, lesionPlace, peak, usual, measured }) {
  return say(measured ? 'strongest.item' : 'strongest.item_plain', {
    layer, filter, place: say(lesionPlace ?? `place.${place}`), peak: figure(peak), usual: figure(usual),
  });
}

/** Where the card has names. @param {import('./viewer_state.js').Strongest} row @param {string} alike */
function namedItem(row, alike) {
  const { layer, filter, peak, usual, measured } = row;
  return namedRow(row, say(measured ? 'strongest.figures' : 'strongest.figures_unmeasured',
    { layer, filter, peak: figure(peak), usual: figure(usual) }), alike);
}

/**
 * The response where pointer, finger or probe is.
 * @param {import('./viewer_state.js').ViewerState} state
 * @param {import('../shared/messages.js').Result | null} result of the image that is shown
 */
export function showPointed({ cell, layer, filter, hasResult }, result) {
  const map = hasResult && cell ? result?.layers[layer] : null;
  const value = cell && map?.values[(filter * map.height + cell.y) * map.width + cell.x];
  const text = value === undefined || value === null ? '' : say('pointed', { ...cell, value: figure(value) });
  const place = byId('pointed');
  if (place.textContent !== text) place.textContent = text;
}
