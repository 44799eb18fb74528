// @ts-check
// The What if screen's side of the page: asks the worker about the try that is shown, the newest one
// when the last answer has come, and for what each filter does when it is switched off alone. What is
// to be asked is the viewer's to say (wasm/viewer/screens/what_if/tries.h).
import { problem } from '../../shared/problems.js';
import { sayProblem } from '../words.js';

/** @typedef {import('../viewer_state.js').ViewerState} ViewerState */
/** @typedef {import('../../shared/messages.js').EffectsFound} EffectsFound */
/** What switching a filter off alone changes. @typedef {{layer: number, filter: number, logOdds: number,
 *   probability: number, exact: boolean}} Effect */

export class WhatIf {
  /** @param {import('./screens.js').Page} page */
  constructor(page) {
    this.page = page;
  }

  #shown = false;
  /** The revision that is being asked about; 0: none. */
  #trying = 0;
  /** That takes a run for each of other images: it is given up for a newer one. */
  #long = false;
  /** What effects are being asked for: image, square and replacement; empty: none. */
  #measuring = '';
  #ticket = 0;
  /** By layer and filter. @type {Map<string, Effect>} */
  #effects = new Map();
  /** Why there is no estimate of them, and the language that it was said in.
   * @type {{problem: import('../../shared/messages.js').Problem, language: string} | null} */
  #unestimated = null;

  get busy() {
    return this.#trying !== 0;
  }

  /** What has come of the image that was measured last. */
  get effects() {
    return [...this.#effects.values()];
  }

  /** After every change of the viewer's state. @param {ViewerState} state */
  update(state) {
    const { whatIf } = state;
    if (!whatIf) return this.#leave();
    this.#shown = true;
    if (this.#noteDrawn(whatIf) || this.#sayAgain(state)) return;
    const image = state.imageId === null ? undefined : this.page.image(state.imageId);
    this.#try(whatIf, image);
    this.#measure(state, whatIf, image);
  }

  /** One at a time: what was painted meanwhile is asked about with the next.
   * @param {import('../viewer_state.js').WhatIf} whatIf
   * @param {import('../session_images.js').SessionImage | undefined} image */
  #try(whatIf, image) {
    const { revision, off, by } = whatIf;
    if (this.#trying && this.#long && this.#trying !== revision) {
      this.page.send({ type: 'cancel', what: 'what-if' });
      this.#trying = 0;
    }
    if (!whatIf.wanted || this.#trying || !image) return;
    const others = this.#others(whatIf);
    const { id, name, file, crop } = image;
    this.#trying = revision;
    this.#long = others.length > 0;
    const pieces = this.page.viewer().paintedPieces();
    this.page.send({ type: 'what-if', ticket: revision, id, name, file, crop, by, others, pieces, off: placesOf(off) });
  }

  /** Whose maps stand in. @param {import('../viewer_state.js').WhatIf} whatIf
   * @returns {import('../../shared/messages.js').OtherImage[]} */
  #others({ others }) {
    return others.flatMap((id) => {
      const other = this.page.image(id);
      return other ? [{ id, name: other.name, file: other.file }] : [];
    });
  }

  /** The viewer is told which of them are no photographs. @param {import('../viewer_state.js').WhatIf} whatIf
   * @returns {boolean} it was: the state has changed since */
  #noteDrawn({ others, drawn }) {
    const images = others.filter((id) => this.page.image(id)?.synthetic);
    if (images.length === drawn) return false;
    this.page.viewer().dispatch({ type: 'what-if-drawn', images });
    return true;
  }

  /** @param {ViewerState} state @param {import('../viewer_state.js').WhatIf} whatIf
   * @param {import('../session_images.js').SessionImage | undefined} image */
  #measure({ imageId, modelName, seen, cropPending }, whatIf, image) {
    const { effects, by, all: filters } = whatIf;
    const most = effects.first < filters ? effects.first : 0;
    const key = JSON.stringify([imageId, modelName, seen, by, whatIf.others, most]);
    if (this.#measuring && (!effects.wanted || this.#measuring !== key)) {
      this.page.send({ type: 'cancel', what: 'effects' });
      this.#measuring = '';
    }
    if (!effects.wanted || this.#measuring || !image || cropPending) return;
    if (effects.done === 0 && effects.estimated === 0) this.#effects.clear();
    const { id, name, file, crop } = image;
    this.#measuring = key;
    this.#unestimated = null;
    this.#ticket += 1;
    const concepts = whatIf.concepts.filter(({ logOdds }) => logOdds === null)
      .map(({ name: concept, filters: places }) => ({ name: concept, filters: placesOf(places) }));
    this.page.send({ type: 'effects', ticket: this.#ticket, id, name, file, crop, by, others: this.#others(whatIf),
      concepts, most });
  }

