// @ts-check
// The Explain screen: where an estimate comes from, by each method, in the browser.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPage, openImage, until, untilAtRest, untilState, viewerState } from './browser.mjs';
import { differing, dispatch, pixels } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

/** @typedef {import('./browser.mjs').Page} Page */

const { host, browser } = await hosted();
const [image] = synthetic(2);

/** @param {object} [options] */
async function onScreen(options = {}) {
  const opened = await openPage(browser, host.url, options);
  await untilState(opened.page);
  await openImage(opened.page, image.name, image.bytes);
  await opened.page.focus('#view');
  await dispatch(opened.page, { type: 'screen', screen: 'explain' });
  return opened;
}

/** @param {Page} page @returns {Promise<any>} */
const explain = async (page) => (await viewerState(page)).explain;
/** @param {Page} page */
const done = (page) => until(() => explain(page), ({ progress, refused }) => progress === 1 || refused, 'the map');
/** @param {Page} page @returns {Promise<any>} */
const explanation = (page) => page.evaluate(() => {
  const found = /** @type {any} */ (globalThis).lesionlens.explanation();
  return found && { ...found, values: [...found.values] };
});

describe('the screen Explain', () => {
  it('covers the image piece by piece, coarse first, and can be stopped', async () => {
    const { page, context, complaints } = await onScreen();
    // First what fared best on this network, by its card.
    assert.equal((await explain(page)).method, 'hirescam');
    await dispatch(page, { type: 'explain-method', name: 'occlusion' });
    const early = await until(() => explain(page), ({ progress }) => progress !== null, 'the first map');
    assert.ok(early.progress < 1);
    await page.focus('#explain-stop');
    await page.keyboard.press('Enter');
    const stopped = await until(() => explain(page), (state) => state.stopped, 'the end');
    assert.deepEqual([stopped.stopped, stopped.wanted], [true, false]);
    assert.equal((await explanation(page)).state, 'stopped');
    await page.focus('#explain-stop');
    await page.keyboard.press('Enter');
    await done(page);
    const { method, target, width, height, values, state } = await explanation(page);
    assert.deepEqual([method, target, width, height, state], ['occlusion', 'for', 128, 128, 'done']);
    assert.equal(values.length, 128 * 128);
    assert.ok(values.every(Number.isFinite) && new Set(values).size > 50);
    // Against is the same with the other sign.
    await dispatch(page, { type: 'explain-target', against: true });
    await done(page);
    const against = await explanation(page);
    assert.ok(values.every((/** @type {number} */ value, /** @type {number} */ at) =>
      Math.abs(value + against.values[at]) < 1e-3));
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('shows every method, finite and of the size that the network sees', async (t) => {
    const { page, context } = await onScreen();
    await dispatch(page, { type: 'select', layer: 6, filter: 3 });
    const { methods } = await explain(page);
    assert.equal(methods.length, 15);
    for (const name of methods.slice(2)) {
      if (name.endsWith('_image')) continue; // below
      await dispatch(page, { type: 'explain-method', name });
      const start = Date.now();
      const { refused, greatest } = await done(page);
      assert.equal(refused, false, name);
      const { method, width, height, values } = await explanation(page);
      assert.deepEqual([method, width, height], [name, 128, 128]);
      assert.ok(values.every(Number.isFinite), name);
      assert.ok(greatest > 0 || name.includes('cam') || name === 'deconvnet', name);
      t.diagnostic(`${name}: ${Date.now() - start} ms`);
    }
    await context.close();
  });

  it('shows an image that was made in place of a map, and says so', async (t) => {
    const { page, context, complaints } = await onScreen();
    await dispatch(page, { type: 'explain-method', name: 'class_image' });
    const start = Date.now();
    const { made, smooth, refused } = await done(page);
    t.diagnostic(`class_image: ${Date.now() - start} ms`);
    assert.deepEqual([smooth, refused], [false, false]);
    assert.ok(made.to > made.from, `from ${made.from} to ${made.to}`);
    await untilAtRest(page);
    const { imageRect: rect } = await viewerState(page);
    const part = { x: Math.round(rect.x + rect.width / 2 - 40), y: Math.round(rect.y + rect.height / 2 - 40), width: 80, height: 80 };
    const shown = await pixels(page, part);
    await page.keyboard.down(' ');
    await untilAtRest(page);
    assert.ok(differing(shown, await pixels(page, part), 2) > 0.5, 'a key shows the image that is open');
    await page.keyboard.up(' ');
    assert.match(String(await page.textContent('#explain')), /made, not found/);
    assert.match(String(await page.textContent('#explain-legend')), /goes from .* to /);
    // With less speckle it is another one; of a filter the chosen one's.
    const { values } = await explanation(page);
    await page.focus('#view');
    await page.keyboard.press('m');
    assert.equal((await done(page)).smooth, true);
    assert.notDeepEqual((await explanation(page)).values, values);
    assert.ok(await page.isChecked('#explain-smooth'));
    await dispatch(page, { type: 'select', layer: 2, filter: 3 });
    await page.selectOption('#explain-method', 'filter_image');
    const filter = await done(page);
    assert.deepEqual(filter.filter, [2, 3]);
    assert.ok(filter.made.to > filter.made.from);
    assert.match(String(await page.textContent('#explain-legend')), /Grey: nothing was changed/);
    // Layer 5's filter 12 answers nothing that is tried: its image stays grey, and that is said.
    await dispatch(page, { type: 'select', layer: 5, filter: 12 });
    await until(() => viewerState(page), ({ explain: { filter: of, progress } }) => String(of) === '5,12' && progress === 1, 'its image');
    assert.equal((await done(page)).made.nothing, true);
    assert.match(String(await page.textContent('#explain-legend')), /Nothing that was tried raises it.*stays grey/);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('makes the same map of untrained weights, and says which it is', async () => {
    const { page, context } = await onScreen();
    await dispatch(page, { type: 'explain-method', name: 'gradient' });
    await done(page);
    const trained = await explanation(page);
    await page.focus('#view');
    await page.keyboard.press('2');
    await done(page);
    const untrained = await explanation(page);
    assert.deepEqual([trained.untrained, untrained.untrained], [false, true]);
    assert.notDeepEqual(untrained.values, trained.values);
    assert.match(String(await page.textContent('#explain-weights')), /learnt nothing/);
    // Also without gradients, and with the trained ones again as before.
    await page.selectOption('#explain-method', 'gradcam');
    await done(page);
    await page.selectOption('#explain-method', 'gradient');
    await page.locator('#explain-untrained').press(' ');
    await done(page);
    assert.deepEqual((await explanation(page)).values, trained.values);
    assert.equal(await page.textContent('#explain-weights'), '');
    await context.close();
  });

  it('lays two colours over the image, which a key hides', async () => {
    const { page, context } = await onScreen();
    await dispatch(page, { type: 'explain-method', name: 'gradient_times_input' });
    await done(page);
    await untilAtRest(page);
    const { imageRect: rect } = await viewerState(page);
    const part = { x: Math.round(rect.x + rect.width / 2 - 40), y: Math.round(rect.y + rect.height / 2 - 40), width: 80, height: 80 };
    const map = await pixels(page, part);
    await page.keyboard.down(' ');
    await untilAtRest(page);
    const bare = await pixels(page, part);
    await page.keyboard.up(' ');
    assert.ok(differing(map, bare, 2) > 0.1);
    await context.close();
  });

  it('is chosen in the text version, which says what it shows and what it does not', async () => {
    const { page, context } = await onScreen();
    await page.selectOption('#explain-method', 'guided_backpropagation');
    await done(page);
    const text = String(await page.textContent('#explain'));
    assert.match(text, /Fine edges/);
    assert.match(text, /on other networks it looked nearly the same/);
    assert.match(text, /Greatest value: [\d.]+/);
    await page.selectOption('#explain-method', 'gradcam');
    await done(page);
    await page.selectOption('#explain-layer', '3');
    assert.equal((await done(page)).layer, 3);
    await page.selectOption('#explain-target', 'against');
    assert.equal((await done(page)).target, 'against');
    await context.close();
  });

  it('asks again for another image, and leaves nothing open', async () => {
    const { page, context } = await onScreen();
    await dispatch(page, { type: 'explain-method', name: 'gradient' });
    await done(page);
    const first = await explanation(page);
    const [, second] = synthetic(2);
    await openImage(page, second.name, second.bytes);
    await done(page);
    assert.notDeepEqual((await explanation(page)).values, first.values);
    await dispatch(page, { type: 'screen', screen: 'read' });
    assert.equal(await explanation(page), null);
    assert.equal((await openImage(page, image.name, image.bytes)).state, 'ready');
    await context.close();
  });
});
