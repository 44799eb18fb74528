// @ts-check
// The card of the open model in words and tables, for the HTML mirror: what the Model screen shows.
import { conceptWords } from './concepts.js';
import { byId } from './mirror.js';
import { className, fixed, has, phrases, say } from './words.js';

const place = byId('card');

/** @param {any} card of core/model/card.h; null: none is open */
export function showCard(card) {
  if (!card) return place.replaceChildren();
  const { architecture, training, classes, licence, attribution, metrics, novelty } = card;
  const { description, faults } = textsIn(card);
  const facts = element('dl');
  for (const [key, value] of [['model.architecture', phrases(architecture ?? '')], ['model.data', training?.data],
    ['model.classes', classes.map(className).join(', ')], ['model.licence', phrases(licence ?? '')], ['model.attribution', attribution]]) {
    if (value) facts.append(element('dt', say(key)), element('dd', value));
  }
  const parts = [element('p', description), facts];
  if (metrics.length > 0) {
    parts.push(table(say('model.metrics'), say('model.metric_data'), metrics.map(figures)));
  }
  for (const { data, groups = [] } of metrics) {
    for (const { title, rows } of groups) {
      parts.push(table(`${say('model.groups', { data })}: ${groupWords(title)}`, groupWords(title), rows.map(figures)));
    }
  }
  if (novelty) {
    parts.push(tableOf(say('model.novelty'), ['', say('kind.images'), say('model.novelty.unlike')],
      novelty.measured.map((/** @type {any} */ { what, images, either }) => [phrases(what), String(images), String(either)])));
  }
  const named = conceptRows(card.layers ?? []);
  if (named.length > 0) {
    const layers = card.layers.map((/** @type {unknown} */ _, /** @type {number} */ i) => `${say('layer.label')} ${i}`);
    parts.push(tableOf(say('model.concepts'), ['', ...layers], named));
  }
  if (faults?.length > 0) {
    const list = element('ul');
    list.append(...faults.map((/** @type {string} */ fault) => element('li', fault)));
    parts.push(element('h3', say('model.faults')), list);
  }
  place.replaceChildren(...parts);
}

/** A group's title or value, as on the canvas (group_words in wasm/viewer/screens/model/figures.cc).
 * @param {string} name */
function groupWords(name) {
  const key = `subgroup.${name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/[^a-z0-9]/gu, '_')}`;
  return has(key) ? say(key) : name;
}

/** The card's sentences in the page's language; in English where it has no others (texts_in in
 * core/model/card.h). @param {any} card @returns {{description: string, faults: string[]}} */
export function textsIn({ description = '', faults = [], translations = [] }) {
  const lang = document.documentElement.lang;
  const own = translations.find((/** @type {{language: string}} */ { language }) => language === lang);
  return { description: own?.description ?? description, faults: own?.faults ?? faults };
}

/** @param {any} row a metric, or a row of one of its groups */
function figures({ data, value, elsewhere, n, positives, auc, auc_low: low, auc_high: high,
  against_all: againstAll, sensitivity, specificity }) {
  const name = elsewhere ? say('model.elsewhere', { data }) : (data ?? groupWords(value));
  // As on the canvas (wasm/viewer/screens/model/figures.cc).
  const few = auc !== undefined && high - low > 0.5;
  const all = againstAll ? ` ${say('model.against_all_short')}` : '';
  const area = auc === undefined ? '' : few ? say('model.too_few')
    : `${three(auc)} (${three(low)}–${three(high)})${all}`;
  return [name, String(n), String(positives), area, three(sensitivity), three(specificity)];
}

/** @param {number | undefined} value */
function three(value) {
  return value === undefined ? '' : fixed(value, 3);
}

/** How many filters of each layer bear which name; none where the card has no names.
 * @param {any[]} layers */
function conceptRows(layers) {
  /** @type {Map<string, number[]>} by name; '' for the nameless */
  const counts = new Map();
  for (const [at, { filters = [], filter_count: all }] of layers.entries()) {
    const count = (/** @type {string} */ name, by = 1) => {
      const row = counts.get(name) ?? layers.map(() => 0);
      row[at] += by;
      counts.set(name, row);
    };
    for (const { concepts } of filters) count(concepts?.[0]?.concept ?? '');
    count('', all - filters.length);
  }
  const nameless = counts.get('');
  counts.delete('');
  if (counts.size === 0 || !nameless) return [];
  const row = (/** @type {string} */ words, /** @type {number[]} */ of) => [words, ...of.map(String)];
  return [...[...counts].map(([name, of]) => row(conceptWords(name), of)), row(say('model.unnamed'), nameless)];
}

/** @param {string} caption @param {string} first heading @param {string[][]} rows */
function table(caption, first, rows) {
  return tableOf(caption, [first, say('kind.images'), say('model.metric_positive'),
    say('model.metric_auc'), say('model.metric_sensitivity'), say('model.metric_specificity')], rows);
}

/** @param {string} caption @param {string[]} headings @param {string[][]} rows */
function tableOf(caption, headings, rows) {
  const whole = element('table');
  const head = element('tr');
  for (const words of headings) {
    const cell = element('th', words);
    cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  whole.append(element('caption', caption), head, ...rows.map((cells) => {
    const row = element('tr');
    row.append(...cells.map((words) => element('td', words)));
    return row;
  }));
  return whole;
}

/** @param {string} tag */
function element(tag, text = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
