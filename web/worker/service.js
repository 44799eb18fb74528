// @ts-check
// Who serves which message, and what comes of errors. Knows neither the browser nor WebAssembly: the
// engine and the network are handed in.
import { problem } from '../shared/problems.js';
import { openArchive } from './archive.js';
import { Engine } from './engine_host.js';
import { Exports } from './exports.js';
import { Images } from './images.js';
import { Jobs } from './jobs.js';
import { Lesions } from './lesions.js';
import { Masks } from './masks.js';
import { Models } from './models.js';
import { problemOf, Refused } from './refused.js';
import { Comparison } from './screens/compare.js';
import { Explaining } from './screens/explain.js';
import { inferRow } from './screens/sheet.js';
import { WhatIf } from './screens/what_if.js';

/** @typedef {import('../shared/messages.js').Request} Request */

export class Service {
  /**
   * @param {{
   *   post: import('./jobs.js').Post,
   *   startEngine: () => Promise<any>,
   *   openNetwork: import('./models.js').Open,
   *   masks: () => Promise<Uint8Array>,
   *   sessions: () => number,
   *   opened: () => void,
   *   zip: import('./exports.js').Zip,
   *   unzipping: () => Promise<import('./archive.js').Unzipping>,
   * }} way startEngine: a fresh one (start_engine.js); masks: the mask network's file; sessions: networks that are open; opened: called
   *   when a model is open
   */
  constructor({ post, startEngine, openNetwork, masks, sessions, opened, zip, unzipping }) {
    this.post = post;
    const lesions = new Lesions({ read: masks, open: openNetwork });
    this.engine = new Engine(startEngine, lesions);
    const { engine } = this;
    const models = new Models(engine, openNetwork, opened);
    const images = this.images = new Images(engine, models);
    const found = new Masks(engine, images, models);
    const comparison = this.comparison = new Comparison({
      engine: () => new Engine(startEngine, lesions), models, sessions,
    });
    const whatIf = this.whatIf = new WhatIf({ engine, models, images, open: openNetwork, sessions });
    const explaining = this.explaining = new Explaining({ engine, models, images, open: openNetwork, sessions });
    const exports = new Exports(engine, models, zip);
    this.jobs = new Jobs({
      'open-model': {
        // What is found out bit by bit about the one before is not waited for.
        rank: 0, about: 'model', alone: true, interrupts: ['explain', 'effects', 'what-if'],
        make: (request, job) => models.open(request, job),
      },
      'open-archive': {
        rank: 6, about: 'archive', givesWay: true,
        make: (request, job) => openArchive(request, job, unzipping),
      },
      // Another image will be shown: no square of the one before is waited for.
      'open-image': {
        rank: 1, about: 'image', replaces: ['open-image'],
        interrupts: ['infer-region', 'spread', 'find-masks', 'paint-over'],
        make: (request, job) => images.open(request, job),
      },
      'infer-region': {
        rank: 2, about: 'region', replaces: ['infer-region'], interrupts: ['spread', 'paint-over'],
        make: (request, job) => images.inferRegion(request, job),
      },
      spread: {
        rank: 3, about: 'spread', replaces: ['spread'],
        make: (request, job) => images.spread(request, job),
      },
      'compare-model': {
        rank: 3, about: 'compare-model',
        make: (request, job) => comparison.openModel(request, job),
      },
      'compare-inference': {
        rank: 3, about: 'compare',
        make: (request, job) => comparison.infer(request, job),
      },
      'compare-close': {
        rank: 3, about: 'compare', replaces: ['compare-model', 'compare-inference'],
        make: (request, job) => comparison.close(request, job),
      },
      'what-if': {
        // Over other images it is many runs.
        rank: 3, about: 'what-if', givesWay: true, replaces: ['what-if'],
        make: (request, job) => whatIf.tried(request, job),
      },
      'what-if-close': {
        rank: 3, about: 'what-if', replaces: ['what-if', 'effects'],
        make: (request, job) => whatIf.close(request, job),
      },
      // Thousands of runs: between two of them everything goes first that a person waits for.
      explain: {
        rank: 5, about: 'explain', givesWay: true, replaces: ['explain'],
        make: (request, job) => explaining.explain(request, job),
      },
      'explain-close': {
        rank: 3, about: 'explain', replaces: ['explain'],
        make: (request, job) => explaining.close(request, job),
      },
      'sheet-inference': {
        rank: 4, about: 'sheet', replaces: ['sheet-inference'],
        make: (request, job) => {
          images.forget();
          return inferRow(engine, models.current(request.name), request, job);
        },
      },
      effects: {
        rank: 6, about: 'effects', givesWay: true, replaces: ['effects'],
        make: (request, job) => whatIf.effects(request, job),
      },
      // Of the image that is shown, after all that is said of its estimate.
      'find-masks': {
        rank: 4, about: 'masks', replaces: ['find-masks'],
        make: (request, job) => found.find(request, job),
      },
      'paint-over': {
        rank: 4, about: 'masks', replaces: ['paint-over'],
        make: (request, job) => found.paintOver(request, job),
      },
      export: {
        rank: 6, about: 'export', givesWay: true,
        make: (request, job) => exports.make(request, job),
      },
      'score-image': {
        rank: 7, about: 'score',
        make: (request, job) => images.score(request, job),
      },
    }, {
      post,
      failed: (request, { about }, error, cancelled) => this.#failed(request, about, error, cancelled),
      dropped: (request) => this.#dropped(request),
      broken: (error) => this.broken(error),
    });
  }

  /** @param {Request} request */
  hear(request) {
    if (request.type === 'cancel') this.jobs.cancel(request.what);
    else this.jobs.ask(request);
  }

  /** What nobody has asked for has failed. @param {unknown} error */
  broken(error) {
    const detail = error instanceof Error ? error.message : String(error);
    this.post({ type: 'error', about: 'worker', name: '', problem: problem('worker.broke', { detail }) });
  }

  /** @param {Request} request */
  #dropped({ type, ...request }) {
    const { id = undefined, ticket = undefined } = /** @type {any} */ (request);
    this.post({ type: 'dropped', what: type, id, ticket });
  }

  /**
   * @param {Request} request
   * @param {import('../shared/messages.js').Failure['about']} about
   * @param {unknown} error
   * @param {boolean} cancelled what it says at its end interests nobody; what it has broken stays broken
   */
  #failed(request, about, error, cancelled) {
    const { job = undefined, id = job, name = '', second = undefined, ticket = undefined } =
      /** @type {any} */ (request);
    if (!cancelled) {
      this.post({ type: 'error', about, id, name, problem: problemOf(error, name), second, ticket });
    } else if (error instanceof Error && error.name === 'AbortError') {
      return;
    }
    // An engine that ran out of memory is of no further use; one that refused a file is. That of an
    // export ends with it.
    if (error instanceof Refused || about === 'export') return;
    if (about === 'compare' || about === 'compare-model') return this.comparison.restart();
    this.images.forget();
    this.engine.restart();
  }
}
