// @ts-check
// The What if screen as words and form fields; a part of the HTML mirror.
import { conceptWords, nameIn } from '../concepts.js';
import { figure, percents, percentsAndChange } from '../estimate.js';
import { byId, setText, setValue } from '../mirror.js';
import { className, say } from '../words.js';

/** @typedef {(action: Record<string, unknown>) => void} Dispatch */
/** @typedef {import('../viewer_state.js').WhatIf} WhatIf */

const section = byId('what-if');
const list = byId('what-if-list');
const by = /** @type {HTMLSelectElement} */ (byId('what-if-by'));
const order = /** @type {HTMLSelectElement} */ (byId('what-if-order'));
const fields = /** @type {HTMLInputElement[]} */ (
  ['x', 'y', 'radius'].map((name) => byId(`what-if-${name}`)));
const thing = /** @type {HTMLSelectElement} */ (byId('what-if-lay-what'));
const laying = /** @type {HTMLInputElement[]} */ (
  ['x', 'y', 'side'].map((name) => byId(`what-if-lay-${name}`)));
/** What can be laid on the image (core/synth/stamp.h). */
const THINGS = ['hair', 'ruler', 'ink', 'patch', 'bubble', 'dark_corner'];
const buttons = Object.fromEntries(['undo', 'redo', 'reset', 'measure', 'whole'].map((name) =>
  [name, /** @type {HTMLButtonElement} */ (byId(`what-if-${name}`))]));
/** @type {Dispatch} */
let act = () => {};
let told = '';
/** Of the model that is open. @type {any} */
let card = null;
/** How many the list shows at first (kEffectsShown). */
const FIRST = 24;
/** @type {WhatIf | null} */
let shown = null;

/** @param {Dispatch} dispatch */
export function listenToWhatIf(dispatch) {
  act = dispatch;
  by.addEventListener('change', () => dispatch({ type: 'what-if-by', by: by.value }));
  order.addEventListener('change', () => dispatch({ type: 'what-if-list', by: order.value }));
  for (const name of ['undo', 'redo', 'reset']) {
    buttons[name].addEventListener('click', () => dispatch({ type: `what-if-${name}` }));
  }
  buttons.measure.addEventListener('click', () =>
    dispatch({ type: 'what-if-measure', wanted: !shown?.effects.wanted }));
  buttons.whole.addEventListener('click', () =>
    dispatch({ type: 'what-if-whole', whole: !shown?.whole }));
  byId('what-if-paint').addEventListener('submit', (event) => {
    event.preventDefault();
    const [x, y, radius] = fields.map(({ valueAsNumber }) => valueAsNumber);
    if ([x, y, radius].every(Number.isFinite)) dispatch({ type: 'what-if-paint', x, y, radius });
  });
  byId('what-if-lay').addEventListener('submit', (event) => {
    event.preventDefault();
    const [x, y, side] = laying.map(({ valueAsNumber }) => valueAsNumber);
    if ([x, y, side].every(Number.isFinite)) dispatch({ type: 'what-if-lay', what: thing.value, x, y, side });
  });
}

/**
 * @param {import('../viewer_state.js').ViewerState} state Module.state() of the viewer
 * @param {import('./screens.js').Session} session
 */
export function showWhatIf(state, session) {
  ({ card } = session);
  const { whatIf, imageId, seen } = state;
  section.hidden = !whatIf || whatIf.before === null;
  const first = !shown && whatIf;
  shown = whatIf;
  if (!whatIf || whatIf.before === null) return;
  setText(byId('what-if-said'), saidOf(state, whatIf));
  setValue(by, whatIf.by);
  const { means } = whatIf;
  for (const option of by.options) {
    if (option.value === 'training') option.disabled = !means;
    if (option.value === 'others') option.disabled = whatIf.otherImages === 0;
  }
  setText(byId('what-if-means'), fromOf(whatIf));
  setText(byId('what-if-effects'), say(whatIf.list === 'concept' ? 'what_if.concepts' : 'what_if.effects'));
  setText(byId('what-if-note'), noteOf(whatIf));
  setValue(order, whatIf.list);
  const { done, of, wanted } = whatIf.effects;
  setText(byId('what-if-measured'), measuredOf(whatIf));
  setText(buttons.measure, say(wanted ? 'spread.stop' : 'what_if.measure'));
  buttons.measure.hidden = of > 0 && done >= of;
  setText(buttons.whole, whatIf.whole ? say('what_if.show_first', { count: FIRST })
    : say('what_if.show_all', { count: whatIf.listedOf }));
  buttons.whole.hidden = whatIf.list !== 'effect';
  if ((first || fields[0].dataset.image !== String(imageId)) && seen) {
    fields[0].dataset.image = String(imageId);
    const { x, y, width, height } = seen;
    const values = [x + width / 2, y + height / 2, whatIf.radius];
    for (const [at, field] of fields.entries()) field.value = String(Math.round(values[at]));
    values[2] = whatIf.side;
    for (const [at, field] of laying.entries()) field.value = String(Math.round(values[at]));
  }
  showThings();
  setText(byId('what-if-laid'), laidOf(whatIf));
  showList(whatIf, state);
}

