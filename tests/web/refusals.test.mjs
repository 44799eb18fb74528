// @ts-check
// What the viewer can't take, as it is damaged, is said in a sentence, and what was open stays: on
// the page and on the canvas alike.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  drop, openPage, openImage, outcome, until, untilAtRest, untilState, viewerState,
} from './browser.mjs';
import { hosted } from './hosted.mjs';
import { siteWithTwoModels } from './made_site.mjs';
import { synthetic } from './images.mjs';

/** @typedef {import('./browser.mjs').Page} Page */

const { host, browser } = await hosted(siteWithTwoModels());
const [first, second, ...others] = synthetic(20);

/** How the worker's answers are damaged, by type. @type {Record<string, (answer: any) => void>} */
const DAMAGE = {
  model: (answer) => { answer.card = '{}'; },
  image: (answer) => { answer.levels[0].width += 1; },
  result: (answer) => { answer.layers[0].places = answer.layers[0].places.slice(1); },
  scored: (answer) => { answer.thumbnail.height += 1; },
  compared: (answer) => { answer.layers[0].width += 1; },
  'compare-model': (answer) => { answer.card = '{}'; },
  masks: (answer) => { answer.concepts.push(answer.concepts[0]); },
  'sheet-row': (answer) => { answer.layers[0].statistics = answer.layers[0].statistics.slice(6); },
};

/** A page with an image open. */
async function readPage() {
  const { page, context } = await openPage(browser, 'about:blank');
  await page.addInitScript(() => {
    const seen = /** @type {any} */ (globalThis);
    /** Types of answers that are to be damaged, and how many of them were. */
    seen.damaged = {};
    const listen = Worker.prototype.addEventListener;
    Worker.prototype.addEventListener = function between(
      /** @type {string} */ type, /** @type {any} */ heard, /** @type {any} */ ...more
    ) {
      const passed = type !== 'message' ? heard : (/** @type {MessageEvent} */ event) => {
        const { data } = event;
        if (data.type in seen.damaged) {
          seen.damaged[data.type] += 1;
          // Of models the first only: the one that was open comes back whole.
          if (data.type !== 'model' || seen.damaged.model === 1) seen.how[data.type](data);
        }
        heard(event);
      };
      return listen.call(this, /** @type {any} */ (type), passed, ...more);
    };
  });
  // As a script of its own, which no policy of the page keeps out.
  const how = Object.entries(DAMAGE).map(([type, act]) => `${JSON.stringify(type)}: ${act}`);
  await page.addInitScript(`globalThis.how = {${how.join(',')}};`);
  await page.goto(host.url);
  await untilState(page);
  await openImage(page, first.name, first.bytes);
  await untilAtRest(page);
  return { page, context };
}

/** @param {Page} page @param {string} type @param {boolean} [on] */
async function damage(page, type, on = true) {
  await page.evaluate(([one, wanted]) => {
    const { damaged } = /** @type {any} */ (globalThis);
    if (wanted) damaged[String(one)] = 0;
    else delete damaged[String(one)];
  }, /** @type {const} */ ([type, on]));
}

/** A sentence that names `name`, on the page and on the canvas. @param {Page} page
 * @param {string} name */
async function sentence(page, name) {
  const said = await until(() => outcome(page), ({ problem }) => problem.includes(name), 'a sentence');
  assert.equal((await viewerState(page)).error, said.problem, 'the canvas says the same');
  assert.ok(said.problem.length > name.length + 20, said.problem);
}

