// @ts-check
// The Sheet screen: images of the session down, filters across, by keys, pointer and the HTML
// mirror.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  counters, drop, openPage, openImage, until, untilAtRest, untilState, viewerState,
} from './browser.mjs';
import { differing, dispatch, pixels } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { siteWithTwoModels } from './made_site.mjs';
import { synthetic } from './images.mjs';

/** @typedef {import('./browser.mjs').Page} Page */

const site = siteWithTwoModels();
const { host, browser } = await hosted(site);
const images = synthetic(10);

/** @param {number} count @param {string} [hash] @param {object} [options] */
async function pageWith(count, hash = '', options = {}) {
  const opened = await openPage(browser, host.url + hash, options);
  await untilState(opened.page);
  for (const { name, bytes } of images.slice(0, count)) await openImage(opened.page, name, bytes);
  await opened.page.focus('#view');
  return opened;
}

/** The sheet with all its rows. @param {Page} page @returns {Promise<any>} */
async function whole(page) {
  const { sheet } = await until(() => viewerState(page),
    ({ sheet: one }) => one.table?.wanted.length === 0 && one.table.rows.length > 0, 'the rows');
  await untilAtRest(page);
  return sheet;
}

/** The middle of a cell in CSS pixels; column -1 is the image. @param {any} sheet
 * @param {number} row @param {number} column */
function middleOf(sheet, row, column) {
  const [{ rect }] = sheet.table.rows;
  const next = sheet.table.rows[row].rect;
  return { x: rect.x + (column + 1) * (rect.width + 8) + rect.width / 2, y: next.y + next.height / 2 };
}

