// @ts-check
// The page in words and form fields, beside the canvas: kept equal to it both ways.
import { effectWords, strengthWords } from './concepts.js';
import { figure } from './estimate.js';
import { fixed, say } from './words.js';

/** @typedef {import('./session_images.js').SessionImage} SessionImage */
/** @typedef {(action: Record<string, unknown>) => void} Dispatch */

const elements = {
  layer: /** @type {HTMLSelectElement} */ (byId('layer')),
  filter: /** @type {HTMLSelectElement} */ (byId('filter')),
  language: /** @type {HTMLSelectElement} */ (byId('language')),
  textSize: /** @type {HTMLSelectElement} */ (byId('text-size')),
  shortcuts: /** @type {HTMLInputElement} */ (byId('shortcuts')),
  overlay: /** @type {HTMLInputElement} */ (byId('overlay')),
  statistics: byId('statistics'),
  imageName: byId('image-name'),
  prediction: byId('prediction'),
  modelName: byId('model-name'),
  problem: byId('problem'),
  progress: byId('progress'),
  session: byId('session'),
  samples: byId('samples'),
  models: byId('models'),
  imageOrder: /** @type {HTMLSelectElement} */ (byId('image-order')),
};

/** @param {string} id */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element "${id}"`);
  return element;
}

/** @param {Dispatch} dispatch */
export function listenToMirror(dispatch) {
  elements.layer.addEventListener('change', () =>
    dispatch({ type: 'select', layer: Number(elements.layer.value), filter: 0 }),
  );
  elements.filter.addEventListener('change', () =>
    dispatch({
      type: 'select',
      layer: Number(elements.layer.value),
      filter: Number(elements.filter.value),
    }),
  );
  elements.overlay.addEventListener('change', () =>
    dispatch({ type: 'overlay', visible: elements.overlay.checked }),
  );
}

/** @param {Dispatch} dispatch */
export function listenToOrder(dispatch) {
  elements.imageOrder.addEventListener('change', () =>
    dispatch({ type: 'image-order', by: elements.imageOrder.value }));
}

/** @param {(what: import('./exports.js').Kind) => void} save */
export function listenToExports(save) {
  for (const button of exportButtons()) {
    button.addEventListener('click', () =>
      save(/** @type {import('./exports.js').Kind} */ (button.dataset.export)));
  }
}

/**
 * @param {{image: boolean, session: boolean}} there what can be exported
 * @param {boolean} busy
 */
export function showExports(there, busy) {
  // Called with every step from filter to filter: nothing is touched that stays as it was.
  const told = `${there.image} ${there.session} ${busy}`;
  if (told === toldOfExports) return;
  toldOfExports = told;
  for (const button of exportButtons()) {
    const needs = /** @type {'image' | 'session'} */ (button.dataset.needs);
    // Not disabled while busy: the button that was pressed would lose the focus.
    button.disabled = !there[needs];
    button.setAttribute('aria-busy', String(busy));
  }
}
let toldOfExports = '';

/** @returns {HTMLButtonElement[]} */
function exportButtons() {
  return [...document.querySelectorAll('button[data-export]')].map((button) =>
    /** @type {HTMLButtonElement} */ (button));
}

/** @param {(code: string) => void} speak @param {Dispatch} dispatch */
export function listenToSettings(speak, dispatch) {
  elements.language.addEventListener('change', () => speak(elements.language.value));
  elements.textSize.addEventListener('change', () =>
    dispatch({ type: 'text-scale', value: Number(elements.textSize.value) }),
  );
  elements.shortcuts.addEventListener('change', () =>
    dispatch({ type: 'shortcuts', on: elements.shortcuts.checked }));
}

/**
 * @param {import('./viewer_state.js').ViewerState} state Module.state() of the viewer
 */
export function showState(state) {
  setValue(elements.language, state.language);
  setValue(elements.imageOrder, state.imageOrder);
  setValue(elements.textSize, String(state.textScale));
  elements.shortcuts.checked = state.shortcuts;
  const { style } = document.documentElement;
  const size = `${state.textScale * 100}%`;
  if (style.fontSize !== size) style.fontSize = size;
  fill(elements.layer, state.layers, state.layer);
  fill(elements.filter, state.filters, state.filter);
  elements.overlay.disabled = !state.hasResult;
  elements.overlay.checked = state.overlayVisible;
  const said = [statistics(state), strengthWords(state.concept), effectWords(state.effect)]
    .filter(Boolean).join(' ');
  setText(elements.statistics, state.hasResult ? said : '');
}

/** @param {import('./viewer_state.js').ViewerState} state */
function statistics(state) {
  const place = { layer: state.layer, filter: state.filter };
  if (state.inactive) return say('statistics.inactive', place);
  return say(state.exceeded ? 'statistics.beyond' : 'statistics.shown', {
    ...place,
    min: figure(state.min),
    max: figure(state.max),
    mean: figure(state.mean),
    low: figure(state.scaleLow),
    high: figure(state.scaleHigh),
  });
}

/**
 * @param {HTMLSelectElement} select
 * @param {number} count
 * @param {number} chosen
 */
function fill(select, count, chosen) {
  if (select.options.length !== count) {
    select.replaceChildren(...Array.from({ length: count }, (_, i) => new Option(String(i))));
    select.disabled = count === 0;
  }
  if (count > 0) setValue(select, String(chosen));
}

/**
 * A step through the filters changes one of many: the others are not touched.
 * @param {HTMLSelectElement | HTMLInputElement} field
 * @param {string} value
 */
export function setValue(field, value) {
  if (field.value !== value) field.value = value;
}

/**
 * @param {string} name
 * @param {string} prediction in words
 */
export function showResult(name, prediction) {
  setText(elements.imageName, name);
  setText(elements.prediction, prediction);
}

/** @param {string} sentence */
export function showModel(sentence) {
  setText(elements.modelName, sentence);
}

/** @param {string} sentence empty: no problem any more */
export function showProblem(sentence) {
  setText(elements.problem, sentence);
}

/** @param {string} sentence */
export function showProgress(sentence) {
  setText(elements.progress, sentence);
}

/**
 * @param {SessionImage[]} list
 * @param {number[]} order ids as the filmstrip has them; images that it has not yet come last
 * @param {number | null} shown
 * @param {(id: number) => void} open
 */
export function showSession(list, order, shown, open) {
  const current = elements.session.contains(document.activeElement)
    ? Number(/** @type {HTMLElement} */ (document.activeElement).dataset.id)
    : null;
  // There may be thousands: only what differs is touched.
  let next = elements.session.firstElementChild;
  for (const image of inOrder(list, order)) {
    const known = entryOf(image, open);
    const { entry, button } = known;
    const words = image.outcome ? `${image.name}: ${image.outcome}` : image.name;
    if (words !== known.words) button.textContent = known.words = words;
    if (known.current !== (image.id === shown)) {
      known.current = image.id === shown;
      if (known.current) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
    if (entry === next) next = next.nextElementSibling;
    else elements.session.insertBefore(entry, next);
  }
  while (next) {
    const gone = next;
    next = next.nextElementSibling;
    gone.remove();
    // Not kept for an image that has left the session: the entry holds what is on the page.
    entries.delete(Number(gone.querySelector('button')?.dataset.id));
  }
  // An entry that was moved must not take the focus away from the button that was pressed.
  if (current !== null && entries.get(current)?.entry.isConnected) entries.get(current)?.button.focus();
}
/** By image; words, current: as they are in the document, which is slow to ask.
 * @type {Map<number, {entry: HTMLElement, button: HTMLButtonElement, words: string,
 *   current: boolean}>} */
const entries = new Map();

/** @param {SessionImage} image @param {(id: number) => void} open */
function entryOf({ id }, open) {
  const known = entries.get(id);
  if (known) return known;
  const button = item('', () => open(id));
  button.dataset.id = String(id);
  const made = { entry: inList(button), button, words: '', current: false };
  entries.set(id, made);
  return made;
}

/** @param {SessionImage[]} list @param {number[]} order */
function inOrder(list, order) {
  const byNumber = new Map(list.map((image) => [image.id, image]));
  const listed = order.flatMap((id) => byNumber.get(id) ?? []);
  for (const id of order) byNumber.delete(id);
  return [...listed, ...byNumber.values()];
}

/**
 * @param {{label: string}[]} samples
 * @param {(index: number) => void} open
 */
export function showSamples(samples, open) {
  elements.samples.replaceChildren(
    ...samples.map((sample, index) => inList(item(sample.label, () => open(index)))),
  );
}

/**
 * The models that come with the page.
 * @param {import('../shared/messages.js').DescribedModel[]} models
 * @param {string} opened file name of the one that is open
 * @param {(index: number) => void} open
 */
export function showModels(models, opened, open) {
  const focused = [...elements.models.querySelectorAll('button')].findIndex(
    (button) => button === document.activeElement);
  elements.models.replaceChildren(
    ...models.map(({ name, file, bytes, description }, index) => {
      const size = fixed(bytes / 1e6, 1);
      const button = item(say('model.open', { name, size, description }), () => open(index));
      if (file === opened) button.setAttribute('aria-current', 'true');
      return inList(button);
    }),
  );
  // As for the images: the focus stays on the button that was pressed.
  if (focused >= 0) elements.models.querySelectorAll('button')[focused]?.focus();
}

/**
 * @param {string} text
 * @param {() => void} onClick
 */
function item(text, onClick) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.addEventListener('click', onClick);
  return button;
}

/** @param {HTMLElement} element */
function inList(element) {
  const li = document.createElement('li');
  li.append(element);
  return li;
}

/**
 * Only where it differs, so that a screen reader is not told the same thing twice.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
