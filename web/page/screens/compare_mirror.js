// @ts-check
// The Compare screen in form fields and sentences; a part of the HTML mirror.
import { figure, pairedWords, paneEstimate, sentences } from '../estimate.js';
import { byId, setText } from '../mirror.js';
import { say } from '../words.js';

/** @typedef {(action: Record<string, unknown>) => void} Dispatch */

const LETTERS = ['A', 'B', 'C', 'D'];
/** @type {Record<string, string>} */
const LABELS = {
  image: 'sheet.image', model: 'screen.model', layer: 'layer.label', filter: 'filter',
};
const section = byId('compare');
const count = /** @type {HTMLSelectElement} */ (byId('compare-count'));
const model = /** @type {HTMLSelectElement} */ (byId('compare-model'));
const judge = /** @type {HTMLButtonElement} */ (byId('compare-judge'));
const panes = LETTERS.map(makePane);
let judging = false;

/** @param {string} letter */
function makePane(letter) {
  const id = `pane-${letter.toLowerCase()}`;
  const field = document.createElement('fieldset');
  field.id = id;
  const legend = document.createElement('legend');
  field.append(legend);
  const [image, which, layer, filter] = ['image', 'model', 'layer', 'filter'].map((name) => {
    const select = document.createElement('select');
    select.id = `${id}-${name}`;
    const label = document.createElement('label');
    label.htmlFor = select.id;
    label.dataset.of = name;
    const line = document.createElement('p');
    line.append(label, ' ', select);
    field.append(line);
    return select;
  });
  const said = document.createElement('p');
  said.id = `${id}-result`;
  said.setAttribute('aria-live', 'polite');
  field.append(said);
  byId('compare-panes').append(field);
  return { field, legend, image, which, layer, filter, said };
}

/** @param {Dispatch} dispatch */
export function listenToCompare(dispatch) {
  count.addEventListener('change', () =>
    dispatch({ type: 'compare-panes', count: Number(count.value) }));
  model.addEventListener('change', () => {
    if (model.value) dispatch({ type: 'compare-model', file: model.value });
  });
  judge.addEventListener('click', () => dispatch({ type: 'compare-judge', on: !judging }));
  /** @type {NodeListOf<HTMLButtonElement>} */
  const presets = section.querySelectorAll('button[data-kind]');
  for (const button of presets) {
    button.addEventListener('click', () =>
      dispatch({ type: 'compare-preset', kind: button.dataset.kind }));
  }
  for (const [pane, one] of panes.entries()) {
    const set = (/** @type {Record<string, unknown>} */ what) =>
      dispatch({ type: 'compare-set', pane, ...what });
    one.image.addEventListener('change', () => set({ image: Number(one.image.value) }));
    one.which.addEventListener('change', () => set({ second: one.which.value === 'second' }));
    one.layer.addEventListener('change', () => set({ layer: Number(one.layer.value), filter: 0 }));
    one.filter.addEventListener('change', () => set({ filter: Number(one.filter.value) }));
    one.field.addEventListener('focusin', () => dispatch({ type: 'compare-pane', pane }));
  }
}

/**
 * @param {import('../viewer_state.js').ViewerState} state Module.state() of the viewer
 * @param {import('./screens.js').Session} session
 */
