// @ts-check
// What a person takes home: images of the right size with everything on them, tables that another
// program reads as the page means them, and nothing sent or kept anywhere.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { lastResult, openPage, openImage, untilState, viewerState } from './browser.mjs';
import { exported, inkIn, readCsv, readPng } from './downloads.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const NOTICE = 'Research and education only. Not a medical device; not for diagnosis.';

const { host, browser } = await hosted();
const { page, complaints, requests } = await openPage(browser, host.url);
const [first, second] = synthetic(10).slice(2);
before(async () => {
  await untilState(page);
  await openImage(page, first.name, first.bytes);
  await openImage(page, second.name, second.bytes);
});

const stem = second.name.replace('.jpg', '');

describe('the view as an image', () => {
  it('is as wide as stated, with image, words, legend and notice in their places', async () => {
    assert.ok(!requests.some((url) => url.includes('print')), 'no font before it is needed');
    const { layer, filter } = await viewerState(page);
    const [file] = await exported(page, 'view');
    assert.equal(file.name, `${stem}-layer${layer}-filter${filter}.png`);
    const image = readPng(file.bytes);
    // 180 mm of image are 1200 pixels here: 196 mm across, 13 + 135 + 46 + 8 mm high, and more where
    // the words need more.
    const unit = 1200 / 180;
    assert.equal(image.width, Math.round(196 * unit));
    assert.ok(image.height >= 202 * unit - 1 && image.height < 250 * unit, `${image.height}`);
    const bottom = image.height / unit;
    const mm = (/** @type {number} */ value) => Math.round(value * unit);
    const at = (/** @type {number[]} */ [x, y, width, height]) =>
      inkIn(image, mm(x), mm(y), mm(width), mm(height));
    assert.ok(at([8, 4, 40, 6]) > 0.04, 'the name');
    assert.ok(at([8, 150, 60, 14]) > 0.02, 'filter and figures');
    assert.ok(at([8, bottom - 13, 110, 6]) > 0.04, 'the notice');
    assert.equal(at([0, 0, 196, 3]), 0, 'the margin');
    assert.ok(greenIn(image, mm(160), mm(152), mm(26), mm(2)) > 0.5, 'the legend');
  });

  it('shows the image without the map where the overlay is hidden', async () => {
    const act = (/** @type {boolean} */ visible) => page.evaluate((shown) =>
      /** @type {any} */ (globalThis).lesionlens.dispatch({ type: 'overlay', visible: shown }), visible);
    const [withMap] = await exported(page, 'view');
    await act(false);
    const [without] = await exported(page, 'view');
    assert.equal(without.name, `${stem}-view.png`, 'no filter is on it');
    await act(true);
    const [again] = await exported(page, 'view');
    assert.deepEqual(again.bytes, withMap.bytes, 'the same view gives the same file');
    const plain = readPng(without.bytes);
    assert.equal(greenIn(plain, 1090, 1013, 100, 10), 0, 'no legend');
  });
});

