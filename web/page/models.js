// @ts-check
// The model that is open, and those that can be opened: the site's own and files of the person's.
import { problem } from '../shared/problems.js';
import { CardDialog } from './card_dialog.js';
import { downloadBlob } from './download.js';
import { fatal } from './fatal.js';
import { showModel, showModels } from './mirror.js';
import { showCard } from './model_card.js';
import { modelAddress } from './site_files.js';
import { fixed, phrases, say, sayProblem } from './words.js';

/** Where a model comes from: an address of the site, or a file; statement: of one without a card.
 * @typedef {{name: string, url?: string, size?: number, file?: File,
 *   statement?: import('./card_dialog.js').Statement}} Source */

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
  #dialog = new CardDialog();

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

  /** @param {File} file @param {import('./card_dialog.js').Statement} [statement] */
  async openFile(file, statement) {
    const bytes = await file.arrayBuffer().catch(() => null);
    if (bytes) this.open({ name: file.name, file, statement }, bytes);
    else this.page.problem(problem('file.unreadable', { file: file.name }));
  }

  /** @param {Source} source @param {ArrayBuffer} [bytes] of its file */
  open(source, bytes) {
    const { name, url, size, statement } = source;
    this.#asked.set(name, source);
    this.pending += 1;
    this.page.send({ type: 'open-model', name, url, size, bytes, ...statement }, bytes ? [bytes] : []);
  }

  /** The file has no card: a person says what it is.
   * @param {import('../shared/messages.js').CardWanted} answer */
  ask({ name, guess, doubt }) {
    this.pending -= 1;
    this.page.finished();
    const source = this.#asked.get(name);
    if (!source) return;
    this.#dialog.show(name, JSON.parse(guess), doubt, {
      open: (statement) => {
        this.page.clearProblem();
        // Saved by the first answer that opens it; going back to it later saves nothing.
        if (source.file) void this.openFile(source.file, statement).then(this.page.changed);
        else this.open({ ...source, statement });
        this.page.changed();
      },
      cancel: () => {
        this.#asked.delete(name);
        this.page.changed();
      },
    });
  }

  /** A model could not be opened. @param {string} name @returns {(sentence: string) => boolean} whether the
   * person can state it anew, in the dialog, which says why */
  refused(name) {
    this.pending -= 1;
    const stated = this.#asked.get(name)?.statement !== undefined;
    return (sentence) => {
      if (stated) this.#dialog.doubt(sentence);
      return stated;
    };
  }

  /**
   * The worker has opened it.
   * @param {import('../shared/messages.js').ModelOpened} answer
   * @returns {boolean} false where the viewer can't read its card: the earlier one stays
   */
  hear({ name, card, kernels, hash = '', file }) {
    this.pending -= 1;
    const asked = this.#asked.get(name);
    if (file) downloadBlob(file, name.replace(/(\.onnx)?$/i, '_card.onnx'));
    if (asked?.statement) asked.statement = { ...asked.statement, save: false, sure: true };
    const viewer = this.page.viewer();
    const refused = viewer.setModel(name, card, hash);
    if (!refused) {
      this.#goingBack = false;
      this.#open = asked ?? null;
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
    const { file, statement } = this.#open ?? {};
    const again = this.#goingBack;
    this.#goingBack = true;
    if (!this.#open || again) fatal(sayProblem(why));
    else if (file) void this.openFile(file, statement);
    else this.open(this.#open);
    this.page.changed();
  }

  /** The lists and the card, in words. */
  show() {
    const { card } = this;
    const name = this.#open?.name ?? '';
    if (card) showModel(say('model', { name: card.name || name, licence: phrases(card.licence ?? '') }));
    const described = this.shipped.map(describe);
    this.page.viewer().setModels(described);
    showModels(described, name, (index) => this.openShipped(index));
    showCard(card);
  }
}

/** @param {import('../shared/messages.js').ShippedModel} model
 * @returns {import('../shared/messages.js').DescribedModel} */
function describe({ name, file, bytes, sentences, areas }) {
  const sentence = sentences[document.documentElement.lang] ?? sentences.en;
  const said = areas.map(({ auc, data, elsewhere }) =>
    say(elsewhere ? 'shipped.elsewhere' : 'shipped.home', { auc: fixed(auc, 3), data }));
  const description = said.length === 0 ? sentence : say('shipped.auc', { sentence, areas: said.join(', ') });
  return { name, file, bytes, description };
}
