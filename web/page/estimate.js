// @ts-check
// What the network says of an image, in sentences, and numbers as they are read: the viewer makes
// both (core/model/estimate.h, core/text/format.h), so that text version, screen and print say the
// same.

/** @typedef {import('./viewer_link.js').Estimate} Estimate */

/** @type {import('./viewer_link.js').Viewer | null} */
let viewer = null;

/** @param {import('./viewer_link.js').Viewer} started */
export function speakThrough(started) {
  viewer = started;
}

/** @param {Estimate | null | undefined} said */
export function sentences(said) {
  if (!said) return '';
  return `${shortWords(said)}. ${said.network}. ${[said.line, said.found, said.own].filter(Boolean).join(' ')}`;
}

/** Of one among many, without the side of the line, which says little without its figures.
 * @param {Estimate | null | undefined} said */
export function shortWords(said) {
  return said ? `${said.title}: ${said.figure}` : '';
}

/** @param {number} probability of the class that is looked for, 0..1, of the model that is open
 * @param {number[]} [beside] others, which are read beside it */
export function estimateOf(probability, beside = []) {
  return viewer?.estimate(probability, beside);
}

/** @param {number} pane of Compare */
export function paneEstimate(pane) {
  return viewer?.compareEstimate(pane);
}

/** Both models of Compare on the labelled images. */
export function pairedWords() {
  return viewer?.pairedWords() ?? { said: '', ask: false };
}

/** @param {number | null} value */
export function figure(value) {
  return value !== null && viewer ? viewer.figure(value) : '-';
}

/** @param {number} fraction */
export function percent(fraction) {
  return viewer?.percent(fraction) ?? '';
}

/** Beside one another; null, which a threshold may be, changes nothing. @param {(number | null)[]} fractions */
export function percents(fractions) {
  const known = fractions.map((one) => one ?? fractions.find((other) => other !== null) ?? 0);
  return viewer?.percents(known) ?? fractions.map(() => '');
}

/** The same, of which the first two are before and after; last, the change in points between them, "0" where
 * there is none. @param {(number | null)[]} fractions */
export function percentsAndChange(fractions) {
  const known = fractions.map((one) => one ?? fractions[0] ?? 0);
  return viewer?.percentsAndChange(known) ?? [...fractions.map(() => ''), '0'];
}

/** As it reads beside the estimate of the image that is shown, and all that is said beside that.
 * @param {number} fraction */
export function percentRead(fraction) {
  return viewer?.percentRead(fraction) ?? '';
}

/** With the digits that tell it from another, where there is one. @param {number} fraction
 * @param {number | null} other */
export function percentBeside(fraction, other) {
  return viewer?.percentBeside(fraction, other ?? fraction) ?? '';
}
