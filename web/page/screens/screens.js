// @ts-check
// The screens that ask the worker for something of their own or have a part of the HTML mirror, one
// row a screen. What they add to the address is in addresses.js.
import { Compare } from './compare.js';
import { compareText, listenToCompare, showCompare } from './compare_mirror.js';
import { Explain } from './explain.js';
import { explainText, listenToExplain, showExplain } from './explain_mirror.js';
import { Explore } from './explore.js';
import { SheetRows } from './sheet.js';
import { listenToSheet, sheetText, showSheet } from './sheet_mirror.js';
import { Validate } from './validate.js';
import { listenToValidate, showValidate, validateText } from './validate_mirror.js';
import { WhatIf } from './what_if.js';
import { listenToWhatIf, showWhatIf, whatIfText } from './what_if_mirror.js';

/**
 * What the page offers its screens.
 * send: to the worker; image: of the session; problem: what the person is told went wrong; stopReading: no
 * more of a collection; open: an image of the session; names: names of files may be handed on; save: as an
 * export.
 * @typedef {{
 *   send: (request: import('../../shared/messages.js').Request, transfer?: Transferable[]) => void,
 *   viewer: () => import('../viewer_link.js').Viewer,
 *   image: (id: number) => import('../session_images.js').SessionImage | undefined,
 *   problem: (what: string | import('../problem.js').Problem) => void,
 *   stopReading: () => void,
 *   open: (id: number) => void,
 *   names: () => boolean,
 *   save: (what: import('../exports.js').Kind) => void,
 * }} Page
 */
/**
 * The side of a screen that asks the worker. busy: an answer is waited for; sessions: of ONNX Runtime,
 * open when the screen was left; effects: of filters that are switched off; takes: a model's file that was opened is for this screen;
 * labelled: tables and settings that came, and the images that came with them; command: a wish of the canvas; update:
 * after every change of the viewer's state; hear: false where the answer is not for this screen.
 * @typedef {{
 *   busy: boolean,
 *   sessions?: number,
 *   effects?: import('./what_if.js').Effect[],
 *   explanation?: import('./explain.js').Explanation | null,
 *   takes?: (file: File) => boolean,
 *   labelled?: (files: File[], added: {id: number, file: Blob}[]) => Promise<void>,
 *   command?: (wish: string) => void,
 *   update: (state: import('../viewer_state.js').ViewerState) => void,
 *   hear: (answer: import('../../shared/messages.js').Answer) => boolean,
 * }} Link
 */
/**
 * What the mirror of a screen is made from beside the viewer's state. card: of the model that is open.
 * @typedef {{
 *   images: import('../session_images.js').SessionImage[],
 *   shipped: import('../../shared/messages.js').ShippedModel[],
 *   open: (id: number) => void,
 *   card: any, trust: () => string[],
 * }} Session
 */

/** What an image is called outside the page.
 * @typedef {(image: {id: number, name: string}) => string} NameOf */
/** says: it is shown and says something of images of its own; text: that, as lines to copy.
 * @type {{link: (page: Page) => Link,
 *   listen: (dispatch: (action: Record<string, unknown>) => void) => void,
 *   show: (state: import('../viewer_state.js').ViewerState, session: Session) => void,
 *   says: (state: import('../viewer_state.js').ViewerState) => boolean,
 *   text: (state: import('../viewer_state.js').ViewerState, nameOf: NameOf) => string[]}[]} */
const SCREENS = [
  {
    link: (page) => new Compare(page), listen: listenToCompare, show: showCompare,
    says: ({ compare }) => compare !== null, text: compareText,
  },
  {
    link: (page) => new SheetRows(page), listen: listenToSheet, show: showSheet,
    says: ({ sheet }) => sheet.table !== null, text: sheetText,
  },
  {
    link: (page) => new WhatIf(page), listen: listenToWhatIf, show: showWhatIf,
    says: ({ whatIf }) => whatIf !== null, text: whatIfText,
  },
  {
    link: (page) => new Explain(page), listen: listenToExplain, show: showExplain,
    says: ({ explain }) => explain !== null, text: explainText,
  },
  {
    link: (page) => new Validate(page), listen: listenToValidate, show: showValidate,
    says: ({ validate }) => validate !== null, text: validateText,
  },
  {
    link: (page) => new Explore(page), listen: () => {}, show: () => {}, says: () => false, text: () => [],
  },
];

/** All of them as the page uses them. */
export class Screens {
  /** @type {Link[]} */
  #links;

  /** @param {Page} page */
  constructor(page) {
    this.#links = SCREENS.map(({ link }) => link(page));
  }

  get busy() {
    return this.#links.some(({ busy }) => busy);
  }

  /** Of ONNX Runtime that the worker had open when it was asked to close some last. */
  get sessions() {
    return this.#links.find(({ sessions }) => sessions !== undefined)?.sessions ?? 1;
  }

  /** What each filter does when it is switched off alone, as far as it was measured. */
  get effects() {
    return this.#links.find(({ effects }) => effects !== undefined)?.effects ?? [];
  }

  /** The map that Explain shows. */
  get explanation() {
    return this.#links.find((link) => 'explanation' in link)?.explanation ?? null;
  }

  /** @param {(action: Record<string, unknown>) => void} dispatch */
  listen(dispatch) {
    for (const { listen } of SCREENS) listen(dispatch);
  }

  /** @param {File} file of a model @returns {boolean} false where it is for the page */
  takes(file) {
    return this.#links.some((link) => link.takes?.(file) ?? false);
  }

  /** @param {File[]} files @param {{id: number, file: Blob}[]} added */
  async labelled(files, added) {
    for (const link of this.#links) await link.labelled?.(files, added);
  }

  /** @param {string} wish */
  command(wish) {
    for (const link of this.#links) link.command?.(wish);
  }

  /** @param {import('../viewer_state.js').ViewerState} state Module.state() of the viewer @param {Session} session */
  update(state, session) {
    for (const [index, { show }] of SCREENS.entries()) {
      this.#links[index].update(state);
      show(state, session);
    }
  }

  /** Whether the screen that is shown has images of its own to copy what is said of.
   * @param {import('../viewer_state.js').ViewerState} state */
  says(state) {
    return SCREENS.some(({ says }) => says(state));
  }

  /** Lines. @param {import('../viewer_state.js').ViewerState} state @param {NameOf} nameOf */
  text(state, nameOf) {
    return SCREENS.find(({ says }) => says(state))?.text(state, nameOf) ?? [];
  }

  /** @param {import('../../shared/messages.js').Answer} answer */
  hear(answer) {
    return this.#links.some((link) => link.hear(answer));
  }
}
