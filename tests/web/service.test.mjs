// @ts-check
// What the worker does with its messages, whole but for the browser: a fake engine, a fake network.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { root } from './browser.mjs';
import { worker } from './fake_worker.mjs';
import { CARD, engines, fakeNetwork, fileOf, GONE } from './fakes.mjs';

const load = (/** @type {string} */ name) =>
  import(pathToFileURL(path.join(root, 'web/worker', name)).href);
const { Engine } = await load('engine_host.js');
const { infer } = await load('infer.js');

/** @param {number} count */
const images = (count) => Array.from({ length: count }, (_, i) =>
  ({ name: `row${i + 1}.png`, file: fileOf(i + 1), crop: null }));
const wholeSheet = { type: 'export', what: 'sheet', job: 7, date: '', threshold: null, words: '{}',
  sheet: { columns: [{ layer: 1, filter: 1 }], measured: true, aspects: [] } };
const table = { ...wholeSheet, what: 'statistics' };
const kinds = (/** @type {any[]} */ said) => said.map(({ type }) => type);

describe('an inference', () => {
  it('asks the network for the outputs that are wanted, and for no other', async () => {
    /** @type {string[]} */
    const runs = [];
    const input = { shape: [1, 3, 4, 4], tensor: new Float32Array(48).fill(3) };
    const whole = await infer(fakeNetwork(runs), input);
    assert.deepEqual(whole.layers.map((/** @type {any} */ { values }) => [...values]), [[3], [3, 6]]);
    const part = await infer(fakeNetwork(runs), input, [1, 9]);
    assert.equal(part.layers[0], undefined);
    assert.deepEqual(part.layers[1], { channels: 2, height: 1, width: 1, values: Float32Array.of(3, 6) });
    assert.deepEqual([...part.logits], [-3, 3]);
    assert.deepEqual(runs, ['logits maps0 maps1', 'logits maps1']);
  });
});

describe('an image', () => {
  it('is decoded, run and answered', async () => {
    const { image, heard, said } = await worker();
    image(5);
    const result = await heard(({ type }) => type === 'result');
    assert.deepEqual(result.logits, [-5, 5]);
    assert.equal(result.probability, 5 / 256);
    assert.deepEqual(kinds(said), ['progress', 'image', 'progress', 'progress', 'result']);
  });

  it('takes the place of one that waits and of one that has begun', async () => {
    const { image, heard, said, runs } = await worker();
    for (const id of [1, 2, 3]) image(id);
    await heard(({ type, id }) => type === 'result' && id === 3);
    assert.deepEqual(said.filter(({ type }) => type === 'result').map(({ id }) => id), [3]);
    assert.ok(!said.some(({ id }) => id === 2));
    assert.equal(runs.length, 1);
  });

  it('that can not be read says what was dropped for it, after its own answer', async () => {
    const { ask, image, heard, said } = await worker();
    image(1, 10);
    await heard(({ type }) => type === 'result');
    said.length = 0;
    const shown = { id: 1, name: '1.png', file: fileOf(10), crop: null };
    const outline = { revision: 0, pieces: new Float32Array(0) };
    ask({ type: 'score-image', ...shown });
    ask({ type: 'infer-region', ...shown });
    ask({ type: 'spread', ...shown });
    ask({ type: 'find-masks', ...shown, outline });
    ask({ type: 'paint-over', ...shown, concept: 'hair', outline });
    image(2, 0);
    await heard(({ type, what }) => type === 'dropped' && what === 'paint-over');
    const all = said.filter(({ type }) => type === 'error' || type === 'dropped');
    assert.deepEqual(all.map(({ type, what, about, id }) => [type, what ?? about, id]), [['error', 'image', 2],
      ...['infer-region', 'spread', 'find-masks', 'paint-over'].map((what) => ['dropped', what, 1])]);
  });

  it('is decoded once for another square, and again after another image', async () => {
    const { image, ask, heard, made } = await worker();
    image(1);
    await heard(({ type }) => type === 'result');
    const square = (/** @type {number} */ x) => ask({ type: 'infer-region', id: 1, name: '1.png',
      file: fileOf(1), crop: { x, y: 0, width: 2, height: 2 } });
    square(1);
    await heard(({ region }) => region?.x === 1);
    assert.deepEqual(made.log, ['0 open 1.png']);
    ask({ type: 'score-image', id: 2, name: '2.png', file: fileOf(2), crop: null });
    await heard(({ type }) => type === 'scored');
    square(2);
    await heard(({ region }) => region?.x === 2);
    assert.deepEqual(made.log, ['0 open 1.png', '0 open 2.png', '0 open 1.png']);
  });

  it('has its spread found, of the logits alone, unless nobody waits for it any more', async () => {
    const { image, ask, heard, made } = await worker();
    image(1, 100);
    await heard(({ type }) => type === 'result');
    const spread = () => ask({ type: 'spread', id: 1, name: '1.png', file: fileOf(100), crop: null });
    spread();
    ask({ type: 'cancel', what: 'spread' });
    ask({ type: 'infer-region', id: 1, name: '1.png', file: fileOf(100), crop: { x: 1, y: 0, width: 2 } });
    await heard(({ region, type }) => {
      assert.notEqual(type, 'spread', 'cancelled');
      return region?.x === 1;
    });
    spread();
    const found = await heard(({ type }) => type === 'spread');
    assert.deepEqual(found, { type: 'spread', id: 1, lowest: 100 / 256, highest: 120 / 256, n: 3 });
    assert.deepEqual(made.log, ['0 open 1.png'], 'decoded once');
  });

  it('that is refused leaves the engine; one that breaks it gets another', async () => {
    const { image, heard, made } = await worker();
    image(1, 0);
    const refused = await heard(({ type }) => type === 'error');
    assert.deepEqual([refused.about, refused.id, refused.problem], ['image', 1,
      { kind: 'unsupported', code: 'image.unknown', values: { file: '1.png' } }]);
    image(2, 255);
    const broken = await heard(({ id, type }) => type === 'error' && id === 2);
    assert.deepEqual(broken.problem,
      { kind: 'too_large', code: 'device.memory', values: { file: '2.png' } });
    image(3);
    await heard(({ type }) => type === 'result');
    assert.deepEqual(made.log, ['0 open 1.png', '0 open 2.png', '1 open 3.png']);
  });
});

