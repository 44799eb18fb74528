// @ts-check
// What each screen adds to the address, one row a screen. Nothing here touches the document.
import { compareAddress } from './compare.js';
import { sheetAddress } from './sheet.js';

/**
 * What one screen shows beyond layer and filter, as a part of a place.
 * read: from the address's parameters, all of them present or not; write: as parameters, in order;
 * shown: from the viewer's state; actions: that lead there.
 * @typedef {{
 *   read: (parameters: URLSearchParams) => Record<string, unknown>,
 *   write: (place: any) => string[],
 *   shown: (state: import('../viewer_state.js').ViewerState) => Record<string, unknown>,
 *   actions: (place: any) => Record<string, unknown>[],
 * }} ScreenAddress
 */

/** By the screen's name, in the order of the tabs; null: nothing. */
const ROWS = {
  read: null,
  explain: null,
  what_if: null,
  explore: null,
  sheet: sheetAddress,
  compare: compareAddress,
  model: null,
  validate: null,
};
/** @typedef {keyof typeof ROWS} ScreenName */
/** @type {Map<string, ScreenAddress | null>} */
export const ADDRESSES = new Map(Object.entries(ROWS));

/**
 * The parts of all screens together.
 * @template T
 * @param {(address: ScreenAddress) => T} part
 */
export function ofEveryScreen(part) {
  return [...ADDRESSES.values()].flatMap((address) => (address ? [part(address)] : []));
}