export function showCompare(state, { images, shipped }) {
  // The filter of Read: here each pane has its own.
  byId('read-filter').hidden = state.compare !== null;
  const { compare } = state;
  section.hidden = !compare;
  if (!compare) return;
  count.value = String(compare.panes.length);
  const models = shipped.filter(({ file }) => file !== state.modelName);
  const { secondFile } = compare;
  const options = models.map(({ name, file }) => [file, name]);
  if (secondFile && !models.some(({ file }) => file === secondFile)) {
    options.push([secondFile, secondFile]);
  }
  if (!secondFile) options.unshift(['', say('compare.none_open')]);
  choose(model, options, secondFile);
  const two = [['first', say('compare.first', { name: state.modelName })]];
  if (secondFile) two.push(['second', say('compare.second', { name: secondFile })]);
  const listed = new Set(state.images);
  const known = images.filter(({ id }) => listed.has(id));
  const { said: judged, ask } = pairedWords();
  setText(byId('compare-judged'), judged);
  judging = compare.judging;
  judge.hidden = !ask && !compare.judging;
  setText(judge, say(compare.judging ? 'spread.stop' : 'compare.judge'));
  for (const [index, one] of panes.entries()) {
    const pane = compare.panes[index];
    one.field.hidden = !pane;
    if (!pane) continue;
    setText(one.legend, say('compare.pane', { letter: LETTERS[index] }));
    for (const label of one.field.querySelectorAll('label')) {
      setText(label, say(LABELS[label.dataset.of ?? '']));
    }
    choose(one.image, known.map(({ id, name }) => [String(id), name]), String(pane.image));
    choose(one.which, two, pane.second ? 'second' : 'first');
    choose(one.layer, numbers(pane.layers), String(pane.layer));
    choose(one.filter, numbers(pane.filters), String(pane.filter));
    setText(one.said, result(pane, compare, index, pane.imageName));
  }
}

/** A line a pane, the model in front of what it says.
 * @param {import('../viewer_state.js').ViewerState} state @param {import('./screens.js').NameOf} nameOf */
export function compareText({ compare }, nameOf) {
  if (!compare) return [];
  const { said: both } = pairedWords();
  const lines = compare.panes.map((pane, index) => {
    const name = nameOf({ id: pane.image, name: pane.imageName });
    const said = result(pane, compare, index, name);
    return `${say('compare.pane', { letter: LETTERS[index] })}, ${pane.modelName}: ${said}`;
  });
  return both ? [...lines, both] : lines;
}

/** @param {import('../viewer_state.js').ComparePane} pane
 * @param {import('../viewer_state.js').Compare} compare @param {number} index
 * @param {string} name of the image */
function result(pane, { secondFile, modelWanted }, index, name) {
  if (pane.refused) return say('compare.refused_of', { name });
  if (pane.second && !secondFile) return say('compare.none_open');
  if (pane.probability === null) {
    return say(pane.second && modelWanted ? 'compare.loading' : 'compare.reading_of', { name });
  }
  const { layer, filter } = pane;
  const map = pane.inactive ? say('statistics.inactive', { layer, filter }) : say(pane.exceeded ? 'statistics.beyond' : 'statistics.shown', {
    layer, filter, min: figure(pane.min), max: figure(pane.max), mean: figure(pane.mean),
    low: figure(pane.scaleLow), high: figure(pane.scaleHigh),
  });
  const said = paneEstimate(index);
  const own = said?.beside.length ? ` ${say('crop.by_rule', { percent: said.beside[0] })}` : '';
  const missed = pane.lesionMissed ? ` ${say('crop.made_no_lesion')}` : '';
  const unlike = pane.unlike ? ` ${say('unlike.short')}.` : '';
  const crosses = pane.crosses ? ` ${say('crosses.said')}` : '';
  return `${name}. ${sentences(said)}${own}${missed}${unlike}${crosses} ${map}`;
}

/** @param {number} length */
function numbers(length) {
  return Array.from({ length }, (_, i) => [String(i), String(i)]);
}

/**
 * Options are made anew only where they differ, so that a list that is open stays.
 * @param {HTMLSelectElement} select
 * @param {string[][]} options value and words
 * @param {string} chosen
 */
function choose(select, options, chosen) {
  const there = [...select.options];
  const same = there.length === options.length && options.every(
    ([value, words], i) => there[i].value === value && there[i].text === words);
  if (!same) select.replaceChildren(...options.map(([value, words]) => new Option(words, value)));
  select.disabled = options.length === 0;
  if (select.value !== chosen) select.value = chosen;
}
