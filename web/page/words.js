// @ts-check
// The page's sentences. They come from words/LANGUAGE.json, member "page", the same file that the
// viewer takes its own words from.

/** @type {Record<string, string>} */
let table = {};
/** The viewer's words, where the page says the same thing. @type {Record<string, string>} */
let viewerTable = {};
/** Sentences that page, viewer and exports share. @type {Record<string, string>} */
let common = {};
/** The sentences of what goes wrong, by code. @type {Record<string, string>} */
let errors = {};
/** What is said of estimates, by key: names of classes are among it. @type {Record<string, string>} */
let estimates = {};
/** The words of the exports, JSON. */
let print = '{}';

/**
 * Reads the table and puts its words into the document's elements that carry data-word.
 * @param {string} json text of words/LANGUAGE.json
 * @param {string} language its code
 */
export function setWords(json, language) {
  document.documentElement.lang = language;
  const tables = JSON.parse(json);
  table = tables.page ?? {};
  viewerTable = tables.viewer ?? {};
  common = tables.common ?? {};
  errors = tables.error ?? {};
  // The exports say the estimate's sentences too: under keys of their own.
  estimates = tables.estimate ?? {};
  const estimate = Object.entries(estimates).map(([key, words]) => [`estimate.${key}`, words]);
  print = JSON.stringify({ ...common, ...tables.print, ...Object.fromEntries(estimate) });
  for (const element of document.querySelectorAll('[data-word]')) {
    const key = /** @type {HTMLElement} */ (element).dataset.word ?? '';
    const word = wordsFor(key);
    if (word) element.textContent = word;
  }
}

/**
 * A sentence of the table with its {places} filled in; the key itself where it is missing, so that
 * a gap is seen.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  return fill(wordsFor(key) ?? key, values);
}

/** Whether there are words for it. @param {string} key */
export function has(key) {
  return wordsFor(key) !== undefined;
}

/**
 * What a model's card says in a few fixed phrases, piece by piece, in the page's language; another
 * piece as it is (core/text/pieces.h, with the same keys).
 * @param {string} said
 */
export function phrases(said) {
  return said.split(', ').map((piece) => {
    const numbers = piece.match(/\d+/g) ?? [];
    const key = `said.${piece.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
      .replace(/[^a-z0-9]/g, '_').replace(/\d+/g, 'n')}`;
    return numbers.length < 2 && has(key) ? say(key, { n: numbers[0] ?? '' }) : piece;
  }).join(', ');
}

/** @param {string} key @returns {string | undefined} */
function wordsFor(key) {
  return table[key] ?? viewerTable[key] ?? common[key];
}

/** @param {string} pattern @param {Record<string, string | number>} values */
function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/**
 * What went wrong, in the language of the page; the file that it is about in front, and its line.
 * @param {import('../shared/messages.js').Problem} problem
 */
export function sayProblem({ code, values }) {
  const number = new Intl.NumberFormat(document.documentElement.lang, {
    useGrouping: false, maximumSignificantDigits: 17,
  });
  const { file, line, ...places } = Object.fromEntries(Object.entries(values).map(([name, value]) =>
    [name, typeof value === 'number' ? number.format(value) : value]));
  const sentence = fill(errors[code] ?? code, places);
  const where = [file, line && say('problem.line', { line })].filter(Boolean).join(', ');
  return where ? `${where}: ${sentence}` : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** What a class of a model is called. @param {string} name as its card has it */
export function className(name) {
  return estimates[`class.${name}`] ?? name;
}

/** With so many decimals, after the mark of the language. @param {number} value @param {number} decimals */
export function fixed(value, decimals) {
  // Rounded as C++ rounds it, by the value and not by its shortest decimal: 0.1045 is below the half.
  // A zero has no sign, and what is below it a minus sign, as in C++.
  const rounded = Number(value.toFixed(decimals)) || 0;
  return (rounded < 0 ? '\u2212' : '') + Math.abs(rounded).toLocaleString(document.documentElement.lang, {
    useGrouping: false, minimumFractionDigits: decimals, maximumFractionDigits: decimals,
  });
}

/** JSON of the exports' words (core/print/words.h): what is not in it is English. */
export function printWords() {
  return print;
}
