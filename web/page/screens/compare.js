// @ts-check
// The Compare screen's side of the page: asks the worker for what the panes lack, one thing after
// the other, so that what nobody waits for any more is not looked at. What they lack is the
// viewer's to say (wasm/viewer/screens/compare/panes.h).

import { problem } from '../../shared/problems.js';
import { modelAddress } from '../site_files.js';
import { filtersIn, written } from './filters.js';

/** @typedef {import('../session_images.js').SessionImage} SessionImage */
/** @typedef {import('../../shared/messages.js').CompareRequest} CompareRequest */
/** @typedef {import('../../shared/messages.js').Compared} Compared */

export class Compare {
  #shown = false;
  /** The requests of each time that the screen is shown. */
  #ticket = 0;
  /** What the worker is asked for: an image; a model's file. */
  #running = false;
  #model = '';
  /** The labelled image that the second model is looking at; 0: none. */
  #scoring = 0;
  /** Model files from outside the site, by name. @type {Map<string, File>} */
  #files = new Map();
  /** How many sessions the worker had open when the screen was left last. */
  sessions = 1;

  /** @param {import('./screens.js').Page} page */
  constructor(page) {
    this.page = page;
  }

  get busy() {
    return this.#running || this.#model !== '';
  }

  /** A model's file opened while the screen is shown is the second one. @param {File} file */
  takes(file) {
    if (!this.#shown) return false;
    this.#files.set(file.name, file);
    this.page.viewer().dispatch({ type: 'compare-model', file: file.name });
    return true;
  }

  /** After every change of the viewer's state. @param {import('../viewer_state.js').ViewerState} state */
  update({ screen, compare }) {
    if (screen !== 'compare') return this.#leave();
    if (!compare) return;
    this.#shown = true;
    if (compare.modelWanted && !this.#model) void this.#openModel(compare.modelWanted);
    if (this.#running) return;
    const [next] = compare.wanted;
    if (next) this.#ask(next);
    // The labelled images' turn is when the panes have all they need.
    else if (compare.toScore !== null) this.#score(compare.toScore);
  }

  #leave() {
    if (!this.#shown) return;
    this.#shown = false;
    this.#ticket += 1;
    this.#scoring = 0;
    this.#running = false;
    this.#model = '';
    this.page.send({ type: 'compare-close' });
  }

  /** @param {{image: number, second: boolean}} request */
  #ask({ image: id, second }) {
    const image = this.page.image(id);
    if (!image) return this.page.viewer().refuseCompared(id, second);
    const { name, file, crop } = image;
    this.#running = true;
    this.page.send({ type: 'compare-inference', ticket: this.#ticket, id, name, file, crop, second });
  }

  /** What the second model says of a labelled image. @param {number} id */
  #score(id) {
    const image = this.page.image(id);
    if (!image) return this.page.viewer().setSecondScore(id, null);
    const { name, file } = image;
    this.#running = true;
    this.#scoring = id;
    this.page.send({
      type: 'compare-inference', ticket: this.#ticket, id, name, file, crop: null, second: true, score: true,
    });
  }

  /** @param {string} name */
  async #openModel(name) {
    this.#model = name;
    const ticket = this.#ticket;
    const file = this.#files.get(name);
    if (!file) return this.page.send({ type: 'compare-model', name, url: modelAddress(name) });
    const bytes = await file.arrayBuffer().catch(() => null);
    if (ticket !== this.#ticket) return;
    if (bytes) return this.page.send({ type: 'compare-model', name, bytes }, [bytes]);
    this.#files.delete(name);
    this.#refusedModel(name);
    this.page.problem(problem('file.unreadable', { file: name }));
  }

  /**
   * @param {import('../../shared/messages.js').Answer} answer
   * @returns {boolean} false where it is not for this screen
   */
  hear(answer) {
    if (answer.type === 'compared') this.#heard(answer);
    else if (answer.type === 'compare-scored') this.#scored(answer);
    else if (answer.type === 'compare-model') this.#heardModel(answer);
    else if (answer.type === 'compare-closed') this.sessions = answer.sessions;
    else if (answer.type === 'error' && answer.about.startsWith('compare')) {
      const awaited = answer.about === 'compare' ? this.#refused(answer) : this.#refusedModel(answer.name);
      if (awaited) this.page.problem(answer.problem);
    } else return false;
    return true;
  }

  /** @param {Compared} answer */
  #heard(answer) {
    if (answer.ticket !== this.#ticket) return;
    this.#running = false;
    const viewer = this.page.viewer();
    if (!viewer.setCompared(answer)) {
      viewer.refuseCompared(answer.id, answer.second);
      this.page.problem(problem('answer.damaged', { file: answer.name }));
    }
    this.update(viewer.state());
  }

  /** @param {{ticket: number, id: number, probability: number | null}} answer */
  #scored({ ticket, id, probability }) {
    if (ticket !== this.#ticket) return;
    this.#running = false;
    this.#scoring = 0;
    const viewer = this.page.viewer();
    viewer.setSecondScore(id, probability);
    this.update(viewer.state());
  }

  /** @param {{id?: number, second?: boolean, ticket?: number}} failure
   * @returns {boolean} false of what was asked before the screen was left: nobody waits for it */
  #refused({ id, second, ticket }) {
    if (ticket === undefined) return true;  // the closing, which nobody waits for, and which broke
    if (ticket !== this.#ticket) return false;
    // One labelled image of many that can't be read: it is left out, and the others go on.
    if (this.#scoring) {
      this.#scored({ ticket, id: this.#scoring, probability: null });
      return false;
    }
    this.#running = false;
    this.page.viewer().refuseCompared(id ?? 0, second ?? false);
    return true;
  }

  /** @param {{name: string, card: string}} answer */
  #heardModel({ name, card }) {
    if (this.#model !== name) return;
    this.#model = '';
    const viewer = this.page.viewer();
    const refused = viewer.setSecondModel(name, card);
    if (refused) this.page.problem(refused);
    this.update(viewer.state());
  }

  /** @param {string} name @returns {boolean} false of one that nobody waits for any more */
  #refusedModel(name) {
    if (this.#model !== name) return false;
    this.#model = '';
    this.page.viewer().refuseSecondModel(name);
    return true;
  }
}

/**
 * panes: how many; places: layer and filter of each, where somebody has set them.
 * @type {import('./addresses.js').ScreenAddress}
 */
export const compareAddress = {
  /** "6/12,5/3" (2 or 4 of them), or "4" */
  read(parameters) {
    const text = parameters.get('panes') ?? '';
    const places = filtersIn(text);
    if (places?.length === 2 || places?.length === 4) return { panes: places.length, places };
    return { panes: text === '4' ? 4 : 2, places: [] };
  },
  write({ panes, places }) {
    if (places.length > 0) return [`panes=${written(places)}`];
    return panes === 2 ? [] : [`panes=${panes}`];
  },
  shown({ compare, paneCount }) {
    const places = compare?.touched ? compare.panes.map(placeOf) : [];
    return { panes: paneCount, places };
  },
  actions: ({ panes, places }) =>
    [{ type: 'compare-panes', count: panes }, { type: 'compare-places', places }],
};

/** @param {{layer: number, filter: number}} pane */
function placeOf({ layer, filter }) {
  return [layer, filter];
}
