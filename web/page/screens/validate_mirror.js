// @ts-check
// Validate as words, tables and form fields; a part of the HTML mirror. Every sentence is the viewer's,
// as it stands on the canvas.
import { byId, setText, setValue } from '../mirror.js';
import { say } from '../words.js';

/** @typedef {(action: Record<string, unknown>) => void} Dispatch */
/** @typedef {import('../viewer_state.js').ViewerState} ViewerState */

const section = byId('validate');
const wanted = /** @type {HTMLInputElement} */ (byId('validate-wanted'));
const part = /** @type {HTMLSelectElement} */ (byId('validate-part'));
const button = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (byId(`validate-${name}`));
const marks = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('#validate-mark button'));
let told = '';
/** @type {string[]} */
let lines = [];

/** @param {Dispatch} dispatch */
export function listenToValidate(dispatch) {
  wanted.addEventListener('change', () => dispatch({ type: 'validate-wanted', value: wanted.valueAsNumber / 100 }));
  part.addEventListener('change', () => dispatch({ type: 'validate-part', part: part.value || null }));
  button('remove').addEventListener('click', () => dispatch({ type: 'validate-remove-own' }));
  button('forget').addEventListener('click', () => dispatch({ type: 'validate-forget' }));
  for (const mark of marks) {
    mark.addEventListener('click', () => dispatch({ type: 'mark-image', label: mark.dataset.label || null }));
  }
}

/** Whether it is there is all that follows from the state alone. @param {ViewerState} state */
export function showValidate({ validate, imageId }) {
  section.hidden = !validate;
  for (const mark of marks) mark.disabled = imageId === null;
}

/** @param {ViewerState} state @param {import('./screens.js').Page} page */
export function tellValidate(state, page) {
  const own = state.own && state.hasResult ? page.viewer().ownSentences() : [];
  setText(byId('own-said'), own.join(' '));
  const { validate } = state;
  if (!validate) return;
  const text = page.viewer().validationWords();
  const words = JSON.stringify([text, validate.hasSplit, validate.part, state.own, document.documentElement.lang]);
  if (words === told) return;
  told = words;
  const judged = text.figures.length > 0;
  setText(byId('validate-headline'), text.headline);
  setText(byId('validate-progress'), text.progress);
  button('stop').hidden = validate.reading === 0;
  byId('validate-notes').replaceChildren(...text.notes.map((note) => made('p', note)));
  byId('validate-part-line').hidden = !validate.hasSplit;
  setValue(part, validate.part ?? '');
  byId('validate-judged').hidden = !judged;
  byId('validate-figures').hidden = !judged;
  byId('validate-figures').querySelector('tbody')?.replaceChildren(...text.figures.map(
    ({ name, value, note }) => row([name, value, note])));
  setValue(wanted, String(Math.round(validate.wanted * 100)));
  setText(byId('validate-threshold'), text.threshold);
  button('use-threshold').disabled = !text.canUseThreshold;
  setText(byId('validate-recalibration'), text.recalibration);
  button('use-recalibration').disabled = !text.canUseRecalibration;
  const fallback = say(state.own ? 'validate.not_holding' : 'validate.none_in_use');
  setText(byId('validate-in-use'), text.inUse || fallback);
  button('remove').disabled = state.own === null;
  for (const name of ['save-own', 'save-model']) button(name).disabled = state.own === null;
  button('save-csv').disabled = !judged;
  for (const name of ['save-json', 'save-report', 'print']) button(name).disabled = !judged;
  byId('validate-groups').replaceChildren(...text.groups.map(groupTable), made('p', text.againstAll));
  byId('validate-mistakes').replaceChildren(...text.mistakes.flatMap(({ title, images }) =>
    [made('h3', title), mistakes(images, page)]));
  lines = [text.headline, ...text.notes, ...text.figures.map(({ name, value, note }) => `${name}: ${value}. ${note}`),
    text.threshold, text.recalibration, text.inUse].filter((line) => line !== '');
}

/** Lines to copy. */
export function validateText() {
  return lines;
}

/** @param {string} tag @param {string} text */
function made(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** The first cell is the row's heading. @param {string[]} cells */
function row([first, ...rest]) {
  const line = document.createElement('tr');
  const heading = /** @type {HTMLTableCellElement} */ (made('th', first));
  heading.scope = 'row';
  line.append(heading, ...rest.map((cell) => made('td', cell)));
  return line;
}

/** @param {{title: string, rows: string[][]}} group */
function groupTable({ title, rows }) {
  const table = document.createElement('table');
  const head = document.createElement('thead');
  const line = document.createElement('tr');
  for (const word of [title, say('kind.images'), say('model.metric_positive'), say('model.metric_auc'),
    say('model.metric_sensitivity'), say('model.metric_specificity')]) {
    const cell = /** @type {HTMLTableCellElement} */ (made('th', word));
    cell.scope = 'col';
    line.append(cell);
  }
  head.append(line);
  const body = document.createElement('tbody');
  body.append(...rows.map(row));
  table.append(head, body);
  return table;
}

/** @param {{id: number, name: string, estimate: string}[]} images @param {import('./screens.js').Page} page */
function mistakes(images, page) {
  const list = document.createElement('ul');
  for (const { id, name, estimate } of images) {
    const open = /** @type {HTMLButtonElement} */ (made('button', `${name}: ${estimate}`));
    open.type = 'button';
    open.addEventListener('click', () => {
      page.open(id);
      page.viewer().dispatch({ type: 'screen', screen: 'read' });
    });
    const line = document.createElement('li');
    line.append(open);
    list.append(line);
  }
  return list;
}
