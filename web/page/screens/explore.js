// @ts-check
// The Explore screen's side of the page: each filter's strongest places on a person's own images, which `lesionlens dissect --atlas` writes into
// a folder that lies beside the site: shown on Explore where that is of the very model that is open.
// The site comes with an index of none, so that a host without the folder has nothing to refuse.
import { figure } from '../estimate.js';
import { byId, setText } from '../mirror.js';
import { say } from '../words.js';
import { problem } from '../../shared/problems.js';

const FOLDER = 'atlas/';
const FORMAT = 'lesionlens atlas 1';
/** Of a strip, a side; guards against a file that is no strip. */
const MOST_SIDE = 512;
const MOST_PLACES = 12;

/** @typedef {{file: string, responses: number[]}} Strip */
/** @typedef {{models: string[], side: number, layers: (Strip | null)[][]}} Index */

const section = byId('atlas');
const picture = /** @type {HTMLImageElement} */ (byId('atlas-image'));

export class Explore {
  busy = false;
  /** Read once, when Explore is first shown. @type {Promise<Index | null> | null} */
  #index = null;
  #wanted = '';
  /** Of the strip that is being fetched: over when another is wanted, or the screen is left. */
  #fetching = new AbortController();
  #told = '';
  /** What is shown: of which filter, and what was drawn there. @type {{key: string, url: string, strip: Strip} | null} */
  #shown = null;

  /** @param {import('./screens.js').Page} page */
  constructor(page) {
    this.page = page;
  }

  /** After every change of the viewer's state. @param {import('../viewer_state.js').ViewerState} state */
  update({ screen, modelHash, layer, filter, hasResult, language }) {
    const key = screen === 'explore' && hasResult && modelHash ? `${modelHash} ${layer}/${filter}` : '';
    const told = `${key} ${language} ${this.#shown?.key ?? ''}`;
    if (told !== this.#told) {
      this.#told = told;
      this.#show(key);
    }
    if (key === this.#wanted) return;
    this.#wanted = key;
    this.#fetching.abort();
    this.#fetching = new AbortController();
    if (key) void this.#fetch(key, modelHash, layer, filter);
  }

  hear() {
    return false;
  }

  /** @param {string} key @param {string} hash @param {number} layer @param {number} filter */
  async #fetch(key, hash, layer, filter) {
    // Without a network there is nothing to ask.
    if (!this.#index && !navigator.onLine) return;
    this.#index ??= readIndex();
    const index = await this.#index;
    const strip = index?.models.includes(hash) ? index.layers[layer]?.[filter] : null;
    if (!index || !strip || this.#wanted !== key) return;
    const response = await fetch(FOLDER + strip.file, { signal: this.#fetching.signal }).catch(() => null);
    const blob = response?.ok ? await response.blob().catch(() => null) : null;
    if (!blob) return;
    const url = URL.createObjectURL(blob);
    const { responses } = strip;
    const [width, height] = [index.side * responses.length, index.side];
    const rgba = await pixelsOf(url, width, height);
    const wanted = rgba && this.#wanted === key;
    if (!wanted || !this.page.viewer().setAtlas(layer, filter, { responses, width, height, rgba })) {
      URL.revokeObjectURL(url);
      if (wanted) this.page.problem(problem('answer.damaged', { file: strip.file }));
      return;
    }
    if (this.#shown) URL.revokeObjectURL(this.#shown.url);
    this.#shown = { key, url, strip };
    this.#show(key);
  }

  /** In the text version. @param {string} key */
  #show(key) {
    const shown = this.#shown?.key === key ? this.#shown : null;
    section.hidden = !shown;
    if (!shown) return;
    if (picture.src !== shown.url) picture.src = shown.url;
    picture.alt = say('atlas.alt', { count: shown.strip.responses.length });
    setText(byId('atlas-responses'), say('atlas.responses',
      { responses: shown.strip.responses.map((value) => figure(value)).join(', ') }));
  }
}

/** R,G,B,A of an image; null where it is none of this size.
 * @param {string} url @param {number} width @param {number} height */
async function pixelsOf(url, width, height) {
  const image = document.createElement('img');
  image.src = url;
  const there = await image.decode().then(() => true, () => false);
  if (!there || image.naturalWidth !== width || image.naturalHeight !== height) return null;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.drawImage(image, 0, 0);
  return new Uint8Array(context.getImageData(0, 0, width, height).data.buffer);
}

/** Null where there is none, or it is none of this kind. @returns {Promise<Index | null>} */
async function readIndex() {
  const response = await fetch(`${FOLDER}index.json`).catch(() => null);
  const index = response?.ok ? await response.json().catch(() => null) : null;
  if (index?.format !== FORMAT || !Array.isArray(index.models) || !Array.isArray(index.layers)) return null;
  const { models, side, layers } = index;
  if (!Number.isInteger(side) || side < 1 || side > MOST_SIDE) return null;
  return { models, side, layers: layers.map((/** @type {unknown} */ layer) =>
    (Array.isArray(layer) ? layer.map(stripOf) : [])) };
}

/** @param {any} one @returns {Strip | null} */
function stripOf(one) {
  const { file, responses } = one ?? {};
  const good = typeof file === 'string' && /^\d+-\d+\.(jpg|png)$/.test(file) && Array.isArray(responses) &&
    responses.length > 0 && responses.length <= MOST_PLACES && responses.every(Number.isFinite);
  return good ? { file, responses } : null;
}
