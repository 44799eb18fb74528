// @ts-check
// A step from filter to filter on the canvas, for whoever hears the page: the filter that a run of
// steps ends at, in a few words and politely.
import { conceptWords, placeBeside } from './concepts.js';
import { figure } from './estimate.js';
import { byId } from './mirror.js';
import { say } from './words.js';

/** Milliseconds after the last step of a run. */
const PAUSE = 500;

export class Announcer {
  #told = '';
  #waiting = 0;

  /** After every change of the viewer's state. @param {import('./viewer_state.js').ViewerState} state */
  update({ hasResult, imageId, layer, filter, place, lesionPlace, max, inactive, concept }) {
    if (!hasResult) return;
    const key = `${layer}/${filter}`;
    // What is shown first of an image is said with its result.
    const moved = this.#image === imageId && key !== this.#told;
    this.#image = imageId;
    this.#told = key;
    if (!moved) return;
    const silent = inactive || !place;
    const name = concept ? conceptWords(concept.name) : '';
    const peak = figure(max);
    const words = name
      ? say(silent ? 'announce.inactive_named' : 'announce.named',
        { layer, filter, name, place: silent ? '' : placeBeside(place, lesionPlace), peak })
      : say(silent ? 'announce.inactive' : 'announce.filter',
        { layer, filter, place: silent ? '' : say(lesionPlace ?? `place.${place}`), peak });
    clearTimeout(this.#waiting);
    this.#waiting = Number(setTimeout(() => this.say(words), PAUSE));
  }

  /** At once. @param {string} words */
  say(words) {
    clearTimeout(this.#waiting);
    byId('announcer').textContent = words;
  }
  #image = /** @type {number | null} */ (null);
}
