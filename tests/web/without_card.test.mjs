// @ts-check
// ONNX files without a model card: guessed, shown, stated by a person, opened, saved with the card.
// The networks are those of any_input.test.mjs, whose answer was worked out without a graph.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import ort from 'onnxruntime-node';
import { drop, openImage, openPage, until, untilState, viewerState } from './browser.mjs';
import { loadEngine } from './engine.mjs';
import { hosted } from './hosted.mjs';
import { program } from './programs.mjs';

const APART = 1e-5; // of a probability: single precision, other orders of sums

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-plain-'));
after(() => fs.rmSync(folder, { recursive: true }));
execFileSync(program('input_variants'), [folder]);
/** @type {{probability: number, variants: string[]}} */
const known = JSON.parse(fs.readFileSync(path.join(folder, 'known.json'), 'utf8'));
const image = fs.readFileSync(path.join(folder, 'images/pattern.png'));

/** The file, its card under a key that nobody reads: to every reader it has none.
 * @param {string} variant */
function withoutCard(variant) {
  const file = fs.readFileSync(path.join(folder, `${variant}.onnx`));
  const key = Buffer.from('lesionlens');
  const at = file.indexOf(key);
  assert.ok(at > 0, variant);
  for (let i = at; i >= 0; i = file.indexOf(key, i + 1)) file.write('otherslens', i);
  return file;
}
/** @param {string} variant */
const cardOf = (variant) => {
  const { error, card } = engine.readModel(variant, fs.readFileSync(path.join(folder, `${variant}.onnx`)));
  assert.equal(error, null);
  return JSON.parse(card);
};
/** Without the card's temperature, which nobody states. */
const untempered = () => {
  const logit = Math.log(known.probability / (1 - known.probability)) * 1.5;
  return 1 / (1 + Math.exp(-logit));
};

const engine = await loadEngine();
const { host, browser } = await hosted();

describe('a file without a card, under node', () => {
  it('is guessed as far as its graph says, and answers as known once the rest is stated', async () => {
    for (const variant of known.variants) {
      const plain = withoutCard(variant);
      assert.equal(engine.readModel('plain.onnx', plain).error.code, 'model.no_card');
      const { error, guess } = engine.guessedCard('plain.onnx', plain);
      assert.equal(error, null);
      const guessed = JSON.parse(guess);
      const card = cardOf(variant);
      assert.equal(guessed.card.input.layout, card.input.layout, variant);
      assert.deepEqual([guessed.card.input.width, guessed.card.input.height], [card.input.width, card.input.height]);
      assert.equal(guessed.outputs[0].kind, card.output, variant);
      assert.equal(guessed.outputs[0].tensor, 'answer', variant);
      assert.ok(guessed.assumed.includes('values') && guessed.assumed.includes('channels'), variant);
      assert.ok(!guessed.assumed.includes('size'), variant);
      assert.deepEqual([guessed.layers, guessed.filters, guessed.left_out], [2, 7, []], variant);

      const changes = ['input.channels', 'input.range', 'input.mean', 'input.std', 'temperature'].map((place) =>
        [place, JSON.stringify(place.split('.').reduce((at, name) => at[name], card))]);
      const stated = engine.cardedModel('plain.onnx', plain, JSON.stringify({ changes, classes: card.classes }));
      assert.equal(stated.error, null, variant);
      const read = engine.readModel('plain.onnx', stated.bytes);
      assert.equal(read.error, null, variant);
      engine.keepModel();
      const fresh = JSON.parse(read.card);
      assert.deepEqual(fresh.layers.map((/** @type {any} */ { tensor }) => tensor), ['layer0', 'layer1']);
      assert.equal(engine.openImage('pattern.png', image).error, null);
      const input = engine.prepareOpenImage(null);
      const session = await ort.InferenceSession.create(stated.bytes);
      const outputs = await session.run({ [fresh.input_tensor]: new ort.Tensor('float32', input.tensor, input.shape) });
      await session.release();
      assert.equal(outputs.layer0.dims[1], 4, variant);
      const { probability } = engine.probability(outputs[fresh.logits_tensor].data);
      assert.ok(Math.abs(probability - known.probability) < APART, `${variant}: ${probability}`);
      engine.closeImage();
    }
  });

  it('never has a softmax taken for logits', () => {
    const { error } = engine.cardedModel('plain.onnx', withoutCard('softmax'),
      JSON.stringify({ changes: [['output', '"logits"']], classes: [] }));
    assert.equal(error.code, 'card.not_logits');
  });
});

