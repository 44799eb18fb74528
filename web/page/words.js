// @ts-check
// The page's sentences. They come from words/LANGUAGE.json, member "page", the same file that the
// viewer takes its own words from.

/** @type {Record<string, string>} */
let table = {};
/** The viewer's words, where the page says the same thing. @type {Record<string, string>} */
let viewerTable = {};
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
  print = JSON.stringify(tables.print ?? {});
  for (const element of document.querySelectorAll('[data-word]')) {
    const key = /** @type {HTMLElement} */ (element).dataset.word ?? '';
    const word = table[key] ?? viewerTable[key];
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
  return (table[key] ?? viewerTable[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** JSON of the exports' words (core/print/words.h): what is not in it is English. */
export function printWords() {
  return print;
}
