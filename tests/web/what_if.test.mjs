// @ts-check
// The What if screen: filters switched off and parts painted over in the browser, by pointer, keys and
// the HTML mirror; what the network says then, and what it says of each filter alone.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  counters, openPage, openImage, until, untilAtRest, untilState, viewerState,
} from './browser.mjs';
import { differing, dispatch, pixels } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';
import { siteWithCard } from './made_site.mjs';
import { serve } from './server.mjs';

/** @typedef {import('./browser.mjs').Page} Page */

const { host, browser } = await hosted();
const [image] = synthetic(2);

/** @param {{url?: string, width?: number, height?: number, dpr?: number, touch?: boolean}} [options] */
async function onScreen({ url = host.url, ...options } = {}) {
  const opened = await openPage(browser, url, options);
  await untilState(opened.page);
  await openImage(opened.page, image.name, image.bytes);
  await opened.page.focus('#view');
  await opened.page.keyboard.press('j');
  await until(() => whatIf(opened.page), (state) => state !== null, 'the screen');
  return opened;
}

/** @param {Page} page @returns {Promise<any>} */
const whatIf = async (page) => (await viewerState(page)).whatIf;
/** The answer to the try that is shown. @param {Page} page */
const answered = (page) => until(() => whatIf(page), ({ current }) => current, 'the answer');
/** @param {Page} page */
const measured = (page) => until(() => whatIf(page),
  ({ effects: { done, of } }) => of > 0 && done === of, 'every effect');
/** @param {Page} page @returns {Promise<any[]>} */
const effects = (page) => page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.effects());
/** @param {number} p */
const logOdds = (p) => Math.log(p / (1 - p));

