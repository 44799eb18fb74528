// @ts-check
// Boots the page and carries messages: files to the worker, its answers to the viewer and to the
// HTML mirror. Nothing is computed here.
import { Address } from './address.js';
import { Announcer } from './announce.js';
import { Answers } from './answers.js';
import { Archives } from './archives.js';
import { offerAtConsole } from './console.js';
import { listenToControls, showControls, showPointed } from './controls.js';
import { nameIn } from './concepts.js';
import { Copied } from './copied.js';
import { Crop } from './crop.js';
import { speakThrough } from './estimate.js';
import { Exports, whyUnsaved } from './exports.js';
import { Frames } from './dicom.js';
import { listenToScale, showScale } from './hand_scale.js';
import { fatal } from './fatal.js';
import { isArchive, isLabels, isModel, listenForFiles, listenForFolder, pathOf } from './files.js';
import { leftOutWords } from './left_out.js';
import { GoingOn } from './going_on.js';
import { Leaving } from './leaving.js';
import { showLoading } from './loading.js';
import {
  byId, listenToExports, listenToMirror, listenToOrder, listenToSettings, showExports,
  showResult, showState,
} from './mirror.js';
import { Masks } from './masks.js';
import { Models } from './models.js';
import { meantKey } from './keys.js';
import { keepForOffline, pageVersion } from './offline.js';
import { Outcomes } from './outcomes.js';
import { resultWords } from './result_words.js';
import { SessionImages } from './session_images.js';
import { SessionList } from './session_list.js';
import { goTo, shownPlace } from './places.js';
import { Trouble } from './problem.js';
import { Removal } from './removal.js';
import {
  firstLanguage, keepSettings, keptSettings, LANGUAGES, settingActions,
} from './settings.js';
import { Samples } from './samples.js';
import { SaveDialog } from './save_dialog.js';
import { Screens } from './screens/screens.js';
import { fetchBytes, fetchText, modelAddress } from './site_files.js';
import { Spread } from './spread.js';
import { missingFeature } from './support.js';
import { CannotStart, startViewer } from './viewer_link.js';
import { startWorker } from './worker_link.js';
import { printWords, say, sayProblem, setWords } from './words.js';
import { countFetches } from '../shared/count_fetches.js';
import { frameOf } from '../shared/frames.js';
import { problem } from '../shared/problems.js';

/** @typedef {import('../shared/messages.js').Answer} Answer */

const DEFAULT_MODEL = 'default.onnx';

const fileInput = /** @type {HTMLInputElement} */ (byId('file'));
const images = new SessionImages(
  (image) => void askFor(image),
  ({ id, name, file, crop }) => send({ type: 'score-image', id, name, file, crop }),
  showImages,
);
const frames = new Frames(images, openAgain);
/** @type {Exports} */
const exports = new Exports({
  send: (request) => send(request),
  state: () => viewer.state(),
  result: () => answers.last,
  card: () => models.card,
  images: () => images.list,
  unread: () => images.unread,
  words: printWords,
  validation: (date, unread) => viewer.validationReport(exports.page.names(), date, unread),
  names: () => !(/** @type {HTMLInputElement} */ (byId('no-names')).checked),
  spreadsheet: () => /** @type {HTMLSelectElement} */ (byId('table-for')).value !== '',
  found: () => viewer.foundWords(),
  progress: (done, total) => {
    going.exporting(total > 1 ? say('export.progress', { done: done + 1, total }) : say('progress.export'));
  },
  finished: () => going.finished(),
});

const cropping = new Crop((action) => viewer.dispatch(action), ({ id, name, file }, crop) =>
  send({ type: 'infer-region', id, name, file, crop }), () => images.list);
const spread = new Spread((action) => viewer.dispatch(action),
  ({ id, name, file, crop }) => send({ type: 'spread', id, name, file, crop }),
  () => send({ type: 'cancel', what: 'spread' }));
