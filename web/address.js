// @ts-check
// The address says which filter is shown: #layer=6&filter=12. Nothing about a picture is ever in it.

/** @typedef {{layer: number, filter: number}} Place */

/**
 * @param {string} hash location.hash
 * @returns {Place | null} null where the hash names no layer, or not in whole numbers
 */
export function readAddress(hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const layer = wholeNumber(parameters.get('layer'));
  if (layer === null) return null;
  return { layer, filter: wholeNumber(parameters.get('filter')) ?? 0 };
}

/** @param {Place} place */
export function writeAddress(place) {
  const hash = `#layer=${place.layer}&filter=${place.filter}`;
  // Replaced and not pushed: a hundred steps through the filters are one entry of the history.
  if (location.hash !== hash) history.replaceState(null, '', hash);
}

/** @param {string | null} text */
function wholeNumber(text) {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}
