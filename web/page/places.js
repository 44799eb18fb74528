// @ts-check
// A place of the address as actions of the viewer, and back.
import { panesAsked, panesOf } from './screens/compare.js';
import { columnsOf } from './screens/sheet.js';

/** @typedef {import('./address.js').Place} Place */

/** @param {Place} place @param {(action: Record<string, unknown>) => void} dispatch */
export function goTo({ screen, layer, filter, panes, places, columns }, dispatch) {
  dispatch({ type: 'screen', screen });
  dispatch(layer === null ? { type: 'most-notable' } : { type: 'select', layer, filter });
  if (screen === 'sheet') dispatch({ type: 'sheet-columns', places: columns });
  if (screen === 'compare') for (const action of panesAsked(panes, places)) dispatch(action);
}

/** @param {any} state Module.state() of the viewer @returns {Place} */
export function shownPlace(state) {
  const { screen, chosen, layer, filter } = state;
  return {
    screen, layer: chosen ? layer : null, filter, columns: columnsOf(state), ...panesOf(state),
  };
}