/** How far the effects are, and what stands there meanwhile. @param {WhatIf} whatIf */
function measuredOf({ all, effects: { done, estimated, of, first, noEstimate } }) {
  const measured = say('what_if.measured', { done, all });
  if (of > 0 && done >= of) return measured;
  const more = [
    ...(first < of ? [say('what_if.first', { count: first })] : []),
    ...(estimated > 0 ? [say('what_if.estimated')] : []),
    ...(noEstimate ? [say('what_if.no_estimate', { reason: noEstimate })] : []),
  ];
  return more.length > 0 ? `${measured}. ${more.join(' ')}` : measured;
}

/** In the page's language, what was chosen stays. */
function showThings() {
  if (thing.lang === document.documentElement.lang) return;
  const { value } = thing;
  thing.lang = document.documentElement.lang;
  thing.replaceChildren(...THINGS.map((name) => {
    const option = document.createElement('option');
    option.value = name;
    option.textContent = conceptWords(name);
    return option;
  }));
  if (value) thing.value = value;
}

/** @param {WhatIf} whatIf */
function laidOf({ stamps }) {
  return stamps.length === 0 ? '' : say('what_if.stamped', { things: stamps.map(conceptWords).join(', ') });
}

/** From which images what stands in is; or why other images can't lend their maps. @param {WhatIf} whatIf */
function fromOf({ by: way, means, others, drawn, otherImages }) {
  if (way === 'others') {
    return [say('what_if.by.others.from', { count: others.length }),
      ...(drawn > 0 ? [say('what_if.by.others.drawn', { drawn })] : [])].join(' ');
  }
  return [...(means && way === 'training' ? [say('what_if.by.from', means)] : []),
    ...(otherImages === 0 ? [say('what_if.by.others.none')] : [])].join(' ');
}

/** What the list shows. @param {WhatIf} whatIf */
function noteOf({ list: kind, concepts }) {
  if (kind !== 'concept') return say('what_if.effects.note');
  return say(concepts.length > 0 ? 'what_if.concepts.note' : 'what_if.no_names');
}

/** Before, after, and what lies between. @param {import('../viewer_state.js').ViewerState} state
 * @param {WhatIf} whatIf */
function saidOf({ threshold }, whatIf) {
  const { before, after, current, crossing, off, strokes, stamps, over, others, drawn, progress } = whatIf;
  if (before === null) return '';
  const [from, to, line, points] = percentsAndChange([before, after ?? before, threshold]);
  if (off.length === 0 && strokes === 0 && stamps.length === 0) return say('what_if.nothing');
  if (!current || after === null) {
    return progress ? say('what_if.pending.of', { done: progress.done, all: progress.of }) : say('what_if.pending');
  }
  const change = points === '0' ? say('what_if.same')
    : say(after < before ? 'what_if.lower' : 'what_if.higher', { points });
  const key = { none: 'what_if.stays', up: 'what_if.crosses_up', down: 'what_if.crosses_down' }[crossing];
  return [say('what_if.text', { before: from, after: to }), change,
    ...(threshold === null ? [] : [say(key, { threshold: line, class: className(positiveClass()) })]),
    ...(over ? [overOf(over, others.length)] : []),
    ...(over && drawn > 0 ? [say('what_if.by.others.drawn', { drawn })] : [])].join(' ');
}