describe('the Sheet screen', () => {
  it('shows every image of the session under the filters strongest on average', async () => {
    const { page, context, complaints } = await pageWith(3);
    await page.keyboard.press('u');
    const sheet = await whole(page);
    const { columns, byHand, table } = sheet;
    assert.equal(byHand, false);
    assert.equal(columns.length, 6);
    assert.deepEqual(table.rows.map((/** @type {any} */ row) => row.imageName),
      images.slice(0, 3).map(({ name }) => name).reverse());
    assert.equal((await counters(page)).sheetMaps, 18);
    // Every cell has the figures that Read has of that image and filter.
    const { imageName } = await viewerState(page);
    const [layer, filter] = columns[1];
    await dispatch(page, { type: 'select', layer, filter });
    const { max, place } = await viewerState(page);
    const row = table.rows.find((/** @type {any} */ one) => one.imageName === imageName);
    assert.deepEqual(row.cells[1], [max, 0, place]);
    // The printed sheet has the same columns.
    await page.keyboard.press('d');
    const printed = await until(() => page.evaluate(() =>
      [...document.querySelectorAll('#sheet-columns button')].map((one) => one.textContent)),
    (list) => list.length === 6, 'the preview');
    assert.deepEqual(printed, columns.map((/** @type {number[]} */ one) => one.join('/')));
    await page.keyboard.press('Escape');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('lays each map over its image, and over the image column nothing', async () => {
    const { page, context } = await pageWith(2);
    await page.keyboard.press('u');
    const sheet = await whole(page);
    const at = (/** @type {number} */ column) => {
      const { x, y } = middleOf(sheet, 0, column);
      const { width, height } = sheet.table.rows[0].rect;
      return { x: Math.round(x - width / 2), y: Math.round(y - height / 2), width: Math.floor(width),
        height: Math.floor(height) };
    };
    const [bare, covered] = [await pixels(page, at(-1)), await pixels(page, at(0))];
    await dispatch(page, { type: 'overlay', visible: false });
    await untilAtRest(page);
    assert.equal(differing(await pixels(page, at(-1)), bare), 0);
    const plain = await pixels(page, at(0));
    assert.ok(differing(plain, covered) > 0.02, 'green over the image');
    // Green: where they differ, the other two channels give way more.
    let greener = 0;
    for (let i = 0; i < plain.length; i += 4) {
      const change = [0, 1, 2].map((c) => covered[i + c] - plain[i + c]);
      if (change[1] > change[0] && change[1] > change[2]) greener += 1;
    }
    assert.ok(greener > 200, `${greener}`);
    await context.close();
  });

  it('goes from cell to cell by keys, opens one large, and is as it was on coming back', async () => {
    const { page, context } = await pageWith(3);
    await page.keyboard.press('u');
    const { columns, table } = await whole(page);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const asked = table.rows[1];
    assert.deepEqual((await viewerState(page)).sheet.table.cursor, { image: asked.image, column: 1 });
    await page.keyboard.press('Enter');
    const [layer, filter] = columns[1];
    await until(() => viewerState(page), (s) => s.screen === 'explore' && s.hasResult &&
      s.imageName === asked.imageName && s.layer === layer && s.filter === filter, 'the map, large');
    await page.goBack();
    await until(() => viewerState(page), (s) => s.screen === 'sheet', 'the sheet');
    const back = await viewerState(page);
    assert.deepEqual(back.sheet.table.wanted, [], 'nothing is looked at twice');
    assert.equal((await counters(page)).sheetMaps, 18);
    // The column under the cursor goes; the others are by hand now, and stand in the address.
    await page.keyboard.press('Delete');
    const left = columns.filter((/** @type {any} */ _, /** @type {number} */ i) => i !== 1);
    await until(() => viewerState(page), ({ sheet }) => sheet.byHand, 'by hand');
    assert.deepEqual((await viewerState(page)).sheet.columns, left);
    const written = `columns=${left.map((/** @type {number[]} */ one) => one.join('/')).join(',')}`;
    await until(async () => new URL(page.url()).hash, (hash) => hash.includes(written), 'the address');
    await context.close();
  });

  it('takes the filters of its address, and those that are added', async () => {
    const { page, context } = await pageWith(1, '#layer=2&filter=5&screen=sheet&columns=3/1,0/2');
    const there = await whole(page);
    assert.deepEqual(there.columns, [[3, 1], [0, 2]]);
    await page.keyboard.press('t');
    assert.deepEqual((await whole(page)).columns, [[3, 1], [0, 2], [2, 5]]);
    await page.keyboard.press('t');
    assert.equal((await whole(page)).columns.length, 3, 'each filter once');
    await context.close();
  });

  it('by the pointer: a cell opens, a cross removes, the wheel moves the rows', async () => {
    const { page, context } = await pageWith(10, '', { width: 1280, height: 700 });
    await page.keyboard.press('u');
    let sheet = await whole(page);
    const { columns } = sheet;
    const body = sheet.table.body;
    await page.mouse.move(body.x + body.width / 2, body.y + body.height / 2);
    await page.mouse.wheel(0, 300);
    await until(() => viewerState(page), (s) => s.sheet.table.scrollY === 300, 'further down');
    await page.mouse.wheel(0, -300);
    sheet = await until(() => viewerState(page), (s) => s.sheet.table.scrollY === 0, 'at the top')
      .then((state) => state.sheet);
    const { x, y, width } = sheet.table.rows[0].rect;
    await page.mouse.click(x + (width + 8) + width - 8, body.y - 76);
    await until(() => viewerState(page), (s) => s.sheet.byHand, 'one less');
    assert.deepEqual((await whole(page)).columns, columns.slice(1));
    sheet = await whole(page);
    const to = middleOf(sheet, 1, 0);
    await page.mouse.click(to.x, to.y);
    const [layer, filter] = columns[1];
    const name = sheet.table.rows[1].imageName;
    await until(() => viewerState(page), (s) => s.screen === 'explore' && s.imageName === name &&
      s.layer === layer && s.filter === filter && s.hasResult, 'the map, large');
    await page.keyboard.press('u');
    sheet = await whole(page);
    await page.mouse.click(x + width / 2, y + 20);
    await until(() => viewerState(page), (s) => s.screen === 'read' &&
      s.imageName === sheet.table.rows[0].imageName, 'the image');
    await context.close();
  });

  it('is a table in the text version, from which everything can be done', async () => {
    const { page, context } = await pageWith(2);
    await page.selectOption('#screen', 'sheet');
    const { columns, table } = await whole(page);
    const cells = () => page.evaluate(() =>
      [...document.querySelectorAll('#sheet-table tr')].map((row) =>
        [...row.children].map((cell) => cell.textContent ?? '')));
    const shown = await cells();
    assert.equal(shown.length, 3);
    assert.ok(shown.every((row) => row.length === 7));
    assert.equal(shown[0][1], `${columns[0].join('/')} \u00d7`);
    assert.ok(shown[1][0].startsWith(table.rows[0].imageName));
    await page.locator('#sheet-table thead button').first().press('Enter');
    await until(cells, ([head]) => head.length === 6, 'a column less');
    assert.equal(await page.inputValue('#sheet-by'), 'hand');
    await page.selectOption('#sheet-by', 'average');
    await until(cells, ([head]) => head.length === 7, 'the strongest again');
    await whole(page);
    await page.locator('#sheet-table tbody tr').nth(1).locator('td button').nth(2).press('Enter');
    const [layer, filter] = columns[2];
    await until(() => viewerState(page), (s) => s.screen === 'explore' && s.layer === layer &&
      s.filter === filter && s.imageName === table.rows[1].imageName, 'the map');
    await context.close();
  });

  it('follows a moved square and another model', async () => {
    const { page, context, complaints } = await pageWith(2);
    await page.keyboard.press('u');
    const first = await whole(page);
    await dispatch(page, { type: 'screen', screen: 'read' });
    await dispatch(page, { type: 'crop', x: 150, y: 100, width: 260 });
    await until(() => viewerState(page), (s) => !s.cropPending && s.seenKind === 'moved', 'the square');
    const { probability, imageId } = await viewerState(page);
    await dispatch(page, { type: 'screen', screen: 'sheet' });
    const moved = await whole(page);
    const rowOf = (/** @type {any} */ { table }) =>
      table.rows.find((/** @type {any} */ one) => one.image === imageId);
    assert.equal(rowOf(moved).probability, probability);
    assert.notDeepEqual(rowOf(moved).cells, rowOf(first).cells);

    const other = fs.readFileSync(path.join(site, 'models/second.onnx'));
    await drop(page, [{ name: 'other.onnx', bytes: other }]);
    await until(() => viewerState(page), (s) => s.modelName === 'other.onnx' &&
      s.sheet.table?.measured === 2 && s.sheet.table.wanted.length === 0, 'rows of the other model', 120_000);
    assert.notDeepEqual((await viewerState(page)).sheet.columns, moved.columns);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('fits on a phone, where a finger moves it and opens a cell', async () => {
    const { page, context } = await pageWith(6, '', { width: 390, height: 844, dpr: 3, touch: true });
    await dispatch(page, { type: 'screen', screen: 'sheet' });
    const sheet = await whole(page);
    assert.ok(sheet.table.rows[0].rect.width >= 84);
    const { x, y } = middleOf(sheet, 1, 0);
    await page.touchscreen.tap(x, y);
    await until(() => viewerState(page), (s) => s.screen === 'explore' &&
      s.imageName === sheet.table.rows[1].imageName, 'the map');
    await context.close();
  });
});
