// @ts-check
// Measures the page in Chromium:  node tests/web/bench.mjs [--json FILE]
// One session, one machine, one run; onnxruntime-node answers the same images beside it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ort from 'onnxruntime-node';
import {
  hold, lastResult, launch, letGo, middle, openPage, openImage, outcome, site, stepTimes, until,
  untilAtRest, untilFound, untilState,
} from './browser.mjs';
import { loadEngine } from './engine.mjs';
import { synthetic } from './images.mjs';
import { serve } from './server.mjs';

const LOADS = 3;
const RUNS = 20;
const LARGE_RUNS = 5;
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp',
};
const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
const round = (/** @type {number} */ value) => Math.round(value * 100) / 100;

/** @param {import('./browser.mjs').Browser} browser */
async function loading(browser) {
  /** @type {{ paint: number, frame: number, ready: number, bytes: number, model: number }[]} */
  const loads = [];
  for (let i = 0; i < LOADS; i += 1) {
    const host = await serve(site);
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await untilAtRest(page);
    const times = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      frame: ((/** @type {any} */ first) => first.start + first.whole)(
        /** @type {any} */ (globalThis).frames[0]),
      ready: performance.getEntriesByName('lesionlens:ready')[0]?.startTime ?? 0,
    }));
    const sent = (/** @type {(url: string) => boolean} */ which) =>
      host.log.filter((entry) => which(entry.url)).reduce((sum, entry) => sum + entry.sent, 0);
    loads.push({
      ...times,
      bytes: sent((url) => !url.endsWith('.onnx')),
      model: sent((url) => url.endsWith('.onnx')),
    });
    await context.close();
    await host.close();
  }
  const median = (/** @type {'paint' | 'frame' | 'ready'} */ key) =>
    round(middle(loads.map((load) => load[key])));
  return {
    loads: LOADS,
    first_paint_ms: median('paint'),
    first_frame_ms: median('frame'),
    ready_ms: median('ready'),
    bytes_with_brotli_without_model: loads[0].bytes,
    bytes_of_model: loads[0].model,
  };
}

/** @param {import('./browser.mjs').Browser} browser */
async function answering(browser) {
  const host = await serve(site);
  const { page, context } = await openPage(browser, host.url);
  await untilState(page);
  const images = synthetic(10);
  const seen = [];
  for (let i = 0; i < RUNS; i += 1) {
    const { name, bytes } = images[i % images.length];
    await openImage(page, name, bytes);
    seen.push((await lastResult(page)).timings);
    await untilFound(page);
  }
  await context.close();
  await host.close();
  return { images: RUNS, size: '640x480', threads: 1, ...medians(seen),
    least_inference_ms: round(Math.min(...seen.map((timings) => timings.inference))) };
}

/**
 * What the page adds to the runtime: the same file in a worker that has nothing but ONNX Runtime, in the same
 * browser and session, the two by turns. Both take every output out of the runtime, on one thread.
 * @param {import('./browser.mjs').Browser} browser
 */
