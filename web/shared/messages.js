// @ts-check
// What page and worker say to each other. Types only. Array buffers are handed over, not copied.

/** size: of the file behind the address in bytes, where it is known. stated: of a file without a card, what a
 * person says of it (JSON, wasm/engine/guess.h); sure: also after the worker had doubts; save: give the file
 * with its card back.
 * @typedef {{type: 'open-model', name: string, url?: string, size?: number, bytes?: ArrayBuffer,
 *   stated?: string, sure?: boolean, save?: boolean}} OpenModel */
/** A newer id takes the place of an older one that still waits. crop: the part to look at, in
 * pixels of the upright original; null: the model's own. frame: see shared/frames.js.
 * @typedef {{x: number, y: number, width: number, height: number}} Part */
/** @typedef {{type: 'open-image', id: number, name: string, bytes: ArrayBuffer,
 *   frame: number, crop: Part | null}} OpenImage */
/** The image that is shown, with another part of it. A newer one takes the place of an older one.
 * @typedef {{type: 'infer-region', id: number, name: string, file: Blob, crop: Part | null}} InferRegion */
/** How far that estimate spreads over parts nearby and turns of the image (core/model/spread.h).
 * @typedef {{type: 'spread', id: number, name: string, file: Blob, crop: Part | null}} AskSpread */
/** images: in 'scores' rows of a table; otherwise files, opened one at a time. spec: what
 * wasm/engine/export_bindings.cc says of drawView, mapTable, drawValidation or modelWithOwn. words: JSON of the exports' words. sheet.columns
 * empty: the strongest on average; measured: the card has a scale for each of them; preview: the
 * first page only, else more than one are a ZIP. spreadsheet: tables for Excel in German, Dutch or French. threshold: where the operating point was moved to; null: the model's own. own: JSON of core/model/own_point.h, where that is what holds.
 * @typedef {{type: 'export', job: number, what: 'view' | 'report' | 'statistics' | 'map-csv' |
 *   'map-npy' | 'scores' | 'sheet' | 'validation' | 'own-model', date: string, threshold: number | null, own?: string | null, words: string,
 *   images: any[], spreadsheet?: boolean, spec?: any, sheet?: any}} ExportRequest */
/** An image to be scored beside the one that is shown.
 * @typedef {{type: 'score-image', id: number, name: string, file: Blob,
 *   crop: Part | null}} ScoreImage */
/** A ZIP archive, for what is in it.
 * @typedef {{type: 'open-archive', id: number, name: string, file: Blob}} OpenArchive */
/** For the Compare screen. The second model; an image through it or through the one that is open;
 * all of it is of no use any more. ticket: comes back with the answer.
 * @typedef {{type: 'compare-model', name: string, url?: string, size?: number,
 *   bytes?: ArrayBuffer}} CompareModel */
/** @typedef {{type: 'compare-inference', ticket: number, id: number, name: string, file: Blob,
 *   crop: Part | null, second: boolean, score?: boolean}} CompareInference */
/** @typedef {CompareModel | CompareInference | {type: 'compare-close'}} CompareRequest */
/** For the Sheet screen: an image for the maps of these filters. ticket: comes back with the answer.
 * @typedef {{type: 'sheet-inference', ticket: number, id: number, name: string, file: Blob,
 *   crop: Part | null, columns: {layer: number, filter: number}[]}} SheetInference */
/** What becomes of the map of a filter that is switched: zero, its mean over the image, its mean over the images
 * of the card's means_from, itself, halved or doubled, or the map of another image, of one after the other.
 * @typedef {'zero' | 'mean' | 'training' | 'half' | 'double' | 'others'} By */
/** @typedef {{layer: number, filter: number}} Place */
/** Seen by the model's own square. @typedef {{id: number, name: string, file: Blob}} OtherImage */
/** For the What if screen. The image with filters switched, with parts painted over and things laid on it:
 * pieces as wasm/engine/paint.h has them. ticket: comes
 * back with the answer; a newer one takes the place of an older one.
 * @typedef {{type: 'what-if', ticket: number, id: number, name: string, file: Blob, crop: Part | null,
 *   off: Place[], by: By, others: OtherImage[], pieces: Float32Array}} WhatIfRequest */
/** All filters of each concept switched off together, then every filter alone, on the image as it is. most: 0: all; else so many that the estimate puts in front.
 * @typedef {{type: 'effects', ticket: number, id: number, name: string, file: Blob, crop: Part | null,
 *   by: By, others: OtherImage[], concepts: {name: string, filters: Place[]}[], most: number}} EffectsRequest */
