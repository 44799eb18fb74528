// @ts-check
// The lesion's outline corrected by hand: by pointer, finger, keys and fields; what depends on it
// follows, what leaves the page says so, and it stays with its image.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  lastResult, openImage, openPage, outcome, until, untilAtRest, untilFound, untilState, viewerState,
} from './browser.mjs';
import { differing, dispatch, pixels } from './canvas.mjs';
import { exported, readCsv, readPng } from './downloads.mjs';
import { hosted } from './hosted.mjs';
import { writePng } from './png.mjs';

const { host, browser } = await hosted();

/** @typedef {import('./browser.mjs').Page} Page */

/** Skin with a round brown lesion of radius 45 about (110, 120), 320 x 240. */
function drawn() {
  const [width, height] = [320, 240];
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const dark = 1 / (1 + Math.exp((Math.hypot(x - 110, y - 120) - 45) / 3));
      for (let c = 0; c < 3; c += 1) {
        const lesion = [112, 72, 56][c] + 6 * Math.sin(x / 9) * Math.sin(y / 7);
        rgb[3 * (y * width + x) + c] = Math.round([214, 168, 146][c] * (1 - dark) + lesion * dark);
      }
    }
  }
  return writePng({ width, height, rgb });
}

/** @param {any} [options] */
async function opened(options = {}) {
  const { page, context, complaints } = await openPage(browser, host.url, options);
  await untilState(page);
  await openImage(page, 'one.png', drawn());
  await untilFound(page);
  return { page, context, complaints };
}

/** The outline is known, and whatever follows from it has come. @param {Page} page @param {number} strokes */
async function untilCorrected(page, strokes) {
  await until(() => viewerState(page),
    (s) => s.outlineEdit.strokes === strokes && s.outlineEdit.current && !s.cropPending && !s.masksWanted,
    `the outline with ${strokes} strokes`);
  await untilFound(page);
  return viewerState(page);
}

/** A disc added or taken away by the fields of the text version.
 * @param {Page} page @param {{x: number, y: number, radius: number, adds: boolean}} disc */
async function byFields(page, { x, y, radius, adds }) {
  await page.evaluate(([values, id]) => {
    const [u, v, r] = /** @type {number[]} */ (values);
    for (const [name, value] of Object.entries({ x: u, y: v, radius: r })) {
      /** @type {HTMLInputElement} */ (document.getElementById(`outline-${name}`)).value = String(value);
    }
    /** @type {HTMLElement} */ (document.getElementById(String(id))).click();
  }, /** @type {any} */ ([[x, y, radius], adds ? 'outline-add' : 'outline-remove']));
}

/** @param {Page} page @param {string} id */
const textOf = async (page, id) => String(await page.locator(`#${id}`).textContent());

/** @param {Page} page @returns {Promise<{area: number, x: number, y: number, at: boolean[]}>} of the lesion's
 * mask; at: whether the points asked for are marked */
async function lesionOf(page, points = /** @type {[number, number][]} */ ([])) {
  return page.evaluate((asked) => {
    const one = /** @type {any} */ (globalThis).lesionlens.masks().find((/** @type {any} */ { name }) => name === 'lesion');
    let [area, x, y] = [0, 0, 0];
    for (const [i, value] of (one.mask ?? []).entries()) {
      if (!value) continue;
      area += 1;
      x += (i % one.width) + 0.5;
      y += Math.floor(i / one.width) + 0.5;
    }
    return { area, x: x / area, y: y / area,
      at: asked.map(([u, v]) => Boolean(one.mask?.[v * one.width + u])) };
  }, points);
}

/** @param {Page} page @param {string} name */
async function useModel(page, name) {
  await page.evaluate((wanted) => {
    const buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#models button')]);
    buttons.find((button) => button.textContent?.includes(wanted))?.click();
  }, name);
}

/** Where a place of the image is on the page. @param {any} state @param {[number, number]} at */
function onPage({ imageRect }, [x, y]) {
  return { x: imageRect.x + (x / 320) * imageRect.width, y: imageRect.y + (y / 240) * imageRect.height };
}

