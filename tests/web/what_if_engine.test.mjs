// @ts-check
// The worker's half of What if with the real engine and the default network, run by onnxruntime-node: what the
// first-order estimate is worth beside the exact values, and what the stamp does to the answer.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import ort from 'onnxruntime-node';
import { root } from './browser.mjs';
import { loadEngine } from './engine.mjs';

const { Service } = await import(pathToFileURL(path.join(root, 'web/worker/service.js')).href);

/** @param {Uint8Array} bytes @param {any} card */
async function openNetwork(bytes, card) {
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  return {
    card,
    /** @param {Record<string, {dims: number[], values: Float32Array}>} inputs @param {string[]} names */
    async run(inputs, names) {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, { dims, values }]) =>
        [name, new ort.Tensor('float32', values, dims)]));
      const outputs = await session.run(feeds, names);
      return Object.fromEntries(names.map((name) => [name,
        { dims: outputs[name].dims, values: /** @type {Float32Array} */ (outputs[name].data).slice() }]));
    },
    close: () => session.release(),
  };
}

/** @type {any[]} */
const said = [];
const service = new Service({
  post: (/** @type {any} */ answer) => said.push(answer),
  startEngine: loadEngine,
  openNetwork,
  masks: async () => new Uint8Array(fs.readFileSync(path.join(root, 'models/masks.onnx'))),
  sessions: () => 0,
  opened: () => {},
  zip: async () => new Uint8Array(0),
});

/** @param {(answer: any) => boolean} wanted */
async function heard(wanted) {
  for (let tries = 0; tries < 60_000; tries += 1) {
    const answer = said.find(wanted);
    if (answer) return answer;
    const wrong = said.find(({ type }) => type === 'error');
    if (wrong) throw new Error(JSON.stringify(wrong));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('waited in vain');
}

const jpeg = new Uint8Array(fs.readFileSync(path.join(root, 'web/samples/synthetic-1.jpg')));
const image = { id: 1, name: 'synthetic-1.jpg', file: new Blob([jpeg]), crop: null };
/** @type {any} */
let result;

before(async () => {
  const model = new Uint8Array(fs.readFileSync(path.join(root, 'models/default.onnx')));
  service.hear({ type: 'open-model', name: 'default.onnx', bytes: model.buffer });
  await heard(({ type }) => type === 'model');
  service.hear({ type: 'open-image', id: 1, name: image.name, bytes: jpeg.slice().buffer, frame: 0, crop: null });
  result = await heard(({ type }) => type === 'result');
});

describe('the effects of the default network', () => {
  it('are estimated for every filter before one is exact, and exactly so where all behind is linear', async (t) => {
    const start = performance.now();
    service.hear({ type: 'effects', ticket: 1, ...image, by: 'zero', others: [], concepts: [], most: 0 });
    await heard(({ type, exact }) => type === 'effects' && exact);
    const ranked = performance.now();
    await heard(({ type }) => type === 'effects-ended');
    const found = said.filter(({ type }) => type === 'effects');
    const firstExact = found.findIndex(({ exact }) => exact);
    assert.equal(firstExact, 8, 'a message a layer, then the exact ones');
    /** @type {Map<string, number>[]} */
    const [estimated, exact] = [false, true].map((is) => new Map(found.filter((one) => one.exact === is)
      .flatMap(({ layer, filters, logOdds }) => filters.map((/** @type {number} */ filter, /** @type {number} */ at) =>
        /** @type {[string, number]} */ ([`${layer}/${filter}`, logOdds[at]])))));
    assert.deepEqual([estimated.size, exact.size], [480, 480]);
    for (const [place, change] of exact) {
      if (!place.startsWith('7/')) continue;
      const guess = estimated.get(place) ?? NaN;
      assert.ok(Math.abs(guess - change) <= 1e-4 + 1e-3 * Math.abs(change), `${place}: ${guess} ${change}`);
    }
    const top = (/** @type {Map<string, number>} */ all) =>
      [...all].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, 100).map(([place]) => place);
    const both = top(estimated).filter((place) => top(exact).includes(place)).length;
    t.diagnostic(`of the 100 strongest ${both} are among the 100 estimated strongest; first exact value after ${
      Math.round(ranked - start)} ms, all after ${Math.round(performance.now() - start)} ms`);
    assert.ok(both >= 50, `${both}`);
  });
});