describe('the one-page report', () => {
  it('is A4 at 300 dots per inch with estimate, maps, model and notice', async () => {
    const [file] = await exported(page, 'report');
    assert.equal(file.name, `${stem}-report.png`);
    const image = readPng(file.bytes);
    assert.deepEqual([image.width, image.height], [2480, 3508]);
    assert.ok(inkIn(image, 180, 170, 900, 80) > 0.05, 'the title');
    // Under the maps, which take as much height as their words do.
    const model = [2520, 2620, 2720, 2820].map((top) => inkIn(image, 180, top, 1000, 350));
    assert.ok(Math.max(...model) > 0.02, `the model: ${model}`);
    assert.ok(inkIn(image, 180, 3260, 1420, 70) > 0.05, 'the notice');
    assert.equal(inkIn(image, 0, 0, 2480, 100), 0, 'the margin');
  });

  it('is what the browser prints, alone on one A4 page', async () => {
    await page.evaluate(() => {
      /** @type {any} */ (globalThis).print = () => { document.body.dataset.printed = 'yes'; };
    });
    await page.locator('#exports [data-export="print"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('body[data-printed]').waitFor({ timeout: 30_000 });
    const natural = await page.locator('#print-page').evaluate((image) => {
      const { naturalWidth, naturalHeight } = /** @type {HTMLImageElement} */ (image);
      return [naturalWidth, naturalHeight];
    });
    assert.deepEqual(natural, [2480, 3508]);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('#print-page').isVisible(), true);
    for (const hidden of ['#view', '#mirror', '#boot']) {
      assert.equal(await page.locator(hidden).isVisible(), false, hidden);
    }
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    assert.equal(pdf.match(/\/Type \/Page\b/g)?.length, 1, 'pages');
    assert.match(pdf, /\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
    await page.emulateMedia({ media: null });
    assert.equal(await page.locator('#print-page').isVisible(), false);
  });
});

describe('tables', () => {
  it('hold the figures of every filter as the page has them', async () => {
    const [file] = await exported(page, 'statistics');
    assert.equal(file.name, `${stem}-filters.csv`);
    const records = readCsv(file.bytes.toString());
    const { layers } = await lastResult(page);
    assert.equal(records.length, layers.reduce((/** @type {number} */ sum, /** @type {any} */ layer) =>
      sum + layer.channels, 0));
    for (const [index, record] of records.entries()) {
      const layer = layers[Number(record.layer)];
      const figures = layer.statistics.subarray(Number(record.filter) * 6);
      const names = ['min', 'max', 'mean', 'active_fraction', 'peak_x', 'peak_y'];
      for (const [place, name] of names.entries()) {
        assert.equal(Math.fround(Number(record[name])), figures[place], `${name} of ${record.filter}`);
      }
      assert.equal(record.image, second.name);
      assert.equal(Number(record.cells_across), layer.width);
      assert.equal(record.notice, index === 0 ? NOTICE : '', 'the notice once');
    }
  });

  it('hold the score of every image of the session', async () => {
    const [file] = await exported(page, 'scores');
    assert.equal(file.name, 'scores.csv');
    const records = readCsv(file.bytes.toString());
    // As the filmstrip has them, the newest first.
    assert.deepEqual(records.map((one) => one.image), [second.name, first.name]);
    const state = await viewerState(page);
    const [shown] = records;
    assert.equal(Number(shown.probability), state.probability);
    assert.equal(Number(shown.threshold), state.threshold);
    assert.equal(shown.at_or_above, state.positive ? '1' : '0');
    const { region } = await lastResult(page);
    assert.deepEqual(
      ['x', 'y', 'width', 'height'].map((side) => Number(shown[`region_${side}`])),
      [region.x, region.y, region.width, region.height],
    );
    assert.deepEqual([shown.width, shown.height, shown.notice], ['640', '480', NOTICE]);
    assert.equal(shown.probability_by_rule, shown.probability, 'nobody has moved the square');
  });

  it('leave the names of files out where a person wants that', async () => {
    const leave = (/** @type {boolean} */ out) => page.evaluate((checked) => {
      /** @type {HTMLInputElement} */ (document.getElementById('no-names')).checked = checked;
    }, out);
    await leave(true);
    const [scores] = await exported(page, 'scores');
    assert.deepEqual(readCsv(scores.bytes.toString()).map((one) => one.image), ['Image 2', 'Image 1']);
    const [figures] = await exported(page, 'statistics');
    assert.equal(figures.name, 'Image 2-filters.csv');
    assert.doesNotMatch(figures.bytes.toString(), new RegExp(stem));
    const [report] = await exported(page, 'report');
    assert.equal(report.name, 'Image 2-report.png');
    await leave(false);
  });
});

describe('the operating point that a person has moved', () => {
  it('is the one of the report, the view, the table of scores and the sheet, and said to be moved', async () => {
    const act = (/** @type {any} */ action) => page.evaluate((one) =>
      /** @type {any} */ (globalThis).lesionlens.dispatch(one), action);
    const take = async () => {
      /** @type {Record<string, Buffer>} */
      const taken = {};
      for (const what of ['report', 'view', 'sheet', 'scores']) taken[what] = (await exported(page, what))[0].bytes;
      return taken;
    };
    const own = await take();
    const { probability, positive, threshold } = await viewerState(page);
    // To the other side of the estimate.
    const value = positive ? Math.min(1, probability + 0.02) : Math.max(0, probability - 0.02);
    await act({ type: 'threshold', value });
    const moved = await take();
    const [record] = readCsv(moved.scores.toString());
    assert.deepEqual([Number(record.threshold), record.threshold_moved, record.at_or_above],
      [value, '1', positive ? '0' : '1']);
    const [earlier] = readCsv(own.scores.toString());
    assert.deepEqual([Number(earlier.threshold), earlier.threshold_moved, earlier.at_or_above],
      [threshold, '0', positive ? '1' : '0']);
    for (const what of ['report', 'view', 'sheet']) {
      assert.ok(!moved[what].equals(own[what]), what);
    }
    // The bar of the estimate changes its colour with the side that it lies on.
    const alert = [196, 106, 36];
    const warned = [own, moved].map(({ report }) => coloured(readPng(report), alert) > 500);
    assert.deepEqual(warned, positive ? [true, false] : [false, true]);
    await act({ type: 'threshold' });
    const again = await take();
    for (const what of ['report', 'view', 'sheet', 'scores']) assert.ok(again[what].equals(own[what]), what);
  });
});

describe('exports', () => {
  it('ask for nothing but the site\'s own fonts', () => {
    // The page's own, which it had when it began: once more each, for the worker.
    const fonts = requests.filter((url) => /\/ui(-semibold)?\.otf$/.test(url));
    assert.equal(new Set(fonts).size, 2);
    assert.ok(fonts.length <= 4, `${fonts}`);
    assert.ok(requests.every((url) =>
      url.startsWith(host.url) || url.startsWith(`blob:${host.origin}`)), `${requests}`);
    assert.ok(host.log.every(({ method }) => method === 'GET'));
  });

  it('leave nothing in the browser\'s storage', async () => {
    const kept = await page.evaluate(async () => ({
      local: Object.entries(localStorage).flat().join(' '),
      session: Object.entries(sessionStorage).flat().join(' '),
      databases: (await indexedDB.databases()).length,
      cached: (await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map((request) => request.url)))).flat(),
      cookies: document.cookie,
    }));
    assert.doesNotMatch(kept.local + kept.session + kept.cookies, /SYNTH|data:|blob:/);
    assert.equal(kept.databases, 0);
    assert.ok(!kept.cached.some((url) => /SYNTH|blob:/.test(url)));
  });

  it('leave the console clean', () => assert.deepEqual(complaints, []));
});

/**
 * How many pixels have just this colour.
 * @param {{rgb: Uint8Array}} image
 * @param {number[]} colour
 */
function coloured({ rgb }, [r, g, b]) {
  let count = 0;
  for (let at = 0; at < rgb.length; at += 3) {
    if (rgb[at] === r && rgb[at + 1] === g && rgb[at + 2] === b) count += 1;
  }
  return count;
}

/**
 * Part of the pixels that are green.
 * @param {{width: number, rgb: Uint8Array}} image
 * @param {number} x @param {number} y @param {number} width @param {number} height
 */
function greenIn(image, x, y, width, height) {
  let green = 0;
  for (let row = y; row < y + height; row += 1) {
    for (let column = x; column < x + width; column += 1) {
      const [r, g, b] = image.rgb.subarray((row * image.width + column) * 3);
      if (g > r + 15 && g > b + 15) green += 1;
    }
  }
  return green / (width * height);
}