/** The screen is left: what was opened for it is of no use any more. @typedef {{type: 'what-if-close'}} WhatIfClose */
/** For the Explain screen: a method of core/explain. against: what speaks against the positive class; layer: of
 * the methods that take one, below 0: the last; ofFilter: of a filter's response, below 0: of the class;
 * untrained: of the network with weights drawn anew; smooth: of the methods that make an image.
 * @typedef {{type: 'explain', ticket: number, id: number, name: string, file: Blob, crop: Part | null,
 *   method: string, against: boolean, layer: number, ofLayer: number, ofFilter: number,
 *   untrained: boolean, smooth: boolean}} ExplainRequest */
/** @typedef {{type: 'explain-close'}} ExplainClose */
/** The lesion's outline as a person has corrected it: pieces as core/concepts/correct.h has them, none: as it was
 * found; revision: comes back with the answer. @typedef {{revision: number, pieces: Float32Array}} Outline */
/** What lies on the image that is shown, beside the network's answer; and the estimate of that part of
 * it with a concept (core/concepts/concepts.h) painted over. One asked later takes the place of an
 * earlier one.
 * @typedef {{type: 'find-masks', id: number, name: string, file: Blob, outline: Outline}} FindMasks */
/** @typedef {{type: 'paint-over', id: number, name: string, file: Blob, crop: Part | null,
 *   concept: string, outline: Outline}} PaintOver */
/** Nobody waits any more for what was asked of this type: what waits is dropped, what runs ends soon.
 * Without an answer.
 * @typedef {{type: 'cancel', what: 'sheet-inference' | 'spread' | 'export' | 'what-if' |
 *   'effects' | 'explain'}} Cancel */
/** @typedef {OpenModel | OpenImage | InferRegion | AskSpread | ExportRequest | ScoreImage | CompareRequest |
 *   SheetInference | OpenArchive | FindMasks | PaintOver | WhatIfRequest | EffectsRequest | WhatIfClose |
 *   ExplainRequest | ExplainClose | Cancel} Request */

/** done and total in bytes for 'model', otherwise 0; total 0 = not known.
 * @typedef {{type: 'progress', stage: 'model' | 'session' | 'decode' | 'preprocess' | 'inference',
 *   done: number, total: number}} Progress */
/** card: JSON text of core/model/card.h. The model is open.
 * kernels: one entry a layer, as wasm/engine/weights.h has them.
 * @typedef {{filters: number, inputs: number, shown: number, height: number, width: number,
 *   channels: Int32Array, values: Float32Array}} Kernels */
/** hash: SHA-256 of its file in hexadecimal digits; '': not known. file: with the card that was stated,
 * where it was wanted.
 * @typedef {{type: 'model', name: string, card: string, kernels: Kernels[], hash: string,
 *   file?: Blob}} ModelOpened */
/** What was in an archive for us, by path; kinds: how many of which ending were left, beyond: more than are taken,
 * or too large; damaged: something in it could not be unpacked.
 * @typedef {{type: 'archive', id: number, name: string, files: {path: string, file: Blob}[],
 *   kinds: [string, number][], beyond: number, damaged: boolean}} Unpacked */
/** The file has no card: guess is JSON of wasm/engine/guess.h; doubt: why what was stated is asked again.
 * It is not open, and what was open still is.
 * @typedef {{type: 'card-wanted', name: string, guess: string, doubt: '' | 'sums_to_one'}} CardWanted */
/** R,G,B,A, rows from the top.
 * @typedef {{width: number, height: number, rgba: Uint8Array}} Copy */
/** width, height: of the upright original, pixels; levels: what it is shown from, the largest copy
 * first, at most 4096 a side, each half of the one before; thumbnail: at most 320 a side.
 * colour: what became of the colour profile of that name (core/image/colour_profile.h).
 * @typedef {{use: 'none' | 'srgb' | 'converted' | 'left_out', name: string}} Colour */
/** Who decoded it (core/image/image_source.h); several: the file holds more images than this first one.
 * @typedef {{format: string, browser: boolean, several: boolean}} Source */
/** dicom: JSON text of core/image/dicom_json.h, '' of other files.
 * @typedef {{type: 'image', id: number, name: string, width: number, height: number, colour: Colour, dicom: string,
 *   source: Source, levels: Copy[], thumbnail: Copy}} ImageDecoded */
/** Of each filter: statistics (six: minimum, maximum, mean, active fraction, peak x, peak y), places
 * (one, by number: core/maps/place.h) and notability (one: core/maps/notability.h).
 * @typedef {{channels: number, height: number, width: number, statistics: Float32Array,
 *   places: Uint8Array, notability: Float32Array}} LayerFigures */
