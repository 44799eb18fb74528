// @ts-check
// What is said of an estimate: by which network, where its line is, what that finds elsewhere, with
// figures that can be told apart, in the page's language; and how far it spreads.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { openPage, openImage, outcome, root, until, untilState, viewerState } from './browser.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';
import { siteWithCentralModel } from './made_site.mjs';

const { host, browser } = await hosted(siteWithCentralModel());

/** @param {string} language @returns {Record<string, Record<string, string>>} */
const wordsOf = (language) =>
  JSON.parse(fs.readFileSync(path.join(root, `web/words/${language}.json`), 'utf8'));

async function pageWithImage() {
  const opened = await openPage(browser, host.url);
  await untilState(opened.page);
  const [image] = synthetic(10);
  await openImage(opened.page, image.name, image.bytes);
  return { ...opened, image };
}

/** @param {import('./browser.mjs').Page} page @param {Record<string, unknown>} action */
const dispatch = (page, action) =>
  page.evaluate((one) => /** @type {any} */ (globalThis).lesionlens.dispatch(one), action);

describe('the estimate in words', () => {
  it('names its network and says first what the line finds in another clinic', async () => {
    const { page, context, complaints } = await pageWithImage();
    const { prediction } = await outcome(page);
    const { positive } = await viewerState(page);
    assert.match(prediction, /^Estimate that it is malignant: [<>]?\d+(\.\d+)?%\. Network: central\./);
    // The card's figures: 0.7534 in the other clinic, 0.9316 at home.
    assert.match(prediction, positive
      ? /On images of another clinic it found 75% .* 93% found, 30%/
      : /On images of another clinic it found 75% .* the other 25% were below.* 93% found, 7% below/);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('tells estimate and line apart where they round alike', async () => {
    const { page, context } = await pageWithImage();
    const { probability } = await viewerState(page);
    await dispatch(page, { type: 'threshold', value: probability + 0.0004 });
    const { prediction } = await until(() => outcome(page),
      (o) => /You moved the operating point/.test(o.prediction), 'the moved line');
    const [, estimate] = prediction.match(/malignant: ([\d.]+)%/) ?? [];
    const [, line] = prediction.match(/Below the operating point of ([\d.]+)%/) ?? [];
    assert.ok(Number(estimate) < Number(line), prediction);
    await context.close();
  });

  for (const [language, start] of [['de', 'Schätzung, dass es maligne ist: '],
    ['nl', 'Schatting dat het maligne is: ']]) {
    it(`is whole in ${language}, with its decimal mark, and so are the samples`, async () => {
      const { page, context } = await openPage(browser, host.url);
      const [image] = synthetic(10);
      await untilState(page);
      await page.selectOption('#language', language);
      const samples = JSON.parse(fs.readFileSync(path.join(root, 'web/samples/samples.json'), 'utf8'));
      await until(() => page.locator('#samples button').first().textContent(),
        (text) => text === samples[0].labels[language], 'the samples');
      await openImage(page, image.name, image.bytes);
      const { probability } = await viewerState(page);
      await dispatch(page, { type: 'threshold', value: probability + 0.0004 });
      const { prediction } = await until(() => outcome(page),
        (o) => o.prediction.startsWith(start), 'the language');
      assert.match(prediction, /: \d+,\d+%\./);
      assert.doesNotMatch(prediction, /\d\.\d|malignant|Estimate|clinic/);
      assert.match(String(await page.locator('#statistics').textContent()), /\d,\d/);
      const card = String(await page.locator('#card').textContent());
      assert.match(card, /0,904 \(0,876–0,926\)/);
      assert.match(card, /benigne, maligne/);
      await context.close();
    });
  }

  it('is of both models where two are compared, each by its name', async () => {
    const { page, context } = await pageWithImage();
    await dispatch(page, { type: 'screen', screen: 'compare' });
    const said = await until(() => page.locator('#pane-a-result').textContent(),
      (text) => /Network: central/.test(String(text)), 'the first pane');
    assert.match(String(said), /On images of another clinic it found 75%/);
    await context.close();
  });
});

describe('unusual responses', () => {
  it('are said not to be the reasons', async () => {
    const { page, context } = await pageWithImage();
    assert.equal(await page.locator('#strongest-heading').textContent(), 'Unusual responses');
    assert.match(String(await page.locator('#strongest-note').textContent()), /not the reasons/);
    await context.close();
  });
});

describe('the spread', () => {
  it('is asked for, holds the estimate, and is forgotten with it', async () => {
    const { page, context, complaints } = await pageWithImage();
    await page.locator('#spread-ask').focus();
    await page.keyboard.press('Enter');
    const { spread, probability } = await until(() => viewerState(page), (s) => s.spread, 'the spread');
    // 640 x 480: the square is as high as the image, so it moves to two sides; and eight turns.
    assert.equal(spread.n, 10);
    assert.ok(spread.lowest <= probability && probability <= spread.highest, JSON.stringify(spread));
    assert.ok(spread.lowest < spread.highest);
    const pattern = wordsOf('en').viewer['spread.said'].replace(/\{\w+\}/g, '[^ ]+').replace(/[()]/g, '\\$&');
    assert.match(String(await page.locator('#spread-said').textContent()), new RegExp(`^${pattern}$`));
    await dispatch(page, { type: 'crop-step', x: 1, y: 0 });
    await until(() => viewerState(page), (s) => s.seenKind === 'moved' && !s.spread, 'another square');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('can be stopped', async () => {
    const { page, context } = await pageWithImage();
    await page.evaluate(() => {
      const { dispatch: act } = /** @type {any} */ (globalThis).lesionlens;
      act({ type: 'ask-spread' });
      act({ type: 'drop-spread' });
    });
    // What is asked afterwards is answered, and the spread has not come.
    await dispatch(page, { type: 'crop-step', x: 1, y: 0 });
    const state = await until(() => viewerState(page), (s) => s.seenKind === 'moved', 'another square');
    assert.deepEqual([state.spread, state.spreadPending], [null, false]);
    await context.close();
  });
});
