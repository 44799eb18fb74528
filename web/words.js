// @ts-check
// The page's sentences. They come from words/LANGUAGE.json, member "page", the same file that the
// viewer takes its own words from.

/** @type {Record<string, string>} */
let table = {};

/**
 * Reads the table and puts its words into the document's elements that carry data-word.
 * @param {string} json text of words/en.json
 */
export function setWords(json) {
  table = JSON.parse(json).page ?? {};
  for (const element of document.querySelectorAll('[data-word]')) {
    const word = table[/** @type {HTMLElement} */ (element).dataset.word ?? ''];
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
  return (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}
