// @ts-check
// What a newcomer tries on the first screen: going through it by keys, copying what it says, taking an
// image away, saving one map's numbers; and that an error is said in the reader's language.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import {
  drop, lastResult, openImage, openPage, outcome, until, untilAtRest, untilState, viewerState,
} from './browser.mjs';
import { differing, dispatch, hint, pixels } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

/** @typedef {import('./browser.mjs').Page} Page */

const { host, browser } = await hosted();
const images = synthetic(3);
const [image] = images;

/** @param {Parameters<typeof openPage>[2]} [options] */
async function pageWithImage(options) {
  const opened = await openPage(browser, host.url, options);
  await untilState(opened.page);
  await openImage(opened.page, image.name, image.bytes);
  await untilAtRest(opened.page);
  return opened;
}

/** @param {Page} page */
const announced = (page) => page.evaluate(() => document.getElementById('announcer')?.textContent ?? '');
/** What has the focus of the page. @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.id ?? '');

/** Presses `key` until `words` are announced. @param {Page} page @param {string} key
 * @param {RegExp} words */
async function walkTo(page, key, words, most = 60) {
  const heard = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press(key);
    await untilAtRest(page);
    const said = await announced(page);
    heard.push(said);
    if (words.test(said)) return heard;
  }
  throw new Error(`${words} is not among ${JSON.stringify(heard)}`);
}

