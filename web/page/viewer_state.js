// @ts-check
// The viewer's state as the page sees it: what wasm/viewer/state/mirror.cc and the screens' mirrors
// write (mirror.h says what each member means). Types only; tests/web/viewer_state.test.mjs keeps
// them equal to what is written, both ways.

/** @typedef {{x: number, y: number, width: number, height: number}} Rect CSS px on the canvas */
/** @typedef {{x: number, y: number, width: number, height: number}} Part pixels of the image */
/** @typedef {{layer: number, filter: number}} FilterPlace */
/** @typedef {[number, number]} Numbers layer and filter */
/** @typedef {'training' | 'layer' | 'map'} ScaleMode */

/** What a filter responds to; name: as in the model's card.
 * @typedef {{name: string, strength: number, low: number, high: number, sure: boolean,
 *   group: 'lesion' | 'skin' | 'artefact' | 'other', absent: boolean}} ConceptName */
/** The mean change of the log-odds where a filter is put out alone, and its interval.
 * @typedef {{mean: number, low: number, high: number, ofMean: boolean, images: number, data: string}} FilterEffect */
/** place: as core/maps/place.h names it; placeTold: it belongs into the row's words.
 * @typedef {{layer: number, filter: number, place: string, lesionPlace: string | null,
 *   peak: number, usual: number, measured: boolean, also: Numbers[], concept: ConceptName | null,
 *   effect: FilterEffect | null, placeTold: boolean}} Strongest */

/** Null without an answer: probability, positive, the figures; scaleFrom, scaleLow, scaleHigh too.
 * @typedef {{image: number, imageName: string, second: boolean, modelName: string,
 *   className: string, layer: number, filter: number, layers: number, filters: number,
 *   probability: number | null, threshold: number | null, byRule: number | null, lesionMissed: boolean, unlike: boolean, crosses: boolean,
 *   positive: boolean | null, min: number | null,
 *   max: number | null, mean: number | null, inactive: boolean | null, exceeded: boolean | null, place: string | null,
 *   scaleFrom: ScaleMode | null, scaleLow: number | null, scaleHigh: number | null,
 *   refused: boolean, rect: Rect, view: Rect, imageRect: Rect | null, region: Rect | null}}
 *   ComparePane */
/** @typedef {{kind: 'images' | 'filters' | 'models' | null, touched: boolean, active: number,
 *   zoom: number, x: number, y: number, oneLegend: boolean, secondFile: string,
 *   secondName: string, modelWanted: string, wanted: {image: number, second: boolean}[],
 *   judging: boolean, toScore: number | null,
 *   paired: {labelled: number, malignant: number, scored: number, difference: number | null,
 *   low: number | null, high: number | null, p: number | null} | null,
 *   panes: ComparePane[]}} Compare */

/** cells: greatest response, 1 where the filter is inactive, and where it answers; null while the map
 * has not come.
 * @typedef {{image: number, imageName: string, probability: number, positive: boolean | null,
 *   byRule: number | null, refused: boolean, lesionMissed: boolean, unlike: boolean, crosses: boolean, rect: Rect, cells: ([number, number, string] | null)[]}} SheetRow */
/** @typedef {{measured: number, images: number,
 *   cursor: {image: number, column: number} | null,
 *   wanted: {image: number, columns: Numbers[]}[], body: Rect, scrollX: number,
 *   scrollY: number, scale: ScaleMode, rows: SheetRow[]}} SheetTable */

/** off: filters that are; after: null while it is not known; current: after is of this try; listed: layer,
 * filter, change of the log-odds and of the estimate where they are known, 1 where it is off, 1 where the change is
 * estimated.
 * @typedef {{revision: number, wanted: boolean, off: Numbers[], all: number, by: import('../shared/messages.js').By,
 *   means: {from: string, images: number} | null,
 *   others: number[], drawn: number, otherImages: number, over: [number, number] | null,
 *   progress: {done: number, of: number} | null,
 *   strokes: number, stamps: string[], before: number | null, after: number | null, current: boolean,
 *   crossing: 'none' | 'up' | 'down', canUndo: boolean, canRedo: boolean, brush: boolean, stamp: string | null,
 *   radius: number, side: number, aim: {x: number, y: number} | null, list: 'effect' | 'concept' | 'layer',
 *   whole: boolean, opened: string | null,
 *   effects: {wanted: boolean, done: number, estimated: number, of: number, first: number, all: boolean, stopped: boolean,
 *   noEstimate: string},
 *   listed: [number, number, number | null, number | null, number, number][], listedOf: number,
 *   concepts: {name: string, filters: Numbers[], off: number, sure: number, logOdds: number | null,
 *   change: number | null, over: [number, number] | null}[],
 *   beforeView: Rect | null, painted: Part | null}} WhatIf */