describe('the maps of other images', () => {
  /** @type {any[]} */
  const others = [];
  /** @type {any[]} */
  const plain = [];
  const logOdds = (/** @type {number} */ p) => Math.log(p / (1 - p));
  const close = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ most) =>
    assert.ok(Math.abs(a - b) <= most, `${a} ${b}`);
  /** @param {any} request */
  const asked = (request) => {
    service.hear(request);
    return heard(({ type, ticket }) => type === request.type && ticket === request.ticket);
  };
  const every = (/** @type {number} */ layer, /** @type {number} */ filters) =>
    Array.from({ length: filters }, (_, filter) => ({ layer, filter }));

  before(async () => {
    for (const [at, name] of ['synthetic-2.jpg', 'synthetic-3.jpg'].entries()) {
      const bytes = new Uint8Array(fs.readFileSync(path.join(root, 'web/samples', name)));
      const id = 50 + at;
      others.push({ id, name, file: new Blob([bytes]) });
      service.hear({ type: 'score-image', id, name, file: new Blob([bytes]), crop: null });
      plain.push(await heard(({ type, id: of }) => type === 'scored' && of === id));
    }
  });

  it('in place of all of a layer are the answers of those images: at any depth', async (t) => {
    const wanted = plain.map(({ probability }) => probability);
    const mean = (wanted[0] + wanted[1]) / 2;
    assert.notEqual(wanted[0], wanted[1]);
    for (const [ticket, layer, filters] of [[100, 0, 16], [101, 3, 32], [102, 7, 128]]) {
      const { probability, over, logits } = await asked({ type: 'what-if', ticket, ...image, off: every(layer, filters),
        by: 'others', others, pieces: new Float32Array(0) });
      const seen = plain.flatMap(({ logits: one }) => [...one]);
      for (const [at, one] of seen.entries()) close(logits[at], one, 1e-4);
      close(probability, mean, 1e-5);
      close(over.lowest, Math.min(...wanted), 1e-5);
      close(over.highest, Math.max(...wanted), 1e-5);
    }
    t.diagnostic(`of the image ${result.probability.toFixed(3)}, of the others ${wanted.map((one) => one.toFixed(3))}`);
  });

  it('filter by filter of the last layer add up to the way from one image to the other', async () => {
    // Behind it a mean and a linear layer follow: the changes of the log-odds are those of a sum.
    service.hear({ type: 'effects', ticket: 110, ...image, by: 'others', others: others.slice(0, 1), most: 0,
      concepts: [{ name: 'even', filters: every(7, 128).filter(({ filter }) => filter % 2 === 0) }] });
    await heard(({ type, ticket }) => type === 'effects-ended' && ticket === 110);
    const answered = said.filter(({ type, ticket }) => type === 'effects' && ticket === 110);
    const found = answered.filter(({ exact }) => exact);
    const estimated = answered.filter(({ exact }) => !exact);
    // First every filter's estimate, by the mean of the other images' maps, then each one by its own run.
    assert.deepEqual(answered.slice(0, estimated.length), estimated);
    for (const some of [estimated, found]) assert.equal(some.flatMap(({ filters }) => filters).length, 480);
    assert.ok(found.every(({ restarted }) => restarted));
    let [all, even] = [0, 0];
    for (const { layer, filters, logOdds: changes, lowest } of found) {
      assert.deepEqual(lowest, changes);
      if (layer !== 7) continue;
      for (const [at, filter] of filters.entries()) {
        all += changes[at];
        if (filter % 2 === 0) even += changes[at];
      }
    }
    const way = logOdds(plain[0].probability) - logOdds(result.probability);
    close(all, way, 2e-3 * Math.max(1, Math.abs(way)));
    // A group by a whole run, its filters one by one from the layer on.
    const group = said.find(({ type, ticket }) => type === 'concept-effect' && ticket === 110);
    close(group.logOdds, even, 2e-3 * Math.max(1, Math.abs(even)));
    close(group.over.lowest, group.logOdds, 1e-6);
  });

  it('and any other way: a group off together is what a try of it says', async () => {
    const filters = [...every(2, 7), ...every(5, 20), { layer: 6, filter: 3 }];
    for (const [ticket, by, of] of [[120, 'zero', []], [121, 'mean', []], [122, 'training', []], [123, 'half', []],
      [124, 'others', others]]) {
      const tried = await asked({ type: 'what-if', ticket, ...image, off: filters, by, others: of,
        pieces: new Float32Array(0) });
      service.hear({ type: 'effects', ticket, ...image, by, others: of, most: 1, concepts: [{ name: 'made', filters }] });
      const { logOdds: change, probability } = await heard(({ type, ticket: own }) =>
        type === 'concept-effect' && own === ticket);
      close(result.probability + probability, tried.probability, 1e-6);
      if (by !== 'others') close(logOdds(result.probability) + change, logOdds(tried.probability), 1e-4);
      await heard(({ type, ticket: own }) => type === 'effects-ended' && own === ticket);
    }
  });
});

describe('the stamp', () => {
  it('changes the answer, the same way each time, and the image itself stays', async (t) => {
    const { x, y, width } = result.region;
    /** @param {number} ticket @param {number[]} pieces */
    const tried = async (ticket, pieces) => {
      service.hear({ type: 'what-if', ticket, ...image, off: [], by: 'zero', others: [], pieces: Float32Array.from(pieces) });
      return heard(({ type, ticket: answered }) => type === 'what-if' && answered === ticket);
    };
    const laid = (/** @type {number} */ what) => [what, x + width / 2, y + width / 2, 0, 0, width, 1];
    const plain = await tried(10, []);
    assert.ok(Math.abs(plain.probability - result.probability) < 1e-6);
    for (const [at, name] of ['hair', 'ruler', 'ink', 'patch', 'bubble', 'dark_corner'].entries()) {
      const first = await tried(20 + at, laid(at + 1));
      const again = await tried(40 + at, laid(at + 1));
      assert.equal(first.probability, again.probability);
      assert.notEqual(first.probability, plain.probability, name);
      assert.ok(first.painted.copy.rgba.length === 4 * first.painted.copy.width * first.painted.copy.height);
      t.diagnostic(`${name}: ${plain.probability.toFixed(3)} becomes ${first.probability.toFixed(3)}`);
    }
    assert.equal((await tried(60, [])).probability, plain.probability);
  });
});