/** values: C,H,W.
 * @typedef {LayerFigures & {values: Float32Array}} Layer */
/** Pixels of the upright original: the area of its mask, and the mask's centroid.
 * @typedef {{area: number, x: number, y: number}} Lesion */
/** How unlike the images that the model learned from one is, as parts of the card's thresholds
 * (core/model/novelty.h): unlike above 1.
 * @typedef {{responses: number, light: number}} Novelty */
/** region: what the network saw, in pixels of the upright original; lesion and central (the estimate of
 * the image's middle): null where the model's square is not fitted to the lesion, lesion also where none
 * was found; byRule: the estimate of the model's own square, null where that was seen or is known;
 * novelty: null where the card has no detectors; timings in milliseconds.
 * @typedef {{type: 'result', id: number, name: string,
 *   region: Part, logits: number[],
 *   probability: number, lesion: Lesion | null, central: number | null, byRule: number | null,
 *   novelty: Novelty | null,
 *   timings: {decode: number, copies: number, preprocess: number, inference: number,
 *   statistics: number},
 *   layers: Layer[]}} Result */
/** Lowest and highest estimate of n ways of looking.
 * @typedef {{type: 'spread', id: number, lowest: number, highest: number, n: number}} SpreadFound */
/** timings in milliseconds; width, height: of the covers, 0..1 a place, rows from the top; null where nothing is marked. told:
 * surely enough there for a person to be told; sure: may be outlined. box and abcd: pixels of the
 * upright original. See wasm/engine/mask_bindings.cc.
 * @typedef {{name: string, presence: number, told: boolean, sure: boolean, share: number, box: Part,
 *   cover: Float32Array | null}} FoundConcept */
/** hold: reading the image again, where the engine has let go of it; longest_step: of concepts.
 * @typedef {{hold: number, lesion: number, concepts: number, longest_step: number}} MaskTimings */
/** @typedef {{type: 'masks', id: number, name: string, revision: number,
 *   timings: MaskTimings, width: number, height: number, lesion: Lesion | null, parts: number, abcd: any,
 *   concepts: FoundConcept[]}} MasksFound */
/** @typedef {{type: 'painted-over', id: number, concept: string, region: Part,
 *   probability: number}} PaintedOver */
/** What went wrong: the sentence for the code stands in the tables of words, the values fill its
 * places; `file` is the name of the file that it is about, `line` that of a text file. Kinds and codes: core/error_codes.h and
 * worker/refused.js.
 * @typedef {{kind: string, code: string, values: Record<string, string | number>}} Problem */
/** What was open stays open. worker: nobody has asked for what failed.
 * @typedef {{type: 'error', about: 'model' | 'image' | 'region' | 'export' | 'score' | 'compare' | 'archive' |
 *   'compare-model' | 'sheet' | 'spread' | 'masks' | 'what-if' | 'effects' |
 *   'explain' | 'worker', id?: number, name: string, problem: Problem,
 *   second?: boolean, ticket?: number}} Failure */
/** Something else was asked for that went first, and has ended, well or not: no answer comes to this. Whoever
 * still wants it asks again.
 * @typedef {{type: 'dropped', what: Request['type'], id?: number, ticket?: number}} Dropped */
/** @typedef {{bytes?: Uint8Array, text?: string, width?: number, height?: number}} ExportedFile */
/** @typedef {{type: 'exported', job: number, files: ExportedFile[],
 *   columns?: {layer: number, filter: number}[], pages?: number}} Exported */
/** @typedef {{type: 'export-progress', job: number, done: number, total: number}} ExportProgress */
/** An image's score, a small copy of it, and each layer's notability as in LayerFigures; central as in Result.
 * @typedef {{type: 'scored', id: number, name: string, width: number, height: number,
 *   region: Part, lesion: Lesion | null, probability: number, byRule: number | null, central: number | null,
 *   logits: number[], novelty: Novelty | null, thumbnail: Copy, notability: Float32Array[]}} Scored */
/** A file of the site, while the page starts.
 * @typedef {{type: 'loading'} & import('./count_fetches.js').Loading} Loading */
/** An image of the Compare screen: its copies of at most 2048 pixels a side, and what the model made
 * of it; as ImageDecoded and Result.
 * @typedef {{type: 'compared', ticket: number, id: number, name: string, second: boolean,
 *   width: number, height: number, levels: Copy[],
 *   region: Part, lesion: Lesion | null, novelty: Novelty | null, probability: number,
 *   logits: number[], layers: Layer[]}} Compared */
