// @ts-check
// The What if screen: all filters of a pattern switched off together, and filters replaced by the maps of the
// session's other images.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openImage, openPage, until, untilState, viewerState } from './browser.mjs';
import { dispatch } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';
import { siteWithCard } from './made_site.mjs';
import { serve } from './server.mjs';

/** @typedef {import('./browser.mjs').Page} Page */

const { host, browser } = await hosted();
const images = synthetic(3);
const LAST = Array.from({ length: 128 }, (_, filter) => [7, filter]);

/** On the screen with the last of so many images. @param {{count?: number, url?: string}} [options] */
async function onScreen({ count = 1, url = host.url } = {}) {
  const opened = await openPage(browser, url);
  const { page } = opened;
  await untilState(page);
  /** @type {number[]} */
  const estimates = [];
  for (const { name, bytes } of images.slice(0, count)) {
    await openImage(page, name, bytes);
    estimates.push((await until(() => viewerState(page), (state) => state.imageName === name && state.hasResult,
      name)).probability);
  }
  await dispatch(page, { type: 'screen', screen: 'what_if' });
  await until(() => whatIf(page), (state) => state !== null, 'the screen');
  return { ...opened, estimates };
}

/** @param {Page} page @returns {Promise<any>} */
const whatIf = async (page) => (await viewerState(page)).whatIf;
/** The answer to the try that is shown. @param {Page} page */
const answered = (page) => until(() => whatIf(page), ({ current }) => current, 'the answer');
/** @param {Page} page */
const named = (page) => until(() => whatIf(page),
  ({ concepts }) => concepts.every((/** @type {any} */ { logOdds }) => logOdds !== null), 'every pattern');
/** @param {number} a @param {number} b @param {number} most */
const close = (a, b, most) => assert.ok(Math.abs(a - b) <= most, `${a} ${b}`);

