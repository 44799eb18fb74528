// @ts-check
// What the worker does for the Explain screen: a fake engine that wants two runs without gradients or one
// with them, a fake network.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { worker } from './fake_worker.mjs';
import { fileOf } from './fakes.mjs';

const ask = { type: 'explain', ticket: 1, id: 1, name: '1.png', file: fileOf(10), crop: null, method: 'rise',
  against: false, layer: -1, ofLayer: -1, ofFilter: -1, untrained: false, smooth: false };

async function opened() {
  const made = await worker();
  made.image(1, 10);
  await made.heard(({ type }) => type === 'result');
  made.said.length = made.runs.length = made.made.log.length = 0;
  return made;
}

describe('an explanation', () => {
  it('is what the engine makes of the runs that it wants', async () => {
    const { ask: say, heard, runs, networks } = await opened();
    say(ask);
    const done = await heard(({ type, progress }) => type === 'explained' && progress === 1);
    assert.deepEqual([done.ticket, done.width, done.height, [...done.values]], [1, 2, 1, [20, 0]]);
    assert.deepEqual(runs, ['logits', 'logits']);
    assert.equal(networks.length, 1, 'the network that is open does');
  });

  it('with gradients runs a graph that is written for it, once', async () => {
    const { ask: say, heard, made, networks, said } = await opened();
    for (const ticket of [1, 2]) {
      said.length = 0;
      say({ ...ask, ticket, method: 'gradient' });
      const done = await heard(({ type, progress }) => type === 'explained' && progress === 1);
      assert.deepEqual([...done.values], [7, 0]);
    }
    assert.equal(made.log.filter((line) => line.endsWith('reverse logits image 0')).length, 1);
    assert.equal(networks.length, 2);
    say({ type: 'explain-close' });
    assert.equal((await heard(({ type }) => type === 'explain-closed')).sessions, 1);
  });

  it('of untrained weights runs no trained network, and the trained one again after it', async () => {
    const { ask: say, heard, made, networks, said } = await opened();
    for (const [ticket, untrained] of [[1, true], [2, true], [3, false]]) {
      said.length = 0;
      say({ ...ask, ticket, untrained });
      await heard(({ type, progress }) => type === 'explained' && progress === 1);
      // The one that is open, and beside it the one that was written for it while it is asked for.
      assert.equal(networks.filter((one) => !one.closed).length, untrained ? 2 : 1);
    }
    assert.equal(made.log.filter((line) => line.endsWith('untrained')).length, 1);
    assert.equal(networks.length, 2);
  });

  it('that is an image comes as one, its pixels handed over', async () => {
    const { ask: say, heard } = await opened();
    say({ ...ask, method: 'class_image' });
    const { made } = await heard(({ type, progress }) => type === 'explained' && progress === 1);
    assert.deepEqual([made.from, made.to, [...made.rgba]], [0, 20, Array(8).fill(20)]);
  });

  it('covers large pieces first', async () => {
    const { ask: say, heard, made, said } = await opened();
    say({ ...ask, method: 'occlusion' });
    await heard(({ type, progress }) => type === 'explained' && progress === 1);
    assert.deepEqual(made.log.filter((line) => line.includes('explain')).map((line) => line.slice(2)),
      ['explain occlusion 1', 'explain occlusion 0']);
    const progress = said.filter(({ type }) => type === 'explained').map((one) => one.progress);
    assert.ok(progress.length === 2 && progress[0] < 0.1);
  });

  it('that is newer takes the place of one that runs; one that nobody waits for ends', async () => {
    const { ask: say, heard, said, hooks } = await opened();
    say(ask);
    say({ ...ask, ticket: 2 });
    await heard(({ ticket, progress }) => ticket === 2 && progress === 1);
    assert.ok(!said.some(({ ticket, progress }) => ticket === 1 && progress === 1));
    said.length = 0;
    hooks.posted = () => {};
    say({ ...ask, ticket: 3 });
    say({ type: 'cancel', what: 'explain' });
    say({ ...ask, ticket: 4, method: 'gradient' });
    await heard(({ ticket, progress }) => ticket === 4 && progress === 1);
    assert.ok(!said.some(({ ticket, progress }) => ticket === 3 && progress === 1));
  });

  for (const [what, next, answered] of [
    ['another image', { type: 'open-image', id: 2, name: '2.png', bytes: Uint8Array.of(2).buffer, frame: 0,
      crop: null }, { type: 'result', id: 2 }],
    ['another square', { type: 'infer-region', id: 1, name: '1.png', file: fileOf(10),
      crop: { x: 1, y: 0, width: 4, height: 4 } }, { type: 'result', id: 1 }],
    ['what lies on the image', { type: 'find-masks', id: 1, name: '1.png', file: fileOf(10),
      outline: { revision: 0, pieces: new Float32Array() } },
      { type: 'masks', id: 1 }],
  ]) {
    it(`that runs does not hold up ${what}, and goes on behind it`, async () => {
      const { ask: say, heard, said, runs } = await opened();
      say(ask);
      say(next);
      const done = await heard(({ type, progress }) => type === 'explained' && progress === 1);
      assert.deepEqual([...done.values], [20, 0]);
      const { type: wanted, id: of } = /** @type {{type: string, id: number}} */ (answered);
      const at = said.findIndex(({ type, id }) => type === wanted && id === of);
      assert.ok(at >= 0 && at < said.indexOf(done), said.map(({ type }) => type).join(' '));
      assert.ok(runs.filter((names) => names === 'logits').length >= 2);
    });
  }

  it('ends where another model is opened', async () => {
    const { ask: say, heard, said } = await opened();
    say(ask);
    say({ type: 'open-model', name: 'n.onnx', bytes: Uint8Array.of(1).buffer });
    await heard(({ type }) => type === 'model');
    assert.ok(!said.some(({ type }) => type === 'explained'));
  });

  it('that cannot be made is refused with its number', async () => {
    const { ask: say, heard } = await opened();
    say({ ...ask, ticket: 9, method: 'magic' });
    const refused = await heard(({ type }) => type === 'error');
    assert.deepEqual([refused.about, refused.ticket, refused.problem.code], ['explain', 9, 'explain.method']);
  });
});
