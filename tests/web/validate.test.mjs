// @ts-check
// The Validate screen: the page judges the network on a folder of labelled images, by a table, by
// folders and by keys; held against figures computed here and against `lesionlens evaluate`.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { drop, dropFolder, openPage, root, until, untilState, viewerState } from './browser.mjs';
import { dispatch } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { program, synthetic } from './images.mjs';

/** @typedef {import('./browser.mjs').Page} Page */
/** @typedef {{isic_id: string, label: number, p_malignant: number}} Scored */

const COUNT = 200;
const { host, browser } = await hosted();
let folder = '';
/** @type {ReturnType<typeof synthetic>} */
let images = [];
/** @type {string[]} */
let table = [];

before(() => {
  images = synthetic(COUNT, '160x120');
  const lines = fs.readFileSync(path.join(path.dirname(images[0].file), '../metadata.csv'), 'utf8').trim().split(/\r?\n/);
  const [header, ...rows] = lines;
  assert.equal(rows.length, COUNT);
  table = [`${header},sex`, ...rows.map((row, at) => `${row},${at % 3 === 0 ? 'male' : 'female'}`)];
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-validate-'));
  for (const { name, bytes } of images) fs.writeFileSync(path.join(folder, name), bytes);
  fs.writeFileSync(path.join(folder, 'metadata.csv'), `${table.join('\n')}\n`);
});
after(() => fs.rmSync(folder, { recursive: true }));

/** @param {Page} page */
const validate = async (page) => (await viewerState(page)).validate;
/** @param {Page} page @param {number} count */
const judged = (page, count) => until(() => validate(page), (state) => state !== null && state.n === count &&
  state.reading === 0 && state.changes === state.computed, `figures on ${count} images`, 280_000);
/** What a button hands to the downloads. @param {Page} page @param {string} id */
async function saved(page, id) {
  const came = page.waitForEvent('download');
  await page.locator(id).focus();
  await page.keyboard.press('Enter');
  const file = await came;
  return fs.readFileSync(await file.path(), 'utf8');
}

/** By the definitions, over all pairs and bins. @param {Scored[]} scored @param {number} threshold */
function figures(scored, threshold) {
  const of = (/** @type {number} */ label) => scored.filter((one) => one.label === label).map((one) => one.p_malignant);
  const [benign, malignant] = [of(0), of(1)];
  let wins = 0;
  for (const a of malignant) for (const b of benign) wins += a > b ? 1 : a === b ? 0.5 : 0;
  const found = malignant.filter((p) => p >= threshold).length;
  const left = benign.filter((p) => p < threshold).length;
  const bins = Array.from({ length: 15 }, () => ({ p: 0, hits: 0 }));
  for (const { p_malignant: p, label } of scored) {
    const bin = bins[Math.min(14, Math.floor(p * 15))];
    bin.p += p;
    bin.hits += label;
  }
  const ece = bins.reduce((sum, { p, hits }) => sum + Math.abs(hits - p), 0) / scored.length;
  // Average precision: of each malignant image the precision at its score.
  const precision = malignant.reduce((sum, p) => sum + malignant.filter((q) => q >= p).length /
    scored.filter((one) => one.p_malignant >= p).length, 0) / malignant.length;
  return { n: scored.length, positives: malignant.length, auc: wins / malignant.length / benign.length,
    sensitivity: found / malignant.length, specificity: left / benign.length, ece, average_precision: precision,
    sensitivity_ci: wilson(found, malignant.length), specificity_ci: wilson(left, benign.length) };
}

/** The roots of (p - hat)^2 = z^2 p (1 - p) / n. @param {number} k @param {number} n */
function wilson(k, n) {
  const z = 1.959963984540054;
  const [a, b, c] = [1 + z * z / n, -(2 * k / n + z * z / n), (k / n) ** 2];
  const spread = Math.sqrt(b * b - 4 * a * c);
  return [(-b - spread) / 2 / a, (-b + spread) / 2 / a];
}

/** @param {any} found @param {any} wanted @param {number} most */
function near(found, wanted, most) {
  for (const [key, value] of Object.entries(wanted)) {
    for (const [at, one] of [value].flat().entries()) {
      const other = [found[key]].flat()[at];
      assert.ok(Math.abs(other - /** @type {number} */ (one)) <= most, `${key}: ${other}, ${one}`);
    }
  }
}

