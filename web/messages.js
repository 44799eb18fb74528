// @ts-check
// What page and worker say to each other. Types only. Array buffers are handed over, not copied.

/** @typedef {{type: 'open-model', name: string, url?: string, bytes?: ArrayBuffer}} OpenModel */
/** A newer id takes the place of an older one that still waits.
 * @typedef {{type: 'open-image', id: number, name: string, bytes: ArrayBuffer}} OpenImage */
/** @typedef {OpenModel | OpenImage} Request */

/** done and total in bytes for 'model', otherwise 0; total 0 = not known.
 * @typedef {{type: 'progress', stage: 'model' | 'session' | 'decode' | 'preprocess' | 'inference',
 *   done: number, total: number}} Progress */
/** card: JSON text of core/model/card.h. The model is open.
 * @typedef {{type: 'model', name: string, card: string}} ModelOpened */
/** width, height: of the upright original, pixels; rgba: the copy to show, at most 4096 a side.
 * @typedef {{type: 'image', id: number, name: string, width: number, height: number,
 *   displayWidth: number, displayHeight: number, rgba: Uint8Array}} ImageDecoded */
/** values: C,H,W; statistics: six a filter: minimum, maximum, mean, active fraction, peak x, peak y.
 * @typedef {{channels: number, height: number, width: number, values: Float32Array,
 *   statistics: Float32Array}} Layer */
/** region: what the network saw, in pixels of the upright original; timings in milliseconds.
 * @typedef {{type: 'result', id: number, name: string,
 *   region: {x: number, y: number, width: number, height: number}, logits: number[],
 *   probability: number,
 *   timings: {decode: number, preprocess: number, inference: number, statistics: number},
 *   layers: Layer[]}} Result */
/** What was open stays open.
 * @typedef {{type: 'error', about: 'model' | 'image', id?: number, name: string,
 *   sentence: string}} Failure */
/** @typedef {Progress | ModelOpened | ImageDecoded | Result | Failure} Answer */

export {};