describe('the filters of a pattern', () => {
  it('are measured off together, listed by the amount, and one press switches them', async (t) => {
    const { page, context, complaints } = await onScreen();
    await page.selectOption('#what-if-order', 'concept');
    const { concepts, before } = await named(page);
    assert.ok(concepts.length > 3);
    const amounts = concepts.map((/** @type {any} */ { logOdds }) => Math.abs(logOdds));
    assert.deepEqual(amounts, [...amounts].sort((a, b) => b - a));
    const rows = page.locator('#what-if-list button');
    for (const [at, { name, filters, change, sure }] of concepts.slice(0, 3).entries()) {
      // In the list's order, of the whole filters; the words say how many, and how many surely.
      const row = page.locator(`[data-key="pattern-${name}"]`);
      assert.equal(await row.textContent(), await rows.nth(at).textContent());
      assert.match(String(await row.textContent()),
        new RegExp(`filters ${filters.length}: log-odds [+−]?[\\d.]+\\. .*: ${filters.length}, of them surely: ${sure}`));
      await row.dispatchEvent('click');
      const { after, off } = await answered(page);
      assert.deepEqual(off, filters);
      close(after - before, change, 1e-6);
      await row.dispatchEvent('click');
      assert.equal((await answered(page)).off.length, 0);
    }
    assert.match(String(await page.textContent('#what-if-note')), /do not add up/);
    // Replaced in another way they are measured anew.
    await page.selectOption('#what-if-by', 'zero');
    const zero = (await named(page)).concepts;
    const by = new Map(zero.map((/** @type {any} */ { name, logOdds }) => [name, logOdds]));
    assert.ok(concepts.some((/** @type {any} */ { name, logOdds }) => by.get(name) !== logOdds));
    t.diagnostic(concepts.map((/** @type {any} */ { name, filters, logOdds }) =>
      `${name} (${filters.length}) ${logOdds.toFixed(2)}`).join(', '));
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('are not there where the card has no names, and why is said', async () => {
    const second = await serve(await siteWithCard((card) => {
      for (const { filters } of card.layers) for (const one of filters) delete one.concepts;
    }));
    const { page, context } = await onScreen({ url: second.url });
    await page.selectOption('#what-if-order', 'concept');
    await until(() => page.textContent('#what-if-note'), (said) => /names no filter/.test(String(said)), 'the reason');
    assert.deepEqual((await whatIf(page)).concepts, []);
    assert.equal(await page.locator('#what-if-list button').count(), 0);
    await context.close();
    await second.close();
  });
});

describe('the maps of other images', () => {
  it('are no choice where the session has no other image, and why is said', async () => {
    const { page, context } = await onScreen();
    assert.equal((await whatIf(page)).otherImages, 0);
    assert.ok(await page.locator('#what-if-by option[value=others]').isDisabled());
    assert.match(String(await page.textContent('#what-if-means')), /only where this session has another image/);
    await context.close();
  });

  it('in place of a whole layer give what those images give: mean, lowest and highest', async () => {
    const { page, context, complaints, estimates } = await onScreen({ count: 3 });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(host.url).origin });
    await page.selectOption('#what-if-by', 'others');
    const { by, others, before } = await until(() => whatIf(page), (state) => state.by === 'others', 'the choice');
    assert.deepEqual([by, others.length, before], ['others', 2, estimates[2]]);
    await dispatch(page, { type: 'what-if-switch', places: LAST, off: true });
    const { after, over } = await answered(page);
    close(after, (estimates[0] + estimates[1]) / 2, 1e-5);
    close(over[0], Math.min(estimates[0], estimates[1]), 1e-5);
    close(over[1], Math.max(estimates[0], estimates[1]), 1e-5);
    const said = await until(() => page.textContent('#what-if-said'), (text) => /Mean over/.test(String(text)), 'the spread');
    assert.match(String(said), /Mean over the maps of other images \(2\): they give <?[\d.]+% to <?[\d.]+%/);
    assert.match(String(await page.textContent('#what-if-means')), /another image of this session.*\(2, each by the model's own square\)/);
    await page.locator('#copy-figures').press('Enter');
    const copied = await until(() => page.evaluate(() => navigator.clipboard.readText()),
      (text) => text.includes('Mean over'), 'what is copied');
    assert.match(copied, /Mean over the maps of other images \(2\)/);
    assert.match(copied, /becomes the maps of other images/);
    // The patterns too are means over them, and so are the filters.
    await page.selectOption('#what-if-order', 'concept');
    const { concepts } = await named(page);
    for (const { logOdds, over: [low, high] } of concepts) assert.ok(low <= logOdds + 1e-5 && logOdds <= high + 1e-5);
    const [{ name, filters, change }] = concepts;
    await dispatch(page, { type: 'what-if-reset' });
    await page.locator(`[data-key="pattern-${name}"]`).dispatchEvent('click');
    const pattern = await answered(page);
    assert.deepEqual(pattern.off, filters);
    close(pattern.after - before, change, 1e-6);
    // One leaves the session: the other alone stands in.
    await dispatch(page, { type: 'what-if-switch', places: LAST, off: true });
    await answered(page);
    await dispatch(page, { type: 'what-if-reset' });
    await dispatch(page, { type: 'what-if-switch', places: LAST, off: true });
    const { id } = await page.evaluate(() => ({ id: /** @type {any} */ (globalThis).lesionlens.state().whatIf.others[0] }));
    await dispatch(page, { type: 'remove-image', id });
    const alone = await until(() => whatIf(page), (state) => state.current && state.others.length === 1, 'the answer of one');
    close(alone.after, estimates[1], 1e-5);
    assert.equal(alone.over[0], alone.over[1]);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('of samples are said to be drawn', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await page.focus('#samples button');
    await page.keyboard.press('Enter');
    await until(() => viewerState(page), (state) => state.hasResult, 'the sample');
    for (const { name, bytes } of images.slice(0, 2)) await openImage(page, name, bytes);
    await dispatch(page, { type: 'screen', screen: 'what_if' });
    await until(() => whatIf(page), (state) => state?.otherImages === 2, 'the other images');
    await dispatch(page, { type: 'what-if-by', by: 'others' });
    await until(() => whatIf(page), ({ others, drawn }) => others.length === 2 && drawn === 1, 'the note');
    await until(() => page.textContent('#what-if-means'),
      (said) => /Drawn by a program, no photographs, are 1 of them/.test(String(said)), 'the words');
    await context.close();
  });
});