const masks = new Masks({ viewer: () => viewer, send: (request) => send(request) });
const screens = new Screens({
  send: (request, transfer = []) => send(request, transfer),
  viewer: () => viewer,
  image: (wanted) => images.list.find(({ id }) => id === wanted),
  problem: (what) => showError(what),
  stopReading: () => images.stop(),
  open: (id) => openAgain(id),
  names: () => exports.page.names(),
  save: (what) => void save(what),
});
const samples = new Samples({
  viewer: () => viewer,
  add: (files) => {
    trouble.clear();
    const added = images.add(files);
    updateState();
    return added;
  },
  problem: (what) => showError(what),
});
const list = new SessionList({
  images,
  order: () => viewer.state().images,
  open: (id) => openAgain(id),
});
const archives = new Archives({
  send: (request) => send(request),
  opened: (files, left) => void openFiles(files, left),
  damaged: (file) => addRefused(problem('archive.damaged', { file })),
  finished: () => going.finished(),
});
const models = new Models({
  send: (request, transfer = []) => send(request, transfer),
  viewer: () => viewer,
  problem: showError,
  clearProblem: () => trouble.clear(),
  finished: () => going.finished(),
  changed: updateState,
});
const going = new GoingOn({ images, viewer: () => viewer, exporting: () => exports.busy });
const leaving = new Leaving(() => images.list);
const outcomes = new Outcomes({
  images,
  viewer: () => viewer,
  damaged: (file) => addRefused(problem('answer.damaged', { file })),
  told(state) {
    const { last } = answers;
    if (last && state.hasResult) showResult(last.name, resultWords(last.probability, state));
    list.anew();
  },
});
const announcer = new Announcer();
const copied = new Copied({
  state: () => viewer.state(),
  screens,
  nameOf: (image) => exports.nameOf(image),
  dispatch: (action) => viewer.dispatch(action),
  problem: (sentence) => showError(sentence),
  announce: (words) => announcer.say(words),
});
const removal = new Removal({
  images,
  viewer: () => viewer,
  announce: (words) => announcer.say(words),
  gone(shown) {
    trouble.clear();
    if (shown) answers.last = null;
    stateChanged();
    updateState();
  },
});
/** @type {Answers} */
const answers = new Answers({
  images, exports, cropping, spread, masks, screens, samples, models, archives, going, outcomes,
  trouble: () => trouble,
  viewer: () => viewer,
  askAgain,
  refused: addRefused,
  problem: showError,
  heard: updateState,
});
const address = new Address((place) => goTo(place, viewer.dispatch),
  () => (models.card ? shownPlace(viewer.state()) : null));

/** @type {import('./viewer_link.js').Viewer} */
let viewer;
/** The first message starts the worker.
 * @type {(message: import('../shared/messages.js').Request, transfer?: Transferable[]) => void} */
let send = (message, transfer) => {
  send = startWorker(
    (answer) => (viewer || answer.type === 'loading' ? answers.hear(answer) : early.push(answer)),
    (detail) => fatal(sayProblem(problem('worker.broke', { detail }))),
  );
  send(message, transfer);
};
/** What the worker said before there was a viewer to show it. @type {Answer[]} */
const early = [];
const trouble = new Trouble(() => viewer);

/**
 * loading: nothing can be done yet; ready: waits for the person; busy: an image or model is being
 * opened; error: the last one asked for could not be opened, all else stands as it was.
 */
function updateState() {
  if (byId('boot').dataset.failed) return;
  const pending = images.busy || models.busy || screens.busy || archives.busy;
  const state = !models.card ? 'loading' : pending ? 'busy' : trouble.there ? 'error' : 'ready';
  if (document.body.dataset.state === 'loading' && state === 'ready') {
    performance.mark('lesionlens:ready');
  }
  document.body.dataset.state = state;
}
let saving = /** @type {SaveDialog | null} */ (null);

void boot();