async function besideBareRuntime(browser) {
  const host = await serve(site);
  const { page, context } = await openPage(browser, host.url);
  await untilState(page);
  const images = synthetic(10);
  const engine = await loadEngine();
  const model = fs.readFileSync(path.join(site, 'models/default.onnx'));
  const card = JSON.parse(engine.readModel('default.onnx', model).card);
  // A page of the same host without a policy of ours.
  const plain = await context.newPage();
  await plain.goto(`${host.url}icon.svg`);
  const bare = await plain.evaluate(async ({ runtime, folder, file, input }) => {
    const script = `
      import * as ort from ${JSON.stringify(runtime)};
      ort.env.wasm.wasmPaths = ${JSON.stringify(folder)};
      ort.env.wasm.numThreads = 1;
      ort.env.logLevel = 'error';
      let session;
      self.onmessage = async ({ data }) => {
        if (data.bytes) {
          const start = performance.now();
          session = await ort.InferenceSession.create(data.bytes, { executionProviders: ['wasm'] });
          return self.postMessage(performance.now() - start);
        }
        const values = Float32Array.from({ length: data.shape.reduce((a, b) => a * b) }, (_, i) => (i % 997) / 997 - 0.5);
        const feeds = { [data.name]: new ort.Tensor('float32', values, data.shape) };
        const start = performance.now();
        const outputs = await session.run(feeds);
        let seen = 0;
        for (const one of Object.values(outputs)) seen += one.data.length;
        self.postMessage(seen > 0 ? performance.now() - start : NaN);
      };`;
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), { type: 'module' });
    const ask = (/** @type {any} */ message) => new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(message);
    });
    const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
    const session = await ask({ bytes });
    const first = await ask(input);
    Object.assign(globalThis, { runBare: () => ask(input) });
    return { session, first };
  }, {
    runtime: `${host.url}ort/ort.wasm.min.mjs`, folder: `${host.url}ort/`, file: `${host.url}models/default.onnx`,
    input: { name: card.input_tensor, shape: [1, 3, card.input.height, card.input.width] },
  });
  const ours = [];
  const theirs = [];
  for (let i = 0; i < RUNS + 3; i += 1) {
    await page.bringToFront();
    const { name, bytes } = images[i % images.length];
    await openImage(page, name, bytes);
    const { timings } = await lastResult(page);
    await untilFound(page);
    const alone = await plain.evaluate(() => /** @type {any} */ (globalThis).runBare());
    // The first of both warm up.
    if (i < 3) continue;
    ours.push(timings.inference);
    theirs.push(/** @type {number} */ (alone));
  }
  await context.close();
  await host.close();
  return {
    runs: RUNS, threads: 1, page_ms: round(middle(ours)), bare_ms: round(middle(theirs)),
    times: round(middle(ours) / middle(theirs)),
    least_page_ms: round(Math.min(...ours)), least_bare_ms: round(Math.min(...theirs)),
    bare_session_ms: round(bare.session), bare_first_run_ms: round(bare.first),
  };
}

/**
 * All masks of an image, after its estimate, for a model that does not look for the lesion itself. hold:
 * reading the image again, where the engine has let go of it; longest_step: what another image waits
 * for at most. Beside it the same engine under node, with the mask network in onnxruntime-node.
 * @param {import('./browser.mjs').Browser} browser
 */
async function finding(browser) {
  const host = await serve(site);
  const { page, context } = await openPage(browser, host.url);
  await untilState(page);
  await page.evaluate(() => {
    const buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#models button')]);
    buttons.find((button) => button.textContent?.includes('central'))?.click();
  });
  await until(() => outcome(page), ({ state }) => state === 'ready', 'the other model');
  /** @type {Record<string, unknown>} */
  const sizes = {};
  for (const { size, images, runs } of [
    { size: '640x480', images: synthetic(10), runs: RUNS },
    { size: '4000x3000', images: synthetic(2, '4000x3000'), runs: LARGE_RUNS },
  ]) {
    const seen = [];
    for (let i = 0; i < runs; i += 1) {
      const { name, bytes } = images[i % images.length];
      await openImage(page, name, bytes);
      await untilFound(page);
      const timings = await page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.maskTimings());
      seen.push({ ...timings, whole: timings.hold + timings.lesion + timings.concepts });
    }
    sizes[size] = { images: runs, threads: 1, ...medians(seen), under_node: await findingUnderNode(images, runs) };
  }
  await context.close();
  await host.close();
  return sizes;
}

/** @param {import('./images.mjs').ImageFile[]} images @param {number} runs */
async function findingUnderNode(images, runs) {
  const engine = await loadEngine();
  const model = fs.readFileSync(path.join(site, 'models/central.onnx'));
  engine.readModel('central.onnx', model);
  engine.keepModel();
  const file = fs.readFileSync(path.join(site, 'models/masks.onnx'));
  const { card, output } = engine.readMaskCard('masks.onnx', file);
  engine.useMaskCard(card);
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1 });
  const seen = [];
  for (let i = 0; i < runs + 1; i += 1) {
    const { name, bytes } = images[i % images.length];
    engine.openImage(name, bytes);
    const start = performance.now();
    const { shape, tensor } = engine.lesionInput();
    const asked = performance.now();
    const answer = await session.run({ image: new ort.Tensor('float32', tensor, shape) });
    const network = performance.now() - asked;
    engine.findLesion(answer[output].data);
    const lesion = performance.now() - start;
    engine.findMasks();
    const whole = performance.now() - start;
    if (i > 0) seen.push({ lesion, network, concepts: whole - lesion, whole });
  }
  return medians(seen);
}

