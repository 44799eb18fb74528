// @ts-check
// The viewer (viewer.js + viewer.wasm, from wasm/viewer) as the page uses it.
import createViewer from '../viewer.js';

/** @typedef {import('../shared/messages.js').ImageDecoded} ImageDecoded */
/** @typedef {import('../shared/messages.js').Problem} Problem */
/** @typedef {import('../shared/messages.js').Result} Result */
/** @typedef {Awaited<ReturnType<typeof startViewer>>} Viewer */
/** In words (core/model/estimate.h).
 * @typedef {{title: string, figure: string, beside: string[], network: string, line: string,
 *   found: string, own: string}} Estimate */

/** What Validate says. groups: rows of value, images, malignant, AUC, sensitivity, specificity.
 * @typedef {{headline: string, progress: string, notes: string[],
 *   figures: {name: string, value: string, note: string}[],
 *   wanted: string, threshold: string, canUseThreshold: boolean,
 *   recalibration: string, canUseRecalibration: boolean, inUse: string,
 *   groups: {title: string, rows: string[][]}[], againstAll: string,
 *   mistakes: {title: string, images: {id: number, name: string, estimate: string}[]}[]}} ValidationText */

/** The browser can't draw what the viewer draws. */
export class CannotStart extends Error {
  /** @param {string} why as App::error() has it */
  constructor(why) {
    super(why);
    /** Key of the sentence that says so. */
    this.word = `start.${why}`;
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} words JSON
 * @param {{font: Uint8Array, boldFont: Uint8Array}} faces OpenType files
 */
export async function startViewer(canvas, words, { font, boldFont }) {
  const module = await createViewer({ canvas });
  const options = { dpr: devicePixelRatio, boldFont };
  if (!module.start(`#${canvas.id}`, words, font, options)) throw new CannotStart(module.lastError());
  listenForSize(canvas, (width, height) => module.resize(width, height, devicePixelRatio));

  let listing = -1;
  /** @type {number[]} */
  let images = [];

  return {
    /** @param {string} json */
    setWords: (json) => module.setWords(json),
    // What the viewer can't take, as its sizes are damaged, is refused with `false`, and what was open
    // stays: whoever calls says so.
    /** Null, or why its card can't be read. @param {string} name @param {string} card JSON
     * @param {string} hash of its file; '': not known
     * @returns {import('../shared/messages.js').Problem | null} */
    setModel: (name, card, hash) => module.setModel(name, card, hash),
    /** @param {import('../shared/messages.js').Kernels[]} layers */
    setKernels(layers) {
      for (const [index, one] of layers.entries()) {
        const { filters, inputs, shown, height, width, channels, values } = one;
        module.setWeights(index, filters, inputs, shown, height, width, channels, values);
      }
    },
    /** @param {{name: string, label: string}[]} samples */
    setSamples: (samples) => module.setSamples(JSON.stringify(samples)),
    /** @param {import('../shared/messages.js').DescribedModel[]} models */
    setModels: (models) => module.setModels(JSON.stringify(models)),
    /** @param {ImageDecoded} image @returns {boolean} */
    setImage({ id, name, width, height, colour, dicom, source, levels, thumbnail }) {
      return module.setImage(id, name, width, height, colour, dicom, source, levels, thumbnail);
    },
    /** @param {import('../shared/messages.js').Scored} scored @returns {boolean} */
    setScored({ id, name, probability, byRule, central, width, height, region, lesion, novelty, logits,
      thumbnail, notability }) {
      const seen = { width, height, region, lesion, novelty, central, logits: new Float32Array(logits) };
      return module.setScored(id, name, probability, byRule, seen, thumbnail, notability);
    },
    /** @param {Result} result @returns {boolean} */
    setResult({ id, region, lesion, central, byRule, novelty, probability, logits, layers }) {
      return module.setResult(id, { region, lesion, central, byRule, novelty }, probability,
        new Float32Array(logits), layers);
    },
    /** @param {import('../shared/messages.js').SpreadFound} found */
    setSpread: ({ id, lowest, highest, n }) => module.setSpread(id, lowest, highest, n),
    /** @param {number} layer @param {number} filter
     * @param {{responses: number[], width: number, height: number, rgba: Uint8Array}} strip @returns {boolean} */
    setAtlas: (layer, filter, strip) => module.setAtlas(layer, filter, strip),
    /** The lesion's outline as a person corrects it (core/concepts/correct.h). @returns {Float32Array} */
    outlinePieces: () => module.outlinePieces(),
    /** @param {import('../shared/messages.js').MasksFound} found @returns {boolean} false also of an
     *   image that is not shown any more, or has no estimate */
    setMasks: (found) => module.setMasks(found.id, found),
    /** @param {import('../shared/messages.js').PaintedOver} painted */
    setPaintedOver: ({ id, concept, region, probability }) =>
      module.setPaintedOver(id, concept, region, probability),
    /** What was found on the image that is shown; null while it has not come. @returns {any[] | null} */
    masks: () => module.masks(),
    /** @type {() => string[]} */
    explainTrust: () => JSON.parse(module.explainTrust()),
    /** What is said of it. @returns {{warnings: string[], none: string,
     * doubts: string[], abcd: string[], corrected: string}} */
    foundWords: () => JSON.parse(module.foundWords()),
    /** @param {import('../shared/messages.js').Compared} compared @returns {boolean} false also of
     *   damaged ones only: what no pane waits for any more is let go */
    setCompared({ id, second, width, height, levels, region, lesion, novelty, probability, layers }) {
      return module.setCompared(id, second, { width, height, levels, region, lesion, novelty, probability, layers });
    },
    /** It can't be looked at. @param {number} id @param {boolean} second */
    refuseCompared: (id, second) => module.refuseCompared(id, second),
    /** What the second model says of a labelled image; null: nothing. @param {number} id
     * @param {number | null} probability */
    setSecondScore: (id, probability) => module.setSecondScore(id, probability),
    /** What is said of both models on the labelled images. @returns {{said: string, ask: boolean}} */
    pairedWords: () => JSON.parse(module.pairedWords()),
    /** @param {import('../shared/messages.js').SheetRow} row @returns {boolean} */
    setSheetRow: (row) => module.setSheetRow(row.id, row),
    /** @param {number} id */
    refuseSheetRow: (id) => module.refuseSheetRow(id),
    /** @returns {Float32Array} what the try of What if paints over and lays on (wasm/engine/paint.h) */
    paintedPieces: () => module.paintedPieces(),
    /** @param {import('../shared/messages.js').WhatIfAnswer} answer @returns {boolean} */
    setTry: (answer) => module.setTry(answer.ticket, answer),
    /** It can't be had. @param {number} ticket */
    refuseTry: (ticket) => module.refuseTry(ticket),
    /** @param {import('../shared/messages.js').WhatIfProgress} progress */
    setTryProgress: ({ ticket, done, of }) => module.setTryProgress(ticket, done, of),
    /** @param {import('../shared/messages.js').ConceptEffect} found @returns {boolean} */
    setConceptEffect: (found) => module.setConceptEffect(found.id, found),
    /** @param {import('../shared/messages.js').EffectsFound} found @returns {boolean} */
    setEffects: (found) => module.setEffects(found.id, found),
    /** @param {string} reason why no estimate comes of them */
    refuseEstimate: (reason) => module.refuseEstimate(reason),
    /** @param {import('../shared/messages.js').Explained} found @returns {boolean} */
    setExplanation: (found) => module.setExplanation(found.ticket, found),
    /** @param {number} ticket @param {number} progress */
    setExplainProgress: (ticket, progress) => module.setExplainProgress(ticket, progress),
    /** It can't be had. @param {number} ticket */
    refuseExplanation: (ticket) => module.refuseExplanation(ticket),
    // Validate: see wasm/viewer/screens/validate/bindings.cc.
    /** Null, or why the table can't be used. @param {string} name @param {string} text
     * @returns {Problem | null} */
    setLabels: (name, text) => module.setLabels(name, text),
    /** @param {string[]} names @param {string} folder @returns {{index?: number, problem?: Problem}} */
    chooseTable: (names, folder) => module.chooseTable(names, folder),
    /** How many have a label by their folder. @param {number[]} ids @param {string[]} paths @returns {number} */
    setFolders: (ids, paths) => module.setFolders(ids, paths),
    /** @param {number} left */
    setReading: (left) => module.setReading(left),
    /** Null, or why the file can't be used. @param {string} name @param {string} json
     * @returns {Problem | null} */
    setOwn: (name, json) => module.setOwn(name, json),
    /** @returns {ValidationText} */
    validationWords: () => JSON.parse(module.validationWords()),
    /** @returns {string[]} */
    ownSentences: () => JSON.parse(module.ownSentences()),
    /** @param {boolean} names @returns {string} '' where there is nothing */
    validationJson: (names) => module.validationJson(names),
    /** @param {boolean} names @returns {string} '' where there is nothing */
    validationCsv: (names) => module.validationCsv(names),
    /** What the one-page report draws, as JSON. @param {boolean} names @param {string} date
     * @param {{name: string, reason: string}[]} unread @returns {string} '' where there is nothing */
    validationReport: (names, date, unread) => module.validationReport(names, date, unread),
    /** As setModel. @param {string} file @param {string} card JSON
     * @returns {import('../shared/messages.js').Problem | null} */
    setSecondModel: (file, card) => module.setSecondModel(file, card),
    /** @param {string} file */
    refuseSecondModel: (file) => module.refuseSecondModel(file),
    /** @param {string} stage empty: done @param {number} done @param {number} total */
    setProgress: (stage, done, total) => module.setProgress(stage, done, total),
    /** @param {string} sentence */
    setError: (sentence) => module.setError(sentence),
    clearError: () => module.clearError(),
    /** @param {Record<string, unknown>} action */
    dispatch: (action) => module.dispatch(JSON.stringify(action)),
    /** @returns {import('./viewer_state.js').ViewerState} */
    state() {
      /** @type {import('./viewer_state.js').MirroredState} */
      const state = JSON.parse(module.state());
      return {
        ...state,
        // As long as the session: fetched where somebody reads it, and once for each order.
        get images() {
          if (state.listing !== listing) {
            images = [...module.listed()];
            listing = state.listing;
          }
          return images;
        },
      };
    },
    /** What is said of an estimate of the model that is open, or of a pane of Compare.
     * @param {number} probability @param {number[]} beside others, read beside it
     * @returns {Estimate | null} */
    estimate: (probability, beside = []) => JSON.parse(module.estimate(probability, beside)),
    /** @param {number} pane @returns {Estimate | null} */
    compareEstimate: (pane) => JSON.parse(module.compareEstimate(pane)),
    // Numbers as they stand on the canvas.
    /** @param {number} value @returns {string} */
    figure: (value) => module.figure(value),
    /** @param {number} fraction @returns {string} */
    percent: (fraction) => module.percent(fraction),
    /** @param {number[]} fractions @returns {string[]} */
    percents: (fractions) => module.percents(fractions),
    /** @param {number[]} fractions @returns {string[]} */
    percentsAndChange: (fractions) => module.percentsAndChange(fractions),
    /** @param {number} fraction @param {number} other @returns {string} */
    percentBeside: (fraction, other) => module.percentBeside(fraction, other),
    /** Beside the estimate of the image that is shown. @param {number} fraction @returns {string} */
    percentRead: (fraction) => module.percentRead(fraction),
    /** @returns {string} the words beside the pointer */
    hint: () => module.hint(),
    /** @returns {any} */
    counters: () => JSON.parse(module.counters()),
    /** @param {number} x @param {number} y @param {number} width @param {number} height
     * @returns {Uint8Array} */
    readPixels: (x, y, width, height) => module.readPixels(x, y, width, height),
    /** @param {() => void} heard */
    onChange: (heard) => module.onChange(heard),
    /** @param {(command: any) => void} heard */
    onCommand: (heard) => module.onCommand((/** @type {string} */ json) => heard(JSON.parse(json))),
  };
}

/**
 * Tells the canvas's size in CSS pixels, now and whenever it changes (with the window, and where the
 * text version takes its room beside it). Where the browser knows how
 * many device pixels the canvas really covers (with a ratio of 1.5 a window's edge may lie between
 * two), the size is the one that makes just as many: then none is stretched.
 * @param {HTMLCanvasElement} canvas
 * @param {(width: number, height: number) => void} changed
 */
function listenForSize(canvas, changed) {
  const plain = () => {
    const { width, height } = canvas.getBoundingClientRect();
    changed(width, height);
  };
  listenForPixelRatio(plain);
  addEventListener('resize', plain);
  plain();
  const observer = new ResizeObserver(([entry]) => {
    const [box] = entry?.devicePixelContentBoxSize ?? [];
    if (!box) return plain();
    const [width, height] = [box.inlineSize / devicePixelRatio, box.blockSize / devicePixelRatio];
    const { width: across, height: down } = canvas.getBoundingClientRect();
    // Chromium that only plays another ratio, for developers and tests, says what it covers without.
    if (Math.abs(width - across) < 1 && Math.abs(height - down) < 1) changed(width, height);
    else plain();
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    // A browser without it: rounded sizes do.
    observer.observe(canvas);
  }
}

/** A window dragged to another screen, or zoomed, changes the ratio without a resize event.
 * @param {() => void} changed */
function listenForPixelRatio(changed) {
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
    'change',
    () => {
      changed();
      listenForPixelRatio(changed);
    },
    { once: true },
  );
}