describe('a folder with a table', () => {
  it('is judged as lesionlens evaluate judges it', async (t) => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    await dropFolder(page, folder);
    // Growing live: some are judged while others are read.
    await until(() => validate(page), (state) => state !== null && state.n > 0 && state.reading > 0, 'a part');
    const state = await judged(page, COUNT);
    assert.equal(state.table, 'metadata.csv');
    const headline = await page.locator('#validate-headline').textContent();
    assert.match(headline ?? '', /^On your 200 images \(\d+ malignant\) it finds \d+% \(\d+% to \d+%\) of the malignant at its operating point; \d+% \(\d+% to \d+%\) of the benign are called malignant\.$/);
    const ours = JSON.parse(await saved(page, '#validate-save-json'));
    near(ours, figures(ours.images, ours.threshold), 1e-9);
    near(state, { auc: ours.auc, sensitivity: ours.sensitivity, specificity: ours.specificity }, 0);

    const model = path.join(root, 'models/default.onnx');
    const file = path.join(folder, '..', `${path.basename(folder)}.json`);
    execFileSync(program, ['evaluate', '--model', model, '--images', folder, '--metadata',
      path.join(folder, 'metadata.csv'), '--json', file], { stdio: 'pipe' });
    const native = JSON.parse(fs.readFileSync(file, 'utf8'));
    fs.rmSync(file);
    near(native, figures(native.images, native.threshold), 1e-9);
    assert.deepEqual(ours.images.map((/** @type {Scored} */ one) => one.isic_id),
      native.images.map((/** @type {Scored} */ one) => one.isic_id), 'in the same order');
    let most = 0;
    for (const [at, one] of ours.images.entries()) {
      most = Math.max(most, Math.abs(one.p_malignant - native.images[at].p_malignant));
      assert.equal(one.square_kind, native.images[at].square_kind);
    }
    t.diagnostic(`probabilities differ by ${most} at most`);
    assert.ok(most < 1e-4, `probabilities differ by ${most}`);
    const { subgroups, ...plain } = native;
    const numbers = Object.fromEntries(Object.entries(plain).filter(([, value]) => typeof value === 'number'));
    near(ours, numbers, 1e-4);
    near(ours, { auc_ci: native.auc_ci }, 1e-4);
    assert.deepEqual(Object.keys(ours), Object.keys(native), 'the same members');
    assert.deepEqual(ours.subgroups.map((/** @type {any} */ one) => one.group),
      subgroups.map((/** @type {any} */ one) => one.group));
    assert.ok(subgroups.some((/** @type {any} */ one) => one.group === 'Sex'));
    for (const [at, { rows }] of ours.subgroups.entries()) {
      for (const [place, row] of rows.entries()) {
        const { n, positives, sensitivity, specificity } = subgroups[at].rows[place];
        assert.deepEqual([row.n, row.positives, row.sensitivity, row.specificity],
          [n, positives, sensitivity, specificity]);
      }
    }
    // The text version says what the canvas says.
    const rows = await page.locator('#validate-figures tr').allTextContents();
    assert.ok(rows.some((row) => row.startsWith(`AUC${ours.auc.toFixed(3)} (`)), rows.join());
    const lines = (await saved(page, '#validate-save-csv')).trim().split('\r\n');
    assert.equal(lines.length, COUNT + 1);
    assert.equal(lines[0], 'image,label,probability,called');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('gives a threshold that holds on Read, is kept, handed on and removed', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await dropFolder(page, folder);
    await judged(page, COUNT);
    const before_ = await viewerState(page);
    await dispatch(page, { type: 'validate-wanted', value: 0.8 });
    const { threshold, wanted } = await judged(page, COUNT);
    assert.equal(wanted, 0.8);
    const { images: all } = JSON.parse(await saved(page, '#validate-save-json'));
    const malignant = all.filter((/** @type {Scored} */ one) => one.label === 1)
      .map((/** @type {Scored} */ one) => one.p_malignant).sort((/** @type {number} */ a, /** @type {number} */ b) => b - a);
    assert.equal(threshold, malignant[Math.ceil(malignant.length * 0.8 - 1e-9) - 1]);
    await page.locator('#validate-use-threshold').focus();
    await page.keyboard.press('Enter');
    const used = await until(() => viewerState(page), ({ own }) => own !== null, 'its use');
    assert.equal(used.threshold, threshold);
    assert.equal(used.own.holds, true);
    const small = await saved(page, '#validate-save-own');
    const { sha256, images: count } = JSON.parse(small);
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.equal(sha256, used.modelHash);
    assert.equal(count, COUNT);
    await dispatch(page, { type: 'screen', screen: 'read' });
    const said = async () => await page.locator('#prediction').textContent() ?? '';
    await until(said, (text) => /Operating point .* from your 200 images \(\d+ malignant, \d{4}-\d\d-\d\d\)/.test(text), 'the line on Read');

    // It outlasts a reload, with the model that it was found with.
    await page.reload();
    await untilState(page);
    const again = await until(() => viewerState(page), ({ own }) => own !== null, 'what was kept');
    assert.equal(again.threshold, threshold);
    await dispatch(page, { type: 'validate-remove-own' });
    await until(() => viewerState(page), ({ own }) => own === null, 'its end');
    assert.equal((await viewerState(page)).threshold, before_.threshold);
    await page.reload();
    await untilState(page);
    assert.equal((await viewerState(page)).own, null);
    // Another workstation loads the file; one for another network is refused.
    await drop(page, [{ name: 'clinic.json', bytes: Buffer.from(small) }]);
    await until(() => viewerState(page), ({ own }) => own?.holds === true, 'the file');
    await drop(page, [{ name: 'other.json', bytes: Buffer.from(small.replace(sha256, '0'.repeat(64))) }]);
    const problem = () => page.locator('#problem').textContent();
    await until(problem, (text) => /other\.json: it was found for another network/.test(text ?? ''), 'a word');
    await context.close();
  });
});