describe('the focus of the keys within the canvas', () => {
  it('walks through what can be pressed, is seen and said, and presses by Enter', async () => {
    const { page, context, complaints } = await pageWithImage();
    await page.focus('#view');
    const plain = await pixels(page);
    const heard = await walkTo(page, 'Tab', /^Read$/);
    assert.equal(heard.length, 1, 'the bar is the first, entered at the tab that is shown');
    assert.ok(differing(await pixels(page), plain) > 0.0001, 'a ring');
    await walkTo(page, 'ArrowRight', /^Explore$/, 4);
    assert.equal((await viewerState(page)).screen, 'read', 'to go there is to press nothing');
    await page.keyboard.press('Enter');
    await until(() => viewerState(page), (s) => s.screen === 'explore', 'Explore');
    // A block of the network's drawing: the arrow keys go from layer to layer, and choose none.
    const { layer } = await viewerState(page);
    await walkTo(page, 'Tab', new RegExp(`^Layer ${layer}: \\d+ filters, \\d+ x \\d+ cells`));
    const beside = layer > 0 ? ['ArrowLeft', layer - 1] : ['ArrowRight', 1];
    await walkTo(page, String(beside[0]), new RegExp(`^Layer ${beside[1]}:`), 1);
    assert.equal((await viewerState(page)).layer, layer);
    await page.keyboard.press('Enter');
    await until(() => viewerState(page), (s) => s.layer === beside[1], 'that layer');
    // A thumbnail of its filters.
    await walkTo(page, 'Tab', /^Filter \d+: /);
    await page.keyboard.press('ArrowRight');
    const said = await until(() => announced(page), (words) => /^Filter \d+: /.test(words), 'a filter');
    const number = Number(said.match(/\d+/)?.[0]);
    await page.keyboard.press('Enter');
    await until(() => viewerState(page), (s) => s.filter === number, said);
    // What a pointer over it shows is shown too.
    assert.match(await hint(page), /^Filter \d+: /);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('brings what it goes to into view', async () => {
    const { page, context } = await pageWithImage({ width: 1280, height: 640 });
    await dispatch(page, { type: 'screen', screen: 'explore' });
    await page.focus('#view');
    await untilAtRest(page);
    const top = await pixels(page);
    await walkTo(page, 'Tab', /^Show responses$|^Hide responses$/);
    const seen = await pixels(page);
    assert.ok(differing(seen, top) > 0.02, 'the panel has moved');
    await context.close();
  });

  it('goes back to the page by Escape, and beyond the first and the last item', async () => {
    const { page, context } = await pageWithImage();
    await page.focus('#view');
    await walkTo(page, 'Tab', /^Read$/);
    await page.keyboard.press('Escape');
    await untilAtRest(page);
    assert.equal(await focused(page), 'view');
    const without = await pixels(page);
    await page.keyboard.press('Tab');
    assert.notEqual(await focused(page), 'view', 'the next Tab is the page’s');
    // Coming back, it begins again; back from the first is the canvas itself, then the page.
    await page.focus('#view');
    await walkTo(page, 'Tab', /^Read$/);
    await page.keyboard.press('Shift+Tab');
    await untilAtRest(page);
    assert.equal(await focused(page), 'view');
    assert.equal(differing(await pixels(page), without), 0, 'no ring');
    await page.keyboard.press('Shift+Tab');
    assert.notEqual(await focused(page), 'view');
    await page.focus('#view');
    for (let step = 0; step < 80 && await focused(page) === 'view'; step += 1) {
      await page.keyboard.press('Tab');
    }
    assert.notEqual(await focused(page), 'view', 'the last one is left by Tab');
    await context.close();
  });

  it('leaves the keys of the filters as they are until somebody walks, and ends with a press by hand',
    async () => {
      const { page, context } = await pageWithImage();
      await page.focus('#view');
      const { filter } = await viewerState(page);
      await page.keyboard.press('ArrowDown');
      const stepped = await until(() => viewerState(page), (s) => s.filter !== filter, 'a step');
      await walkTo(page, 'Tab', /^Read$/);
      await page.keyboard.press('ArrowDown');
      await untilAtRest(page);
      assert.equal((await viewerState(page)).filter, stepped.filter, 'the arrows walk');
      await page.mouse.click(700, 300);
      await untilAtRest(page);
      await page.keyboard.press('ArrowDown');
      await until(() => viewerState(page), (s) => s.filter !== stepped.filter, 'the filters again');
      await context.close();
    });

  it('is kept within the list of keys while that is shown', async () => {
    const { page, context } = await pageWithImage();
    await page.focus('#view');
    await page.keyboard.press('?');
    await untilAtRest(page);
    await walkTo(page, 'Tab', /^Close$/, 1);
    await page.keyboard.press('Enter');
    await until(() => viewerState(page), (s) => !s.keysShown, 'no keys');
    await context.close();
  });
});

describe('figures are copied', () => {
  it('by a key, by the button of the text version and by Ctrl + C, as they are said', async () => {
    const { page, context, complaints } = await pageWithImage();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(host.url).origin });
    const { prediction } = await outcome(page);
    const { layer, filter } = await viewerState(page);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    const ways = [
      () => page.keyboard.press('y'),
      () => page.locator('#copy-figures').press('Enter'),
      () => page.keyboard.press('Control+c'),
    ];
    for (const way of ways) {
      await page.evaluate(() => navigator.clipboard.writeText('before'));
      await page.focus('#view');
      await page.evaluate(() => {
        const announcer = document.getElementById('announcer');
        if (announcer) announcer.textContent = '';
      });
      await way();
      assert.equal(await until(() => announced(page), (words) => words !== '', 'a word'), 'Copied.');
      const text = await clipboard();
      const lines = text.split('\n');
      assert.equal(lines[0], image.name);
      assert.equal(lines[1], prediction);
      assert.match(lines[2], /^Logits: benign \u2212?\d+\.\d\d, malignant \u2212?\d+\.\d\d$/);
      assert.match(text, new RegExp(`Layer ${layer}, filter ${filter}: minimum `));
      // No estimate leaves without what makes it doubtful.
      const doubts = await page.locator('#warnings li').allTextContents();
      assert.ok(doubts.every((doubt) => lines.includes(doubt)), doubts.join());
      assert.match(lines[lines.length - 1], /^Research and education only\./);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('of what Compare and Sheet show, and not of the image that Read would show', async () => {
    const { page, context, complaints } = await pageWithImage();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(host.url).origin });
    await openImage(page, images[1].name, images[1].bytes);
    await untilAtRest(page);
    await page.focus('#view');
    const copied = async () => {
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await page.keyboard.press('y');
      return (await until(() => page.evaluate(() => navigator.clipboard.readText()), (text) => text !== '',
        'a text')).split('\n');
    };
    await page.keyboard.press('h');
    await dispatch(page, { type: 'compare-preset', kind: 'images' });
    const { compare } = await until(() => viewerState(page), (s) => s.compare?.panes.every(
      (/** @type {any} */ { probability }) => probability !== null), 'the panes');
    const panes = await copied();
    assert.equal(panes.length, 3);
    for (const [at, pane] of compare.panes.entries()) {
      const said = await page.textContent(`#pane-${'ab'[at]}-result`);
      assert.equal(panes[at], `Pane ${'AB'[at]}, ${pane.modelName}: ${said}`);
      assert.ok(panes[at].includes(images[1 - at].name) || panes[at].includes(images[at].name));
    }
    assert.match(panes[2], /^Research and education only\./);
    await page.keyboard.press('u');
    const { sheet } = await until(() => viewerState(page),
      (s) => s.sheet.table?.wanted.length === 0 && s.sheet.table.rows.length === 2, 'the rows');
    const lines = (await copied()).map((line) => line.split('\t'));
    // Behind its numbers a filter's name, where it has one.
    assert.deepEqual(lines[0].map((head) => head.split(' ')[0]), ['Image', 'estimate',
      ...sheet.columns.map((/** @type {number[]} */ place) => place.join('/'))]);
    for (const [at, row] of sheet.table.rows.entries()) {
      const [name, estimate, ...cells] = lines[at + 1];
      assert.equal(name, row.imageName);
      assert.match(estimate, /%/);
      assert.deepEqual(cells, await page.locator('#sheet-table tbody tr').nth(at).locator('td').allTextContents());
    }
    // Without names where a person wants that, here too.
    await page.evaluate(() => {
      /** @type {HTMLInputElement} */ (document.getElementById('no-names')).checked = true;
    });
    assert.ok(!(await copied()).join('\n').includes(images[1].name));
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('with the logits that the network gave', async () => {
    const { page, context } = await pageWithImage();
    const { logits } = await lastResult(page);
    assert.deepEqual((await viewerState(page)).logits.map(Math.fround), [...logits].map(Math.fround));
    await page.selectOption('#language', 'de');
    const said = await until(() => page.textContent('#logits'), (text) => /maligne/.test(text ?? ''), 'German');
    const german = (/** @type {number} */ logit) => logit.toFixed(2).replace('.', ',').replace('-', '\u2212');
    assert.equal(said, `Logits: benigne ${german(logits[0])}, maligne ${german(logits[1])}`);
    await context.close();
  });
});

describe('an image is removed from the session', () => {
  it('by a key, and what is open moves to the one beside it; the last leaves the empty page', async () => {
    const { page, context, complaints } = await pageWithImage();
    await openImage(page, images[1].name, images[1].bytes);
    await openImage(page, images[2].name, images[2].bytes);
    await untilAtRest(page);
    const before = await viewerState(page);
    assert.equal(before.images.length, 3);
    await page.focus('#view');
    // The newest is first in the list: the one after it is the second.
    await page.keyboard.press('Delete');
    const next = await until(() => viewerState(page), (s) => s.hasResult && s.images.length === 2, 'the next');
    assert.equal(next.imageId, before.images[1]);
    assert.match(await announced(page), /was removed from this session/);
    assert.equal(await page.locator('#session li').count(), 2);
    await page.locator('#remove-shown').press('Enter');
    await until(() => viewerState(page), (s) => s.hasResult && s.images.length === 1, 'one is left');
    await page.focus('#view');
    await page.keyboard.press('Delete');
    const none = await until(() => viewerState(page), (s) => s.images.length === 0, 'none');
    assert.deepEqual([none.hasImage, none.hasResult, none.imageName], [false, false, '']);
    assert.equal((await outcome(page)).name, 'No image is open.');
    assert.equal(await page.textContent('#logits'), '');
    // And the page goes on.
    await openImage(page, image.name, image.bytes);
    assert.equal((await viewerState(page)).images.length, 1);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('and comes back by Undo, or Ctrl and Z, for a while', async () => {
    const { page, context, complaints } = await pageWithImage();
    await openImage(page, images[1].name, images[1].bytes);
    await untilAtRest(page);
    const { imageName } = await viewerState(page);
    const back = () => until(() => viewerState(page),
      (s) => s.hasResult && s.imageName === imageName && s.images.length === 2, 'the image again');
    assert.ok(await page.locator('#undo-bar').isHidden());
    await page.focus('#view');
    await page.keyboard.press('Delete');
    await until(() => viewerState(page), (s) => s.hasResult && s.images.length === 1, 'the other');
    assert.match(String(await page.textContent('#undo-bar')), new RegExp(`^${images[1].name} was removed`));
    await page.locator('#undo-remove').press('Enter');
    await back();
    assert.ok(await page.locator('#undo-bar').isHidden());
    await page.focus('#view');
    await page.keyboard.press('Delete');
    await until(() => viewerState(page), (s) => s.hasResult && s.images.length === 1, 'the other again');
    await page.keyboard.press('Control+z');
    await back();
    // The older one too, to its place behind the newer.
    const listed = () => page.locator('#session li button').allTextContents();
    const before = await listed();
    await page.locator('#session li button').nth(1).press('Enter');
    await until(() => viewerState(page), (s) => s.hasResult && s.imageName === image.name, 'the older one');
    await page.focus('#view');
    await page.keyboard.press('Delete');
    await until(() => viewerState(page), (s) => s.hasResult && s.images.length === 1, 'the newer alone');
    await page.keyboard.press('Control+z');
    await until(() => viewerState(page), (s) => s.hasResult && s.imageName === image.name && s.images.length === 2, 'the older again');
    await until(listed, (names) => names.length === before.length && names.every((one, at) => one === before[at]), 'the order as it was');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('once a press, and not while something lies over the image or the focus is elsewhere', async () => {
    const { page, context } = await pageWithImage();
    await openImage(page, images[1].name, images[1].bytes);
    await openImage(page, images[2].name, images[2].bytes);
    await untilAtRest(page);
    const count = async () => (await viewerState(page)).images.length;
    await page.focus('#session button');
    await page.keyboard.press('Delete');
    assert.equal(await count(), 3, 'the focus is in the list');
    await page.focus('#view');
    await page.keyboard.press('g');
    assert.notEqual((await viewerState(page)).jump, null);
    await page.keyboard.press('Delete');
    assert.equal(await count(), 3, 'a number is being typed');
    await page.keyboard.press('Escape');
    await until(() => viewerState(page), ({ jump }) => jump === null, 'no number is typed');
    await page.keyboard.down('Delete');
    await page.keyboard.down('Delete');
    await page.keyboard.down('Delete');
    await page.keyboard.up('Delete');
    await until(() => viewerState(page), (state) => state.hasResult && state.images.length < 3, 'one less');
    assert.equal(await count(), 2, 'held down');
    await context.close();
  });

  it('while it is still being looked at, and nothing goes on behind it', async () => {
    const { page, context } = await pageWithImage();
    await drop(page, [images[1]]);
    await until(() => viewerState(page), (state) => state.imageName === images[1].name, 'the image');
    const { imageId } = await viewerState(page);
    await page.focus('#view');
    await page.keyboard.press('Delete');
    await until(() => viewerState(page), (state) => state.hasImage && state.imageId !== imageId, 'the other');
    await page.keyboard.press('Delete');
    await until(() => viewerState(page), (state) => state.images.length === 0, 'none');
    await untilAtRest(page);
    await until(() => viewerState(page), ({ progress }) => progress === null, 'nothing going on');
    assert.equal((await outcome(page)).state, 'ready');
    await context.close();
  });

  it('while others are still being looked at, and its answer changes nothing', async () => {
    const { page, context, complaints } = await pageWithImage();
    await drop(page, [images[1], images[2]]);
    await until(() => viewerState(page), (s) => s.images.length >= 1 && s.imageName === images[1].name, 'the first');
    const { imageId } = await viewerState(page);
    await page.focus('#view');
    await page.keyboard.press('Delete');
    await until(() => viewerState(page), (s) => s.hasResult && s.imageId !== imageId, 'another');
    await untilState(page);
    await untilAtRest(page);
    assert.ok(!(await viewerState(page)).images.includes(imageId));
    assert.deepEqual(complaints, []);
    await context.close();
  });
});

describe('one map is saved as numbers', () => {
  it('as NumPy reads them and as a table, the values of the screen', async () => {
    const { page, context } = await pageWithImage();
    await dispatch(page, { type: 'select', layer: 3, filter: 2 });
    const { width, height, values } = (await lastResult(page)).layers[3];
    const map = values.subarray(2 * width * height, 3 * width * height);
    /** @param {string} kind */
    const saved = async (kind) => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.evaluate((which) => /** @type {HTMLElement} */ (
          document.querySelector(`#exports [data-export="${which}"]`)).click(), kind),
      ]);
      return { name: file.suggestedFilename(), bytes: fs.readFileSync(await file.path()) };
    };
    const npy = await saved('map-npy');
    assert.match(npy.name, /-layer3-filter2\.npy$/);
    const length = npy.bytes.readUInt16LE(8);
    assert.match(npy.bytes.toString('latin1', 10, 10 + length),
      new RegExp(`'descr': '<f4', 'fortran_order': False, 'shape': \\(${height}, ${width}\\)`));
    const read = Array.from(map, (_, index) => npy.bytes.readFloatLE(10 + length + 4 * index));
    assert.deepEqual(read, Array.from(map));
    const csv = await saved('map-csv');
    const [head, ...records] = csv.bytes.toString('utf8').trim().split('\r\n');
    assert.equal(head, 'image,layer,filter,x,y,image_x,image_y,value,model,date,notice');
    assert.equal(records.length, width * height);
    assert.deepEqual(records.map((record) => Math.fround(Number(record.split(',')[7]))), Array.from(map));
    assert.match(records[0], /Research and education only/);
    await context.close();
  });
});

describe('a filter that responds in padding’s cells alone', () => {
  it('is drawn as inactive', async () => {
    const { page, context } = await pageWithImage();
    const { layers } = await lastResult(page);
    // Not 0 as a whole, and 0 in its figures, which leave padding's cells out.
    const found = layers.flatMap((/** @type {any} */ one, /** @type {number} */ layer) =>
      Array.from({ length: one.channels }, (_, filter) => ({ layer, filter }))
        .filter(({ filter }) => one.statistics[filter * 6 + 1] <= 0 &&
          Math.max(...one.values.subarray(filter * one.width * one.height,
            (filter + 1) * one.width * one.height)) > 0));
    assert.ok(found.length > 0, 'there is one in the shipped network');
    await dispatch(page, { type: 'screen', screen: 'explore' });
    await dispatch(page, { type: 'select', ...found[0] });
    await untilAtRest(page);
    const { imageRect, inactive } = await viewerState(page);
    assert.ok(inactive);
    const box = { x: Math.ceil(imageRect.x), y: Math.ceil(imageRect.y),
      width: Math.floor(imageRect.width) - 1, height: Math.floor(imageRect.height) - 1 };
    const shown = await pixels(page, box);
    // Responses hidden: nothing but the legend and the button below the image changes.
    await dispatch(page, { type: 'overlay', visible: false });
    await untilAtRest(page);
    assert.ok(differing(await pixels(page, box), shown) < 0.001);
    await context.close();
  });
});
