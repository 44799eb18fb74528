// @ts-check
// The page's sides that ask the worker: the session's images, Compare and Sheet. Without a browser.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from './browser.mjs';
import { fileOf, GONE } from './fakes.mjs';

const load = (/** @type {string} */ name) =>
  import(pathToFileURL(path.join(root, 'web/page', name)).href);
const { SessionImages } = await load('session_images.js');
const { Compare } = await load('screens/compare.js');
const { SheetRows } = await load('screens/sheet.js');
const { Explain } = await load('screens/explain.js');
const { WhatIf } = await load('screens/what_if.js');
Object.assign(globalThis, { document: { baseURI: 'http://site/' } });

const NO_CARD = { kind: 'corrupt', code: 'card.missing', values: { key: 'name', file: 'second.onnx' } };

const SCORE = { width: 1, height: 1, probability: 0.5, region: { x: 0, y: 0, width: 1, height: 1 } };

/** @param {number} count */
function session(count) {
  /** @type {string[]} */
  const log = [];
  const images = new SessionImages(
    (/** @type {any} */ { id }) => log.push(`open ${id}`),
    (/** @type {any} */ { id }) => log.push(`score ${id}`),
    () => {},
  );
  images.add(Array.from({ length: count }, (_, i) => ({
    name: `${i}.png`, file: fileOf(i), own: true,
  })));
  return { images, log };
}

describe('the images of the session', () => {
  it('of those that come together the first by name is opened, and listed first', () => {
    // The greatest id is the newest; 10.png comes behind 9.png.
    const { images, log } = session(12);
    assert.deepEqual(log, ['open 12']);
    const names = new Map(images.list.map((/** @type {any} */ { id, name }) => [id, name]));
    assert.deepEqual([names.get(12), names.get(11), names.get(2), names.get(1)],
      ['0.png', '1.png', '10.png', '11.png']);
    images.done(12, 'one', SCORE);
    assert.deepEqual(log, ['open 12', 'score 11']);
    assert.equal(images.shown, 12);
  });

  it('that could not be read are kept with the reason until the same file is tried again', () => {
    const { images } = session(2);
    const why = { kind: 'corrupt', code: 'image.cut_off', values: {} };
    images.noteUnread(2, why);
    images.refused(2);
    assert.deepEqual(images.unread, [{ name: '0.png', problem: why }]);
    images.add([{ name: 'other.png', file: fileOf(2), own: true }]);
    assert.equal(images.unread.length, 1);
    images.add([{ name: '0.png', file: fileOf(0), own: true }]);
    assert.deepEqual(images.unread, []);
  });

  it('that are overtaken by one that is chosen are scored, unless their answer comes after all', () => {
    const { images, log } = session(3);
    images.open(1);
    assert.deepEqual(log, ['open 3', 'open 1']);
    images.done(1, 'chosen', SCORE);
    assert.deepEqual(log, ['open 3', 'open 1', 'score 3']);
    assert.deepEqual(images.scored, { done: 0, total: 3 });
    images.open(2);
    images.scoredUnseen(3, 'unseen', SCORE);
    images.open(3);
    images.done(2, 'late', SCORE);
    images.done(3, 'three', SCORE);
    // Of those to be scored, 2 and 1 have been opened meanwhile.
    assert.equal(images.scoring, false);
    assert.equal(log.filter((line) => line.startsWith('score')).length, 1);
    assert.deepEqual(images.scored, { done: 3, total: 3 });
  });

  it('that are chosen, or new, go before what is scored', () => {
    const { images, log } = session(3);
    images.done(3, 'one', SCORE);
    images.open(2);
    assert.deepEqual(log, ['open 3', 'score 2', 'open 2']);
    images.add([{ name: 'new.png', file: fileOf(9), own: true }]);
    images.done(2, 'two', SCORE);
    assert.deepEqual(log, ['open 3', 'score 2', 'open 2', 'open 4']);
  });

  it('leave every list where they are removed, and what comes next is asked for', () => {
    const { images, log } = session(4);
    images.remove(2);
    images.done(4, 'one', SCORE);
    assert.deepEqual(log, ['open 4', 'score 3']);
    images.scoredUnseen(3, 'three', SCORE);
    assert.deepEqual(log, ['open 4', 'score 3', 'score 1'], 'the removed one is not looked at');
    assert.deepEqual(images.scored, { done: 1, total: 2 });
    // The one that is being opened: what waits goes on without it.
    images.open(3);
    images.remove(3);
    assert.ok(!images.busy);
    assert.deepEqual(images.list.map((/** @type {any} */ { id }) => id), [4, 1]);
    images.remove(4);
    assert.equal(images.shown, null);
  });

  it('leave the list where they can not be read, unless they could be before', () => {
    const { images } = session(2);
    images.refused(1);
    assert.deepEqual(images.list.map((/** @type {any} */ { id }) => id), [2]);
    images.done(2, 'two', SCORE);
    images.open(2);
    images.refused(2);
    assert.deepEqual(images.list.map((/** @type {any} */ { id }) => id), [2]);
    assert.ok(!images.busy);
  });

  it('of a collection are scored unseen, one at a time, once the first is shown', () => {
    const { images, log } = session(15);
    assert.deepEqual(log, ['open 15']);
    images.done(15, 'one', SCORE);
    assert.deepEqual(log, ['open 15', 'score 14']);
    for (let id = 14; id >= 1; id -= 1) {
      assert.deepEqual(images.scored, { done: 14 - id, total: 14 });
      images.scoredUnseen(id, 'scored', id === 7 ? null : SCORE);
    }
    assert.equal(log.length, 15);
    assert.ok(!images.scoring);
    // The seventh could not be read.
    assert.equal(images.list.length, 14);
  });

  it('of a collection whose first can not be read show the next', () => {
    const { images, log } = session(14);
    images.refused(14);
    assert.deepEqual(log, ['open 14', 'open 13']);
    assert.equal(images.scored.total, 12);
    // That one not either.
    images.refused(13);
    assert.deepEqual(log, ['open 14', 'open 13', 'open 12']);
  });

  it('are scored anew by another model, but for the one that is shown', () => {
    const { images, log } = session(3);
    images.done(3, 'done', SCORE);
    for (const id of [2, 1]) images.scoredUnseen(id, 'done', SCORE);
    log.length = 0;
    images.scoreAgain();
    assert.ok(images.list.every((/** @type {any} */ { score, outcome }) => !score && !outcome));
    images.scoredUnseen(2, 'two', SCORE);
    images.scoredUnseen(1, 'one', SCORE);
    assert.deepEqual(log, ['score 2', 'score 1']);
  });
});

