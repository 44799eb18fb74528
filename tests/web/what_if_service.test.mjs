// @ts-check
// What the worker does for the What if screen: a fake engine, a fake network. The fake's layers have one
// filter and two, whose maps are the image's value v, and v and 2 v; its ablatable network adds up what is
// left of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { worker } from './fake_worker.mjs';
import { fileOf } from './fakes.mjs';

const image = { id: 1, name: '1.png', file: fileOf(10), crop: null };
const none = { type: 'what-if', ...image, off: [], by: 'zero', others: [], pieces: new Float32Array(0) };
const effects = { type: 'effects', ticket: 3, ...image, by: 'zero', others: [], concepts: [], most: 0 };
const other = (/** @type {number} */ id, /** @type {number} */ value) => ({ id, name: `${id}.png`, file: fileOf(value) });
const off = (/** @type {number} */ layer, /** @type {number} */ filter) => ({ layer, filter });

/** @param {Parameters<typeof worker>[0]} [options] */
async function opened(options) {
  const made = await worker(options);
  made.image(1, 10);
  await made.heard(({ type }) => type === 'result');
  made.said.length = made.runs.length = 0;
  return made;
}

describe('a try', () => {
  it('switches filters off by their inputs, and replaces them by zero or their mean', async () => {
    const { ask, heard } = await opened();
    ask({ ...none, ticket: 1, off: [off(1, 1)] });
    assert.deepEqual((await heard(({ ticket }) => ticket === 1)).logits, [-20, 20]);
    ask({ ...none, ticket: 2, off: [off(0, 0), off(1, 1)], by: 'mean' });
    // 1 for the first filter of each layer, 2 for the second.
    assert.deepEqual((await heard(({ ticket }) => ticket === 2)).logits, [-13, 13]);
  });

  it('replaces them by what the card says of the training images, or scales them', async () => {
    const { ask, heard } = await opened();
    ask({ ...none, ticket: 1, off: [off(0, 0), off(1, 1)], by: 'training' });
    // 3 for the first filter of the first layer, 5 for the second of the second.
    assert.deepEqual((await heard(({ ticket }) => ticket === 1)).logits, [-18, 18]);
    ask({ ...none, ticket: 2, off: [off(1, 1)], by: 'half' });
    assert.deepEqual((await heard(({ ticket }) => ticket === 2)).logits, [-30, 30]);
    ask({ ...none, ticket: 3, off: [off(1, 1)], by: 'double' });
    assert.deepEqual((await heard(({ ticket }) => ticket === 3)).logits, [-60, 60]);
  });

  it('puts the maps of other images in their place, one image after the other: mean, lowest, highest', async () => {
    const { ask, heard, made, runs } = await opened();
    const others = [other(2, 40), other(3, 20), other(4, 30)];
    ask({ ...none, ticket: 1, off: [off(0, 0), off(1, 1)], by: 'others', others });
    // The first filter is the image's value, the last twice as much; the one between stays 10.
    const { logits, probability, over } = await heard(({ ticket }) => ticket === 1);
    assert.deepEqual(logits, [-130, 130, -70, 70, -100, 100]);
    assert.equal(probability * 256, 100);
    assert.deepEqual([over.lowest * 256, over.highest * 256], [70, 130]);
    assert.equal(made.log.filter((line) => line.includes('open ')).length, 4);
    // What the network made of them is known by now, of these layers.
    runs.length = 0;
    ask({ ...none, ticket: 2, off: [off(1, 0)], by: 'others', others: others.slice(0, 1) });
    assert.deepEqual((await heard(({ ticket }) => ticket === 2)).logits, [-70, 70]);
    assert.deepEqual(runs, ['logits']);
    // Those that are asked for no longer are not kept.
    ask({ ...none, ticket: 9, off: [off(1, 0)], by: 'others', others: others.slice(1, 2) });
    assert.deepEqual((await heard(({ ticket }) => ticket === 9)).logits, [-50, 50]);
    assert.equal(made.log.filter((line) => line.includes('open ')).length, 5);
    // Strokes alone ask nothing of them.
    ask({ ...none, ticket: 3, by: 'others', others, pieces: Float32Array.of(0, 1, 1, 1, 1, 2, 0) });
    const painted = await heard(({ ticket }) => ticket === 3);
    assert.deepEqual([painted.logits, painted.over], [[-9, 9], null]);
  });

  it('over other images is given up for a newer one, and says that no answer comes', async () => {
    const { ask, heard, said, hooks } = await opened();
    const { now } = performance;
    let clock = 0;
    performance.now = () => (clock += 1000);
    const others = [other(2, 40), other(3, 20), other(4, 30)];
    hooks.posted = ({ type, done, ticket }) => {
      if (type === 'what-if-progress' && ticket === 1 && done === 1) {
        ask({ ...none, ticket: 2, off: [off(1, 0)] });
      }
    };
    ask({ ...none, ticket: 1, off: [off(1, 0)], by: 'others', others });
    await heard(({ type, ticket }) => type === 'what-if' && ticket === 2);
    performance.now = now;
    assert.deepEqual(said.filter(({ type }) => type !== 'progress').map(({ type, ticket }) => [type, ticket]),
      [['what-if-progress', 1], ['what-if-ended', 1], ['what-if', 2]]);
  });

  it('over other images lets another image be opened meanwhile', async () => {
    const { ask, heard, image: open, said, hooks } = await opened();
    const { now } = performance;
    let clock = 0;
    performance.now = () => (clock += 1000);
    const others = [other(2, 40), other(3, 20)];
    hooks.posted = ({ type, done }) => {
      if (type === 'what-if-progress' && done === 1) open(9, 90);
    };
    ask({ ...none, ticket: 1, off: [off(1, 0)], by: 'others', others });
    const answer = await heard(({ type }) => type === 'what-if');
    performance.now = now;
    const [result, tried] = [said.findIndex(({ type }) => type === 'result'), said.indexOf(answer)];
    assert.ok(result >= 0 && result < tried);
    assert.deepEqual(answer.logits, [-70, 70, -50, 50]);
  });

  it('names the other image that is not to be read', async () => {
    const { ask, heard } = await opened();
    ask({ ...none, ticket: 7, off: [off(1, 0)], by: 'others', others: [other(2, 0)] });
    const { problem, ticket, about } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, ticket, problem.values.file], ['what-if', 7, '2.png']);
  });

  it('writes the graph once, and closes it with the screen', async () => {
    const { ask, heard, made, networks } = await opened();
    const engines = made.count;
    for (const ticket of [1, 2]) {
      ask({ ...none, ticket, off: [off(1, ticket - 1)] });
      await heard(({ type, ticket: answered }) => type === 'what-if' && answered === ticket);
    }
    assert.equal(made.log.filter((line) => line.endsWith('ablatable')).length, 1);
    assert.equal(made.count, engines + 1, 'an engine of its own, whose heap goes');
    assert.deepEqual(networks.map(({ closed }) => closed), [false, false]);
    ask({ type: 'what-if-close' });
    assert.equal((await heard(({ type }) => type === 'what-if-closed')).sessions, 1);
    assert.deepEqual(networks.map(({ closed }) => closed), [false, true]);
  });

  it('runs the plain network where nothing is switched off, with what was painted over', async () => {
    const { ask, heard, made, networks } = await opened();
    ask({ ...none, ticket: 1, pieces: Float32Array.of(0, 1, 1, 1, 1, 2, 0, 2, 3, 3, 3, 3, 2, 1) });
    const { logits, painted, region } = await heard(({ type }) => type === 'what-if');
    assert.deepEqual(logits, [-8, 8]);
    assert.deepEqual([painted.x, painted.width, painted.copy.rgba.length], [1, 2, 4]);
    assert.deepEqual(region, { x: 0, y: 0, width: 6, height: 6 });
    assert.equal(networks.length, 1);
    assert.ok(!made.log.some((line) => line.endsWith('ablatable')));
  });

  it('that is newer takes the place of one that waits', async () => {
    const { ask, heard, said } = await opened();
    for (const ticket of [1, 2, 3, 4]) ask({ ...none, ticket, off: [off(1, 0)] });
    await heard(({ ticket }) => ticket === 4);
    assert.ok(!said.some(({ ticket }) => ticket === 2 || ticket === 3));
  });

  it('that cannot be had is refused with its number, and the engine stays', async () => {
    const { ask, heard, made } = await worker({ model: false });
    ask({ type: 'open-model', name: 'old.onnx', bytes: Uint8Array.of(8).buffer });
    await heard(({ type }) => type === 'model');
    ask({ ...none, ticket: 5, off: [off(0, 0)] });
    const refused = await heard(({ type }) => type === 'error');
    assert.deepEqual([refused.about, refused.ticket, refused.problem.code], ['what-if', 5, 'graph.too_old']);
    ask({ ...none, ticket: 6, pieces: Float32Array.of(0, 1, 1, 1, 1, 2, 0) });
    assert.deepEqual((await heard(({ type }) => type === 'what-if')).logits, [-9, 9]);
    assert.deepEqual(made.log.filter((line) => line.includes('open')), ['0 open 1.png']);
  });

  it('is of the model that is open: what was made for another one is closed', async () => {
    const { ask, heard, networks, said } = await opened();
    ask({ ...none, ticket: 1, off: [off(1, 1)] });
    await heard(({ type }) => type === 'what-if');
    said.length = 0;
    ask({ type: 'open-model', name: 'other.onnx', bytes: Uint8Array.of(2).buffer });
    await heard(({ type }) => type === 'model');
    ask({ ...none, ticket: 2, off: [off(1, 1)] });
    await heard(({ type }) => type === 'what-if');
    assert.deepEqual(networks.map(({ closed }) => closed), [true, true, false, false]);
  });
});

