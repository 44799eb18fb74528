// @ts-check
// The Sheet screen as a table; a part of the HTML mirror.
import { conceptWords } from '../concepts.js';
import { figure, percents } from '../estimate.js';
import { byId, setText } from '../mirror.js';
import { say } from '../words.js';

/** @typedef {(action: Record<string, unknown>) => void} Dispatch */

const section = byId('sheet');
const table = byId('sheet-table');
const by = /** @type {HTMLSelectElement} */ (byId('sheet-by'));
let told = '';
/** @type {Dispatch} */
let act = () => {};

const CHOICES = new Map([
  ['average', { type: 'sheet-columns', places: [] }],
  ['hand', { type: 'sheet-keep' }],
  ['concepts', { type: 'sheet-concepts' }],
]);

/** @param {Dispatch} dispatch */
export function listenToSheet(dispatch) {
  act = dispatch;
  by.addEventListener('change', () => dispatch(CHOICES.get(by.value) ?? {}));
}

/**
 * @param {import('../viewer_state.js').ViewerState} state Module.state() of the viewer
 * @param {import('./screens.js').Session} session
 */
export function showSheet({ sheet, threshold, named }, { open }) {
  section.hidden = !sheet.table;
  if (!sheet.table) return;
  const { rows, measured, images } = sheet.table;
  for (const option of by.options) option.hidden = 'named' in option.dataset && !named;
  by.value = sheet.byHand ? 'hand' : 'average';
  setText(byId('sheet-of'), sheet.byHand ? '' : say('sheet.of', { measured, images }));
  const words = JSON.stringify([document.documentElement.lang, sheet.columns, threshold,
    rows.map((row) => [row.image, row.probability, row.refused, row.cells])]);
  if (words === told) return;
  told = words;
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key ?? '';
  table.replaceChildren(head(sheet), body(rows, sheet.columns, threshold, open));
  // Made anew, the table must not take the focus away from the button that was pressed.
  if (focused) {
    /** @type {HTMLElement | null} */ (table.querySelector(`[data-key="${focused}"]`))?.focus();
  }
}

/** "4/7 hair". @param {number[]} place @param {string} name */
function columnWords(place, name) {
  return name ? `${place.join('/')} ${conceptWords(name)}` : place.join('/');
}

/** @param {import('../viewer_state.js').ViewerState['sheet']} sheet */
function head({ columns, names }) {
  const row = document.createElement('tr');
  row.append(cell('th', say('sheet.image'), 'col'));
  for (const [index, [layer, filter]] of columns.entries()) {
    const heading = cell('th', '', 'col');
    const remove = button(`${columnWords([layer, filter], names[index] ?? '')} ×`, `column-${index}`,
      () => act({ type: 'sheet-remove', column: index }));
    remove.setAttribute('aria-label', say('sheet.remove', { layer, filter }));
    heading.append(remove);
    row.append(heading);
  }
  const part = document.createElement('thead');
  part.append(row);
  return part;
}

/**
 * @param {any[]} rows
 * @param {number[][]} columns
 * @param {number | null} threshold
 * @param {(id: number) => void} open
 */
function body(rows, columns, threshold, open) {
  const part = document.createElement('tbody');
  for (const { image, imageName, probability, byRule, refused, lesionMissed, unlike, crosses, cells } of rows) {
    const row = document.createElement('tr');
    const name = cell('th', '', 'row');
    const said = estimateWords([probability, byRule], threshold, { lesionMissed, unlike, crosses });
    name.append(button(`${imageName}: ${said}`, `image-${image}`, () => {
      act({ type: 'screen', screen: 'read' });
      open(image);
    }));
    row.append(name);
    for (const [index, [layer, filter]] of columns.entries()) {
      const item = cell('td', '', '');
      const text = responseWords(cells[index], refused);
      if (!cells[index]) {
        item.textContent = text;
      } else {
        const show = button(text, `cell-${image}-${index}`, () => {
          act({ type: 'select', layer, filter });
          act({ type: 'screen', screen: 'explore' });
          open(image);
        });
        show.setAttribute('aria-label', say('sheet.cell.said', { layer, filter, text, name: imageName }));
        item.append(show);
      }
      row.append(item);
    }
    part.append(row);
  }
  return part;
}

/** A table, its cells divided by tabs: head, then a line a row that is on the screen.
 * @param {import('../viewer_state.js').ViewerState} state @param {import('./screens.js').NameOf} nameOf */
export function sheetText({ sheet: { table: shown, columns, names }, threshold }, nameOf) {
  if (!shown) return [];
  const top = [say('sheet.image'), say('term.estimate.as'), ...columns.map((place, index) => columnWords(place, names[index] ?? ''))];
  const lines = shown.rows.map(({ image, imageName, probability, byRule, refused, lesionMissed, unlike, crosses, cells }) => [
    nameOf({ id: image, name: imageName }), estimateWords([probability, byRule], threshold, { lesionMissed, unlike, crosses }),
    ...columns.map((_, index) => responseWords(cells[index], refused)),
  ]);
  return [top, ...lines].map((line) => line.join('\t'));
}

/** byRule: of the network's own square, where a person has chosen another.
 * @param {[number, number | null]} estimates @param {number | null} threshold
 * @param {{lesionMissed: boolean, unlike: boolean, crosses: boolean}} doubts */
function estimateWords([probability, byRule], threshold, { lesionMissed, unlike, crosses }) {
  const [said, own] = percents([probability, byRule, threshold]);
  const parts = [byRule === null || byRule === probability ? said : `${said} (${own})`];
  if (lesionMissed) parts.push(say('lesion.missed'));
  if (unlike) parts.push(say('unlike.short'));
  if (crosses) parts.push(say('crosses.short'));
  return parts.join(', ');
}

/** Of a cell. @param {[number, number, string] | null | undefined} response @param {boolean} refused */
function responseWords(response, refused) {
  if (!response) return say(refused ? 'sheet.refused' : 'sheet.reading');
  const [most, inactive, place] = response;
  return inactive ? say('inactive') : `${figure(most)}, ${say(`place.${place}`)}`;
}

/** @param {'th' | 'td'} kind @param {string} text @param {string} scope */
function cell(kind, text, scope) {
  const element = document.createElement(kind);
  if (scope) element.setAttribute('scope', scope);
  element.textContent = text;
  return element;
}

/** @param {string} text @param {string} key @param {() => void} pressed */
function button(text, key, pressed) {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.dataset.key = key;
  element.addEventListener('click', pressed);
  return element;
}