describe('another model', () => {
  it('is asked for the images too that were still waiting for the first', () => {
    const { images, log } = session(5);
    images.done(5, 'done', SCORE);
    images.scoredUnseen(4, 'done', SCORE);
    log.length = 0;
    images.scoreAgain();
    // 3 was in the worker's hands.
    assert.deepEqual([images.scored.done, images.scored.total], [0, 4]);
    for (const id of [3, 4, 2, 1]) images.scoredUnseen(id, 'anew', SCORE);
    assert.deepEqual(log, ['score 4', 'score 2', 'score 1']);
    assert.deepEqual([images.scored.done, images.scored.total], [4, 4]);
  });
});

/**
 * A page whose viewer's state the test sets.
 * @param {(page: any) => any} make the side that is tested
 */
function pageWith(make) {
  const sent = /** @type {any[]} */ ([]);
  const told = /** @type {any[]} */ ([]);
  const here = { state: /** @type {any} */ ({ sheet: { table: null } }), accepts: true };
  const viewer = new Proxy({}, {
    get: (_, name) => (/** @type {unknown[]} */ ...given) => {
      if (name === 'state') return here.state;
      told.push([name, ...given]);
      // Where a model's card can't be read, the viewer says why.
      if (name === 'setSecondModel') return here.accepts ? null : NO_CARD;
      return here.accepts;
    },
  });
  const files = new Map([[1, fileOf(1)], [2, fileOf(2)]]);
  const side = make({
    send: (/** @type {any} */ request) => sent.push(request),
    viewer: () => viewer,
    image: (/** @type {number} */ id) =>
      (files.has(id) ? { id, name: `${id}.png`, file: files.get(id), crop: null } : undefined),
    problem: (/** @type {any} */ problem) => told.push(['problem', problem]),
  });
  const show = (/** @type {any} */ state) => {
    here.state = state;
    side.update(state);
  };
  return { side, sent, told, here, show };
}

