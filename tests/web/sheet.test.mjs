// @ts-check
// The sheet (the paper's Fig. 6): images of the session down, filters across, by keys alone.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { openPage, openImage, until, untilState, viewerState } from './browser.mjs';
import { dotsPerInch, exported, inkIn, readCsv, readPng } from './downloads.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const { host, browser } = await hosted();
const { page, complaints } = await openPage(browser, host.url);
const images = synthetic(10).slice(0, 3);
before(async () => {
  await untilState(page);
  for (const { name, bytes } of images) await openImage(page, name, bytes);
});

/** What the dialog says of the sheet. */
function shown() {
  return page.evaluate(() => {
    const image = /** @type {HTMLImageElement} */ (document.getElementById('sheet-preview'));
    return {
      open: /** @type {HTMLDialogElement} */ (document.getElementById('save')).open,
      columns: [...document.querySelectorAll('#sheet-columns button')].map((button) =>
        button.getAttribute('aria-label') ?? ''),
      source: image.getAttribute('src') ?? '',
      size: [image.naturalWidth, image.naturalHeight],
      alt: image.alt,
    };
  });
}

/** Closing a dialog is told a task later: only then does the image have the keys again. */
async function leave() {
  await page.keyboard.press('Escape');
  await until(() => page.evaluate(() => document.activeElement?.id), (id) => id === 'view', 'the image');
}

/** @param {string} earlier source of the preview before */
function untilDrawn(earlier) {
  return until(shown, ({ source, size }) => source !== '' && source !== earlier && size[0] > 0,
    'a preview');
}

describe('the sheet', () => {
  it('opens by a key with the strongest filters on average, and shows a preview', async () => {
    await page.focus('#view');
    await page.keyboard.press('d');
    const { open, columns, size, alt } = await untilDrawn('');
    assert.ok(open);
    assert.equal(columns.length, 6);
    assert.equal(new Set(columns).size, 6);
    // A4 on its side.
    assert.ok(Math.abs(size[0] / size[1] - 297 / 210) < 0.002, `${size}`);
    assert.match(alt, /6 filters/);
  });

  it('is saved at 300 dots per inch, a row for each image, with legends and notice', async () => {
    await leave();
    const [file] = await exported(page, 'sheet');
    assert.equal(file.name, 'sheet.png');
    const sheet = readPng(file.bytes);
    assert.deepEqual([sheet.width, sheet.height], [3508, 2480]);
    assert.equal(dotsPerInch(file.bytes), 300);
    assert.ok(inkIn(sheet, 140, 140, 500, 60) > 0.05, 'the title');
    assert.ok(inkIn(sheet, 140, 2280, 1400, 70) > 0.04, 'the notice');
    for (const y of rows(sheet)) assert.ok(y > 400 && y < 2200, `${y}`);
    assert.equal(rows(sheet).length, images.length);
  });

  it('takes the filters that a person adds, and gives them back', async () => {
    await page.focus('#view');
    await page.keyboard.press('t');
    const first = await viewerState(page);
    await page.keyboard.press('ArrowDown');
    await until(() => viewerState(page), (state) => state.filter !== first.filter, 'the next filter');
    const second = await viewerState(page);
    await page.keyboard.press('t');
    await page.keyboard.press('t');
    const { source } = await shown();
    await page.keyboard.press('d');
    const both = await untilDrawn(source);
    assert.equal(both.columns.length, 2, 'each filter once');
    for (const [index, { layer, filter }] of [first, second].entries()) {
      assert.match(both.columns[index], new RegExp(`layer ${layer}, filter ${filter} `));
    }
    await page.locator('#sheet-columns button').first().press('Enter');
    const one = await untilDrawn(both.source);
    assert.deepEqual(one.columns, both.columns.slice(1));
    await page.locator('#sheet-clear').press('Enter');
    await until(shown, ({ columns }) => columns.length === 6, 'the strongest again');
    await leave();
    assert.equal((await shown()).open, false);
  });

  it('has a table with every filter of every image', async () => {
    const [file] = await exported(page, 'sheet-table');
    const records = readCsv(file.bytes.toString());
    const filters = records.filter((record) => record.image === images[0].name).length;
    assert.equal(records.length, filters * images.length);
    assert.deepEqual([...new Set(records.map((record) => record.image))],
      images.map((image) => image.name).reverse(), 'as the filmstrip has them, the newest first');
    const { layer, filter, max } = await viewerState(page);
    const same = records.find((record) => record.image === images[2].name &&
      record.layer === String(layer) && record.filter === String(filter));
    assert.equal(Math.fround(Number(same?.max)), Math.fround(max));
  });

  it('leaves the console clean', () => assert.deepEqual(complaints, []));
});

/**
 * Where rows of images begin, by the column of the images themselves: runs of pixels that are
 * not paper.
 * @param {{width: number, height: number, rgb: Uint8Array}} sheet
 */
function rows(sheet) {
  const found = [];
  const x = Math.round(sheet.width * 0.22);
  let run = 0;
  for (let y = 0; y < sheet.height; y += 1) {
    const [r, g, b] = sheet.rgb.subarray((y * sheet.width + x) * 3);
    run = r + g + b < 740 ? run + 1 : 0;
    if (run === 120) found.push(y - 119);
  }
  return found;
}
