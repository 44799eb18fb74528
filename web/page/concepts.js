// @ts-check
// What filters respond to, in words: as wasm/viewer/concept_words.h has them on the screen.
import { fixed, say } from './words.js';

/** Names that are places themselves: sides of the lesion's border. */
const NAMES_SIDE = /^border_(top|right|bottom|left)$/;

/** A name of the model's card in the page's language; one that is none of ours as it is written.
 * @param {string} name empty: it has none */
export function conceptWords(name) {
  if (!name) return say('filter.unnamed');
  const key = `concept.${name}`;
  const words = say(key);
  return words === key ? name : words;
}

/** The same, and that nothing of the name was found on the image where that is so.
 * @param {string} name @param {boolean} absent */
function presentWords(name, absent) {
  return absent ? `${conceptWords(name)} ${say('name.absent')}` : conceptWords(name);
}

/** Where a response lies, beside a name. @param {string} place
 * @param {string | null} [lesionPlace] key of the words for where it lies on the lesion */
export function placeBeside(place, lesionPlace) {
  if (lesionPlace) return say(lesionPlace);
  const key = `place.short.${place}`;
  const words = say(key);
  return words === key ? say(`place.${place}`) : words;
}

/** A row of Read: "Hair, lower left", "Lower border of the lesion, 4 filters".
 * @param {import('./viewer_state.js').Strongest} row */
export function rowWords({ concept, place, lesionPlace, placeTold, also }) {
  const words = presentWords(concept?.name ?? '', concept?.absent ?? false);
  const parts = [words.charAt(0).toUpperCase() + words.slice(1)];
  const where = placeTold ? placeBeside(place, lesionPlace) : '';
  // Beside a place that is a name another one would read as a second name.
  if (where) parts.push(NAMES_SIDE.test(concept?.name ?? '') ? say('place.here', { place: where }) : where);
  if (also.length > 0) parts.push(say('strongest.count', { count: also.length + 1 }));
  return parts.join(', ');
}

/** kSureFrom of wasm/viewer/state/concepts.h. */
const SURE_FROM = 0.8;

/** How surely a name holds. @param {import('./viewer_state.js').ConceptName | null} concept */
export function strengthWords(concept) {
  if (!concept) return '';
  // The lower end is never rounded up to where sureness begins; all have as many digits as it
  // (strength_digits() of wasm/viewer/concept_words.cc).
  let digits = 2;
  while (digits < 6 && concept.low < SURE_FROM && Number(concept.low.toFixed(digits)) >= SURE_FROM) digits += 1;
  const [strength, low, high] = [concept.strength, concept.low, concept.high].map((one) => fixed(one, digits));
  return `${say('name.strength', { name: conceptWords(concept.name), strength, low, high })}.`;
}

/** With its sign before it. @param {number} value */
function signed(value) {
  const figure = fixed(Math.abs(value), 2);
  return figure === fixed(0, 2) ? figure : `${value < 0 ? '\u2212' : '+'}${figure}`;
}

/** What putting a filter out alone does to the estimate on average (wasm/viewer/concept_words.h).
 * @param {import('./viewer_state.js').FilterEffect | null} effect */
export function effectWords(effect) {
  if (!effect) return '';
  const { ofMean, images, data } = effect;
  const [mean, low, high] = [effect.mean, effect.low, effect.high].map(signed);
  return say(ofMean ? 'effect.of_mean' : 'effect.of_zero',
    { change: say('effect.change', { mean, low, high }), images, data });
}

/** A row of Read where the card has names, as sentences: under which group it stands, its name and
 * figures, which filters are alike, how surely the name holds, and what putting it out does.
 * @param {import('./viewer_state.js').Strongest} row @param {string} figures
 * @param {string} [alike] a sentence */
export function namedRow(row, figures, alike = '') {
  const { concept, effect } = row;
  const group = say(`group.${concept?.group ?? 'unnamed'}`);
  const first = `${group}: ${rowWords(row)}; ${figures}${alike ? `; ${alike}` : '.'}`;
  return [first, strengthWords(concept), effectWords(effect)].filter(Boolean).join(' ');
}

/** The surest name that a card (core/model/card.h) has for a filter; empty for none.
 * @param {any} card @param {number} layer @param {number} filter @returns {string} */
export function nameIn(card, layer, filter) {
  return card?.layers?.[layer]?.filters?.[filter]?.concepts?.[0]?.concept ?? '';
}

/** What a map is of, beside its numbers: its name and place, as far as they are known.
 * @param {string} name @param {string | null | undefined} place
 * @param {string | null | undefined} lesionPlace @param {boolean} [absent] ConceptName's */
export function captionOf(name, place, lesionPlace, absent = false) {
  // A side of the border is a place itself: another is told where the response is strongest there.
  if (NAMES_SIDE.test(name)) {
    const words = presentWords(name, absent);
    const elsewhere = lesionPlace && lesionPlace !== `concept.${name}`;
    return elsewhere ? `${words}, ${say('place.here', { place: say(lesionPlace) })}` : words;
  }
  if (!name) return place ? say(lesionPlace ?? `place.${place}`) : '';
  const words = presentWords(name, absent);
  const where = place ? placeBeside(place, lesionPlace) : '';
  // "Lower border of the lesion" needs no place beside it.
  return where && where !== words ? `${words}, ${where}` : words;
}
