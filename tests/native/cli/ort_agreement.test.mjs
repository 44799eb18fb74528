// @ts-check
// libtorch (lesionlens evaluate) and ONNX Runtime give the same logits and maps of the same tensors:
// logits within 1e-4, every map within 1e-4 of its maximum. Run by ctest, from the project's root.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const program = process.env.LESIONLENS_PROGRAM ?? 'build/native/lesionlens';
const data = process.env.LESIONLENS_DATA ?? '../shared/data';
const kTolerance = 1e-4;
// A map whose maximum is below a hundredth of its layer's is a small difference of large sums: its
// rounding error (some 3e-7 of the layer's maximum, a few units in the last place) follows the
// layer's scale, and so does its tolerance.
const kFaint = 1e-2;

/** @type {string} */
let folder;
/** @type {typeof import('onnxruntime-node')} */
let ort;
/** @type {string | false} */
let missing = false;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lesionlens-ort-'));
  try {
    ort = (await import('onnxruntime-node')).default;
  } catch {
    missing = 'onnxruntime-node is not installed';
  }
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string[]} args */
function lesionlens(...args) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** @param {string} path */
function floats(path) {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4).slice();
}

/**
 * Greatest difference of one layer's maps, as a part of what is allowed.
 * @param {Float32Array} ours
 * @param {Float32Array} theirs
 * @param {number} filters
 */
function worstOfLayer(ours, theirs, filters) {
  assert.equal(ours.length, theirs.length);
  const layerMax = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const area = theirs.length / filters;
  let worst = 0;
  for (let filter = 0; filter < filters; ++filter) {
    let max = 0;
    let difference = 0;
    for (let i = filter * area; i < (filter + 1) * area; ++i) {
      max = Math.max(max, Math.abs(theirs[i]));
      difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
    }
    const scale = Math.max(max, kFaint * layerMax);
    if (difference > 0) worst = Math.max(worst, difference / scale / kTolerance);
  }
  return worst;
}

/**
 * Evaluates the images with libtorch and runs ONNX Runtime on the tensors that it was given.
 * @param {string} model
 * @param {string} images
 * @param {string} metadata
 * @param {string[]} extra
 */
async function compare(model, images, metadata, extra) {
  const out = mkdtempSync(join(folder, 'maps-'));
  const json = join(out, 'evaluation.json');
  lesionlens('evaluate', '--model', model, '--images', images, '--metadata', metadata, '--json',
    json, '--maps-dir', out, '--tensor', ...extra);
  const evaluation = JSON.parse(readFileSync(json, 'utf8'));
  assert.deepEqual(evaluation.skipped, []);
  const card = JSON.parse(lesionlens('inspect', model, '--json')).card;
  // Not its 'extended' optimisations: they give a layer whose weights are in bytes a kernel that
  // rounds what comes in as well (logits off by 0.01), which is why core dequantises such weights.
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: 1, graphOptimizationLevel: 'basic',
  });
  const { width, height } = card.input;
  let worstLogit = 0;
  let worstMap = 0;
  for (const image of evaluation.images) {
    const tensor = floats(join(out, `${image.isic_id}.tensor.f32`));
    const feeds = { [card.input_tensor]: new ort.Tensor('float32', tensor, [1, 3, height, width]) };
    const results = await session.run(feeds);
    const logits = /** @type {Float32Array} */ (results[card.logits_tensor].data);
    image.logits.forEach((/** @type {number} */ logit, /** @type {number} */ i) => {
      worstLogit = Math.max(worstLogit, Math.abs(logit - logits[i]));
    });
    card.layers.forEach((/** @type {{tensor: string, filter_count: number}} */ layer,
      /** @type {number} */ k) => {
      const theirs = /** @type {Float32Array} */ (results[layer.tensor].data);
      const ours = floats(join(out, `${image.isic_id}.layer${k}.f32`));
      worstMap = Math.max(worstMap, worstOfLayer(ours, theirs, layer.filter_count));
    });
  }
  await session.release();
  rmSync(out, { recursive: true });
  console.log(`# ${evaluation.images.length} images: logits differ by at most ` +
    `${worstLogit.toExponential(1)}, maps by ${(worstMap * kTolerance).toExponential(1)} of their ` +
    'maximum');
  assert.ok(worstLogit <= kTolerance, `logits differ by ${worstLogit}`);
  assert.ok(worstMap <= 1, `a map differs by ${worstMap * kTolerance} of its maximum`);
  return evaluation.images.length;
}

/** The page's model where it has been trained, otherwise one with random weights. */
function chosenModel() {
  if (existsSync('models/default.onnx')) return 'models/default.onnx';
  console.log('# models/default.onnx is not there: random weights instead');
  const path = join(folder, 'random.onnx');
  if (!existsSync(path)) execFileSync(process.env.LESIONLENS_RANDOM_MODEL ?? 'random_model', [path]);
  return path;
}

test('libtorch and ONNX Runtime agree on ten synthetic images', async (t) => {
  if (missing) return t.skip(missing);
  const made = join(folder, 'synthetic');
  mkdirSync(made);
  lesionlens('synth', '--out', made, '--count', '10', '--seed', '2018', '--size', '320x240',
    '--format', 'png', '--force');
  const images = existsSync(join(made, 'images')) ? join(made, 'images') : made;
  const count = await compare(chosenModel(), images, join(made, 'metadata.csv'), []);
  assert.equal(count, 10);
});

/** @param {string} kind see tests/native/cli/random_model.cc */
function randomModel(kind) {
  const path = join(folder, `${kind}.onnx`);
  execFileSync(process.env.LESIONLENS_RANDOM_MODEL ?? 'random_model', [path, '64', kind]);
  return path;
}

test('weights that core dequantises when opening give what ONNX Runtime gets by its own DequantizeLinear',
  async (t) => {
    if (missing) return t.skip(missing);
    const made = join(folder, 'few');
    lesionlens('synth', '--out', made, '--count', '4', '--seed', '7', '--size', '320x240',
      '--format', 'png', '--force');
    const images = existsSync(join(made, 'images')) ? join(made, 'images') : made;
    const compressed = randomModel('compressed');
    assert.equal(await compare(compressed, images, join(made, 'metadata.csv'), []), 4);
    // And the weights are the same to the last bit.
    const dequantised = randomModel('dequantised-shown');
    const shown = randomModel('compressed-shown');
    assert.ok(readFileSync(dequantised).length > readFileSync(shown).length + 100_000);
    const tensor = new Float32Array(3 * 64 * 64);
    const weights = [];
    for (const path of [shown, dequantised]) {
      const session = await ort.InferenceSession.create(path, { graphOptimizationLevel: 'disabled' });
      const outputs = await session.run({ image: new ort.Tensor('float32', tensor, [1, 3, 64, 64]) },
        ['head', 'columns.wide']);
      weights.push(['head', 'columns.wide'].map((name) => outputs[name].data));
      await session.release();
    }
    assert.equal(weights[0][0].length, 256 * 128);
    assert.equal(weights[0][1].length, 256 * 64);
    assert.deepEqual(weights[0], weights[1]);
  });

test('libtorch and ONNX Runtime agree on fifty real images', async (t) => {
  if (missing) return t.skip(missing);
  const images = join(data, 'ham10000', 'images');
  if (!existsSync(images)) return t.skip(`${images} is not there; LESIONLENS_DATA names the folder`);
  const count = await compare(chosenModel(), images, join(data, 'ham10000', 'metadata.csv'),
    ['--split', 'test', '--limit', '50']);
  assert.equal(count, 50);
});