describe("Compare's side of the page", () => {
  const on = (/** @type {any[]} */ wanted, modelWanted = '') =>
    ({ screen: 'compare', compare: { wanted, modelWanted, toScore: null } });
  const off = { screen: 'read', compare: null };
  const one = { image: 1, second: false };
  const two = { image: 2, second: true };
  const compare = () => pageWith((page) => new Compare(page));

  it('asks for one thing after the other', () => {
    const { side, sent, told, show, here } = compare();
    show(on([one, two]));
    show(on([one, two]));
    assert.deepEqual(sent.map(({ type, id, second }) => [type, id, second]),
      [['compare-inference', 1, false]]);
    assert.ok(side.busy);
    here.state = on([two]);
    assert.ok(side.hear({ type: 'compared', ticket: sent[0].ticket, id: 1 }));
    assert.equal(told[0][0], 'setCompared');
    assert.deepEqual([sent[1].id, sent[1].second], [2, true]);
  });

  it('gives up what it asked for when the screen is left, and hears no late answer', () => {
    const { side, sent, told, show } = compare();
    show(on([one], 'second.onnx'));
    show(off);
    assert.equal(sent[sent.length - 1].type, 'compare-close');
    assert.ok(!side.busy);
    const [model, pane] = sent;
    side.hear({ type: 'compared', ticket: pane.ticket, id: 1 });
    side.hear({ type: 'compare-model', name: model.name, card: '{}' });
    assert.deepEqual(told, []);
    show(on([one]));
    assert.notEqual(sent[sent.length - 1].ticket, pane.ticket);
  });

  it('says nothing of what failed for an earlier time, and waits on for what it asked for since', () => {
    const { side, sent, told, show } = compare();
    show(on([one], 'second.onnx'));
    const { ticket } = sent.find(({ type }) => type === 'compare-inference');
    show(off);
    show(on([one]));
    assert.ok(side.hear({ type: 'error', about: 'compare', id: 1, second: false, ticket,
      problem: 'old' }));
    assert.ok(side.hear({ type: 'error', about: 'compare-model', name: 'second.onnx', problem: 'old' }));
    assert.deepEqual(told, []);
    assert.ok(side.busy);
  });

  it('opens the second model from the site, or from a file that was dropped', async () => {
    const { side, sent, told, show } = compare();
    assert.equal(side.takes({ name: 'mine.onnx' }), false);
    show(on([], 'site.onnx'));
    assert.equal(sent[0].url, 'http://site/models/site.onnx');
    side.hear({ type: 'error', about: 'compare-model', name: 'site.onnx', problem: 'no' });
    assert.deepEqual(told, [['refuseSecondModel', 'site.onnx'], ['problem', 'no']]);
    assert.ok(side.takes(Object.assign(fileOf(5), { name: 'mine.onnx' })));
    show(on([], 'mine.onnx'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual([...new Uint8Array(sent[1].bytes)], [5]);
  });

  it('refuses a pane whose image can not be looked at, and a file that is gone', async () => {
    const { side, sent, told, show } = compare();
    show(on([{ image: 9, second: true }]));
    assert.deepEqual(told, [['refuseCompared', 9, true]]);
    show(on([one]));
    side.hear({ type: 'error', about: 'compare', id: 1, second: false, ticket: sent[0].ticket,
      problem: 'no' });
    assert.deepEqual(told.slice(1), [['refuseCompared', 1, false], ['problem', 'no']]);
    assert.ok(!side.busy);
    side.takes(Object.assign(Object.create(GONE), { name: 'gone.onnx' }));
    show(on([], 'gone.onnx'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(told.some(([name, file]) => name === 'refuseSecondModel' && file === 'gone.onnx'));
    assert.ok(!side.busy);
  });

  it('says what the viewer refuses, and waits for it no longer', () => {
    const { side, sent, told, show, here } = compare();
    show(on([one], 'second.onnx'));
    here.accepts = false;
    here.state = on([]);
    const look = sent.find(({ type }) => type === 'compare-inference');
    side.hear({ type: 'compared', ticket: look.ticket, id: 1, second: false, name: '1.png' });
    assert.deepEqual(told.map(([name]) => name), ['setCompared', 'refuseCompared', 'problem']);
    side.hear({ type: 'compare-model', name: 'second.onnx', card: '{}' });
    assert.deepEqual(told.slice(3), [['setSecondModel', 'second.onnx', '{}'], ['problem', NO_CARD]]);
    assert.ok(!side.busy);
  });

  it('leaves the answers of others alone', () => {
    const { side } = compare();
    assert.equal(side.hear({ type: 'result' }), false);
    assert.equal(side.hear({ type: 'error', about: 'sheet' }), false);
  });
});

describe("Sheet's side of the page", () => {
  const on = (/** @type {number[]} */ ...ids) => ({ sheet: { table: {
    wanted: ids.map((image) => ({ image, columns: [[6, 12]] })) } } });
  const off = { sheet: { table: null } };
  const sheet = () => pageWith((page) => new SheetRows(page));

  it('asks for one row after the other', () => {
    const { side, sent, told, show, here } = sheet();
    show(on(1, 2));
    show(on(1, 2));
    assert.deepEqual(sent.map(({ id, columns }) => [id, columns]), [[1, [{ layer: 6, filter: 12 }]]]);
    here.state = on(2);
    side.hear({ type: 'sheet-row', ticket: sent[0].ticket, id: 1 });
    assert.equal(told[0][0], 'setSheetRow');
    assert.equal(sent[1].id, 2);
  });

  it('has a row cancelled when the screen is left, and hears no late answer', () => {
    const { side, sent, told, show } = sheet();
    show(off);
    assert.equal(sent.length, 0);
    show(on(1));
    show(off);
    assert.deepEqual(sent[1], { type: 'cancel', what: 'sheet-inference' });
    assert.ok(!side.busy);
    assert.ok(side.hear({ type: 'sheet-row', ticket: sent[0].ticket, id: 1 }));
    assert.deepEqual(told, []);
    show(off);
    assert.equal(sent.length, 2);
    show(on(1));
    assert.notEqual(sent[2].ticket, sent[0].ticket);
  });

  it('refuses a row that can not be read, that is damaged, or that is no image of the session', () => {
    const { side, sent, told, show, here } = sheet();
    show(on(9));
    assert.deepEqual(told, [['refuseSheetRow', 9]]);
    show(on(1));
    side.hear({ type: 'error', about: 'sheet', id: 1, ticket: sent[0].ticket, problem: 'no' });
    assert.deepEqual(told.slice(1), [['refuseSheetRow', 1], ['problem', 'no']]);
    show(on(2));
    here.accepts = false;
    here.state = on();
    side.hear({ type: 'sheet-row', ticket: sent[1].ticket, id: 2 });
    assert.deepEqual(told.slice(3).map(([name]) => name), ['setSheetRow', 'refuseSheetRow', 'problem']);
    assert.equal(/** @type {any} */ (told[5][1]).code, 'answer.damaged');
    assert.ok(!side.busy);
  });
});

/** Of the What if screen, with nothing tried. */
const nothing = { wanted: false, revision: 1, by: 'zero', off: [], others: [], drawn: 0, concepts: [],
  effects: { wanted: false, done: 0 } };

describe("What if's side of the page", () => {
  const here = { imageId: 1, modelName: 'm', seen: { x: 0, y: 0, width: 1, height: 1 }, cropPending: false };
  const tries = (/** @type {Record<string, unknown>} */ more) => ({ ...here, whatIf: { ...nothing, ...more } });
  const whatIf = () => {
    const made = pageWith((page) => new WhatIf(page));
    const asked = () => made.sent.map(({ type, ticket, what, others }) => [type, ticket ?? what, others?.map(
      (/** @type {any} */ { id, name }) => [id, name])]);
    return { ...made, asked };
  };

  it('asks about the newest try when the last answer has come', () => {
    const { side, show, asked } = whatIf();
    show(tries({ wanted: true, revision: 4, off: [[0, 1]] }));
    show(tries({ wanted: true, revision: 5, off: [[0, 1]] }));
    assert.deepEqual(asked(), [['what-if', 4, []]]);
    side.hear({ type: 'what-if', ticket: 4, id: 1 });
    assert.deepEqual(asked().slice(1), [['what-if', 5, []]]);
  });

  it('gives up one over other images for a newer one, and for nothing', () => {
    const { side, show, asked, told } = whatIf();
    const others = { wanted: true, by: 'others', off: [[0, 1]], others: [2, 9] };
    show(tries({ ...others, revision: 4 }));
    show(tries({ ...others, revision: 4 }));
    side.hear({ type: 'what-if-progress', ticket: 4, done: 1, of: 2 });
    assert.deepEqual(told.slice(1), [['setTryProgress', { type: 'what-if-progress', ticket: 4, done: 1, of: 2 }]]);
    show(tries({ ...others, revision: 5 }));
    // Of one that the session has no more nothing is asked.
    assert.deepEqual(asked(), [['what-if', 4, [[2, '2.png']]], ['cancel', 'what-if', undefined],
      ['what-if', 5, [[2, '2.png']]]]);
    show(tries({ revision: 6 }));
    assert.deepEqual(asked().slice(3), [['cancel', 'what-if', undefined]]);
    assert.ok(!side.busy);
  });

  it('asks again where the worker has given it up', () => {
    const { side, show, asked } = whatIf();
    show(tries({ wanted: true, revision: 4, off: [[0, 1]] }));
    side.hear({ type: 'what-if-ended', ticket: 4 });
    assert.deepEqual(asked(), [['what-if', 4, []], ['what-if', 4, []]]);
  });

  it('asks for every name whose effect is not known yet, before the filters', () => {
    const { side, show, sent, told } = whatIf();
    show(tries({ concepts: [{ name: 'hair', filters: [[0, 1], [1, 2]], logOdds: null },
      { name: 'ink', filters: [[1, 1]], logOdds: 0.5 }], effects: { wanted: true, done: 1 } }));
    assert.deepEqual(sent[0].concepts, [{ name: 'hair', filters: [{ layer: 0, filter: 1 }, { layer: 1, filter: 2 }] }]);
    const found = { type: 'concept-effect', ticket: sent[0].ticket, name: 'hair' };
    side.hear(found);
    side.hear({ ...found, ticket: 77 });
    assert.deepEqual(told, [['setConceptEffect', found]]);
  });
});

describe('what was dropped for something else', () => {
  const here = { imageId: 1, modelName: 'm', seen: { x: 0, y: 0, width: 1, height: 1 }, cropPending: false };
  const dropped = (/** @type {string} */ what, /** @type {number} */ ticket) => ({ type: 'dropped', what, id: 1, ticket });

  it('an explanation, is asked for again, once', () => {
    const { side, sent, show } = pageWith((page) => new Explain(page));
    const state = { ...here, explain: { wanted: true, revision: 4, method: 'rise', target: 'for' } };
    show(state);
    show(state);
    assert.equal(side.hear(dropped('effects', 4)), false, 'of another screen');
    assert.equal(side.hear(dropped('explain', 3)), true);
    assert.equal(sent.length, 1);
    side.hear(dropped('explain', 4));
    assert.deepEqual(sent.map(({ type, ticket }) => [type, ticket]), [['explain', 4], ['explain', 4]]);
  });

  it('effects and a try, are too', () => {
    const { side, sent, show } = pageWith((page) => new WhatIf(page));
    show({ ...here, whatIf: { ...nothing, wanted: true, revision: 7, effects: { wanted: true, done: 1 } } });
    assert.deepEqual(sent.map(({ type, ticket }) => [type, ticket]), [['what-if', 7], ['effects', 1]]);
    side.hear(dropped('what-if', 7));
    side.hear(dropped('effects', 1));
    side.hear(dropped('effects', 1));
    assert.deepEqual(sent.slice(2).map(({ type, ticket }) => [type, ticket]), [['what-if', 7], ['effects', 2]]);
  });

  it('is not asked for where nobody wants it any more', () => {
    const { side, sent, show } = pageWith((page) => new WhatIf(page));
    show({ ...here, whatIf: { ...nothing, wanted: true, revision: 7 } });
    show({ ...here, whatIf: nothing });
    side.hear(dropped('what-if', 7));
    assert.equal(sent.length, 1);
    assert.ok(!side.busy);
  });
});