describe('the lesion\'s outline', () => {
  it('is corrected by fields; square, estimate, measures, places and what leaves the page follow', async () => {
    const { page, context, complaints } = await opened();
    const before = await viewerState(page);
    const found = await lastResult(page);
    const measures = await textOf(page, 'abcd-said');
    assert.ok(found.lesion && Math.abs(found.lesion.x - 110) < 6, JSON.stringify(found.lesion));
    assert.equal(before.outlineEdit.canUndo, false);
    // Two discs more to its right.
    await byFields(page, { x: 170, y: 120, radius: 45, adds: true });
    await byFields(page, { x: 210, y: 120, radius: 45, adds: true });
    const after = await untilCorrected(page, 2);
    const lesion = await lesionOf(page, [[230, 120], [110, 120], [290, 120]]);
    assert.deepEqual(lesion.at, [true, true, false]);
    assert.ok(lesion.x > 140, `${lesion.x}`);
    // The card's rule about it, on whole pixels: its share of the square, its centre in the middle.
    const { seen } = after;
    const of = lesion.area / (seen.width * seen.height);
    assert.ok(Math.abs(of - before.lesionShare) < 0.02, `${of} of the square, ${before.lesionShare} before`);
    assert.ok(Math.abs(seen.x + seen.width / 2 - lesion.x) < 2, JSON.stringify(seen));
    assert.deepEqual([after.seenKind, after.outlineEdit.refitted], ['moved', true]);
    assert.notEqual(after.probability, before.probability);
    assert.equal(after.byRule, before.probability, 'that of the network\'s own square beside it');
    const { prediction } = await outcome(page);
    assert.match(prediction, /Estimate for a square fitted to the lesion's outline as it was corrected by hand\./);
    assert.match(prediction, /The lesion's outline was corrected by hand\./);
    assert.match(prediction, /own square/);
    assert.equal(await textOf(page, 'outline-corrected'), 'The lesion\'s outline was corrected by hand.');
    // D grows from 90 across to about 190.
    const said = await textOf(page, 'abcd-said');
    assert.notEqual(said, measures);
    assert.ok(Number(said.match(/at most (\d+) pixels across/)?.[1]) > 170, said);
    // The network saw it, and the lesion is in the middle of its square: what left the page says why.
    const [scores] = await exported(page, 'scores');
    const [record] = readCsv(scores.bytes.toString());
    assert.deepEqual([record.outline_corrected, record.region_kind], ['1', 'moved']);
    assert.ok(Math.abs(Number(record.probability_by_rule) - before.probability) < 1e-6);
    const [figures] = await exported(page, 'statistics');
    assert.equal(readCsv(figures.bytes.toString())[0].outline_corrected, '1');
    for (const kind of /** @type {const} */ (['view', 'report'])) {
      const [file] = await exported(page, kind);
      assert.ok(readPng(file.bytes).width > 1000, kind);
    }
    // Back to what was found.
    await page.evaluate(() => document.getElementById('outline-reset')?.click());
    const back = await untilCorrected(page, 0);
    assert.deepEqual(back.seen, before.seen);
    assert.equal(back.probability, before.probability);
    assert.equal(await textOf(page, 'abcd-said'), measures);
    assert.equal(await textOf(page, 'outline-corrected'), '');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('stays with its image while others are looked at, also under another model', async () => {
    const { page, context, complaints } = await opened();
    await byFields(page, { x: 190, y: 120, radius: 60, adds: true });
    const corrected = await untilCorrected(page, 1);
    const lesion = await lesionOf(page);
    const first = corrected.imageId;
    await openImage(page, 'two.png', drawn());
    await untilFound(page);
    assert.equal((await viewerState(page)).outlineEdit.strokes, 0);
    assert.ok((await lesionOf(page)).area < 0.7 * lesion.area);
    // A network with central squares: the outline stays, its square is not that one's.
    await useModel(page, 'central');
    await until(() => viewerState(page), (s) => s.modelName.startsWith('central') && s.hasResult, 'the other network');
    assert.deepEqual((await viewerState(page)).corrected, [{ id: first, crop: null, follows: false }]);
    await page.locator('#session button', { hasText: 'one.png' }).first()
      .evaluate((one) => /** @type {HTMLElement} */ (one).click());
    await until(() => viewerState(page), (s) => s.imageId === first && s.hasResult, 'the first image');
    const central = await untilCorrected(page, 1);
    assert.equal(central.seenKind, 'central');
    assert.deepEqual(await lesionOf(page), lesion);
    await useModel(page, 'default');
    await until(() => viewerState(page), (s) => s.fitsLesion && s.hasResult, 'the first network');
    const again = await untilCorrected(page, 1);
    assert.deepEqual(again.seen, corrected.seen);
    assert.ok(Math.abs(again.probability - corrected.probability) < 1e-6);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is painted with the pointer, and by keys', async () => {
    const { page, context, complaints } = await opened();
    await dispatch(page, { type: 'overlay', visible: false });
    await page.keyboard.press('2');
    let state = await until(() => viewerState(page), (s) => s.outlineEdit.shown, 'the brush');
    assert.equal(state.outline, 'lesion', 'what is corrected is seen');
    const [from, to] = [onPage(state, [165, 120]), onPage(state, [230, 120])];
    await untilAtRest(page);
    const { imageRect } = state;
    const bare = await pixels(page);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, from.y, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 4 });
    state = await viewerState(page);
    assert.equal(state.outlineEdit.strokes, 1);
    assert.equal(state.masksWanted, false, 'nothing is asked while the hand is down');
    assert.ok(differing(bare, await pixels(page), 8) > 0.003, 'the stroke is seen');
    await page.mouse.up();
    await untilCorrected(page, 1);
    assert.deepEqual((await viewerState(page)).imageRect, imageRect, 'the image has not been moved');
    assert.deepEqual((await lesionOf(page, [[225, 120], [225, 160]])).at, [true, false]);
    // Taken away again, by keys: the brush aims at the middle of the square.
    await page.keyboard.press('3');
    await page.keyboard.press(']');
    await page.keyboard.press('ArrowRight');
    const { outlineEdit } = await until(() => viewerState(page), (s) => s.outlineEdit.aim, 'the aim');
    assert.equal(outlineEdit.adds, false);
    await page.keyboard.press('Enter');
    await untilCorrected(page, 2);
    const aimed = /** @type {[number, number]} */ ([Math.floor(outlineEdit.aim.x), Math.floor(outlineEdit.aim.y)]);
    assert.deepEqual((await lesionOf(page, [aimed])).at, [false]);
    await page.keyboard.press('Backspace');
    await untilCorrected(page, 1);
    assert.deepEqual((await lesionOf(page, [aimed])).at, [true]);
    await page.keyboard.press('Escape');
    await until(() => viewerState(page), (s) => !s.outlineEdit.shown && s.outlineEdit.strokes === 1, 'put away');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is painted with a finger; two fingers zoom and paint nothing', async () => {
    const { page, context, complaints } = await opened({ width: 390, height: 844, dpr: 3, touch: true });
    const session = await context.newCDPSession(page);
    /** @param {'touchStart' | 'touchMove' | 'touchEnd'} type @param {{x: number, y: number}[]} points */
    const touch = (type, ...points) => session.send('Input.dispatchTouchEvent',
      { type, touchPoints: points.map(({ x, y }, id) => ({ x, y, id })) });
    await dispatch(page, { type: 'outline-tool', shown: true });
    const state = await until(() => viewerState(page), (s) => s.outlineEdit.shown, 'the brush');
    const [from, to] = [onPage(state, [160, 120]), onPage(state, [220, 120])];
    await touch('touchStart', from);
    for (let i = 1; i <= 8; i += 1) await touch('touchMove', { x: from.x + ((to.x - from.x) * i) / 8, y: from.y });
    await touch('touchEnd');
    await untilCorrected(page, 1);
    assert.deepEqual((await lesionOf(page, [[210, 120]])).at, [true]);
    const { zoom } = await viewerState(page);
    const apart = (/** @type {number} */ half) => [{ x: from.x - half, y: from.y }, { x: from.x + half, y: from.y }];
    await touch('touchStart', apart(30)[0]);
    await touch('touchStart', ...apart(30));
    for (let half = 35; half <= 90; half += 5) await touch('touchMove', ...apart(half));
    await touch('touchEnd');
    const zoomed = await until(() => viewerState(page), (s) => s.zoom > 1.5 * zoom, 'larger');
    assert.equal(zoomed.outlineEdit.strokes, 1);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});

describe("the image's scale", () => {
  it('is set by a drag along a ruler, and by fields; sizes follow', async () => {
    const { page, context, complaints } = await opened();
    await dispatch(page, { type: 'abcd', shown: true });
    const size = () => page.evaluate(() => [...document.querySelectorAll('#abcd-said p')]
      .map((line) => line.textContent ?? '').filter((line) => /^(D:|Scale)/.test(line)));
    assert.match((await size())[0], /pixels across/);
    // 100 pixels of the image; in steps of 10, 15, 20 millimetres.
    await dispatch(page, { type: 'scale-tool', shown: true });
    const state = await until(() => viewerState(page), (s) => s.handScale.shown, 'the tool');
    const [from, to] = [onPage(state, [200, 60]), onPage(state, [300, 60])];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 5 });
    await page.mouse.up();
    const drawnLine = await until(() => viewerState(page), (s) => s.handScale.line !== null, 'the line');
    const { line, shown } = drawnLine.handScale;
    assert.ok(line && shown);
    assert.ok(Math.abs(line.toX - line.x - 100) < 2 && Math.abs(line.toY - line.y) < 2, JSON.stringify(line));
    assert.ok(Math.abs(Number(drawnLine.pixelSize) - 0.1) < 0.003);
    // The lesion is 90 pixels wide: 9 mm.
    const [inMillimetres, byHand] = await size();
    const across = Number(inMillimetres.match(/([\d.]+) mm across/)?.[1]);
    assert.ok(across > 8 && across < 10.5, inMillimetres);
    assert.match(byHand, /10 mm long/);
    await dispatch(page, { type: 'scale-length', by: 2 });
    assert.ok(Math.abs(Number((await viewerState(page)).pixelSize) - 0.2) < 0.006);
    await page.evaluate(() => {
      for (const [name, value] of Object.entries({ x: 10, y: 10, 'to-x': 10, 'to-y': 60, millimetres: 2.5 })) {
        /** @type {HTMLInputElement} */ (document.getElementById(`hand-scale-${name}`)).value = String(value);
      }
      /** @type {HTMLFormElement} */ (document.getElementById('hand-scale')).requestSubmit();
    });
    assert.equal((await viewerState(page)).pixelSize, 0.05);
    await page.evaluate(() => document.getElementById('hand-scale-remove')?.click());
    assert.equal((await viewerState(page)).pixelSize, null);
    assert.match((await size())[0], /pixels across/);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
