// @ts-check
// The browser's Back and Forward: through filters, layers and screens, in steps that a person means.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPage, openImage, until, untilState, viewerState } from './browser.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const { host, browser } = await hosted();

/** Longer than what parts two runs of steps (web/page/address.js). */
const PAUSE = 1300;
/** Steps that are less apart, with what the page does of them late, are one run. */
const RUN_AT_LEAST = 500;
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));

/** @param {string} [hash] */
async function pageWithImage(hash = '') {
  const opened = await openPage(browser, host.url + hash);
  await untilState(opened.page);
  const [image] = synthetic(1);
  await openImage(opened.page, image.name, image.bytes);
  await opened.page.focus('#view');
  return opened;
}

/** @param {import('./browser.mjs').Page} page */
const hashOf = (page) => new URL(page.url()).hash;
/** @param {import('./browser.mjs').Page} page */
const entries = (page) => page.evaluate(() => history.length);
/** @param {import('./browser.mjs').Page} page @param {number} layer @param {number} filter */
const shows = (page, layer, filter) =>
  until(() => viewerState(page), (s) => s.layer === layer && s.filter === filter, `${layer}/${filter}`);

describe('Back and Forward', () => {
  it('walk through filters and layers, a run of steps at a time', async () => {
    const { page, context, complaints } = await pageWithImage('#layer=2&filter=3');
    await pause();
    const atFirst = await entries(page);
    await page.keyboard.press('ArrowDown');
    await shows(page, 2, 4);
    await pause();
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowDown');
    await shows(page, 2, 10);
    await pause();
    await page.keyboard.press('PageDown');
    await shows(page, 3, 10);
    await until(async () => hashOf(page), (hash) => hash === '#layer=3&filter=10', 'the address');
    assert.equal(await entries(page) - atFirst, 3, 'one for each run, not for each key');

    await page.goBack();
    await shows(page, 2, 10);
    await page.goBack();
    await shows(page, 2, 4);
    await page.goBack();
    await shows(page, 2, 3);
    await page.goForward();
    await shows(page, 2, 4);
    assert.equal(hashOf(page), '#layer=2&filter=4');
    assert.equal(await entries(page) - atFirst, 3, 'walking adds nothing');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('walk through the screens, and the address opens on one', async () => {
    const { page, context } = await pageWithImage('#layer=4&filter=7&screen=explore');
    assert.equal((await viewerState(page)).screen, 'explore');
    await page.keyboard.press('m');
    await until(async () => hashOf(page), (hash) => hash === '#layer=4&filter=7&screen=model', 'model');
    await pause();
    await page.keyboard.press('m');
    await until(async () => hashOf(page), (hash) => hash === '#layer=4&filter=7', 'read');
    await page.goBack();
    await until(() => viewerState(page), (s) => s.screen === 'model', 'the model again');
    await page.goBack();
    await until(() => viewerState(page), (s) => s.screen === 'explore', 'Explore again');
    await page.goForward();
    await page.goForward();
    const { screen, layer, filter } =
      await until(() => viewerState(page), (s) => s.screen === 'read', 'Read again');
    assert.deepEqual([screen, layer, filter], ['read', 4, 7]);
    await context.close();
  });

  it('lead back to the most notable filter, where nothing was chosen yet', async () => {
    const { page, context } = await pageWithImage();
    const first = await until(() => viewerState(page), (s) => s.strongest.length > 0, 'the strongest');
    assert.equal(hashOf(page), '');
    await page.selectOption('#layer', '0');
    await until(async () => hashOf(page), (hash) => hash === '#layer=0&filter=0', 'the address');
    await page.goBack();
    const { layer, filter, chosen } = await until(() => viewerState(page), (s) => !s.chosen, 'unchosen');
    assert.deepEqual([layer, filter, chosen], [first.layer, first.filter, false]);
    await context.close();
  });

  it('bear a key that is held down: few entries, and the last filter in the address', async () => {
    const { page, context, complaints } = await pageWithImage('#layer=6&filter=0');
    await pause();
    const atFirst = await entries(page);
    /** @type {number[]} */
    const times = [];
    for (let step = 0; step < 250; step += 1) {
      times.push(await page.evaluate(() => {
        document.dispatchEvent(new KeyboardEvent('keydown',
          { key: 'ArrowDown', bubbles: true, repeat: true }));
        return performance.now();
      }));
    }
    const { filter } = await viewerState(page);
    await until(async () => hashOf(page), (hash) => hash === `#layer=6&filter=${filter}`, 'the address');
    // A machine with other work may let a key rest for longer than what parts two runs.
    const rests = times.filter((time, step) => step > 0 && time - times[step - 1] > RUN_AT_LEAST).length;
    const made = await entries(page) - atFirst;
    assert.ok(made >= 1 && made <= 1 + rests, `${made} entries, ${rests} rests`);
    assert.deepEqual(complaints, [], 'the browser did not have to throttle');
    await context.close();
  });

  it('stay where they are with a number beyond the last, and with the anchor of a link', async () => {
    const { page, context } = await pageWithImage('#layer=999&filter=999');
    const { layer, filter, layers, filters } = await viewerState(page);
    assert.deepEqual([layer, filter], [layers - 1, filters - 1]);
    await page.evaluate(() => {
      location.hash = '#mirror';
    });
    await until(async () => hashOf(page), (hash) => hash === '#mirror', 'the anchor');
    const state = await viewerState(page);
    assert.deepEqual([state.layer, state.filter], [layer, filter]);
    await page.goBack();
    await until(async () => hashOf(page), (hash) => hash !== '#mirror', 'back');
    assert.equal((await viewerState(page)).layer, layer);
    await context.close();
  });
});
