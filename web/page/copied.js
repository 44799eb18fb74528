// @ts-check
// What is said of the image that is shown, or of those that the screen shows, as text on the
// clipboard: for a letter or a table. The sentences are those of the text version.
import { byId, setText } from './mirror.js';
import { className, fixed, say } from './words.js';

/** Milliseconds for which it is said that something was copied. */
const SAID = 2500;

export class Copied {
  #until = 0;

  /**
   * @param {{
   *   state: () => import('./viewer_state.js').ViewerState,
   *   screens: import('./screens/screens.js').Screens,
   *   nameOf: (image: {id: number, name: string}) => string,
   *   dispatch: (action: Record<string, unknown>) => void,
   *   problem: (sentence: string) => void,
   *   announce: (words: string) => void,
   * }} page nameOf: as in whatever else leaves the page, without the file's name where the person wants
   *   that
   */
  constructor(page) {
    this.page = page;
    byId('copy-figures').addEventListener('click', () => void this.copy());
    // Ctrl + C, where nothing else is chosen to be copied.
    document.addEventListener('copy', (event) => {
      const text = this.#theirs() ? '' : this.text();
      if (!text) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      this.#say();
    });
  }

  /** The person copies something of the page's own words, or out of a field. */
  #theirs() {
    const active = document.activeElement;
    return String(document.getSelection()) !== '' || Boolean(active?.matches('input, select, textarea'));
  }

  /** Empty where there is nothing to copy. */
  text() {
    const state = this.page.state();
    const { screens, nameOf } = this.page;
    const lines = screens.says(state) ? screens.text(state, nameOf) : this.#ofImage(state);
    return lines.length > 0 ? [...lines, textOf('notice')].filter(Boolean).join('\n') : '';
  }

  /** The image that is open. @param {import('./viewer_state.js').ViewerState} state */
  #ofImage(state) {
    if (!state.hasResult) return [];
    const nameless = /** @type {HTMLInputElement} */ (byId('no-names')).checked;
    const lines = [nameless ? '' : textOf('image-name'), textOf('prediction'), textOf('own-said'), textOf('logits')];
    if (state.spread) lines.push(textOf('spread-said'));
    // An estimate never leaves without what makes it doubtful.
    lines.push(...[...byId('warnings').children].map((one) => one.textContent ?? ''));
    if (state.overlayVisible || (state.oneImage && !state.bareFirst)) {
      const place = state.place && !state.inactive ? ` ${say(`place.${state.place}`)}.` : '';
      lines.push(`${textOf('statistics')}${place}`);
    }
    return lines;
  }

  /** The logits in words, and whether there is anything to copy.
   * @param {import('./viewer_state.js').ViewerState} state @param {any} card of the open model */
  update(state, card) {
    const { logits, hasResult } = state;
    /** @type {HTMLButtonElement} */ (byId('copy-figures')).disabled =
      !hasResult && !this.page.screens.says(state);
    const { classes = [], positive_class: positive = 0 } = card ?? {};
    const names = logits?.length === classes.length ? classes : [classes[positive] ?? ''];
    const said = (logits ?? []).map((logit, index) => `${className(names[index])} ${fixed(logit, 2)}`);
    setText(byId('logits'), said.length > 0 ? say('logits.said', { logits: said.join(', ') }) : '');
  }

  async copy() {
    const text = this.text();
    if (!text) return;
    // Without the clipboard of a secure page: the browser's own way of copying.
    const done = navigator.clipboard
      ? await navigator.clipboard.writeText(text).then(() => true, () => false)
      : document.execCommand('copy');
    if (!done) this.page.problem(say('copy.refused'));
    else if (navigator.clipboard) this.#say();
  }

  #say() {
    this.page.announce(say('copy.said'));
    this.page.dispatch({ type: 'figures-copied', said: true });
    clearTimeout(this.#until);
    this.#until = Number(setTimeout(() =>
      this.page.dispatch({ type: 'figures-copied', said: false }), SAID));
  }
}

/** @param {string} id of an element of the text version */
function textOf(id) {
  return byId(id).textContent?.trim() ?? '';
}