describe('the effects', () => {
  it('are those of every filter, from its layer on where the network can begin there', async () => {
    const { ask, heard, said } = await opened();
    ask(effects);
    assert.equal((await heard(({ type }) => type === 'effects-ended')).whole, true);
    const found = said.filter(({ type, exact }) => type === 'effects' && exact);
    assert.deepEqual(found.map(({ layer, filters, of, restarted }) => [layer, filters, of, restarted]),
      [[0, [0], 3, false], [1, [0, 1], 3, true]]);
    // The plain network says v; the ablatable one, with v of layer 0 gone, v + 2 v of layer 1, 2 v more; from
    // layer 1 on v + (v + 2 v) without one of the two.
    assert.deepEqual(found.map(({ logOdds }) => [...logOdds]), [[20], [20, 10]]);
    assert.deepEqual([...found[1].probability].map((one) => one * 256), [20, 10]);
  });

  it('are estimated from one gradient first, by layer, in the way that filters are replaced', async () => {
    const { ask, heard, said, made } = await opened();
    ask(effects);
    await heard(({ type }) => type === 'effects-ended');
    const all = said.filter(({ type }) => type === 'effects');
    assert.deepEqual(all.map(({ exact }) => exact), [false, false, true, true]);
    // Gradient times change: 1 (0 - 10); 1 (0 - 10) and 3 (0 - 20).
    assert.deepEqual(all.slice(0, 2).map(({ layer, filters, logOdds }) => [layer, filters, [...logOdds]]),
      [[0, [0], [-10]], [1, [0, 1], [-10, -60]]]);
    said.length = 0;
    // By what the card says of the training images: 3, 4 and 5. The graph is there.
    ask({ ...effects, ticket: 4, by: 'training' });
    await heard(({ type, ticket }) => type === 'effects-ended' && ticket === 4);
    const again = said.filter(({ type, exact }) => type === 'effects' && !exact);
    assert.deepEqual(again.map(({ logOdds }) => [...logOdds]), [[-7], [-6, -45]]);
    assert.equal(made.log.filter((line) => line.endsWith(' gradient')).length, 1);
  });

  it('are those of all filters of each name too, before the single ones', async () => {
    const { ask, heard, said } = await opened();
    const concepts = [{ name: 'hair', filters: [off(0, 0), off(1, 1)] }, { name: 'ink', filters: [off(1, 0)] }];
    ask({ ...effects, concepts });
    await heard(({ type }) => type === 'effects-ended');
    // The plain network says 10; without them 10, and 30 of 10 + 10 + 20.
    assert.deepEqual(said.filter(({ type }) => type === 'concept-effect')
      .map(({ name, logOdds, probability, over }) => [name, logOdds, probability * 256, over]),
    [['hair', 0, 0, null], ['ink', 20, 20, null]]);
    const kinds = said.map(({ type, exact }) => (type === 'effects' ? exact : type));
    assert.ok(kinds.indexOf('concept-effect') > kinds.lastIndexOf(false));
    assert.ok(kinds.lastIndexOf('concept-effect') < kinds.indexOf(true));
  });

  it('are means over other images where their maps stand in, and so are the estimates', async () => {
    const { ask, heard, said } = await opened();
    const others = [other(2, 40), other(3, 20)];
    ask({ ...effects, by: 'others', others, concepts: [{ name: 'ink', filters: [off(1, 0)] }] });
    assert.equal((await heard(({ type }) => type === 'effects-ended')).whole, true);
    // Maps of 30 on average in place of 10, and of 60 in place of 20, by gradients of 1, 1 and 3.
    const estimates = said.filter(({ type, exact }) => type === 'effects' && !exact);
    assert.deepEqual(estimates.map(({ layer, logOdds, others: of, lowest }) => [layer, [...logOdds], of, lowest]),
      [[0, [20], [2, 3], null], [1, [20, 120], [2, 3], null]]);
    const found = said.filter(({ type, exact }) => type === 'effects' && exact);
    assert.deepEqual(found.map(({ layer, exact, restarted, others: of }) => [layer, exact, restarted, of]),
      [[0, true, false, [2, 3]], [1, true, true, [2, 3]]]);
    // Whole: 40 in place of 10 is 70; behind layer 1, 10 and what is left of 10 + 20: 10 + 10 + 80 and 10 + 10 + 40 for the second.
    assert.deepEqual(found.map(({ logOdds }) => [...logOdds]), [[50], [50, 70]]);
    assert.deepEqual(found.map(({ lowest, highest }) => [[...lowest], [...highest]]),
      [[[40], [60]], [[40, 50], [60, 90]]]);
    const concept = said.find(({ type }) => type === 'concept-effect');
    assert.deepEqual([concept.logOdds, concept.over], [50, { lowest: 40, highest: 60 }]);
  });

  it('say in the end which other image could not be read, and come when asked for without it', async () => {
    const { ask, heard, said } = await opened();
    ask({ ...effects, by: 'others', others: [other(2, 0), other(3, 20)], most: 1,
      concepts: [{ name: 'ink', filters: [off(1, 0)] }] });
    const { problem, about } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, problem.values.file], ['effects', '2.png']);
    assert.deepEqual(said.find(({ type }) => type === 'effects-unestimated').problem, problem);
    assert.equal(said.find(({ type }) => type === 'effects-ended').whole, false);
    said.length = 0;
    ask({ ...effects, ticket: 4, concepts: [{ name: 'ink', filters: [off(1, 0)] }] });
    await heard(({ type, ticket }) => type === 'effects-ended' && ticket === 4);
    assert.ok(said.some(({ type }) => type === 'concept-effect'));
  });

  it('of a large network are those that the estimate puts in front, then all on demand', async () => {
    const { ask, heard, said } = await opened();
    ask({ ...effects, most: 1 });
    assert.equal((await heard(({ type }) => type === 'effects-ended')).whole, true);
    const exact = () => said.filter(({ type, exact: is }) => type === 'effects' && is);
    assert.deepEqual(exact().map(({ layer, filters, logOdds }) => [layer, filters, [...logOdds]]), [[1, [1], [10]]]);
    said.length = 0;
    ask({ ...effects, ticket: 4 });
    await heard(({ type, ticket }) => type === 'effects-ended' && ticket === 4);
    assert.deepEqual(exact().map(({ filters }) => filters), [[0], [0, 1]]);
  });

  it('say why there is no estimate where no reverse graph can be written', async () => {
    const { ask, heard, said } = await worker({ model: false });
    ask({ type: 'open-model', name: 'old.onnx', bytes: Uint8Array.of(8).buffer });
    await heard(({ type }) => type === 'model');
    ask({ ...effects, most: 1 });
    const { problem, ticket } = await heard(({ type }) => type === 'effects-unestimated');
    assert.deepEqual([problem.code, ticket], ['graph.too_old', 3]);
    // Nothing says which would come first: none is measured until all are asked for.
    assert.equal((await heard(({ type }) => type === 'effects-ended')).whole, true);
    assert.ok(!said.some(({ type }) => type === 'effects'));
  });

  it('end where another model is opened', async () => {
    const { ask, heard, said, hooks } = await opened();
    hooks.posted = ({ type, layer, exact }) => {
      if (type === 'effects' && layer === 0 && exact) {
        ask({ type: 'open-model', name: 'other.onnx', bytes: Uint8Array.of(2).buffer });
      }
    };
    // A step for each of them.
    const { now } = performance;
    let clock = 0;
    performance.now = () => (clock += 1000);
    ask(effects);
    const ended = await heard(({ type }) => type === 'effects-ended');
    await heard(({ type }) => type === 'model');
    performance.now = now;
    assert.equal(ended.whole, false);
    assert.deepEqual(said.filter(({ type, exact }) => type === 'effects' && exact).map(({ layer }) => layer), [0]);
  });

  it('give way to a try, and end with a word when nobody waits for them', async () => {
    const { ask, heard, said, hooks } = await opened();
    hooks.posted = ({ type, layer, exact }) => {
      if (type === 'effects' && layer === 0 && exact) ask({ type: 'cancel', what: 'effects' });
    };
    // A step for each of them.
    const { now } = performance;
    let clock = 0;
    performance.now = () => (clock += 1000);
    ask(effects);
    const ended = await heard(({ type }) => type === 'effects-ended');
    performance.now = now;
    assert.equal(ended.whole, false);
    assert.deepEqual(said.filter(({ type, exact }) => type === 'effects' && exact).map(({ layer }) => layer), [0]);
  });
});