/** From where to where the mean over other images goes. @param {[number, number]} over @param {number} count */
function overOf(over, count) {
  const [low, high] = percents(over);
  return say('what_if.over', { count, low, high });
}

/** As the model's card calls it. */
function positiveClass() {
  return card?.classes?.[card.positive_class ?? 1] ?? '';
}

/** @param {WhatIf} whatIf @param {import('../viewer_state.js').ViewerState} state */
function showList({ list: kind, listed, concepts, opened }, { layer }) {
  const words = JSON.stringify([document.documentElement.lang, kind, listed, concepts, opened, layer]);
  if (words === told) return;
  told = words;
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key ?? '';
  const rows = listed.map(([ofLayer, filter, change, , off, estimated]) => {
    const name = conceptWords(nameIn(card, ofLayer, filter));
    const effect = change === null ? say('what_if.not_measured')
      : say('what_if.log_odds', { change: estimated ? say('what_if.about', { change: signed(change) }) : signed(change) });
    return toggle(say('what_if.row.said', { name, layer: ofLayer, filter, effect }),
      `filter-${ofLayer}-${filter}`, off === 1, [[ofLayer, filter]]);
  });
  const patterns = kind !== 'concept' ? [] : concepts.map((one) =>
    toggle(patternOf(one), `pattern-${one.name}`, one.off === one.filters.length, one.filters));
  const whole = kind !== 'layer' || listed.length === 0 ? [] : [toggle(
    say('what_if.all_off', { count: listed.length }), 'layer',
    listed.every(([, , , , off]) => off === 1), listed.map(([ofLayer, filter]) => [ofLayer, filter]))];
  list.replaceChildren(...patterns, ...whole, ...rows);
  if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-key="${focused}"]`))?.focus();
}

/** @param {WhatIf['concepts'][number]} concept */
function patternOf({ name, filters, sure, logOdds, over }) {
  const said = [say('what_if.pattern', { name: conceptWords(name), count: filters.length }),
    logOdds === null ? say('what_if.not_measured') : say('what_if.log_odds', { change: signed(logOdds) })].join(': ');
  return [said, say('what_if.concept.of', { count: filters.length, sure }),
    ...(over ? [say('what_if.row.over', { low: signed(over[0]), high: signed(over[1]) })] : [])].join('. ');
}

/** "+3.2", "−0.04". @param {number} value */
function signed(value) {
  const words = figure(Math.abs(value));
  if (words === '0') return words;
  return `${value < 0 ? '−' : '+'}${words}`;
}

/** A line with a button that is pressed where its filters are off.
 * @param {string} text @param {string} key @param {boolean} off @param {number[][]} places */
function toggle(text, key, off, places) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.dataset.key = key;
  button.setAttribute('aria-pressed', String(off));
  button.addEventListener('click', () => act({ type: 'what-if-switch', places, off: !off }));
  const line = document.createElement('li');
  line.append(button);
  return line;
}

/** Lines to copy. @param {import('../viewer_state.js').ViewerState} state
 * @param {import('./screens.js').NameOf} nameOf */
export function whatIfText(state, nameOf) {
  const { whatIf, imageId, imageName } = state;
  if (!whatIf || imageId === null) return [];
  return [nameOf({ id: imageId, name: imageName }), saidOf(state, whatIf),
    say('what_if.changed', { off: whatIf.off.length, all: whatIf.all, strokes: whatIf.strokes }),
    ...(whatIf.stamps.length > 0 ? [laidOf(whatIf)] : []),
    ...copiedConcepts(whatIf),
    ...(whatIf.off.length > 0 ? [`${say('what_if.by')} ${say(`what_if.by.${whatIf.by}`)}. ${fromOf(whatIf)}`.trim()] : []),
    ...whatIf.off.map(([layer, filter]) =>
      `${layer}/${filter} ${conceptWords(nameIn(card, layer, filter))}`),
    say('what_if.note')];
}

/** What all filters of each name do together, where that is listed. @param {WhatIf} whatIf */
function copiedConcepts({ list: kind, concepts }) {
  const measured = concepts.filter(({ logOdds }) => logOdds !== null);
  if (kind !== 'concept' || measured.length === 0) return [];
  return [say('what_if.concepts'), ...measured.map(patternOf), say('what_if.concepts.note')];
}