/** layer: null where the method takes none; filter: null where it explains the class; smooth, made: null
 * where it makes no image.
 * @typedef {{revision: number, wanted: boolean, method: string, methods: string[],
 *   target: 'for' | 'against', layer: number | null, filter: Numbers | null, untrained: boolean,
 *   smooth: boolean | null, stopped: boolean,
 *   refused: boolean, progress: number | null, width: number, height: number,
 *   greatest: number | null, signed: boolean, score: number | null, gap: number | null,
 *   made: {from: number | null, to: number | null, nothing: boolean} | null}} Explain */

/** As core/image/dicom_json.h has it.
 * @typedef {{frame: number, frames: number, spacing: number[] | null, bodySite: string, laterality: string,
 *   device: string, polarisation: string, contact: string, immersion: string, magnification: number,
 *   colourTemperature: number, burnedIn: boolean}} Dicom */
/** reading: images that are still to be read; changes, computed: equal where the figures are those of now.
 * @typedef {{changes: number, computed: number, reading: number, table: string | null,
 *   hasSplit: boolean, part: 'train' | 'val' | 'test' | null, wanted: number, n: number,
 *   positives: number, auc: number | null, sensitivity: number | null, specificity: number | null,
 *   threshold: number | null}} Validate */

/** As it is written.
 * @typedef {{
 *   screen: import('./screens/addresses.js').ScreenName,
 *   oneImage: boolean, bareFirst: boolean,
 *   hasModel: boolean, hasImage: boolean, hasResult: boolean,
 *   modelName: string, imageName: string, imageId: number | null,
 *   colourUse: 'none' | 'srgb' | 'converted' | 'left_out', colourProfile: string, dicom: Dicom | null,
 *   source: import('../shared/messages.js').Source,
 *   probability: number | null, logits: number[] | null, threshold: number | null,
 *   movedThreshold: number | null, thresholdMovable: boolean,
 *   operating: {sensitivity: number, specificity: number, data: string} | null,
 *   elsewhere: {sensitivity: number, specificity: number, data: string}[],
 *   positive: boolean | null,
 *   layer: number, filter: number, chosen: boolean, layers: number, filters: number,
 *   concept: ConceptName | null, named: boolean,
 *   effect: FilterEffect | null, effects: boolean, centralCrosses: boolean, listBy: 'response' | 'effect',
 *   opacity: number, overlayBare: boolean, overlayVisible: boolean,
 *   scaleMode: ScaleMode, scaleFrom: ScaleMode, scaleLow: number, scaleHigh: number,
 *   exceeded: boolean, smoothing: 'smooth' | 'exact', palette: 'paper' | 'contrast',
 *   sort: 'number' | 'response' | 'notability' | 'concept' | 'effect', only: string | null,
 *   imageOrder: 'newest' | 'name' | 'score', listing: number,
 *   contours: number[], fill: boolean,
 *   markA: FilterPlace | null, markB: FilterPlace | null, jump: string | null,
 *   hasWeights: boolean, language: string, textScale: number, shortcuts: boolean,
 *   min: number | null, max: number | null, mean: number | null, activeFraction: number | null,
 *   inactive: boolean | null, place: string | null, lesionPlace: string | null,
 *   zoom: number, fitted: boolean, view: Rect, panX: number, panY: number,
 *   imageRect: Rect | null, visible: Rect | null,
 *   crop: Part | null, seen: Part | null, seenKind: 'central' | 'whole' | 'moved',
 *   fitsLesion: boolean, lesionShare: number | null, central: number | null,
 *   byRule: number | null, ownCrosses: boolean, besides: number[], cropPending: boolean, cropTool: boolean,
 *   spread: {lowest: number, highest: number, n: number, crosses: boolean} | null, spreadPending: boolean,
 *   masksWanted: boolean, outlines: string[], outline: string | null,
 *   warnings: {kind: string, concept: string | null, share: number, count: number,
 *   without: number | null}[], paintOver: string | null, fitSquare: boolean,
 *   abcd: boolean, abcdShown: boolean,
 *   outlineEdit: {possible: boolean, shown: boolean, adds: boolean, radius: number,
 *   aim: {x: number, y: number} | null, strokes: number, revision: number, current: boolean, canUndo: boolean,
 *   refitted: boolean}, pixelSize: number | null,
 *   handScale: {possible: boolean, shown: boolean,
 *   line: {x: number, y: number, toX: number, toY: number, millimetres: number} | null}, corrected: {id: number, crop: Part | null, follows: boolean}[],
 *   strongest: Strongest[],
 *   progress: {stage: string, done: number, total: number} | null,
 *   paneCount: number, compare: Compare | null,
 *   sheet: {columns: Numbers[], names: string[], byHand: boolean, table: SheetTable | null},
 *   whatIf: WhatIf | null, explain: Explain | null,
 *   modelHash: string, own: {holds: boolean, file: string} | null, validate: Validate | null,
 *   error: string, keysShown: boolean, probe: boolean,
 *   cell: {x: number, y: number} | null,
 * }} MirroredState */

/** images: ids of the session's, as the filmstrip lists them; the same array until they change.
 * @typedef {MirroredState & {images: number[]}} ViewerState */

export {};
