// @ts-check
// The Explain screen as words and form fields; a part of the HTML mirror.
import { figure, percent } from '../estimate.js';
import { byId, setText, setValue } from '../mirror.js';
import { className, say } from '../words.js';

/** @typedef {(action: Record<string, unknown>) => void} Dispatch */

const section = byId('explain');
const method = /** @type {HTMLSelectElement} */ (byId('explain-method'));
const target = /** @type {HTMLSelectElement} */ (byId('explain-target'));
const layer = /** @type {HTMLSelectElement} */ (byId('explain-layer'));
const untrained = /** @type {HTMLInputElement} */ (byId('explain-untrained'));
const smooth = /** @type {HTMLInputElement} */ (byId('explain-smooth'));
const stop = /** @type {HTMLButtonElement} */ (byId('explain-stop'));
let stopped = false;
let told = '';

/** @param {Dispatch} dispatch */
export function listenToExplain(dispatch) {
  method.addEventListener('change', () => dispatch({ type: 'explain-method', name: method.value }));
  target.addEventListener('change', () =>
    dispatch({ type: 'explain-target', against: target.value === 'against' }));
  layer.addEventListener('change', () => dispatch({ type: 'explain-layer', layer: Number(layer.value) }));
  untrained.addEventListener('change', () =>
    dispatch({ type: 'explain-untrained', untrained: untrained.checked }));
  smooth.addEventListener('change', () => dispatch({ type: 'explain-smooth', smooth: smooth.checked }));
  stop.addEventListener('click', () => dispatch({ type: 'explain-stop', stopped: !stopped }));
}

/** What the class that is looked for is called. */
let positive = '';

/** @param {import('../viewer_state.js').ViewerState} state @param {import('./screens.js').Session} session */
export function showExplain(state, { card, trust }) {
  const { explain, layers } = state;
  section.hidden = !explain;
  if (!explain) return;
  const name = className(card?.classes?.[card.positive_class ?? 1] ?? '');
  positive = name;
  const words = JSON.stringify([document.documentElement.lang, explain.methods, layers, name]);
  if (words !== told) {
    told = words;
    method.replaceChildren(...explain.methods.map((one) => new Option(say(`explain.method.${one}`), one)));
    target.replaceChildren(new Option(say('explain.for', { class: name }), 'for'),
      new Option(say('explain.against', { class: name }), 'against'));
    layer.replaceChildren(...Array.from({ length: layers }, (_, at) => new Option(String(at))));
  }
  setValue(method, explain.method);
  setValue(target, explain.target);
  layer.disabled = explain.layer === null;
  if (explain.layer !== null) setValue(layer, String(explain.layer));
  untrained.checked = explain.untrained;
  smooth.disabled = explain.smooth === null;
  smooth.checked = explain.smooth ?? false;
  ({ stopped } = explain);
  const { progress, refused } = explain;
  setText(stop, say(stopped ? 'explain.again' : 'spread.stop'));
  stop.disabled = !stopped && !explain.wanted;
  setText(byId('explain-weights'), explain.untrained ? say('explain.untrained.says') : '');
  setText(byId('explain-shows'), say(`explain.shows.${explain.method}`));
  setText(byId('explain-not'), say(`explain.not.${explain.method}`));
  setText(byId('explain-trust'), trust().join(' '));
  setText(byId('explain-progress'), refused ? say('explain.refused')
    : say('explain.progress', { done: percent(progress ?? 0) }));
  setText(byId('explain-legend'), legend(explain));
}

/** @param {import('../viewer_state.js').Explain} explain */
function legend({ method: name, target: asked, progress, greatest, made }) {
  if (progress === null || progress < 1) return '';
  if (made) return scores(made);
  if (!(Number(greatest) > 0)) return say('explain.nothing');
  const unit = name !== 'occlusion' ? 'own' : asked === 'against' ? 'rise' : 'fall';
  return say('explain.legend', { most: figure(greatest), unit: say(`explain.unit.${unit}`, { class: positive }) });
}

/** @param {{from: number | null, to: number | null, nothing: boolean}} made */
function scores({ from, to, nothing }) {
  return `${say('explain.made.score', { from: figure(from), to: figure(to) })} ${
    say(nothing ? 'explain.made.nothing' : 'explain.made.legend')}`;
}

/** Lines to copy. @param {import('../viewer_state.js').ViewerState} state
 * @param {import('./screens.js').NameOf} nameOf */
export function explainText({ explain, imageId, imageName }, nameOf) {
  if (!explain || imageId === null) return [];
  const made = explain.made ? [scores(explain.made)] : [];
  const weights = explain.untrained ? [`${say('explain.untrained')}: ${say('explain.untrained.says')}`] : [];
  return [nameOf({ id: imageId, name: imageName }), say(`explain.method.${explain.method}`), ...weights, ...made,
    say(`explain.shows.${explain.method}`), say(`explain.not.${explain.method}`)];
}
