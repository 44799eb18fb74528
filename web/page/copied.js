// @ts-check
// What is said of the image that is shown, as text on the clipboard: for a letter or a table. The
// sentences are those of the text version.
import { byId, setText } from './mirror.js';
import { className, fixed, say } from './words.js';

/** Milliseconds for which it is said that something was copied. */
const SAID = 2500;

export class Copied {
  #until = 0;

  /**
   * @param {{
   *   state: () => import('./viewer_state.js').ViewerState,
   *   dispatch: (action: Record<string, unknown>) => void,
   *   problem: (sentence: string) => void,
   *   announce: (words: string) => void,
   * }} page
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

  /** Empty without a result. */
  text() {
    const state = this.page.state();
    if (!state.hasResult) return '';
    const text = (/** @type {string} */ id) => byId(id).textContent?.trim() ?? '';
    const lines = [text('image-name'), text('prediction'), text('logits')];
    if (state.spread) lines.push(text('spread-said'));
    if (state.overlayVisible || state.screen === 'explore') {
      const place = state.place && !state.inactive ? ` ${say(`place.${state.place}`)}.` : '';
      lines.push(`${text('statistics')}${place}`);
    }
    lines.push(text('notice'));
    return lines.filter(Boolean).join('\n');
  }

  /** The logits in words, and whether there is anything to copy.
   * @param {import('./viewer_state.js').ViewerState} state @param {any} card of the open model */
  update({ logits, hasResult }, card) {
    /** @type {HTMLButtonElement} */ (byId('copy-figures')).disabled = !hasResult;
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
    if (!done) this.page.problem(say('copyRefused'));
    else if (navigator.clipboard) this.#say();
  }

  #say() {
    this.page.announce(say('copied'));
    this.page.dispatch({ type: 'figures-copied', said: true });
    clearTimeout(this.#until);
    this.#until = Number(setTimeout(() =>
      this.page.dispatch({ type: 'figures-copied', said: false }), SAID));
  }
}
