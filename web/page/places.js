// @ts-check
// A place of the address as actions of the viewer, and back.
import { ADDRESSES, ofEveryScreen } from './screens/addresses.js';

/** @typedef {import('./address.js').Place} Place */

/** @param {Place} place @param {(action: Record<string, unknown>) => void} dispatch */
export function goTo(place, dispatch) {
  const { screen, layer, filter } = place;
  dispatch({ type: 'screen', screen });
  dispatch(layer === null ? { type: 'most-notable' } : { type: 'select', layer, filter });
  for (const action of ADDRESSES.get(screen)?.actions(place) ?? []) dispatch(action);
}

/** @param {import('./viewer_state.js').ViewerState} state Module.state() of the viewer @returns {Place} */
export function shownPlace(state) {
  const { screen, chosen, layer, filter } = state;
  return Object.assign({ screen, layer: chosen ? layer : null, filter },
    ...ofEveryScreen(({ shown }) => shown(state)));
}
