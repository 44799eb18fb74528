// @ts-check
// What the worker answers, each kind to whom it concerns.
import { fatal } from './fatal.js';
import { showLoading } from './loading.js';
import { showProgress, showResult } from './mirror.js';
import { outcomeWords, resultWords } from './result_words.js';
import { say, sayProblem } from './words.js';
import { problem } from '../shared/problems.js';

/** @typedef {import('../shared/messages.js').Answer} Answer */
/** @typedef {import('../shared/messages.js').Result} Result */

export class Answers {
  /** Of the image that is shown. @type {Result | null} */
  last = null;

  /** Of the image decoded last. */
  #size = { width: 0, height: 0 };

  /**
   * @param {{
   *   images: import('./session_images.js').SessionImages,
   *   exports: import('./exports.js').Exports,
   *   cropping: import('./crop.js').Crop,
   *   spread: import('./spread.js').Spread,
   *   masks: import('./masks.js').Masks,
   *   screens: import('./screens/screens.js').Screens,
   *   samples: import('./samples.js').Samples,
   *   models: import('./models.js').Models,
   *   archives: import('./archives.js').Archives,
   *   going: import('./going_on.js').GoingOn,
   *   outcomes: import('./outcomes.js').Outcomes,
   *   trouble: () => import('./problem.js').Trouble,
   *   viewer: () => import('./viewer_link.js').Viewer,
   *   askAgain: () => void,
   *   refused: (what: import('./problem.js').Problem) => void,
   *   problem: (what: string | import('./problem.js').Problem) => void,
   *   heard: () => void,
   * }} page askAgain: there is another model; refused: a file of those that came together could not be
   *   read; heard: after each answer
   */
  constructor(page) {
    this.page = page;
  }

  /** @param {Answer} answer */
  hear(answer) {
    if (answer.type === 'error') this.#error(answer);
    else this.#answer(answer);
    this.page.heard();
  }

  /** @param {Exclude<Answer, {type: 'error'}>} answer */
  #answer(answer) {
    const { images, exports, screens, models, going, outcomes } = this.page;
    if (answer.type === 'loading') {
      showLoading(answer);
    } else if (answer.type === 'exported') {
      exports.exported(answer);
    } else if (answer.type === 'export-progress') {
      exports.progressed(answer.job, answer.done, answer.total);
    } else if (answer.type === 'scored') {
      outcomes.scored(answer);
    } else if (screens.hear(answer)) {
      going.finished();
    } else if (answer.type === 'dropped') {
      this.#dropped(answer);
    } else if (answer.type === 'spread') {
      this.page.viewer().setSpread(answer);
    } else if (answer.type === 'masks') {
      this.page.masks.heard(answer);
    } else if (answer.type === 'painted-over') {
      this.page.viewer().setPaintedOver(answer);
    } else if (answer.type === 'progress') {
      this.page.viewer().setProgress(answer.stage, answer.done, answer.total);
      showProgress(say(`progress.${answer.stage}`));
    } else if (answer.type === 'model') {
      if (models.hear(answer)) this.page.askAgain();
    } else if (answer.type === 'archive') {
      this.page.archives.hear(answer);
    } else if (answer.type === 'card-wanted') {
      models.ask(answer);
    } else if (answer.type === 'image' && images.has(answer.id)) {  // not one that was removed
      this.#image(answer);
    } else if (answer.type === 'result') {
      this.#result(answer);
    }
  }

  /** @param {Extract<Answer, {type: 'error'}>} answer */
  #error(answer) {
    const { images, exports, cropping, spread, screens, models, going, viewer, refused } = this.page;
    if (answer.about === 'export') {
      exports.refused(answer.id ?? 0, answer.problem);
    } else if (answer.about === 'score') {
      images.noteUnread(answer.id ?? 0, answer.problem);
      images.scoredUnseen(answer.id ?? 0, '', null);
      refused(answer.problem);
    } else if (screens.hear(answer)) {
      going.finished();
    } else if (answer.about === 'region') {
      cropping.refused(viewer().state());
      this.page.problem(answer.problem);
    } else if (answer.about === 'spread') {
      spread.refused();
      this.page.problem(answer.problem);
    } else if (answer.about === 'masks') {
      this.page.masks.refused(answer.problem);
    } else if (answer.about === 'archive') {
      this.page.archives.refused(answer.id ?? 0);
      refused(answer.problem);
    } else if (answer.about === 'worker') {
      this.page.problem(answer.problem);
    } else if (answer.about === 'image' && answer.id !== undefined && !images.has(answer.id)) {
      if (!images.busy) going.finished();  // removed meanwhile: nobody waits for it
    } else {
      const askAnew = answer.about === 'model' ? models.refused(answer.name) : () => false;
      if (answer.id !== undefined) {
        if (answer.about === 'image') images.noteUnread(answer.id, answer.problem);
        images.refused(answer.id);
      }
      going.finished();
      // A model that the person has asked for, over a page that works.
      const lost = answer.problem.kind === 'unreachable' && models.card;
      if (answer.about === 'image') refused(answer.problem);
      else if (!askAnew(sayProblem(answer.problem))) this.page.problem(lost ? say('model.unreachable', { name: answer.name }) : answer.problem);
      if (!models.card && !models.busy) fatal(sayProblem(answer.problem));
    }
  }

  /** @param {import('../shared/messages.js').Dropped} answer */
  #dropped(answer) {
    const { cropping, spread, masks, images } = this.page;
    const state = this.page.viewer().state();
    const image = images.list.find(({ id }) => id === state.imageId);
    if (answer.what === 'infer-region') cropping.dropped(answer.id, state, image);
    else if (answer.what === 'spread') spread.dropped(state, image);
    else if (answer.what === 'find-masks' || answer.what === 'paint-over') masks.dropped(answer, state, image);
  }

  /** @param {import('../shared/messages.js').ImageDecoded} answer */
  #image(answer) {
    const { images, going, refused, trouble, viewer } = this.page;
    // A file before it that could not be read: its sentence outlives the new image.
    if (!trouble().through(() => viewer().setImage(answer))) {
      // The image that was open stays.
      images.refused(answer.id);
      going.finished();
      refused(problem('answer.damaged', { file: answer.name }));
      return;
    }
    this.#size = { width: answer.width, height: answer.height };
    showResult(answer.name, '');
  }

  /** @param {Result} answer */
  #result(answer) {
    const { images, cropping, samples, going } = this.page;
    const viewer = this.page.viewer();
    // Another square of an image that has left the screen meanwhile, or one that could not be shown.
    if (answer.id !== viewer.state().imageId) {
      if (!images.busy) going.finished();
      return;
    }
    if (!viewer.setResult(answer)) {
      images.refused(answer.id);
      // Of another square: the one before stands.
      cropping.refused(viewer.state());
      going.finished();
      this.page.problem(problem('answer.damaged', { file: answer.name }));
      return;
    }
    this.last = answer;
    showResult(answer.name, resultWords(answer.probability, viewer.state()));
    if (images.list.some(({ own, id }) => own && id === answer.id)) samples.hide();
    const { width, height } = this.#size;
    const { probability, central, novelty, region, lesion } = answer;
    const { byRule } = viewer.state();
    images.done(answer.id, outcomeWords(probability),
      { width, height, probability, central, novelty, region, lesion, byRule });
    going.finished();
  }
}