describe('what is handed on', () => {
  const FEW = 40;
  let few = '';
  before(() => {
    few = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-few-'));
    for (const { name, bytes } of images.slice(0, FEW)) fs.writeFileSync(path.join(few, name), bytes);
    // One more that is no image, and rows without one.
    fs.writeFileSync(path.join(few, 'patient-7.jpg'), 'no image');
    fs.writeFileSync(path.join(few, 'metadata.csv'), `${table.slice(0, FEW + 4).join('\n')}\n`);
  });
  after(() => fs.rmSync(few, { recursive: true }));

  it('is one page with the figures, the curves and what was left out, without names where none are wanted', async (t) => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    await dropFolder(page, few);
    await judged(page, FEW);
    // What goes to be drawn, before it is drawn.
    await page.evaluate(() => {
      const seen = /** @type {any} */ (globalThis);
      seen.drawn = [];
      const send = Worker.prototype.postMessage;
      Worker.prototype.postMessage = /** @type {any} */ (function tell(/** @type {any} */ message, /** @type {any[]} */ ...rest) {
        if (message?.what === 'validation') seen.drawn.push(message.spec.report);
        return send.call(/** @type {any} */ (this), message, .../** @type {[any]} */ (rest));
      });
    });
    const page_ = async () => {
      const came = page.waitForEvent('download', { timeout: 120_000 });
      await page.locator('#validate-save-report').focus();
      await page.keyboard.press('Enter');
      const file = await came;
      assert.equal(file.suggestedFilename(), 'validation.png');
      const bytes = fs.readFileSync(await file.path());
      assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [2480, 3508]);
      const all = await page.evaluate(() => /** @type {any} */ (globalThis).drawn);
      return { report: JSON.parse(all.at(-1)), bytes };
    };
    const { report, bytes } = await page_();
    const ours = JSON.parse(await saved(page, '#validate-save-json'));
    assert.equal(report.headline, await page.locator('#validate-headline').textContent());
    const rows = await page.locator('#validate-figures tr').allTextContents();
    assert.deepEqual(report.figures.map((/** @type {string[]} */ one) => one.join('')), rows);
    assert.match(report.date, /^\d{4}-\d\d-\d\d$/);
    const facts = Object.fromEntries(report.facts);
    const { modelHash } = await viewerState(page);
    assert.equal(facts['File (SHA-256)'], modelHash);
    assert.equal(facts.Images, `${FEW} counted: ${ours.positives} malignant, ${FEW - ours.positives} benign.`);
    assert.match(facts['Operating point used'], /%, the model's own;/);
    assert.ok(report.notes.some((/** @type {string} */ one) => /^1 files could not be read: patient-7\.jpg: /.test(one)), report.notes.join());
    assert.ok(report.notes.includes('3 labelled rows of metadata.csv have no image here.'), report.notes.join());
    // The curve of these images: its corners lie on the one by definition, and its area is the AUC.
    const area = report.roc.curve.reduce((/** @type {number} */ sum, /** @type {number[]} */ [x, y], /** @type {number} */ at) => {
      const [before_, height] = at === 0 ? [0, 0] : report.roc.curve[at - 1];
      return sum + (x - before_) * (y + height) / 2;
    }, 0);
    assert.ok(Math.abs(area - ours.auc) < 1e-12, `${area}, ${ours.auc}`);
    assert.ok(report.roc.card.length > 10, 'the card has a curve');
    assert.equal(report.scores.line, ours.threshold);
    assert.equal(Math.max(...report.scores.benign, ...report.scores.malignant), 1);
    t.diagnostic(`the report is ${bytes.length} bytes`);
    // A browser's print dialog gets the same page.
    await page.evaluate(() => {
      Object.assign(globalThis, { print: () => { /** @type {any} */ (globalThis).printed = true; } });
    });
    await page.locator('#validate-print').focus();
    await page.keyboard.press('Enter');
    await until(() => page.evaluate(() => /** @type {any} */ (globalThis).printed === true), (done) => done, 'the print', 120_000);

    await page.evaluate(() => {
      /** @type {HTMLInputElement} */ (document.getElementById('no-names')).checked = true;
    });
    const nameless = JSON.stringify((await page_()).report);
    for (const name of ['patient-7', 'metadata', ...images.slice(0, FEW).map(({ name: one }) => one.replace(/\.\w+$/, ''))]) {
      assert.ok(!nameless.includes(name), `${name} stands on the report`);
    }
    assert.match(nameless, /3 labelled rows of the table have no image here/);
    assert.match(nameless, /1 files could not be read: /);
    await page.selectOption('#language', 'de');
    await until(() => page.locator('#validate-headline').textContent(), (text) => /^Auf Ihren/.test(text ?? ''), 'German');
    const { report: german } = await page_();
    assert.equal(german.title, 'Ein Netz auf Ihren eigenen Bildern');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is a model file with threshold and recalibration, as page and lesionlens evaluate take it', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await dropFolder(page, few);
    await judged(page, FEW);
    await dispatch(page, { type: 'validate-wanted', value: 0.8 });
    await judged(page, FEW);
    for (const what of ['threshold', 'recalibration']) {
      await dispatch(page, { type: 'validate-use', what, date: '2026-11-28' });
    }
    const used = await until(() => viewerState(page), ({ own }) => own !== null, 'its use');
    const own = JSON.parse(used.own.file);
    assert.ok(own.threshold && own.recalibration);
    const came = page.waitForEvent('download', { timeout: 120_000 });
    await page.locator('#validate-save-model').focus();
    await page.keyboard.press('Enter');
    const file = await came;
    assert.equal(file.suggestedFilename(), 'default-own.onnx');
    const bytes = fs.readFileSync(await file.path());
    await context.close();

    // Opened where nothing is kept: in force at once, and it says where it comes from.
    const fresh = await openPage(browser, host.url);
    await untilState(fresh.page);
    await drop(fresh.page, [{ name: 'default-own.onnx', bytes }]);
    const opened = await until(() => viewerState(fresh.page), ({ modelName, modelHash }) =>
      modelName === 'default-own.onnx' && modelHash !== '', 'the model');
    assert.equal(opened.own.holds, true);
    assert.equal(opened.threshold, own.threshold.value);
    const again = JSON.parse(opened.own.file);
    assert.equal(again.sha256, opened.modelHash);
    assert.notEqual(again.sha256, own.sha256);
    assert.deepEqual({ ...again, sha256: own.sha256 }, own);
    await dropFolder(fresh.page, few);
    await judged(fresh.page, FEW);
    const ours = JSON.parse(await saved(fresh.page, '#validate-save-json'));
    assert.equal(ours.threshold, own.threshold.value);
    assert.deepEqual(ours.own_point, own);
    near(ours, figures(ours.images, ours.threshold), 1e-9);
    for (const { p_malignant: p, p_recalibrated: right } of ours.images) {
      const odds = (Math.log(p / (1 - p)) + own.recalibration.offset) / own.recalibration.temperature;
      assert.ok(Math.abs(right - 1 / (1 + Math.exp(-odds))) < 1e-9, `${right}`);
    }
    await dispatch(fresh.page, { type: 'screen', screen: 'read' });
    await until(() => fresh.page.locator('#prediction').textContent(),
      (text) => /Operating point .* from your 40 images \(\d+ malignant, 2026-11-28\)/.test(text ?? ''), 'the line on Read');
    await fresh.context.close();

    const model = path.join(few, '..', `${path.basename(few)}.onnx`);
    const out = `${model}.json`;
    fs.writeFileSync(model, bytes);
    const said = execFileSync(program, ['evaluate', '--model', model, '--images', few, '--metadata',
      path.join(few, 'metadata.csv'), '--masks', path.join(root, 'models/masks.onnx'), '--json', out],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    assert.match(said, /threshold .* from 40 images of the user's own \(\d+ malignant\), 2026-11-28/);
    const native = JSON.parse(fs.readFileSync(out, 'utf8'));
    for (const one of [model, out]) fs.rmSync(one);
    // The same numbers: exactly what is of the file, and what follows from equal answers.
    assert.equal(native.threshold, ours.threshold);
    assert.deepEqual(native.own_point, ours.own_point);
    assert.deepEqual(native.sensitivity, ours.sensitivity);
    assert.deepEqual(native.specificity, ours.specificity);
    near(native, figures(native.images, native.threshold), 1e-9);
    assert.ok(Math.abs(native.ece_recalibrated - ours.ece_recalibrated) < 1e-4);
    for (const [at, one] of ours.images.entries()) {
      assert.ok(Math.abs(one.p_recalibrated - native.images[at].p_recalibrated) < 1e-4);
    }
  });
});

describe('labels', () => {
  it('come by keys, one image at a time, and a stopped reading leaves what was read', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await dropFolder(page, path.dirname(images[0].file));
    await until(() => viewerState(page), ({ images: list }) => list.length > 12, 'some images');
    await dispatch(page, { type: 'screen', screen: 'validate' });
    await until(() => validate(page), (state) => state?.reading > 0, 'the screen');
    await page.locator('#validate-stop').focus();
    await page.keyboard.press('Enter');
    await until(() => validate(page), (state) => state?.reading === 0, 'the end');
    const { images: list } = await viewerState(page);
    assert.ok(list.length < COUNT, `${list.length} were read`);
    await dispatch(page, { type: 'screen', screen: 'read' });
    await page.focus('#view');
    await page.keyboard.press('8');
    await page.keyboard.press('n');
    await until(() => viewerState(page), ({ imageId, hasResult }) => imageId === list[1] && hasResult, 'the next');
    await page.keyboard.press('7');
    await dispatch(page, { type: 'screen', screen: 'validate' });
    const two = await judged(page, 2);
    assert.equal(two.positives, 1);
    assert.equal(two.reading, 0);
    await page.keyboard.press('9');
    assert.equal((await judged(page, 1)).positives, 1);
    // The same by the text version.
    await page.locator('#validate-mark [data-label="malignant"]').focus();
    await page.keyboard.press('Enter');
    assert.equal((await judged(page, 2)).positives, 2);
    await page.locator('#validate-mark [data-label=""]').focus();
    await page.keyboard.press('Enter');
    await judged(page, 1);
    assert.match(await page.locator('#validate-headline').textContent() ?? '', /^One image of yours so far, malignant/);
    await context.close();
  });

  it('come by folders benign and malignant', async () => {
    const { page, context } = await openPage(browser, host.url, { width: 412, height: 915, touch: true });
    await untilState(page);
    const set = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-classes-'));
    for (const [at, { name, bytes }] of images.slice(0, 8).entries()) {
      const into = path.join(set, at % 2 ? 'benign' : 'malignant');
      fs.mkdirSync(into, { recursive: true });
      fs.writeFileSync(path.join(into, name), bytes);
    }
    await dropFolder(page, set);
    const state = await judged(page, 8);
    fs.rmSync(set, { recursive: true });
    assert.deepEqual([state.positives, state.table], [4, null]);
    // On a phone nothing is cut off at the right.
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    await context.close();
  });

  it('of a table that cannot be read are refused with the line, and what was open stays', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await drop(page, [{ name: images[0].name, bytes: images[0].bytes }]);
    await until(() => viewerState(page), ({ hasResult }) => hasResult, 'an image');
    await drop(page, [{ name: 'bad.csv', bytes: Buffer.from('isic_id,benign_malignant\nA,perhaps\n') }]);
    const problem = await until(() => page.locator('#problem').textContent(), (text) => text !== '', 'a word');
    assert.match(problem ?? '', /^bad\.csv, line 2: benign_malignant is "perhaps"/);
    await page.selectOption('#language', 'de');
    await until(() => page.locator('#problem').textContent(),
      (text) => text === 'bad.csv, Zeile 2: benign_malignant ist „perhaps“; möglich sind benign, malignant und indeterminate',
      'German');
    await drop(page, [{ name: 'mine.json', bytes: Buffer.from('{"lesionlens": "own_point", "version": 9}') }]);
    await until(() => page.locator('#problem').textContent(),
      (text) => text === 'mine.json: Dies wurde von einer späteren Version gesichert', 'of a threshold');
    const { screen, hasResult } = await viewerState(page);
    assert.deepEqual([screen, hasResult], ['read', true]);
    await context.close();
  });
});