  /** In the page's language. @param {ViewerState} state @returns {boolean} it was: the state has changed since */
  #sayAgain({ language }) {
    if (!this.#unestimated || this.#unestimated.language === language) return false;
    this.#unestimated.language = language;
    this.page.viewer().refuseEstimate(sayProblem(this.#unestimated.problem));
    return true;
  }

  #leave() {
    if (!this.#shown) return;
    this.#shown = false;
    this.#unestimated = null;
    this.#trying = 0;
    this.#measuring = '';
    this.page.send({ type: 'what-if-close' });
  }

  /**
   * @param {import('../../shared/messages.js').Answer} answer
   * @returns {boolean} false where it is not for this screen
   */
  hear(answer) {
    if (answer.type === 'what-if') {
      this.#tried(answer);
    } else if (answer.type === 'what-if-progress') {
      if (answer.ticket === this.#trying) this.page.viewer().setTryProgress(answer);
    } else if (answer.type === 'what-if-ended') {
      if (answer.ticket === this.#trying) this.#trying = 0;
      this.#again();
    } else if (answer.type === 'concept-effect') {
      if (answer.ticket === this.#ticket && this.#measuring) this.#foundConcept(answer);
    } else if (answer.type === 'effects') {
      if (answer.ticket === this.#ticket && this.#measuring) this.#found(answer);
    } else if (answer.type === 'effects-unestimated') {
      if (answer.ticket !== this.#ticket || !this.#measuring) return true;
      this.#unestimated = { problem: answer.problem, language: '' };
      this.#again();
    } else if (answer.type === 'effects-ended') {
      if (answer.ticket === this.#ticket) this.#ended(answer.whole);
    } else if (answer.type === 'what-if-closed') {
      return true;
    } else if (answer.type === 'error' && (answer.about === 'what-if' || answer.about === 'effects')) {
      this.#refused(answer);
    } else if (answer.type === 'dropped' && answer.what === 'what-if') {
      if (answer.ticket === this.#trying) this.#trying = 0;
      this.#again();
    } else if (answer.type === 'dropped' && answer.what === 'effects') {
      if (answer.ticket === this.#ticket) this.#measuring = '';
      this.#again();
    } else {
      return false;
    }
    return true;
  }

  /** @param {import('../../shared/messages.js').WhatIfAnswer} answer */
  #tried(answer) {
    const mine = answer.ticket === this.#trying;
    if (mine) this.#trying = 0;
    const viewer = this.page.viewer();
    const { whatIf, imageId } = viewer.state();
    if (!mine || !whatIf || answer.id !== imageId) return this.#again();
    if (!viewer.setTry(answer)) {
      viewer.refuseTry(answer.ticket);
      this.page.problem(problem('answer.damaged', { file: '' }));
    } else if (viewer.state().whatIf?.wanted && whatIf.revision === answer.ticket) {
      // It was not taken: asking again would bring the same.
      viewer.refuseTry(answer.ticket);
    }
    this.#again();
  }

  /** @param {boolean} whole */
  #ended(whole) {
    const measuring = this.#measuring !== '';
    this.#measuring = '';
    const viewer = this.page.viewer();
    if (measuring && whole && viewer.state().whatIf?.effects.wanted) {
      viewer.dispatch({ type: 'what-if-measure', wanted: false });
    }
  }

  /** @param {import('../../shared/messages.js').ConceptEffect} answer */
  #foundConcept(answer) {
    if (this.page.viewer().setConceptEffect(answer)) return;
    this.page.problem(problem('answer.damaged', { file: '' }));
  }

  /** @param {EffectsFound} answer */
  #found(answer) {
    const { layer, filters, logOdds, probability, exact } = answer;
    const viewer = this.page.viewer();
    if (!viewer.setEffects(answer)) {
      viewer.dispatch({ type: 'what-if-measure', wanted: false });
      this.page.problem(problem('answer.damaged', { file: '' }));
      return;
    }
    for (const [at, filter] of filters.entries()) {
      const key = `${layer}/${filter}`;
      if (this.#effects.get(key)?.exact) continue;
      this.#effects.set(key, { layer, filter, logOdds: logOdds[at] ?? 0, probability: probability[at] ?? 0, exact });
    }
  }

  /** @param {import('../../shared/messages.js').Failure} answer */
  #refused({ about, ticket, problem: what }) {
    const viewer = this.page.viewer();
    if (about === 'what-if') {
      if (ticket !== this.#trying) return;
      this.#trying = 0;
      viewer.refuseTry(ticket);
    } else {
      if (ticket !== this.#ticket || !this.#measuring) return;
      this.#measuring = '';
      viewer.dispatch({ type: 'what-if-measure', wanted: false });
    }
    this.page.problem(what);
  }

  #again() {
    this.update(this.page.viewer().state());
  }
}

/** @param {[number, number][]} places @returns {import('../../shared/messages.js').Place[]} */
function placesOf(places) {
  return places.map(([layer, filter]) => ({ layer, filter }));
}