describe('a worker whose engine can not be replaced', () => {
  it('answers what it is asked with a sentence, and works again once there is one', async () => {
    let without = true;
    const { image, heard } = await worker({ failing: (made) => made > 0 && without });
    image(1, 255);
    await heard(({ type, id }) => type === 'error' && id === 1);
    image(2);
    const { problem } = await heard(({ type, id }) => type === 'error' && id === 2);
    assert.deepEqual([problem.code, problem.values], ['device.memory', { file: '2.png' }]);
    without = false;
    image(3);
    await heard(({ type, id }) => type === 'result' && id === 3);
  });

  it('says so too where the engine is replaced for its size', async () => {
    let without = true;
    const { image, heard } = await worker({
      heap: () => 600 * 2 ** 20, failing: (made) => made > 0 && without,
    });
    image(1);
    await heard(({ type }) => type === 'result');
    image(2);
    await heard(({ type, id }) => type === 'error' && id === 2);
    without = false;
    image(3);
    await heard(({ type, id }) => type === 'result' && id === 3);
  });

  it('is replaced also where the job that broke it was cancelled meanwhile', async () => {
    const { ask, heard, image, made } = await worker();
    image(1);
    await heard(({ type, id }) => type === 'result' && id === 1);
    let read = () => {};
    let begin = () => {};
    const begun = new Promise((resolve) => {
      begin = () => resolve(undefined);
    });
    const file = { arrayBuffer: () => new Promise((resolve) => {
      read = () => resolve(Uint8Array.of(255).buffer);
      begin();
    }) };
    // Its image is not open, so that its file is read anew.
    ask({ type: 'infer-region', id: 7, name: '7.png', file, crop: { x: 0, y: 0, width: 4, height: 4 } });
    await begun;
    image(2);
    read();
    await heard(({ type, id }) => type === 'result' && id === 2);
    assert.equal(made.count, 2);
  });

  it('says what no job has asked for', async () => {
    const { ask, heard } = await worker();
    ask({ type: 'nonsense' });
    const { about, problem } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, problem.code, problem.values],
      ['worker', 'worker.broke', { detail: 'nobody serves "nonsense"' }]);
  });
});

describe('a model that was tried and can not be kept', () => {
  it('is closed, and the one before goes on', async () => {
    let keeping = true;
    const { ask, heard, image, networks } = await worker({ keeps: () => keeping });
    keeping = false;
    ask({ type: 'open-model', name: 'n.onnx', bytes: Uint8Array.of(1).buffer });
    const { about } = await heard(({ type }) => type === 'error');
    assert.equal(about, 'model');
    assert.deepEqual(networks.map(({ closed }) => closed), [false, true]);
    image(1);
    await heard(({ type, id }) => type === 'result' && id === 1);
  });
});

