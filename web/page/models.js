// @ts-check
// The model that is open, and those that can be opened: the site's own and files of the person's.
import { problem } from '../shared/problems.js';
import { fatal } from './fatal.js';
import { showModel, showModels } from './mirror.js';
import { showCard } from './model_card.js';
import { modelAddress } from './site_files.js';
import { say, sayProblem } from './words.js';

/** Where a model comes from: an address of the site, or a file.
 * @typedef {{name: string, url?: string, size?: number, file?: File}} Source */

export class Models {
  /** The card of the open model. @type {any} */
  card = null;
  /** That come with the site. @type {import('../shared/messages.js').ShippedModel[]} */
  shipped = [];
  /** How many are being opened. */
  pending = 0;
  /** Those that are being opened, by name. @type {Map<string, Source>} */
  #asked = new Map();
  /** The one that is open. @type {Source | null} */
  #open = null;
  /** The one that was open is being opened again: refused too, it is not asked for once more. */
  #goingBack = false;

  /**
   * @param {{
   *   send: (request: import('../shared/messages.js').OpenModel, transfer?: Transferable[]) => void,
   *   viewer: () => import('./viewer_link.js').Viewer,
   *   problem: (what: string | import('./problem.js').Problem) => void,
   *   clearProblem: () => void,
   *   finished: () => void,
   *   changed: () => void,
   * }} page
   */
  constructor(page) {
    this.page = page;
  }

  get busy() {
    return this.pending > 0;
  }

  /** One of the site's own: loaded only now. @param {number} index */
  openShipped(index) {
    const model = this.shipped[index];
    if (!model || this.busy) return;
    this.page.clearProblem();
    this.open({ name: model.file, url: modelAddress(model.file), size: model.bytes });
    this.page.changed();
  }

  /** @param {File} file */
  async openFile(file) {
    const bytes = await file.arrayBuffer().catch(() => null);
    if (bytes) this.open({ name: file.name, file }, bytes);
    else this.page.problem(problem('file.unreadable', { file: file.name }));
  }

  /** @param {Source} source @param {ArrayBuffer} [bytes] of its file */
  open(source, bytes) {
    const { name, url, size } = source;
    this.#asked.set(name, source);
    this.pending += 1;
    this.page.send({ type: 'open-model', name, url, size, bytes }, bytes ? [bytes] : []);
  }

  /**
   * The worker has opened it.
   * @param {import('../shared/messages.js').ModelOpened} answer
   * @returns {boolean} false where the viewer can't read its card: the earlier one stays
   */
  hear({ name, card, kernels, hash = '' }) {
    this.pending -= 1;
    const viewer = this.page.viewer();
    const refused = viewer.setModel(name, card, hash);
    if (!refused) {
      this.#goingBack = false;
      this.#open = this.#asked.get(name) ?? null;
      this.card = JSON.parse(card);
      viewer.setKernels(kernels);
      this.show();
    }
    this.page.finished();
    if (refused) this.#refuse(refused);
    return !refused;
  }

  /** The worker has gone over to the new one already: it goes back.
   * @param {import('./problem.js').Problem} why */
  #refuse(why) {
    this.page.problem(why);
    const { file } = this.#open ?? {};
    const again = this.#goingBack;
    this.#goingBack = true;
    if (!this.#open || again) fatal(sayProblem(why));
    else if (file) void this.openFile(file);
    else this.open(this.#open);
    this.page.changed();
  }

  /** The lists and the card, in words. */
  show() {
    const { card } = this;
    const name = this.#open?.name ?? '';
    if (card) showModel(say('model', { name: card.name || name, licence: card.licence }));
    showModels(this.shipped, name, (index) => this.openShipped(index));
    showCard(card);
  }
}
