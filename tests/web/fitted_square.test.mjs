// @ts-check
// A network whose square is fitted to the lesion: the page fits it as `lesionlens evaluate` does, says
// what it was fitted to, and says so where there is nothing to fit it to.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import {
  lastResult, openImage, openPage, outcome, root, until, untilState, viewerState,
} from './browser.mjs';
import { dispatch } from './canvas.mjs';
import { exported, readCsv } from './downloads.mjs';
import { hosted } from './hosted.mjs';
import { NO_REAL, program, real, synthetic } from './images.mjs';
import { writePng } from './png.mjs';

const PROBABILITY = 1e-4;

const file = path.join(root, 'models/default.onnx');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-fitted-'));
const { host, browser } = await hosted();

after(() => {
  fs.rmSync(folder, { recursive: true });
});

async function pageWithModel() {
  const opened = await openPage(browser, host.url);
  await untilState(opened.page);
  return opened;
}

/** @param {import('./images.mjs').ImageFile[]} images @returns {Map<string, number>} by the name */
function native(images) {
  const links = fs.mkdtempSync(path.join(folder, 'images-'));
  const rows = ['isic_id,benign_malignant'];
  for (const [index, { name, file: image }] of images.entries()) {
    fs.symlinkSync(image, path.join(links, name));
    // The labels are of no interest here, but both must occur.
    rows.push(`${path.parse(name).name},${index % 2 ? 'malignant' : 'benign'}`);
  }
  const metadata = path.join(links, 'metadata.csv');
  fs.writeFileSync(metadata, `${rows.join('\n')}\n`);
  const out = path.join(links, 'out.json');
  execFileSync(program, ['evaluate', '--model', file, '--images', links, '--metadata', metadata,
    '--split', 'all', '--masks', path.join(root, 'models/masks.onnx'), '--json', out], { stdio: 'ignore' });
  const { images: list } = JSON.parse(fs.readFileSync(out, 'utf8'));
  return new Map(list.map((/** @type {any} */ one) => [one.isic_id, one.p_malignant]));
}

/** @param {import('./images.mjs').ImageFile[]} images @param {import('node:test').TestContext} t */
async function compare(images, t) {
  const expected = native(images);
  const { page, context, complaints } = await pageWithModel();
  let [most, fitted] = [0, 0];
  for (const { name, bytes } of images) {
    const seen = await openImage(page, name, bytes);
    assert.equal(seen.state, 'ready', seen.problem);
    const { probability, lesion } = await lastResult(page);
    const apart = Math.abs(probability - (expected.get(path.parse(name).name) ?? NaN));
    assert.ok(apart <= PROBABILITY, `${name}: ${apart} apart`);
    most = Math.max(most, apart);
    if (lesion) fitted += 1;
  }
  assert.ok(fitted > images.length / 2, `${fitted} of ${images.length} fitted`);
  t.diagnostic(`${images.length} images, ${fitted} fitted, at most ${most.toExponential(1)} apart`);
  assert.deepEqual(complaints, []);
  await context.close();
}

