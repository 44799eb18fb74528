// @ts-check
// The address says which screen and which filter are shown: #layer=6&filter=12, on another screen
// than Read with &screen=explore. Without a layer, each image shows its most notable filter. On
// Compare, &panes=6/12,5/3 are the filters of the panes, &panes=4 four that nobody has set yet; on
// Sheet, &columns=6/12,5/3 those chosen by hand.
// Nothing about an image is ever in it. The browser's Back and Forward walk through the places.

import { ADDRESSES, ofEveryScreen } from './screens/addresses.js';
import { wholeNumber } from './screens/filters.js';

/** Beside these members those of every screen that has some (screens/addresses.js).
 * @typedef {{screen: string, layer: number | null, filter: number} & Record<string, any>} Place */

/** Milliseconds: steps that follow each other faster are one entry of the history. */
const RUN = 1000;
/** A key held down on a screen's key does not fill the history either. */
const SCREENS_APART = 300;
/** Browsers refuse more than some hundred changes of the address in half a minute. */
const WRITES_APART = 250;

/**
 * @param {string} hash location.hash
 * @returns {Place | null} null where the hash is none of ours, for example the anchor of a link
 */
export function readAddress(hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const layer = wholeNumber(parameters.get('layer'));
  const named = parameters.get('screen') ?? '';
  const screen = ADDRESSES.has(named) ? named : '';
  if (hash.length > 1 && layer === null && !screen) return null;
  const filter = layer === null ? 0 : (wholeNumber(parameters.get('filter')) ?? 0);
  const parts = ofEveryScreen(({ read }) => read(parameters));
  return Object.assign({ screen: screen || 'read', layer, filter }, ...parts);
}

/** @param {Place} place */
export function hashOf(place) {
  const { screen, layer, filter } = place;
  const parts = layer === null ? [] : [`layer=${layer}`, `filter=${filter}`];
  if (screen !== 'read') parts.push(`screen=${screen}`);
  parts.push(...(ADDRESSES.get(screen)?.write(place) ?? []));
  return parts.length > 0 ? `#${parts.join('&')}` : '';
}

export class Address {
  #hash = location.hash;
  #screen = 'read';
  #changed = -Infinity;
  #written = -Infinity;
  #following = false;
  /** What the address asked for has been shown, as far as there is such a place. */
  #settled = false;
  /** What waits to be written. @type {{hash: string, timer: ReturnType<typeof setTimeout>} | null} */
  #late = null;
  #asked = false;

  /**
   * @param {(place: Place) => void} go shows the place
   * @param {() => Place | null} shown what is shown; null while that can't be said yet
   */
  constructor(go, shown) {
    this.go = go;
    this.shown = shown;
    // Back, Forward, and an address that was typed.
    addEventListener('popstate', () => this.follow());
  }

  /** Shows what the address says. */
  follow() {
    this.#drop();
    const place = readAddress(location.hash);
    if (!place) return;
    this.#following = true;
    this.go(place);
    this.#following = false;
    this.#hash = location.hash;
    this.#screen = place.screen;
    this.#changed = -Infinity;
    this.#settled = false;
    this.#update();
  }

  /**
   * Called after every change of what is shown. The address follows in a task of its own: the browser
   * takes longer to write it than the viewer to show the next filter.
   */
  update() {
    if (this.#asked) return;
    this.#asked = true;
    setTimeout(() => {
      this.#asked = false;
      this.#update();
    });
  }

  /** A run of steps is one entry of the history: Back leads to where it began. */
  #update() {
    const shown = this.shown();
    if (!shown || this.#following) return;
    const hash = hashOf(shown);
    const followed = !this.#settled;
    this.#settled = true;
    if (hash === this.#hash) return;
    // A number beyond the last: the entry is put right, not followed by another.
    if (followed) return this.#replace(hash);
    const now = performance.now();
    const otherScreen = shown.screen !== this.#screen && now - this.#written > SCREENS_APART;
    const pause = now - this.#changed > RUN;
    this.#screen = shown.screen;
    this.#changed = now;
    if (otherScreen || pause) {
      // What still waits belongs to the entry before.
      if (this.#late) this.#replace(this.#late.hash);
      this.#written = now;
      history.pushState(null, '', urlOf(hash));
    } else if (now - this.#written > WRITES_APART) {
      this.#replace(hash);
    } else {
      this.#drop();
      this.#late = { hash, timer: setTimeout(() => this.#replace(hash), WRITES_APART) };
    }
    this.#hash = hash;
  }

  #drop() {
    if (this.#late) clearTimeout(this.#late.timer);
    this.#late = null;
  }

  /** @param {string} hash */
  #replace(hash) {
    this.#drop();
    this.#hash = hash;
    this.#written = performance.now();
    history.replaceState(null, '', urlOf(hash));
  }
}

/** @param {string} hash */
function urlOf(hash) {
  return hash || location.pathname + location.search;
}
