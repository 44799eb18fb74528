// @ts-check
// A folder dropped on the page: every image in it is scored, one after the other, while the
// person looks at the first.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { drop, dropFolder, openPage, outcome, until, untilState, viewerState } from './browser.mjs';
import { exported, readCsv } from './downloads.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const { host, browser } = await hosted();
let folder = '';
/** @type {string[]} */
const names = [];
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-folder-'));
  fs.mkdirSync(path.join(folder, 'more'));
  for (const [index, image] of [...synthetic(10), ...synthetic(10)].entries()) {
    const name = `image-${index + 1}.jpg`;
    names.push(name);
    fs.writeFileSync(path.join(folder, index < 14 ? '' : 'more', name), image.bytes);
  }
  fs.writeFileSync(path.join(folder, 'notes.txt'), 'not an image');
  fs.writeFileSync(path.join(folder, 'broken.jpg'), 'not an image either');
});
after(async () => {
  fs.rmSync(folder, { recursive: true });
});

describe('a folder', () => {
  it('is scored whole, with progress, while its first image is shown', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    await dropFolder(page, folder);
    /** @type {Set<string>} */
    const said = new Set();
    const list = await until(async () => {
      said.add(await page.locator('#progress').textContent() ?? '');
      return page.locator('#session button').allTextContents();
    }, (texts) => texts.length === 20 && texts.every((text) => text.includes('Estimate')), 'scores');
    assert.deepEqual(list.map((text) => text.split(':')[0]).sort(), [...names].sort());
    assert.ok([...said].some((words) => /^\d+ of \d+ images evaluated$/.test(words)), [...said].join());
    const { name, problem } = await outcome(page);
    assert.equal(name, 'image-1.jpg', 'the first in the order of numbers is still shown');
    assert.match(problem, /^Left out of the folder, as they are no images that can be read here: 1 \.txt\.\nbroken\.jpg: /);

    const [file] = await exported(page, 'scores');
    const all = readCsv(file.bytes.toString());
    assert.equal(all.length, 21, 'the one that could not be read has its row');
    const [unread] = all.splice(20);
    assert.deepEqual([unread.image, unread.probability], ['broken.jpg', '']);
    assert.match(unread.problem, /^[A-Z]/, 'with the reason');
    const records = all;
    const scores = records.map((record) => Number(record.probability));
    // The same ten images twice: seen or unseen, the score is the same.
    const of = (/** @type {number} */ n) =>
      Number(records.find((record) => record.image === `image-${n}.jpg`)?.probability);
    for (let n = 1; n <= 10; n += 1) assert.equal(of(n), of(n + 10), `image ${n}`);

    await page.selectOption('#image-order', 'score');
    const sorted = await page.locator('#session button').allTextContents();
    const heights = sorted.map((text) => of(Number(text.match(/image-(\d+)/)?.[1])));
    assert.deepEqual(heights, scores.sort((a, b) => b - a));

    // By keys: order by name, the first, then the next two below it.
    await page.focus('#view');
    await page.keyboard.press('q');
    await page.keyboard.press('q');
    await until(() => viewerState(page), (state) => state.imageOrder === 'name', 'by name');
    await page.locator('#session button').first().press('Enter');
    const shown = (/** @type {string} */ wanted) => until(() => outcome(page), (now) =>
      now.name === wanted && now.prediction !== '', wanted);
    await shown('image-1.jpg');
    await page.focus('#view');
    for (const [pressed, wanted] of [['n', 'image-2.jpg'], ['n', 'image-3.jpg'],
      ['p', 'image-2.jpg']]) {
      await page.keyboard.press(pressed);
      await shown(wanted);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('lets an image be opened before the others are done', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await dropFolder(page, folder);
    await until(() => page.locator('#session button').count(), (count) => count >= 20, 'the list');
    const wanted = page.locator('#session button', { hasText: 'image-18.jpg' });
    await wanted.focus();
    await page.keyboard.press('Enter');
    await until(() => outcome(page), ({ name, prediction }) =>
      name === 'image-18.jpg' && prediction !== '', 'the one asked for');
    await until(() => page.locator('#session button').allTextContents(), (texts) =>
      texts.length === 20 && texts.every((text) => text.includes('Estimate')), 'the others');
    assert.equal((await outcome(page)).name, 'image-18.jpg', 'and it stays');
    await context.close();
  });

  it('tells images of one name apart, and counts what it left out', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    const twins = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-twins-'));
    for (const [index, image] of synthetic(2).entries()) {
      const patient = path.join(twins, 'AB'[index]);
      fs.mkdirSync(patient);
      fs.writeFileSync(path.join(patient, 'IMG_0001.jpg'), image.bytes);
    }
    await dropFolder(page, twins);
    const list = await until(() => page.locator('#session button').allTextContents(),
      (texts) => texts.length === 2 && texts.every((text) => text.includes('Estimate')), 'both');
    const named = list.map((text) => text.split(':')[0].split('/').slice(-2).join('/')).sort();
    assert.deepEqual(named, ['A/IMG_0001.jpg', 'B/IMG_0001.jpg']);
    fs.rmSync(twins, { recursive: true });

    const others = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-others-'));
    for (let n = 0; n < 5; n += 1) fs.writeFileSync(path.join(others, `${n}.MOV`), 'x');
    fs.writeFileSync(path.join(others, 'scan.raw'), 'x');
    await dropFolder(page, others);
    const { problem } = await until(() => outcome(page), (now) => now.problem !== '', 'what was left out');
    assert.match(problem, /^The folder holds no image that can be read here: 5 \.mov, 1 \.raw\./);
    fs.rmSync(others, { recursive: true });
    const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-empty-'));
    await dropFolder(page, empty);
    await until(() => outcome(page), (now) => now.problem === 'The folder is empty.', 'that it is empty');
    fs.rmSync(empty, { recursive: true });
    assert.equal((await page.locator('#session button').allTextContents()).length, 2, 'what was open stays');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is not lost by leaving the page before its scores are saved', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    await drop(page, synthetic(3));
    await until(() => page.locator('#session button').allTextContents(),
      (texts) => texts.length === 3 && texts.every((text) => text.includes('Estimate')), 'three estimates');
    /** @type {string[]} */
    const asked = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    // Browsers ask only where somebody has done something on the page.
    await page.mouse.click(500, 400);
    await page.close({ runBeforeUnload: true });
    await until(async () => asked, (all) => all.length === 1, 'the question');
    assert.deepEqual(asked, ['beforeunload']);
    assert.equal((await outcome(page)).state, 'ready', 'to stay is to lose nothing');
    await exported(page, 'scores');
    const closed = page.waitForEvent('close');
    await page.close({ runBeforeUnload: true });
    await closed;
    assert.equal(asked.length, 1, 'what is saved can be left');
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
