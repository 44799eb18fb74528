// @ts-check
// Filters as the address names them, "6/12,5/3", layer and filter of each; and as pairs.

/** @param {string} text @returns {number[][] | null} null where it is no such list */
export function filtersIn(text) {
  const places = text.split(',').map((place) => place.split('/').map(wholeNumber));
  const whole = places.every((place) =>
    place.length === 2 && place.every((number) => number !== null));
  return whole ? /** @type {number[][]} */ (places) : null;
}

/** @param {number[][]} places */
export function written(places) {
  return places.map((place) => place.join('/')).join(',');
}

/** @param {string | null} text */
export function wholeNumber(text) {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/** @param {[number, number]} place @returns {import('../exports.js').Place} */
export function placeOf([layer, filter]) {
  return { layer, filter };
}