describe('a model without a card', () => {
  const plain = { type: 'open-model', name: 'plain.onnx' };
  const file = () => Uint8Array.of(20).buffer;

  it('is asked about, and the model before goes on', async () => {
    const { ask, heard, image, networks } = await worker();
    ask({ ...plain, bytes: file() });
    const wanted = await heard(({ type }) => type === 'card-wanted');
    assert.deepEqual([wanted.name, wanted.guess, wanted.doubt], ['plain.onnx', '{"outputs":[]}', '']);
    assert.deepEqual(networks.map(({ closed }) => closed), [false]);
    image(1);
    await heard(({ type, id }) => type === 'result' && id === 1);
  });

  it('opens with what was stated, and its file comes back where it is wanted', async () => {
    for (const save of [true, false]) {
      const { ask, heard, made } = await worker({ model: false });
      ask({ ...plain, bytes: file(), stated: '{"classes":[]}', save });
      const model = await heard(({ type }) => type === 'model');
      assert.ok(made.log.some((line) => line.endsWith('carded {"classes":[]}')), String(made.log));
      assert.deepEqual(model.file && [...new Uint8Array(await model.file.arrayBuffer())], save ? [21, 20] : undefined);
    }
  });

  it('is asked about again where what is called logits adds up to 1, unless that is meant', async () => {
    const { ask, heard, said, networks } = await worker({ sumsToOne: () => true });
    ask({ ...plain, bytes: file(), stated: '{}' });
    const wanted = await heard(({ type }) => type === 'card-wanted');
    assert.equal(wanted.doubt, 'sums_to_one');
    assert.deepEqual(networks.map(({ closed }) => closed), [false, true]);
    said.length = 0;
    ask({ ...plain, bytes: file(), stated: '{}', sure: true });
    await heard(({ type }) => type === 'model');
    assert.deepEqual(networks.map(({ closed }) => closed), [true, true, false]);
  });

  it('is refused where its graph belies what was stated, and the model before goes on', async () => {
    const { ask, heard, networks } = await worker();
    ask({ ...plain, bytes: file(), stated: 'wrong' });
    const { about, name, problem } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, name, problem.code], ['model', 'plain.onnx', 'card.not_logits']);
    assert.deepEqual(networks.map(({ closed }) => closed), [false]);
  });
});

describe('an export', () => {
  it('without a model is refused with the sentence alone: no English stands in front', async () => {
    const { ask, heard } = await worker({ model: false });
    ask({ ...table, images: images(1) });
    const { about, problem } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, problem.code, problem.values], ['export', 'model.none_open', {}]);
  });

  for (const [what, broken] of [['another image', 9], ['an image that breaks the engine', 255]]) {
    it(`of a sheet ends as if alone where ${what} is opened meanwhile`, async () => {
      const alone = await worker();
      alone.ask({ ...wholeSheet, images: images(3) });
      const expected = await alone.heard(({ type }) => type === 'exported');
      // Large enough that every engine is replaced after an image.
      const { ask, heard, image, hooks } = await worker({ heap: () => 600 * 2 ** 20 });
      hooks.posted = ({ type, done }) => {
        if (type === 'export-progress' && done === 1) image(100, Number(broken));
      };
      ask({ ...wholeSheet, images: images(3) });
      const { files, columns } = await heard(({ type, job }) => type === 'exported' && job === 7);
      assert.deepEqual(files, expected.files);
      assert.deepEqual(columns, [{ layer: 1, filter: 1 }]);
      const pages = unzipSync(files[0].bytes);
      assert.deepEqual(Object.keys(pages), ['sheet-01.png', 'sheet-02.png', 'sheet-03.png']);
      assert.equal(new TextDecoder().decode(pages['sheet-03.png']), 'row1.png: 2\nrow2.png: 4\nrow3.png: 6');
    });
  }

  it('of a table does too, and the image is answered before it', async () => {
    const { ask, heard, image, hooks, said } = await worker({ heap: () => 600 * 2 ** 20 });
    hooks.posted = ({ type, done }) => {
      if (type === 'export-progress' && done === 1) image(100, 9);
    };
    ask({ ...table, images: images(3) });
    const { files } = await heard(({ type }) => type === 'exported');
    assert.deepEqual(files[0].text.split('\n'),
      ['row1.png 0', 'row1.png 1', 'row2.png 0', 'row2.png 1', 'row3.png 0', 'row3.png 1']);
    assert.ok(kinds(said).indexOf('result') < kinds(said).indexOf('exported'));
  });

  it('keeps its model: another that is opened waits', async () => {
    const { ask, heard, hooks, networks, said } = await worker();
    hooks.posted = ({ type, done }) => {
      if (type !== 'export-progress' || done !== 1) return;
      ask({ type: 'open-model', name: 'n.onnx', bytes: Uint8Array.of(1).buffer });
    };
    ask({ ...table, images: images(3) });
    await heard(({ type }) => type === 'model');
    assert.ok(kinds(said).indexOf('exported') < kinds(said).indexOf('model'));
    assert.deepEqual(networks.map(({ closed }) => closed), [true, false]);
  });

  it('takes only the layers of its columns out of the network', async () => {
    const { ask, heard, runs } = await worker();
    ask({ ...wholeSheet, images: images(2) });
    await heard(({ type }) => type === 'exported');
    assert.deepEqual(runs, ['logits maps1', 'logits maps1']);
  });

  it('of an image that is gone says its name', async () => {
    const { ask, heard } = await worker();
    ask({ ...table, images: [{ name: 'gone.png', file: GONE, crop: null }] });
    const { about, id, problem } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, id, problem.code, problem.values],
      ['export', 7, 'file.unreadable', { file: 'gone.png' }]);
  });
});