describe('a file without a card, on the page', () => {
  /** @param {import('playwright-core').Page} page @param {Record<string, string>} fields */
  const state = async (page, fields) => {
    for (const [id, value] of Object.entries(fields)) {
      const field = page.locator(`#${id}`);
      if (await field.evaluate((element) => element.tagName) === 'SELECT') await field.selectOption(value);
      else await field.fill(value);
    }
  };
  const numbers = (/** @type {number[]} */ values) => values.join(' ');

  it('is stated in a dialog, opens, is saved, and the saved file opens at once', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    await openImage(page, 'pattern.png', image);
    const before = await viewerState(page);
    const { input } = cardOf('all');
    await drop(page, [{ name: 'plain.onnx', bytes: withoutCard('all') }]);
    await page.locator('#card-dialog[open]').waitFor();
    // What the file says is filled in and not to be changed; what it does not say is marked.
    assert.equal(await page.locator('#card-layout').inputValue(), 'NHWC');
    assert.ok(await page.locator('#card-layout').isDisabled());
    assert.equal(await page.locator('#card-width').inputValue(), '32');
    assert.equal(await page.locator('#card-kind').inputValue(), 'sigmoid');
    assert.equal(await page.locator('#card-dialog .assumed').count(), 6);
    assert.match(await page.locator('#card-layers').innerText(), /^2 layers with 7 filters/);
    // Nothing has changed yet.
    assert.equal((await viewerState(page)).modelName, before.modelName);
    await state(page, { 'card-channels': input.channels, 'card-range': input.range, 'card-normalise': 'own',
      'card-mean': '1 2', 'card-std': numbers(input.std) });
    await page.locator('#card-open').click();
    assert.match(await page.locator('#card-problem').innerText(), /Three numbers/);
    await state(page, { 'card-mean': numbers(input.mean) });
    const download = page.waitForEvent('download');
    await page.locator('#card-open').click();
    const saved = await download;
    assert.equal(saved.suggestedFilename(), 'plain_card.onnx');
    const file = fs.readFileSync(/** @type {string} */ (await saved.path()));
    const opened = await until(() => viewerState(page), (s) => s.modelName === 'plain.onnx' && s.hasResult, 'opened');
    assert.ok(Math.abs(opened.probability - untempered()) < APART, `${opened.probability}, ${untempered()}`);
    // Its filters were never measured: nothing is called unusual.
    await until(() => page.locator('#strongest-heading').textContent(), (words) => words === 'Strongest responses', 'the heading');
    assert.match(String(await page.locator('#strongest-note').textContent()), /never measured/);
    await drop(page, [{ name: 'saved.onnx', bytes: file }]);
    const again = await until(() => viewerState(page), (s) => s.modelName === 'saved.onnx' && s.hasResult, 'again');
    assert.equal(again.probability, opened.probability);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is left by Escape, and what was open stays open', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    const before = await viewerState(page);
    await drop(page, [{ name: 'plain.onnx', bytes: withoutCard('base') }]);
    await page.locator('#card-dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#card-dialog[open]').waitFor({ state: 'detached' });
    await untilState(page);
    assert.equal((await viewerState(page)).modelName, before.modelName);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('that is stated wrongly says why, with the fields as they were', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    const before = await viewerState(page);
    await drop(page, [{ name: 'plain.onnx', bytes: withoutCard('softmax') }]);
    await page.locator('#card-dialog[open]').waitFor();
    assert.equal(await page.locator('#card-kind').inputValue(), 'probabilities');
    await state(page, { 'card-kind': 'logits', 'card-name': 'My net' });
    await page.locator('#card-open').click();
    await page.locator('#card-problem').filter({ hasText: 'Softmax' }).waitFor();
    assert.equal(await page.locator('#card-name').inputValue(), 'My net');
    assert.equal((await viewerState(page)).modelName, before.modelName);
    await state(page, { 'card-kind': 'probabilities' });
    await page.locator('#card-save').uncheck();
    await page.locator('#card-open').click();
    await until(() => viewerState(page), (s) => s.modelName === 'plain.onnx', 'opened');
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