/** What the second model says of an image by its own square.
 * @typedef {{type: 'compare-scored', ticket: number, id: number, probability: number}} CompareScored */
/** A row of the Sheet screen: every filter's figures, and the maps of the columns asked for; as Result.
 * @typedef {{type: 'sheet-row', ticket: number, id: number, width: number, height: number,
 *   crop: Part | null, region: Part,
 *   probability: number,
 *   layers: LayerFigures[],
 *   maps: {layer: number, filter: number, width: number, height: number,
 *   values: Float32Array}[]}} SheetRow */
/** Of a mean over other images. @typedef {{lowest: number, highest: number}} Over */
/** painted: the part of the image that was painted over, in its pixels, and a copy of it of at most 1024
 * pixels a side; null where nothing was. over: null where it is no mean; logits: of one image after the other.
 * @typedef {{type: 'what-if', ticket: number, id: number, region: Part, probability: number,
 *   logits: number[], over: Over | null, painted: (Part & {copy: Copy}) | null}} WhatIfAnswer */
/** So many of its other images are done. @typedef {{type: 'what-if-progress', ticket: number, done: number,
 *   of: number}} WhatIfProgress */
/** It was given up: no answer comes. @typedef {{type: 'what-if-ended', ticket: number}} WhatIfEnded */
/** All filters of a name together. @typedef {{type: 'concept-effect', ticket: number, id: number, region: Part, by: By,
 *   others: number[], name: string, logOdds: number, probability: number, over: Over | null}} ConceptEffect */
/** Filters of a layer, each switched off alone: changes of the estimate's log-odds and of the estimate. exact:
 * false: estimated from one gradient, of all of the layer's. of: how many filters there are in all; restarted: the
 * network was run from that layer on. Of means over other images (their ids), the lowest and the highest change of
 * the log-odds; else null.
 * @typedef {{type: 'effects', ticket: number, id: number, region: Part, by: By, others: number[], layer: number,
 *   filters: number[], logOdds: Float32Array, probability: Float32Array,
 *   lowest: Float32Array | null, highest: Float32Array | null, of: number,
 *   restarted: boolean, exact: boolean}} EffectsFound */
/** No estimate comes, and why. @typedef {{type: 'effects-unestimated', ticket: number, problem: Problem}} Unestimated */
/** No more of them come. whole: all have come. @typedef {{type: 'effects-ended', ticket: number, whole: boolean}} EffectsEnded */
/** A map over what the network saw of the image, partial while progress is below 1; greatest: of its values,
 * without their signs; score: what was explained; gap: of integrated gradients; made: an image that was made
 * instead, and what was explained on the even image that it began with, and on it.
 * @typedef {{type: 'explained', ticket: number, id: number, region: Part, width: number, height: number,
 *   values: Float32Array, hasSign: boolean, greatest: number, progress: number, score: number,
 *   gap: number | null, made: {from: number, to: number, rgba: Uint8Array} | null}} Explained */
/** The map that came last stands. @typedef {{type: 'explain-progress', ticket: number, progress: number}} ExplainProgress */
/** @typedef {{type: 'explain-closed', sessions: number}} ExplainClosed */
/** sessions: of ONNX Runtime that are still open. @typedef {{type: 'what-if-closed', sessions: number}} WhatIfClosed */
/** card: JSON text. The second model is open.
 * @typedef {{type: 'compare-model', name: string, card: string}} SecondOpened */
/** sessions: of ONNX Runtime that are still open.
 * @typedef {{type: 'compare-closed', sessions: number}} CompareClosed */
/** @typedef {Loading | Progress | ModelOpened | CardWanted | Unpacked | ImageDecoded | Result | Failure | Dropped | Exported |
 *   ExportProgress | Scored | SpreadFound | MasksFound | PaintedOver | Compared | CompareScored | SecondOpened | CompareClosed | SheetRow |
 *   WhatIfAnswer | WhatIfProgress | WhatIfEnded | ConceptEffect | EffectsFound | Unestimated | EffectsEnded | WhatIfClosed | Explained | ExplainProgress |
 *   ExplainClosed} Answer */

/** A model of the site, as build_site.mjs lists it: bytes of the file, by language a sentence from its card, and
 * areas under ROC curves.
 * @typedef {{name: string, file: string, bytes: number, sentences: Record<string, string>,
 *   areas: {auc: number, data: string, elsewhere: boolean}[]}} ShippedModel */
/** description: in the page's language.
 * @typedef {{name: string, file: string, bytes: number, description: string}} DescribedModel */

export {};
