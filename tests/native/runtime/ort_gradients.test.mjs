// @ts-check
// Reverse graphs, filter switches and restarted networks of the shipped models run in ONNX Runtime
// Web's WebAssembly provider, as the page runs them, and give what libtorch's automatic
// differentiation gives. Run by ctest, from the project's root. LESION_TIMES=1 prints times.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const program = process.env.GRADIENT_REFERENCE ?? 'build/native-tree/tests/native/runtime/gradient_reference';

/** @type {any} */
let ort = null;
/** @type {string | false} */
let missing = false;
try {
  ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = 1;
} catch {
  missing = 'onnxruntime-web is not installed';
}

/** @param {string} path */
function floats(path) {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4).slice();
}

/**
 * Greatest difference as a part of the greatest expected amount.
 * @param {Float32Array} is
 * @param {Float32Array} expected
 */
function difference(is, expected) {
  assert.equal(is.length, expected.length);
  let most = 0;
  let scale = 0;
  for (let i = 0; i < is.length; ++i) {
    most = Math.max(most, Math.abs(is[i] - expected[i]));
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return scale > 0 ? most / scale : most;
}

/** @param {string} path */
const session = path => ort.InferenceSession.create(readFileSync(path), { executionProviders: ['wasm'] });

/**
 * Median milliseconds of a run.
 * @param {() => Promise<unknown>} run
 */
async function milliseconds(run) {
  const times = [];
  for (let i = 0; i < 12; ++i) {
    const start = performance.now();
    await run();
    if (i >= 2) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[5];
}

for (const model of ['default', 'central', 'paper']) {
  test(`${model}: gradients, switches and restarts in WebAssembly`, { skip: missing }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lesionlens-gradients-'));
    try {
      execFileSync(program, [`models/${model}.onnx`, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      const about = JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8'));
      const file = (/** @type {string} */ name) => join(folder, name);
      const image = new ort.Tensor('float32', floats(file('image.f32')), about.shape);
      const seed = new ort.Tensor('float32', floats(file('seed.f32')), [1, about.outputs]);
      const feeds = { [about.image]: image, [about.seed]: seed };
      for (const kind of ['reverse', 'transposed']) {
        const graph = await session(file(`${kind}.onnx`));
        const out = await graph.run(feeds);
        for (let k = 0; k < about.wanted.length; ++k) {
          const off = difference(out[about.gradients[k]].data, floats(file(`${k}.f32`)));
          assert.ok(off < 1e-5, `${kind}: ${about.wanted[k]} is off by ${off}`);
        }
        if (process.env.LESION_TIMES) {
          const time = await milliseconds(() => graph.run(feeds, [about.gradients[0]]));
          console.log(`${model} ${kind}: ${time.toFixed(1)} ms`);
        }
      }
      for (const kind of ['guided', 'deconvnet']) {
        const out = await (await session(file(`${kind}.onnx`))).run(feeds);
        assert.ok(out[about.gradients[0]].data.some((/** @type {number} */ v) => v !== 0));
      }
      const plain = await session(file('plain.onnx'));
      const first = await plain.run({ [about.image]: image });
      assert.ok(difference(first.logits.data, floats(file('logits.f32'))) < 1e-5);

      /** @type {Record<string, any>} */
      const ones = { [about.image]: image };
      for (const at of about.switches) {
        ones[at.keep] = new ort.Tensor('float32', new Float32Array(at.filters).fill(1), [1, at.filters, 1, 1]);
        ones[at.replacement] = new ort.Tensor('float32', new Float32Array(at.filters), [1, at.filters, 1, 1]);
      }
      const switches = await session(file('switches.onnx'));
      const kept = await switches.run(ones);
      assert.ok(difference(kept.logits.data, first.logits.data) < 1e-6);
      if (process.env.LESION_TIMES) {
        const saliency = await session(file('saliency.onnx'));
        const of = async (/** @type {() => Promise<unknown>} */ run) => (await milliseconds(run)).toFixed(1);
        console.log(
          `${model}: forward ${await of(() => plain.run({ [about.image]: image }, ['logits']))} ms, saliency ` +
            `${await of(() => saliency.run(feeds))} ms, with switches ${await of(() => switches.run(ones, ['logits']))} ms`,
        );
      }
      for (let k = 0; k < about.switches.length; ++k) {
        const at = about.switches[k];
        assert.deepEqual(about.restarts[k], [], 'our models have no branches');
        const restart = await session(file(`restart${k}.onnx`));
        const rows = Math.min(at.filters, 5);
        const keep = new Float32Array(rows * at.filters).fill(1);
        for (let f = 0; f < rows; ++f) keep[f * at.filters + f] = 0;
        const out = await restart.run({
          [at.layer]: first[at.layer],
          [at.keep]: new ort.Tensor('float32', keep, [rows, at.filters, 1, 1]),
          [at.replacement]: ones[at.replacement],
        });
        for (let f = 0; f < rows; ++f) {
          const one = new Float32Array(at.filters).fill(1);
          one[f] = 0;
          const whole = await switches.run(
            { ...ones, [at.keep]: new ort.Tensor('float32', one, [1, at.filters, 1, 1]) },
            ['logits'],
          );
          const row = out.logits.data.subarray(f * about.outputs, (f + 1) * about.outputs);
          const off = difference(row, whole.logits.data);
          assert.ok(off < 2e-5, `layer ${k}, filter ${f}: off by ${off}`);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