/** @param {Record<string, number>[]} seen @returns {Record<string, number>} */
function medians(seen) {
  return Object.fromEntries(Object.keys(seen[0]).map((key) =>
    [`${key}_ms`, round(middle(seen.map((timings) => timings[key])))]));
}

/**
 * From the drop of a file of 12 megapixels to the first frame with a map over the image. decode
 * to statistics are the worker's, draw is that frame with its WebGL calls; the rest is reading the
 * file, messages, and waiting for the frame.
 * @param {import('./browser.mjs').Browser} browser
 */
async function firstOverlay(browser) {
  const host = await serve(site);
  const { page, context } = await openPage(browser, host.url);
  await untilState(page);
  const images = synthetic(2, '4000x3000');
  const seen = [];
  for (let i = 0; i < LARGE_RUNS; i += 1) {
    const held = await hold(page, [images[i % images.length]]);
    await untilAtRest(page);
    await page.evaluate(() => {
      const times = /** @type {any} */ (globalThis);
      const said = /** @type {HTMLElement} */ (document.getElementById('prediction'));
      said.textContent = '';
      times.frames.length = 0;
      times.result = Infinity;
      addEventListener('drop', () => {
        times.dropped = performance.now();
      }, { capture: true, once: true });
      const observer = new MutationObserver(() => {
        if (!said.textContent) return;
        times.result = performance.now();
        observer.disconnect();
      });
      observer.observe(said, { childList: true, characterData: true, subtree: true });
    });
    await letGo(page, held);
    await until(() => outcome(page), ({ state, prediction }) => state === 'ready' && prediction !== '',
      'the result');
    await untilAtRest(page);
    const { timings } = await lastResult(page);
    const { draw, whole } = await page.evaluate(() => {
      const { dropped, frames, result } = /** @type {any} */ (globalThis);
      const frame = frames.find((/** @type {any} */ one) => one.start >= result);
      return { draw: frame.whole, whole: frame.start + frame.whole - dropped };
    });
    const stages = Object.values(timings).reduce((sum, time) => sum + time, 0);
    seen.push({ ...timings, draw, rest: whole - stages - draw, whole });
  }
  await context.close();
  await host.close();
  return { images: LARGE_RUNS, size: '4000x3000', threads: 1, ...medians(seen) };
}

/** @param {import('./browser.mjs').Browser} browser */
async function stepping(browser) {
  const host = await serve(site, { headers: ISOLATED });
  const { page, context } = await openPage(browser, host.url);
  await untilState(page);
  const [image] = synthetic(10);
  await openImage(page, image.name, image.bytes);
  const { own, whole } = await stepTimes(page, 30);
  await context.close();
  await host.close();
  return {
    steps: own.length,
    own_work_ms: round(middle(own)),
    with_webgl_calls_on_software_rasteriser_ms: round(middle(whole)),
  };
}

/** The same images and model, one thread as in the page. */
async function besideIt() {
  const bytes = fs.readFileSync(path.join(site, 'models/default.onnx'));
  const engine = await loadEngine();
  const card = JSON.parse(engine.readModel('default.onnx', bytes).card);
  engine.keepModel();
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const times = [];
  const images = synthetic(10);
  for (let i = 0; i < RUNS + 3; i += 1) {
    const { name, bytes: file } = images[i % images.length];
    engine.openImage(name, file);
    const { tensor, shape } = engine.prepareOpenImage(null);
    const image = new ort.Tensor('float32', tensor, shape);
    const start = performance.now();
    await session.run({ [card.input_tensor]: image });
    // The first runs warm up, as the page does when it opens a model.
    if (i >= 3) times.push(performance.now() - start);
  }
  return { threads: 1, inference_ms: round(middle(times)), least_inference_ms: round(Math.min(...times)) };
}