describe('filters', () => {
  it('are switched off one by one, and the estimate of Read stays', async () => {
    const { page, context, complaints } = await onScreen();
    const { probability } = await viewerState(page);
    assert.deepEqual(await whatIf(page).then(({ before, after, current, off }) => [before, after, current, off]),
      [probability, probability, true, []]);
    await dispatch(page, { type: 'what-if-switch', places: [[3, 5], [7, 9]], off: true });
    const both = await answered(page);
    assert.notEqual(both.after, probability);
    assert.equal(both.before, probability);
    // On again the network says what it said before, to the last bit.
    await dispatch(page, { type: 'what-if-switch', places: [[3, 5]], off: false });
    assert.notEqual((await answered(page)).after, both.after);
    await dispatch(page, { type: 'what-if-undo' });
    assert.equal((await answered(page)).after, both.after);
    await page.keyboard.press('0');
    assert.equal((await answered(page)).after, probability);
    await page.keyboard.press('j');
    const read = await viewerState(page);
    assert.deepEqual([read.screen, read.probability, read.whatIf], ['read', probability, null]);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('are all measured alone: as fast as asked for, and as one run each says', async (t) => {
    const { page, context } = await onScreen();
    await measured(page);
    const found = await effects(page);
    assert.equal(found.length, 480);
    assert.ok(found.every(({ exact, name }) => exact && typeof name === 'string'));
    assert.equal(new Set(found.map(({ layer, filter }) => `${layer}/${filter}`)).size, 480);
    const { before, listed } = await whatIf(page);
    const order = listed.map((/** @type {number[]} */ [, , change]) => Math.abs(change));
    assert.deepEqual(order, [...order].sort((a, b) => b - a), 'the greatest first');
    // Of every layer the filter that changes most: the whole network, run with its switch, agrees.
    for (let layer = 0; layer < 8; layer += 1) {
      const [most] = found.filter((one) => one.layer === layer)
        .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
      await dispatch(page, { type: 'what-if-reset' });
      await dispatch(page, { type: 'what-if-switch', places: [[layer, most.filter]], off: true });
      const { after } = await answered(page);
      assert.ok(Math.abs(after - before - most.probability) < 1e-5, `layer ${layer}: ${after - before} ${most.probability}`);
      assert.ok(Math.abs(logOdds(after) - logOdds(before) - most.logOdds) < 1e-4, `layer ${layer}`);
    }
    // Everything at once is none of the sums, and is not zero.
    const all = found.filter(({ layer }) => layer === 7).map(({ filter }) => [7, filter]);
    await dispatch(page, { type: 'what-if-switch', places: all, off: true });
    assert.equal((await answered(page)).off.length, 128);
    t.diagnostic(`greatest change of the log-odds: ${order[0]}`);
    await context.close();
  });

  it('are estimated from one gradient first, marked as such, and the exact values take their place', async (t) => {
    const { page, context, complaints } = await onScreen();
    // Every state that the page has seen while they came in.
    await page.evaluate(() => {
      const all = /** @type {any} */ (globalThis);
      const { lesionlens } = all;
      lesionlens.dispatch({ type: 'screen', screen: 'read' });
      all.seen = [];
      const list = /** @type {HTMLElement} */ (document.getElementById('what-if-measured'));
      new MutationObserver(() => {
        const now = lesionlens.state().whatIf;
        if (!now || all.seen.length > 500) return;
        all.seen.push({ ...now.effects, listed: now.listed, said: list.textContent, all: lesionlens.effects() });
      }).observe(list, { childList: true, characterData: true, subtree: true });
      lesionlens.dispatch({ type: 'screen', screen: 'what_if' });
    });
    await measured(page);
    const exact = await effects(page);
    assert.ok(exact.every((one) => one.exact) && exact.length === 480);
    const seen = await page.evaluate(() => /** @type {any} */ (globalThis).seen);
    const whole = seen.find((/** @type {any} */ { done, estimated }) => done + estimated === 480 && done < 480);
    assert.ok(whole, 'a ranking of all filters stands before all are exact');
    assert.match(whole.said, /Hollow bars: estimated from one gradient/);
    assert.ok(whole.listed.some((/** @type {number[]} */ row) => row[5] === 1));
    // Of the last layer, behind which only a mean and a linear layer follow, the estimate is the exact value.
    const key = (/** @type {any} */ { layer, filter }) => `${layer}/${filter}`;
    const by = new Map(exact.map((one) => [key(one), one.logOdds]));
    const estimates = whole.all.filter((/** @type {any} */ one) => !one.exact);
    const last = estimates.filter((/** @type {any} */ { layer }) => layer === 7);
    assert.equal(last.length, 128);
    for (const one of last) {
      const wanted = by.get(key(one));
      assert.ok(Math.abs(one.logOdds - wanted) <= 1e-4 + 1e-3 * Math.abs(wanted), `${key(one)}: ${one.logOdds} ${wanted}`);
    }
    const said = await page.textContent('#what-if-measured');
    assert.equal(said, '480 of 480 filters measured');
    t.diagnostic(`estimates in the state: ${estimates.length}`);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('are replaced by their mean, with other effects', async () => {
    const { page, context } = await onScreen();
    await measured(page);
    const zero = await effects(page);
    await dispatch(page, { type: 'what-if-by', by: 'mean' });
    await until(() => whatIf(page), ({ effects: { done } }) => done < 480, 'the old ones to go');
    await measured(page);
    const mean = await effects(page);
    assert.equal(mean.length, 480);
    const size = (/** @type {any[]} */ list) => list.reduce((sum, one) => sum + Math.abs(one.logOdds), 0);
    assert.notEqual(size(mean), size(zero));
    const [most] = [...mean].sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
    await dispatch(page, { type: 'what-if-switch', places: [[most.layer, most.filter]], off: true });
    const { before, after } = await answered(page);
    assert.ok(Math.abs(after - before - most.probability) < 1e-5);
    await context.close();
  });

  it('are replaced by their mean over the training images where the card has it, and said so', async () => {
    const site = await siteWithCard((card) => {
      card.filter_effects = { ...card.filter_effects, means_from: 'made train', means_images: 12 };
      card.filter_effects.measured_on ??= '';
      card.filter_effects.images ??= 1;
      for (const [layer, { filters }] of card.layers.entries()) {
        for (const one of filters) one.mean = layer === 7 ? 4 : 0;
      }
    });
    const second = await serve(site);
    const { page, context } = await onScreen({ url: second.url });
    assert.equal((await whatIf(page)).by, 'training');
    assert.match(String(await page.textContent('#what-if-means')), /images of made train \(12\)/);
    // A mean of 0 is zero; any other is not, nor is half or double.
    /** @type {Record<string, number[]>} */
    const said = {};
    await page.selectOption('#what-if-by', 'zero');
    await measured(page);
    const found = (await effects(page)).sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
    const most = [found.find(({ layer }) => layer < 7), found.find(({ layer }) => layer === 7)];
    await dispatch(page, { type: 'what-if-measure', wanted: false });
    for (const by of ['zero', 'training', 'half', 'double']) {
      await dispatch(page, { type: 'what-if-by', by });
      said[by] = [];
      for (const { layer, filter } of most) {
        await dispatch(page, { type: 'what-if-reset' });
        await dispatch(page, { type: 'what-if-switch', places: [[layer, filter]], off: true });
        const { after, by: way } = await answered(page);
        assert.equal(way, by);
        said[by].push(after);
      }
    }
    assert.equal(said.training[0], said.zero[0]);
    assert.notEqual(said.training[1], said.zero[1]);
    assert.equal(new Set([...said.zero, ...said.half, ...said.double]).size, 6);
    await context.close();
    await second.close();
  });

  it('are measured until it is stopped, and what was opened is closed with the screen', async () => {
    const { page, context } = await onScreen();
    await dispatch(page, { type: 'what-if-measure', wanted: false });
    const { effects: { wanted, stopped } } = await whatIf(page);
    assert.deepEqual([wanted, stopped], [false, true]);
    await dispatch(page, { type: 'what-if-measure', wanted: true });
    await measured(page);
    await page.keyboard.press('j');
    // Another image is answered as ever.
    assert.equal((await openImage(page, image.name, image.bytes)).state, 'ready');
    await context.close();
  });
});

describe('the brush', () => {
  it('paints over with what surrounds it, and the estimate follows', async () => {
    const { page, context, complaints } = await onScreen();
    const { imageRect: rect, probability, view } = await viewerState(page);
    const { beforeView } = await whatIf(page);
    await page.keyboard.press('2');
    const [x, y] = [rect.x + rect.width / 2, rect.y + rect.height / 2];
    await page.mouse.move(x - 20, y);
    await page.mouse.down();
    for (let step = 0; step <= 8; step += 1) await page.mouse.move(x - 20 + 5 * step, y + step);
    await page.mouse.up();
    const painted = await answered(page);
    assert.equal(painted.strokes, 1);
    assert.notEqual(painted.after, probability);
    assert.equal(painted.before, probability);
    assert.ok(painted.painted.width > painted.painted.height);
    await page.mouse.move(5, 5);
    await untilAtRest(page);
    const around = (/** @type {{x: number, y: number}} */ shift) =>
      ({ x: Math.round(x - 30 + shift.x), y: Math.round(y - 10 + shift.y), width: 60, height: 30 });
    const after = await pixels(page, around({ x: 0, y: 0 }));
    const shift = { x: beforeView.x - view.x, y: beforeView.y - view.y };
    const before = await pixels(page, around(shift));
    assert.ok(differing(after, before, 8) > 0.2, 'the part is filled');
    // Held down, Space shows the image as it is.
    await page.keyboard.down(' ');
    await untilAtRest(page);
    assert.equal(differing(await pixels(page, around({ x: 0, y: 0 })), before, 8), 0);
    await page.keyboard.up(' ');
    await page.keyboard.press('Backspace');
    const undone = await answered(page);
    assert.deepEqual([undone.strokes, undone.after], [0, probability]);
    await untilAtRest(page);
    assert.equal(differing(await pixels(page, around({ x: 0, y: 0 })), before, 8), 0);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is aimed and used by keys', async () => {
    const { page, context } = await onScreen();
    for (const key of ['2', 'ArrowRight', 'ArrowRight', 'ArrowDown', ']', 'Enter']) await page.keyboard.press(key);
    const { strokes, aim, radius, after, before } = await answered(page);
    assert.equal(strokes, 1);
    const { seen } = await viewerState(page);
    assert.ok(aim.x > seen.x + seen.width / 2 && aim.y > seen.y + seen.height / 2);
    assert.ok(radius > 0 && after !== before);
    await context.close();
  });

  it('never has more than one question on its way: the newest stroke is answered', async () => {
    const { page, context } = await onScreen();
    await dispatch(page, { type: 'what-if-brush', used: true });
    await dispatch(page, { type: 'what-if-measure', wanted: false });
    const { seen } = await viewerState(page);
    await page.evaluate(([x, y]) => {
      const { dispatch: act } = /** @type {any} */ (globalThis).lesionlens;
      act({ type: 'what-if-paint', x, y });
      for (let i = 0; i < 60; i += 1) act({ type: 'what-if-paint-on', dx: 2, dy: i % 2 });
    }, [seen.x + 20, seen.y + seen.height / 2]);
    const asked = await whatIf(page);
    const { revision, painted } = await answered(page);
    assert.equal(revision, asked.revision);
    assert.ok(painted.width > 40, 'the whole stroke');
    await context.close();
  });
});

describe('the stamp', () => {
  it('lays a thing where it is pressed, a drag moves it, and the estimate follows', async () => {
    const { page, context, complaints } = await onScreen();
    await dispatch(page, { type: 'what-if-measure', wanted: false });
    const { imageRect: rect, probability, view } = await viewerState(page);
    const { beforeView } = await whatIf(page);
    await page.keyboard.press('3');
    assert.equal((await whatIf(page)).stamp, 'ruler');
    await dispatch(page, { type: 'what-if-stamp', what: 'patch' });
    const [x, y] = [rect.x + rect.width / 2, rect.y + rect.height / 2];
    await page.mouse.move(x - 60, y);
    await page.mouse.down();
    for (let step = 1; step <= 6; step += 1) await page.mouse.move(x - 60 + 10 * step, y);
    await page.mouse.up();
    const laid = await answered(page);
    assert.deepEqual([laid.stamps, laid.strokes, laid.before], [['patch'], 0, probability]);
    assert.notEqual(laid.after, probability);
    await page.mouse.move(5, 5);
    await untilAtRest(page);
    const place = { x: Math.round(x - 10), y: Math.round(y - 10), width: 20, height: 20 };
    const shift = { x: beforeView.x - view.x, y: beforeView.y - view.y };
    const beside = { ...place, x: Math.round(place.x + shift.x), y: Math.round(place.y + shift.y) };
    assert.ok(differing(await pixels(page, place), await pixels(page, beside), 8) > 0.9, 'the patch covers it');
    // Another thing on top; what is copied names both.
    await dispatch(page, { type: 'what-if-lay', what: 'dark_corner', x: 300, y: 240 });
    const both = await answered(page);
    assert.deepEqual(both.stamps, ['patch', 'dark_corner']);
    assert.notEqual(both.after, laid.after);
    assert.match(String(await page.textContent('#what-if-laid')), /coloured patch, dark corner/);
    await page.keyboard.press('Backspace');
    assert.equal((await answered(page)).after, laid.after, 'the same drawing, the same number');
    await page.keyboard.press('Backspace');
    assert.equal((await answered(page)).after, probability);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is chosen, aimed and used by keys, and by fields', async () => {
    const { page, context } = await onScreen();
    await dispatch(page, { type: 'what-if-measure', wanted: false });
    const { probability } = await viewerState(page);
    for (const key of ['3', '.', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    const inked = await answered(page);
    assert.deepEqual(inked.stamps, ['ink']);
    assert.notEqual(inked.after, probability);
    await page.keyboard.press('0');
    for (const what of ['hair', 'ruler', 'ink', 'patch', 'bubble', 'dark_corner']) {
      await page.selectOption('#what-if-lay-what', what);
      await page.dispatchEvent('#what-if-lay button', 'click');
      const { stamps, after } = await answered(page);
      assert.deepEqual(stamps, [what]);
      assert.notEqual(after, probability, what);
      await page.dispatchEvent('#what-if-undo', 'click');
    }
    await context.close();
  });
});

describe('the text version', () => {
  it('says before and after, switches filters and paints', async () => {
    const { page, context } = await onScreen();
    await measured(page);
    const text = (/** @type {string} */ id) => page.textContent(`#${id}`);
    assert.match(String(await text('what-if')), /intervention on the network.*edited image is a drawing/);
    const first = page.locator('#what-if-list button').first();
    assert.match(String(await first.textContent()), /layer \d, filter \d+: log-odds [+−]?[\d.]+/);
    await first.focus();
    await page.keyboard.press('Enter');
    const { off, after, before } = await answered(page);
    assert.equal(off.length, 1);
    await until(() => text('what-if-said'), (said) => /Before: .*%\. After: .*%\. .*points (lower|higher)/.test(String(said)),
      'the sentence');
    assert.equal(await page.locator('#what-if-list button').first().getAttribute('aria-pressed'), 'true');
    assert.notEqual(after, before);
    await page.click('#what-if-paint button');
    assert.equal((await answered(page)).strokes, 1);
    await page.click('#what-if-undo');
    await page.selectOption('#what-if-order', 'concept');
    const patterns = await page.locator('#what-if-list button').allTextContents();
    assert.ok(patterns.length > 3, String(patterns));
    await page.locator('#what-if-list button').first().click();
    assert.ok((await answered(page)).off.length >= 1);
    await page.selectOption('#what-if-by', 'mean');
    assert.equal((await answered(page)).by, 'mean');
    await page.click('#what-if-reset');
    await until(() => text('what-if-said'), (said) => /Nothing is changed/.test(String(said)), 'nothing changed');
    await context.close();
  });
});

describe('on a phone', () => {
  it('one image fills the screen, and a finger paints on it while two zoom', async () => {
    const { page, context } = await onScreen({ width: 390, height: 844, dpr: 3, touch: true });
    await dispatch(page, { type: 'what-if-brush', used: true });
    const { imageRect: rect, whatIf: shown, zoom } = await viewerState(page);
    assert.equal(shown.beforeView, null);
    const session = await page.context().newCDPSession(page);
    const touch = (/** @type {string} */ type, /** @type {number[][]} */ ...points) =>
      session.send('Input.dispatchTouchEvent', { type: /** @type {any} */ (type),
        touchPoints: points.map(([x, y], id) => ({ x: Math.round(x), y: Math.round(y), id })) });
    const [x, y] = [rect.x + rect.width / 2, rect.y + rect.height / 2];
    // All sent at once: a finger that waits for slow frames would rest, and ask.
    await measured(page);
    await untilAtRest(page);
    await Promise.all([touch('touchStart', [x, y]),
      ...[10, 20, 30, 40].map((by) => touch('touchMove', [x + by, y])), touch('touchEnd')]);
    await until(() => whatIf(page), ({ strokes }) => strokes === 1, 'the stroke');
    await answered(page);
    await touch('touchStart', [x - 20, y]);
    await touch('touchStart', [x - 20, y], [x + 20, y]);
    for (const by of [10, 20, 30]) await touch('touchMove', [x - 20 - by, y], [x + 20 + by, y]);
    await touch('touchEnd');
    const state = await until(() => viewerState(page), (now) => now.zoom > 1.5 * zoom, 'the zoom');
    assert.equal(state.whatIf.strokes, 1);
    assert.ok((await counters(page)).painted === 1);
    await context.close();
  });
});