async function boot() {
  const stopCounting = countFetches(new URL('./', document.baseURI).href, showLoading);
  const language = firstLanguage();
  const words = await fetchText(`words/${language}.json`).catch(() => '');
  if (!words) return /** @type {any} */ (globalThis).lesionlensBootFailed();
  setWords(words, language);
  const missing = missingFeature();
  if (missing) return fatal(say(missing));
  try {
    models.open({ name: DEFAULT_MODEL, url: modelAddress(DEFAULT_MODEL) });
    const [font, boldFont, sampleList, modelList] = await Promise.all([
      fetchBytes('fonts/ui.otf'),
      fetchBytes('fonts/ui-semibold.otf'),
      fetchText('samples/samples.json'),
      fetchText('models/models.json'),
    ]);
    samples.list = JSON.parse(sampleList);
    models.shipped = JSON.parse(modelList);
    viewer = await startViewer(/** @type {HTMLCanvasElement} */ (byId('view')), words, {
      font, boldFont,
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    return fatal(say(error instanceof CannotStart ? error.word : 'start.failed', { detail }));
  }
  speakThrough(viewer);
  viewer.dispatch({ type: 'language', code: language });
  for (const action of settingActions(keptSettings())) viewer.dispatch(action);
  viewer.onChange(stateChanged);
  viewer.onCommand(command);
  samples.show();
  models.show();
  const { dispatch } = viewer;
  for (const listen of [listenToMirror, listenToControls, listenToOrder, listenToScale]) listen(dispatch);
  screens.listen(dispatch);
  listenToSettings((code) => void speak(code), dispatch);
  listenToExports((what) => void save(what));
  saving = new SaveDialog({
    state: () => viewer.state(),
    dispatch,
    preview: () => exports.preview(),
    cancel: () => exports.cancel(),
    possible: () => images.list.some((one) => one.score),
  });
  document.addEventListener('keydown', (event) => pressed(event));
  listenForFiles(fileInput, openFiles);
  listenForFolder(/** @type {HTMLInputElement} */ (byId('label-folder')), openFiles);
  // Before a model comes: the viewer keeps the numbers until there are filters to choose from.
  address.follow();
  for (const answer of early.splice(0)) answers.hear(answer);
  // Unless what the worker said early was that nothing can work.
  if (byId('boot').dataset.failed) return;
  byId('boot').hidden = true;
  stopCounting();
  leaving.listen();
  viewer.dispatch({ type: 'page-version', text: pageVersion() });
  tellVersion();
  keepForOffline(() => images.list.length > 0);
}

// --- to the worker -------------------------------------------------------------------------------

/** @param {File[]} files @param {import('./files.js').LeftOut} left */
async function openFiles(files, left) {
  trouble.clear();
  const said = leftOutWords(left, files.length);
  if (said) addRefused(said);
  for (const model of files.filter(isModel)) {
    if (!screens.takes(model)) await models.openFile(model);
  }
  for (const archive of files.filter(isArchive)) archives.open(archive);
  const opened = files.filter((file) => !isModel(file) && !isLabels(file) && !isArchive(file));
  const added = opened.length === 0 ? []
    : images.add(opened.map((file) => ({ name: file.name, path: pathOf(file), file, own: true })));
  await screens.labelled(files.filter(isLabels), added);
  updateState();
}

/** An image of this session. @param {number} id */
function openAgain(id) {
  trouble.clear();
  images.open(id);
}

/** @param {import('./session_images.js').SessionImage} image */
async function askFor(image) {
  updateState();
  const bytes = await image.file.arrayBuffer().catch(() => null);
  if (!bytes) {
    addRefused(problem('file.unreadable', { file: image.name }));
    images.refused(image.id);
    updateState();
    return;
  }
  const { id, name, crop } = image;
  send({ type: 'open-image', id, name, bytes, frame: frameOf(image.file), crop }, [bytes]);
}

/** @param {import('./exports.js').Kind} what */
async function save(what) {
  trouble.clear();
  going.exporting(say('progress.export'));
  updateExports();
  await exports.save(what, saving?.columns ?? []).then(() => {
    if (what === 'scores') leaving.saved();
  }, (error) => {
    going.finished();
    const why = whyUnsaved(error);
    if (why) showError(why);
  });
  updateExports();
}

function updateExports({ hasResult } = viewer.state()) {
  showExports({ image: hasResult, session: images.list.some((one) => one.score) }, exports.busy);
}

/** The page's own keys. @param {KeyboardEvent} event */
function pressed(event) {
  // Not in a field, which has its own.
  const field = document.activeElement?.matches('input, select, textarea') ?? false;
  if ((event.ctrlKey || event.metaKey) && meantKey(event) === 'z' && !field && removal.undo()) {
    event.preventDefault();
    return;
  }
  if (!saving?.takes(event)) return;
  const { oneImage, imageId, jump, keysShown, shortcuts } = viewer.state();
  const key = meantKey(event);
  if (key === 'd' && shortcuts) saving.open();
  if (key === 'y' && shortcuts && jump === null) void copied.copy();
  // Elsewhere it is the screen's own. Once a press: held, it would empty the session; and where the
  // focus is on something else, or something lies over the image, that is not what is meant.
  const meant = !event.repeat && jump === null && !keysShown &&
    (document.activeElement === null || document.activeElement.matches('body, canvas'));
  if (key === 'delete' && meant && oneImage) removal.remove(imageId);
}

/** What an earlier model said of the images is not this model's. */
function askAgain() {
  images.scoreAgain();
  if (images.shown !== null) images.open(images.shown);
}

function showImages() {
  if (!viewer) return;
  list.soon();
  viewer.setReading(images.left);
  updateExports();
  if (!images.busy && !exports.busy) going.finished();
}

// --- the person's problem --------------------------------------------------------------------------

/** A file of those that came together, or what was said of them. @param {string | import('./problem.js').Problem} what */
function addRefused(what) {
  trouble.add(what);
  updateState();
}

/** @param {string | import('./problem.js').Problem} what */
function showError(what) {
  trouble.show(what);
  updateState();
}

// --- viewer and address ----------------------------------------------------------------------------

function stateChanged() {
  const state = viewer.state();
  keepSettings(state);
  showState(state);
  showControls(state);
  showPointed(state, answers.last);
  showScale(state);
  frames.show(state);
  announcer.update(state);
  outcomes.update(state);
  list.follow();
  updateExports(state);
  copied.update(state, models.card);
  removal.update(state);
  spread.update(state, images.list.find(({ id }) => id === state.imageId));
  masks.update(state, images.list.find(({ id }) => id === state.imageId));
  cropping.update(state, images.list.find(({ id }) => id === state.imageId));
  screens.update(state, { images: images.list, shipped: models.shipped, open: openAgain, card: models.card,
    trust: () => viewer.explainTrust() });
  if (screens.busy) updateState();
  saving?.update(state);
  // The person has closed the sentence.
  if (trouble.there && !state.error) {
    trouble.closed();
    updateState();
  }
  address.update();
}

function tellVersion() {
  byId('version').textContent = say('settings.version', { version: pageVersion() });
}

/** All words in another language. @param {string} code */
async function speak(code) {
  if (!LANGUAGES.includes(code)) return;
  const words = await fetchText(`words/${code}.json`).catch(() => '');
  if (!words) {
    stateChanged();  // the choice of languages says again which one it is
    return showError(problem('words.unreachable'));
  }
  setWords(words, code);
  viewer.setWords(words);
  viewer.dispatch({ type: 'language', code });
  trouble.again();
  models.show();
  tellVersion();
  samples.show();
  outcomes.forget();
  stateChanged();
}

/** What the viewer wants of the page. @param {any} wish */
function command(wish) {
  if (wish.type === 'open-file-dialog') fileInput.click();
  if (wish.type === 'language') void speak(wish.code);
  if (wish.type === 'open-sample') void samples.open(wish.index);
  if (wish.type === 'open-shipped') models.openShipped(wish.index);
  if (wish.type === 'open-image') openAgain(wish.id);
  if (wish.type === 'frame') frames.choose(wish.frame);
  if (wish.type === 'open-exports') saving?.open();
  if (wish.type === 'focused') announcer.say(wish.name);
  if (wish.type === 'copy-figures') void copied.copy();
  if (wish.type === 'remove-image') removal.remove(wish.id);
  screens.command(wish.type);
}

offerAtConsole(() => viewer, {
  result: () => answers.last,
  sessions: () => screens.sessions,
  maskTimings: () => masks.timings,
  // Changes of the log-odds and of the estimate where a filter is switched off alone (What if).
  effects: () => screens.effects.map((one) =>
    ({ ...one, name: nameIn(models.card, one.layer, one.filter) })),
  explanation: () => screens.explanation,
});