describe('what the viewer refuses', () => {
  it('of an image is said, and the image that was open stays with its estimate', async () => {
    const { page, context } = await readPage();
    const before = await viewerState(page);
    await damage(page, 'image');
    await drop(page, [second]);
    await sentence(page, second.name);
    await untilAtRest(page);
    const after = await viewerState(page);
    assert.deepEqual([after.imageName, after.probability, after.images],
      [before.imageName, before.probability, before.images]);
    const words = await outcome(page);
    assert.equal(words.name, first.name, 'the text version shows it too');
    assert.equal(words.state, 'error', 'nothing is waited for');
    // The page still works.
    await damage(page, 'image', false);
    assert.equal((await openImage(page, second.name, second.bytes)).name, second.name);
    await context.close();
  });

  it('of a result is said, and no other image\'s result is shown for it', async () => {
    const { page, context } = await readPage();
    await damage(page, 'result');
    await drop(page, [second]);
    await sentence(page, second.name);
    const state = await viewerState(page);
    assert.deepEqual([state.imageName, state.hasResult], [second.name, false]);
    const words = await outcome(page);
    assert.deepEqual([words.name, words.prediction, words.state], [second.name, '', 'error']);
    await context.close();
  });

  it('of another square is said, and the square before stands', async () => {
    const { page, context } = await readPage();
    const before = await viewerState(page);
    await damage(page, 'result');
    await page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.dispatch(
      { type: 'crop', x: 10, y: 20, width: 200 }));
    await sentence(page, first.name);
    const after = await until(() => viewerState(page), (state) => !state.cropPending, 'no square asked');
    assert.deepEqual([after.seen, after.probability, after.crop],
      [before.seen, before.probability, null]);
    await context.close();
  });

  it('of a collection\'s image is said, and the others come', async () => {
    const { page, context } = await readPage();
    await damage(page, 'scored');
    await drop(page, others.slice(0, 13));
    await until(() => page.evaluate(() => /** @type {any} */ (globalThis).damaged.scored),
      (count) => count === 12, 'all that are not shown');
    await sentence(page, others[12].name);
    await until(() => outcome(page), ({ state }) => state === 'error', 'an end');
    const listed = await page.evaluate(() => document.querySelectorAll('#session li').length);
    assert.equal(listed, (await viewerState(page)).images.length);
    assert.equal(listed, 2);
    await context.close();
  });

  it('of a model is said, and the model that was open is open in the worker too', async () => {
    const { page, context } = await readPage();
    const before = await viewerState(page);
    await damage(page, 'model');
    await page.selectOption('#language', 'de');
    await page.evaluate(() => /** @type {HTMLElement} */ (
      document.querySelectorAll('#models button')[1]).click());
    await until(() => page.evaluate(() => /** @type {any} */ (globalThis).damaged.model),
      (count) => count >= 1, 'the model');
    await sentence(page, 'second.onnx');
    // In the language of the page, and again in another.
    assert.match((await outcome(page)).problem, /^second\.onnx: in der Modellkarte|^second\.onnx: .*Modellkarte/);
    await page.selectOption('#language', 'nl');
    await until(() => outcome(page), ({ problem }) => /modelkaart/.test(problem), 'Dutch');
    await until(() => outcome(page), ({ state, prediction }) => state !== 'busy' && prediction !== '',
      'the earlier model');
    const after = await viewerState(page);
    assert.deepEqual([after.modelName, after.probability], [before.modelName, before.probability]);
    const aloud = await page.evaluate(() => document.getElementById('model-name')?.textContent);
    assert.ok(aloud && !/random/.test(aloud), String(aloud));
    await context.close();
  });

  it('of a pane of Compare is said, and of its second model', async () => {
    const { page, context } = await readPage();
    await damage(page, 'compared');
    await page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.dispatch(
      { type: 'screen', screen: 'compare' }));
    await sentence(page, first.name);
    const { compare } = await viewerState(page);
    assert.ok(compare.panes.every((/** @type {any} */ pane) => pane.refused));
    await damage(page, 'compared', false);
    await damage(page, 'compare-model');
    await page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.dispatch(
      { type: 'compare-preset', kind: 'models' }));
    await sentence(page, 'second.onnx');
    await page.selectOption('#language', 'de');
    await until(() => outcome(page), ({ problem }) => /Modellkarte/.test(problem), 'German');
    await until(() => outcome(page), ({ state }) => state === 'error', 'nothing is waited for');
    await context.close();
  });

  it('of what lies on the image is said, and no more looked for', async () => {
    const { page, context } = await readPage();
    await damage(page, 'masks');
    await drop(page, [second]);
    await until(() => page.evaluate(() => /** @type {any} */ (globalThis).damaged.masks),
      (count) => count === 1, 'the masks');
    const said = await until(() => page.locator('#found-status').textContent(),
      (text) => text !== null && text.startsWith(second.name), 'a sentence');
    assert.match(String(said), /damaged/);
    assert.equal(await page.locator('#found').getAttribute('data-state'), 'done');
    assert.equal((await outcome(page)).name, second.name, 'the estimate stands');
    // Another image is looked at again.
    await damage(page, 'masks', false);
    await openImage(page, others[0].name, others[0].bytes);
    await until(() => viewerState(page), ({ masksWanted, hasResult }) => hasResult && !masksWanted, 'masks');
    await context.close();
  });

  it('of a row of the sheet is said', async () => {
    const { page, context } = await readPage();
    await damage(page, 'sheet-row');
    await page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.dispatch(
      { type: 'screen', screen: 'sheet' }));
    await sentence(page, first.name);
    const { sheet } = await viewerState(page);
    assert.ok(sheet.table.rows[0].refused);
    await context.close();
  });
});