describe('a network whose square is fitted to the lesion', () => {
  it('says of synthetic images what evaluate says', (t) => compare(synthetic(10), t));

  it('says of real images what evaluate says', (t) => {
    const images = real(12);
    if (images.length === 0) return t.skip(NO_REAL);
    return compare(images, t);
  });

  it('says what the square was fitted to, and shows the estimate of the middle beside it', async () => {
    const { page, context, complaints } = await pageWithModel();
    const [image] = synthetic(10);
    const { prediction } = await openImage(page, image.name, image.bytes);
    const state = await viewerState(page);
    const { region, lesion, central } = await lastResult(page);
    assert.deepEqual([state.fitsLesion, state.seenKind], [true, 'central']);
    assert.ok(Math.abs(state.lesionShare - lesion.area / (region.width * region.height)) < 1e-9);
    assert.equal(state.central, central);
    assert.ok(prediction.includes(
      `a square fitted to the lesion, which takes up ${Math.round(100 * state.lesionShare)}% of it. ` +
      'For the image\'s middle: '), prediction);
    // By hand and back again.
    await dispatch(page, { type: 'crop', x: 0, y: 0, width: 200 });
    await until(() => viewerState(page), (s) => s.seenKind === 'moved' && !s.cropPending, 'the square');
    await dispatch(page, { type: 'crop-reset' });
    const back = await until(() => viewerState(page), (s) => s.seenKind === 'central' && !s.cropPending,
      'the fitted square');
    assert.deepEqual(back.seen, region);
    const [scores] = await exported(page, 'scores');
    const [record] = readCsv(scores.bytes.toString());
    assert.equal(record.region_kind, 'lesion');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('keeps its estimate beside that of another square, through a change of model too', async () => {
    const { page, context, complaints } = await pageWithModel();
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    const { probability } = await lastResult(page);
    await dispatch(page, { type: 'crop-whole' });
    const whole = await until(() => viewerState(page), (s) => s.seenKind === 'whole' && !s.cropPending,
      'the whole image');
    assert.equal(whole.byRule, probability);
    const { prediction } = await outcome(page);
    assert.match(prediction, /Made from the whole image, fitted by you\. .* squares fitted to the lesion/);
    assert.doesNotMatch(prediction, /takes up/);
    await dispatch(page, { type: 'screen', screen: 'compare' });
    const { compare: compared } = await until(() => viewerState(page),
      (s) => s.compare?.panes[0].probability !== null, 'a pane');
    assert.equal(compared.panes[0].byRule, probability);
    assert.match(await page.textContent('#compare-panes') ?? '', /The network's own square: <?\d+(\.\d+)?%\./);
    await dispatch(page, { type: 'screen', screen: 'read' });
    for (const name of ['central', 'default']) {
      await page.evaluate((wanted) => {
        const buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#models button')]);
        buttons.find((button) => button.textContent?.includes(wanted))?.click();
      }, name);
      await until(() => viewerState(page), (s) => s.modelName.startsWith(name) && s.hasResult &&
        !s.cropPending && s.byRule !== null, `the estimate of ${name}'s own square`);
    }
    assert.ok(Math.abs((await viewerState(page)).byRule - probability) < 1e-6);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('says so where no lesion is found', async () => {
    const { page, context, complaints } = await pageWithModel();
    const [width, height] = [320, 240];
    const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => [224, 186, 165][i % 3]);
    const { prediction } = await openImage(page, 'skin.png', writePng({ width, height, rgb }));
    const { lesion } = await lastResult(page);
    assert.equal(lesion, null);
    assert.match(prediction, /No lesion was found: made from the image's middle/);
    const { seenKind, lesionShare } = await viewerState(page);
    assert.deepEqual([seenKind, lesionShare], ['central', null]);
    const [scores] = await exported(page, 'scores');
    assert.equal(readCsv(scores.bytes.toString())[0].region_kind, 'central');
    // Also where the image is one among others.
    await dispatch(page, { type: 'screen', screen: 'sheet' });
    const { sheet } = await until(() => viewerState(page), (s) => s.sheet.table?.rows.length === 1, 'a row');
    assert.equal(sheet.table.rows[0].lesionMissed, true);
    assert.match(await page.textContent('#sheet-table tbody th') ?? '', /skin\.png: \d+%, No lesion found/);
    await dispatch(page, { type: 'screen', screen: 'compare' });
    const { compare: compared } = await until(() => viewerState(page),
      (s) => s.compare?.panes[0].probability !== null, 'a pane');
    assert.equal(compared.panes[0].lesionMissed, true);
    assert.match(await page.textContent('#compare-panes') ?? '', /No lesion was found: made from the image's middle/);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('gives no estimate where the mask network can not be had, and works again once it can', async () => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.route('**/models/masks.onnx', (route) => route.abort());
    await page.goto(host.url);
    await untilState(page);
    const [first, second] = synthetic(10);
    const { state, problem } = await openImage(page, first.name, first.bytes);
    assert.equal(state, 'error');
    assert.match(problem, /the network that finds it can't be used/);
    await page.unroute('**/models/masks.onnx');
    await openImage(page, second.name, second.bytes);
    assert.equal((await outcome(page)).state, 'ready');
    await context.close();
  });
});
