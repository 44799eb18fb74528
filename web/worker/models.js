// @ts-check
// The model that is open, and the opening of another.
import { emptyInput, infer } from './infer.js';
import { modelBytes } from './load.js';
import { refusal, Refused } from './refused.js';
import { begun, bytesOf, checked } from './reply.js';

/** @typedef {import('./engine_host.js').Engine} Engine */
/** @typedef {import('./infer.js').Network} Network */
/** @typedef {import('./jobs.js').Job} Job */
/** @typedef {(bytes: Uint8Array, card: any) => Promise<Network>} Open of a session */

export class Models {
  /** @type {Network | null} */
  #network = null;
  /** Where the file of that one is. @type {{name: string, url?: string, size?: number, file?: Blob} | null} */
  #source = null;

  /**
   * @param {Engine} engine
   * @param {Open} open
   * @param {() => void} opened called when a model is open
   */
  constructor(engine, open, opened) {
    this.engine = engine;
    this.session = open;
    this.opened = opened;
  }

  /** The one that is open. @param {string} name of the file that wants it; may be empty */
  current(name) {
    if (!this.#network) throw refusal('model.none_open', name ? { file: name } : {});
    return this.#network;
  }

  /** The file of the one that is open, read again: nobody keeps it in memory.
   * @param {Job} job */
  async bytes(job) {
    if (!this.#source) throw refusal('model.none_open');
    const { name, file } = this.#source;
    const silent = { ...job, post: () => {} };
    const bytes = file ? await bytesOf({ name, file }) : await modelBytes(this.#source, silent);
    return { name, bytes };
  }

  /** The one that was open stays until the new one has run once.
   * @param {import('../shared/messages.js').OpenModel} request @param {Job} job */
  async open(request, job) {
    const { name, stated } = request;
    const plain = await modelBytes(request, job);
    const bytes = stated === undefined ? plain
      : checked(await this.engine.apart('cardedModel', name, plain, stated)).bytes;
    const read = await this.engine.readModel(name, bytes);
    if (read.error?.code === 'model.no_card') return this.#askForCard(name, bytes, '', job);
    const { card } = checked(read);
    job.post(begun('session'));
    const fresh = await this.tried(name, bytes, card);
    if (stated !== undefined && !request.sure && await this.#sumsToOne(fresh)) {
      await fresh.close();
      return this.#askForCard(name, plain, 'sums_to_one', job);
    }
    try {
      await this.engine.keepModel();
    } catch (error) {
      await fresh.close();
      throw error;
    }
    this.opened();
    const last = this.#network;
    this.#network = fresh;
    this.#source = request.url ? { name, url: request.url, size: request.size } : { name, file: new Blob([bytes]) };
    void last?.close();
    // For showing only: a model whose kernels can't be read works all the same.
    const kernels = await this.engine.call('layerKernels', bytes, card).catch(() => []);
    // By which a person's settings for it know it again.
    const hash = await this.engine.call('fingerprint', bytes).catch(() => '');
    const file = request.save ? new Blob([bytes]) : undefined;
    job.post({ type: 'model', name, card, kernels, hash, file });
    // Now, and not when the first image waits for it; where it can't be had, that image says so.
    if (JSON.parse(card).input?.crop?.kind === 'lesion') await this.engine.openLesions().catch(() => {});
  }

  /**
   * What the file says of itself, for a person to state the rest.
   * @param {string} name @param {Uint8Array} bytes without a card
   * @param {'' | 'sums_to_one'} doubt @param {Job} job
   */
  async #askForCard(name, bytes, doubt, job) {
    const { guess } = checked(await this.engine.apart('guessedCard', name, bytes));
    job.post({ type: 'card-wanted', name, guess, doubt });
  }

  /** Whether what was stated to be logits looks like probabilities, on an even and on an uneven input.
   * @param {Network} network */
  async #sumsToOne(network) {
    if (network.card.output !== 'logits') return false;
    for (const step of [0, 37]) {
      const input = emptyInput(network.card);
      input.tensor.forEach((_, at) => { input.tensor[at] = ((at * step) % 101) / 101; });
      const { logits } = await infer(network, input, []);
      if (!await this.engine.call('sumsToOne', logits)) return false;
    }
    return true;
  }

  /**
   * A first run finds out whether the graph does what its card says, before it takes the place of a
   * model that works; later runs are quicker for it.
   * @param {string} name
   * @param {Uint8Array} bytes
   * @param {string} card JSON
   */
  async tried(name, bytes, card) {
    const parsed = JSON.parse(card);
    // Once here, and not at every run.
    const whole = parsed.compression
      ? checked(await this.engine.dequantiseModel(name, bytes)).bytes
      : bytes;
    /** @type {Network | undefined} */
    let fresh;
    try {
      fresh = await this.session(whole, parsed);
      await infer(fresh, emptyInput(parsed));
      return fresh;
    } catch (error) {
      await fresh?.close();
      if (error instanceof Refused) throw error.about(name);
      const detail = error instanceof Error ? error.message : String(error);
      throw refusal('network.cannot_run', { file: name, detail });
    }
  }
}