/**
 * What each filter does when it is switched off alone: from its layer on, as the page measures it, and by a
 * whole run each, from a copy of the site that is told never to begin behind a layer.
 * @param {import('./browser.mjs').Browser} browser
 */
async function effects(browser) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-bench-site-'));
  fs.cpSync(site, folder, { recursive: true });
  const script = path.join(folder, 'worker/screens/what_if_networks.js');
  const text = fs.readFileSync(script, 'utf8');
  const whole = text.replace(/MOST_TAIL_BYTES = [^;]+;/, 'MOST_TAIL_BYTES = 0;');
  if (whole === text) throw new Error('the worker has no such limit any more');
  fs.writeFileSync(script, whole);
  for (const packed of ['.br', '.gz']) fs.rmSync(script + packed, { force: true });
  const times = [];
  for (const from of [site, folder]) {
    const host = await serve(from);
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    await untilAtRest(page);
    const { filters, ms } = await page.evaluate(async () => {
      const { lesionlens } = /** @type {any} */ (globalThis);
      const start = performance.now();
      lesionlens.dispatch({ type: 'screen', screen: 'what_if' });
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        const { done, of } = lesionlens.state().whatIf.effects;
        if (of > 0 && done === of) return { filters: done, ms: performance.now() - start };
      }
    });
    times.push({ filters, ms: round(ms) });
    await context.close();
    await host.close();
  }
  fs.rmSync(folder, { recursive: true });
  const [restarted, runs] = times;
  return { threads: 1, filters: restarted.filters, restarted_at_the_layer_ms: restarted.ms,
    whole_runs_ms: runs.ms, times_as_fast: round(runs.ms / restarted.ms) };
}

/**
 * Each of Explain's methods from its choice to its whole map, once its networks are open (the first map opens
 * them), beside the time of one inference of the same page.
 * @param {import('./browser.mjs').Browser} browser
 */
async function explanations(browser) {
  const host = await serve(site);
  const { page, context } = await openPage(browser, host.url);
  await untilState(page);
  const runs = [];
  for (const { name, bytes } of synthetic(10)) {
    await openImage(page, name, bytes);
    runs.push((await lastResult(page)).timings.inference);
  }
  await untilFound(page);
  await untilAtRest(page);
  const inference = middle(runs);
  const times = await page.evaluate(async () => {
    const { lesionlens } = /** @type {any} */ (globalThis);
    const whole = async () => {
      const start = performance.now();
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        const { progress, refused } = lesionlens.state().explain;
        if (progress === 1) return performance.now() - start;
        if (refused) throw new Error('an explanation was refused');
      }
    };
    lesionlens.dispatch({ type: 'screen', screen: 'explain' });
    /** @type {Record<string, number>} */
    const all = {};
    for (const name of lesionlens.state().explain.methods) {
      lesionlens.dispatch({ type: 'explain-method', name });
      await whole();
      const seen = [];
      // Of the same networks, so that nothing is answered from before.
      for (const against of [true, false]) {
        lesionlens.dispatch({ type: 'explain-target', against });
        seen.push(await whole());
      }
      all[name] = Math.min(...seen);
    }
    return all;
  });
  await context.close();
  await host.close();
  return { threads: 1, inference_ms: round(inference), methods: Object.fromEntries(Object.entries(times)
    .map(([name, ms]) => [name, { ms: round(ms), inferences: round(ms / inference) }])) };
}

const browser = await launch();
const report = {
  browser: `Chromium ${browser.version()}, headless, software rasteriser`,
  loading: await loading(browser),
  answering: await answering(browser),
  beside_the_bare_runtime: await besideBareRuntime(browser),
  masks_of_an_image: await finding(browser),
  drop_to_first_overlay: await firstOverlay(browser),
  stepping: await stepping(browser),
  effects_of_every_filter: await effects(browser),
  explanations: await explanations(browser),
  onnxruntime_node: await besideIt(),
};
await browser.close();
const text = `${JSON.stringify(report, null, 2)}\n`;
if (options.json) fs.writeFileSync(options.json, text);
else process.stdout.write(text);