describe('a row of the sheet', () => {
  const row = (/** @type {number} */ ticket) => ({ type: 'sheet-inference', ticket, id: 1, name: 'r.png',
    file: fileOf(4), crop: null, columns: [{ layer: 1, filter: 1 }, { layer: 0, filter: 3 }] });

  it('has the figures of all filters and the maps of those that there are', async () => {
    const { ask, heard } = await worker();
    ask(row(1));
    const { layers, maps } = await heard(({ type }) => type === 'sheet-row');
    assert.deepEqual(layers.map((/** @type {any} */ { channels }) => channels), [1, 2]);
    assert.deepEqual(maps, [{ layer: 1, filter: 1, width: 1, height: 1, values: Float32Array.of(8) }]);
  });

  it('is not made where the screen has been left', async () => {
    const { ask, heard, said, runs, image } = await worker();
    ask(row(1));
    ask({ type: 'cancel', what: 'sheet-inference' });
    image(2);
    await heard(({ type }) => type === 'result');
    assert.ok(!kinds(said).includes('sheet-row'));
    assert.equal(runs.length, 1);
  });
});

describe('the panes of Compare', () => {
  const look = (/** @type {boolean} */ second) => ({ type: 'compare-inference', ticket: 3, id: 1,
    name: 'p.png', file: fileOf(6), crop: null, second });
  const model = { type: 'compare-model', name: 's.onnx', bytes: Uint8Array.of(1).buffer };

  it('are looked at through either model, and closing them closes the second', async () => {
    const { ask, heard, networks } = await worker();
    ask(model);
    await heard(({ type }) => type === 'compare-model');
    ask(look(true));
    const { second, ticket, probability } = await heard(({ type }) => type === 'compared');
    assert.deepEqual([second, ticket, probability], [true, 3, 6 / 256]);
    ask(look(false));
    await heard((answer) => answer.type === 'compared' && !answer.second);
    ask({ type: 'compare-close' });
    const { sessions } = await heard(({ type }) => type === 'compare-closed');
    assert.equal(sessions, 1);
    assert.deepEqual(networks.map(({ closed }) => closed), [false, true]);
  });

  it('leave no session behind where the screen is left while the model is tried', async () => {
    const { ask, heard, networks, said } = await worker();
    const before = networks.length;
    ask(model);
    for (let i = 0; i < 500 && networks.length === before; i += 1) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    ask({ type: 'compare-close' });
    const { sessions } = await heard(({ type }) => type === 'compare-closed');
    assert.equal(sessions, 1);
    assert.ok(!kinds(said).includes('compare-model'));
  });

  it('end the download of a model that nobody waits for any more', async () => {
    let ended = false;
    const server = createServer((request, response) => {
      response.writeHead(200, { 'Content-Length': 1000 });
      response.write('the first bytes');
      response.on('close', () => {
        ended = !response.writableFinished;
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    after(() => server.close());
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const { ask, heard, said } = await worker();
    ask({ type: 'compare-model', name: 's.onnx', url: `http://127.0.0.1:${port}/s.onnx` });
    await heard(({ stage }) => stage === 'model');
    ask({ type: 'compare-close' });
    await heard(({ type }) => type === 'compare-closed');
    for (let i = 0; i < 500 && !ended; i += 1) await new Promise((resolve) => setTimeout(resolve, 2));
    assert.ok(ended);
    assert.ok(!kinds(said).includes('error'));
  });
});

describe('the holder of the engine', () => {
  it('asks again for one that could not be had', async () => {
    const { create } = engines();
    let tries = 0;
    const engine = new Engine(async () => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
      return create();
    });
    await assert.rejects(engine.call('thumbnail'), /not yet/);
    assert.equal((await engine.call('thumbnail')).error, null);
    assert.equal(tries, 2);
  });

  it('tells a fresh one and another one the model that is current', async () => {
    const { create } = engines();
    const engine = new Engine(create);
    await engine.readModel('m.onnx', Uint8Array.of(1));
    assert.notEqual((await engine.another().layerFigures(0, 1, 1, 1, new Float32Array(1))).error, null);
    await engine.keepModel();
    for (const one of [engine, engine.another()]) {
      one.restart();
      assert.equal((await one.layerFigures(0, CARD.layers.length, 1, 1, new Float32Array(2))).error, null);
    }
  });
});
