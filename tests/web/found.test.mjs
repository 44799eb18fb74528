// @ts-check
// What is found on an image beside the network's answer: the masks are those that `lesionlens masks`
// writes, what a person is told of them stands on screen, in the text version and in the report, and an
// outline is drawn where it was asked for.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import {
  lastResult, openImage, openPage, root, until, untilAtRest, untilFound, untilState, viewerState,
} from './browser.mjs';
import { differing, dispatch, pixels } from './canvas.mjs';
import { exported, readGreyPng, readPng } from './downloads.mjs';
import { hosted } from './hosted.mjs';
import { NO_REAL, program, real, synthetic } from './images.mjs';
import { writePng } from './png.mjs';

/** Found without a network, or from the lesion's mask; two of the mask network's own beside them. */
const EXACT = ['hair', 'ruler', 'reflection', 'bubble', 'gel_border', 'ink', 'patch', 'dark_corner'];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-found-'));
const { host, browser } = await hosted();

after(() => {
  fs.rmSync(folder, { recursive: true });
});

/** @typedef {import('./browser.mjs').Page} Page */

async function opened(options = {}) {
  const page = await openPage(browser, host.url, options);
  await untilState(page.page);
  return page;
}

/** What the page has found, masks as bytes. @param {Page} page @returns {Promise<any[]>} */
async function masksOf(page) {
  const packed = await page.evaluate(() => {
    const base64 = (/** @type {Uint8Array} */ bytes) => {
      let text = '';
      for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      return btoa(text);
    };
    return /** @type {any} */ (globalThis).lesionlens.masks()
      ?.map((/** @type {any} */ one) => ({ ...one, mask: one.mask && base64(one.mask) })) ?? null;
  });
  return packed?.map((/** @type {any} */ one) => ({ ...one, mask: one.mask && Buffer.from(one.mask, 'base64') }));
}

/** Skin with a round brown lesion, and dark hairs across it where wanted.
 * @param {{radius?: number, hairs?: number, at?: [number, number][]}} [what] */
function drawn({ radius = 60, hairs = 0, at = [[160, 120]] } = {}) {
  const [width, height] = [320, 240];
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const away = Math.min(...at.map(([u, v]) => Math.hypot(x - u, y - v)));
      const dark = radius > 0 ? 1 / (1 + Math.exp((away - radius) / 3)) : 0;
      const hair = Array.from({ length: hairs }, (_, n) =>
        Math.abs(y - 30 - 28 * n - 25 * Math.sin((x + 40 * n) / 70))).some((off) => off < 1.4);
      for (let c = 0; c < 3; c += 1) {
        const skin = [214, 168, 146][c];
        const lesion = [112, 72, 56][c] + 6 * Math.sin(x / 9) * Math.sin(y / 7);
        rgb[3 * (y * width + x) + c] = hair ? 28 : Math.round(skin * (1 - dark) + lesion * dark);
      }
    }
  }
  return writePng({ width, height, rgb });
}

/** @param {Page} page @param {string} id */
const textOf = (page, id) => page.locator(`#${id}`).textContent();

/** @param {Page} page @param {string} name */
async function useModel(page, name) {
  await page.evaluate((wanted) => {
    const buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#models button')]);
    buttons.find((button) => button.textContent?.includes(wanted))?.click();
  }, name);
  await until(() => viewerState(page), (s) => s.modelName.startsWith(name), name);
}

/** @param {import('./images.mjs').ImageFile[]} images @param {import('node:test').TestContext} t */
async function compare(images, t) {
  const links = fs.mkdtempSync(path.join(folder, 'images-'));
  for (const { name, file } of images) fs.symlinkSync(file, path.join(links, name));
  const out = path.join(folder, `out-${path.basename(links)}`);
  for (const concept of [...EXACT, 'lesion']) {
    execFileSync(program, ['masks', '--images', links, '--out', out, '--concept', concept,
      '--model', path.join(root, 'models/masks.onnx')], { stdio: 'ignore' });
  }
  const { page, context, complaints } = await opened();
  let marked = 0;
  for (const { name, bytes } of images) {
    await openImage(page, name, bytes);
    await untilFound(page);
    const masks = await masksOf(page);
    for (const concept of [...EXACT, 'lesion']) {
      const native = readGreyPng(fs.readFileSync(path.join(out, `${path.parse(name).name}_${concept}.png`)));
      const one = masks.find(({ name: called }) => called === concept);
      assert.deepEqual([one.width, one.height], [native.width, native.height]);
      const mask = one.mask ?? Buffer.alloc(native.grey.length);
      let differ = 0;
      let area = 0;
      for (const [i, value] of native.grey.entries()) {
        if (value !== mask[i]) differ += 1;
        if (value) area += 1;
      }
      if (concept === 'lesion') {
        assert.ok(differ <= 0.01 * mask.length, `${name} lesion: ${differ} pixels`);
      } else {
        assert.equal(differ, 0, `${name} ${concept}: ${differ} pixels differ of ${area}`);
        if (area > 0) marked += 1;
      }
    }
  }
  assert.ok(marked > 0, 'something is marked on some image');
  t.diagnostic(`${images.length} images, ${marked} masks with something on them, all the same to the bit`);
  assert.deepEqual(complaints, []);
  await context.close();
}

describe('the masks of an image', () => {
  it('are those that the program writes, on synthetic images', (t) => compare(synthetic(10).slice(0, 4), t));

  it('are those that the program writes, on real images', (t) => {
    const images = real(4);
    if (images.length === 0) return t.skip(NO_REAL);
    return compare(images, t);
  });

  it('come after the estimate, go with the image, and are anew with the next', async () => {
    const { page, context, complaints } = await opened();
    assert.equal(await masksOf(page), undefined);
    await openImage(page, 'one.png', drawn());
    await untilFound(page);
    const masks = await masksOf(page);
    assert.equal(masks.length, 24);
    const lesion = masks.find(({ name }) => name === 'lesion');
    assert.ok(Math.abs(lesion.share - Math.PI * 60 ** 2 / (320 * 240)) < 0.03, `${lesion.share}`);
    const { x, width } = lesion.box;
    assert.ok(Math.abs(x + width / 2 - 160) < 8, JSON.stringify(lesion.box));
    assert.equal(masks.find(({ name }) => name === 'globules').sure, false);
    await openImage(page, 'two.png', drawn({ at: [[100, 120]] }));
    await untilFound(page);
    const box = (await masksOf(page)).find(({ name }) => name === 'lesion').box;
    assert.ok(Math.abs(box.x + box.width / 2 - 100) < 8, JSON.stringify(box));
    assert.deepEqual(complaints, []);
    await context.close();
  });
});

describe('an outline', () => {
  it('is drawn where the mask\'s edge is, is chosen by name, and is gone with none', async () => {
    const { page, context, complaints } = await opened();
    await openImage(page, 'one.png', drawn());
    await untilAtRest(page);
    const names = await page.locator('#outline option').evaluateAll((options) =>
      options.map((one) => /** @type {HTMLOptionElement} */ (one).value));
    assert.ok(names.includes('') && names.includes('lesion') && names.includes('border_top'), names.join());
    for (const never of ['globules', 'streaks', 'pigment_network', 'hair']) assert.ok(!names.includes(never));
    const { imageRect } = await viewerState(page);
    const at = Object.fromEntries(Object.entries(imageRect).map(([key, value]) => [key, Math.round(Number(value))]));
    const bare = await pixels(page, /** @type {any} */ (at));
    await page.selectOption('#outline', 'lesion');
    await untilAtRest(page);
    assert.equal((await viewerState(page)).outline, 'lesion');
    const outlined = await pixels(page, /** @type {any} */ (at));
    const share = differing(bare, outlined, 8);
    assert.ok(share > 0.002 && share < 0.03, `${share} of the image`);
    // A circle of radius 60 about the middle of 320 x 240: nothing changes well inside or outside.
    let beside = 0;
    const scale = at.width / 320;
    for (let i = 0; i < bare.length; i += 4) {
      if (Math.abs(bare[i] - outlined[i]) <= 8) continue;
      const [u, v] = [(i / 4 % at.width) / scale, Math.floor(i / 4 / at.width) / scale];
      const away = Math.hypot(u - 160, v - 120);
      // The button that says so lies over the lower right.
      if (Math.abs(away - 60) > 12 && !(u > 220 && v > 180)) beside += 1;
    }
    assert.equal(beside, 0);
    await page.selectOption('#outline', '');
    await untilAtRest(page);
    assert.ok(differing(bare, await pixels(page, /** @type {any} */ (at)), 8) < 1e-4);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});

describe('what a person is told', () => {
  it('is nothing of a plain lesion', async () => {
    const { page, context } = await opened();
    await openImage(page, 'plain.png', drawn());
    await untilFound(page);
    // But that it is a drawing, and so unlike what the network learned from.
    const { warnings } = await viewerState(page);
    assert.deepEqual(warnings.filter((/** @type {any} */ { kind }) => !kind.startsWith('unlike')), []);
    assert.equal(await textOf(page, 'found-status'), warnings.length > 0 ? '' : 'No warnings: no artefact was found.');
    await context.close();
  });

  it('is that hair lies on the image, and the estimate without it', async () => {
    const { page, context, complaints } = await opened();
    await openImage(page, 'hairy.png', drawn({ hairs: 7 }));
    await untilFound(page);
    const { warnings, probability } = await viewerState(page);
    const hair = warnings.find((/** @type {any} */ { concept }) => concept === 'hair');
    assert.ok(hair, JSON.stringify(warnings));
    assert.ok(hair.share > 0.01 && hair.share < 0.2, `${hair.share}`);
    assert.ok(hair.without > 0 && hair.without < 1 && hair.without !== probability, `${hair.without}`);
    const said = String(await textOf(page, 'warnings'));
    // No estimate leaves without what makes it doubtful.
    const copied = await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      document.dispatchEvent(new ClipboardEvent('copy', { clipboardData, cancelable: true }));
      return clipboardData.getData('text/plain');
    });
    const doubts = await page.locator('#warnings li').allTextContents();
    assert.ok(doubts.some((doubt) => doubt.startsWith('Hair')) && doubts.every((doubt) => copied.includes(doubt)), copied);
    assert.match(said, /Hair covers \d+% of what the network saw\. .*Painted over, the estimate is [\d.]+% instead of [\d.]+%\./);
    const [report] = await exported(page, 'report');
    assert.ok(readPng(report.bytes).width > 2000);
    await page.selectOption('#language', 'de');
    await until(() => textOf(page, 'warnings'), (words) => String(words).includes('Haar: '), 'German');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is that the lesion is small in the central square, which one press fits', async () => {
    const { page, context, complaints } = await opened();
    await useModel(page, 'central');
    await openImage(page, 'small.png', drawn({ radius: 16, at: [[120, 100]] }));
    await untilFound(page);
    const { warnings, fitSquare, probability } = await viewerState(page);
    assert.deepEqual(warnings.map((/** @type {any} */ { kind }) => kind), ['lesion_small']);
    assert.equal(fitSquare, true);
    await page.locator('#fit-square').evaluate((button) => /** @type {HTMLElement} */ (button).click());
    const fitted = await until(() => viewerState(page), (s) => s.seenKind === 'moved' && !s.cropPending, 'the square');
    const { x, width } = fitted.seen;
    assert.ok(Math.abs(x + width / 2 - 120) < 5, JSON.stringify(fitted.seen));
    // Of which the lesion's mask is 30%.
    const lesion = (await masksOf(page)).find(({ name }) => name === 'lesion');
    assert.ok(Math.abs(width - Math.sqrt(lesion.share * 320 * 240 / 0.3)) < 2, `${width}`);
    assert.notEqual(fitted.probability, probability);
    assert.deepEqual(fitted.warnings, []);
    assert.equal((await lastResult(page)).lesion, null, 'the model\'s own square does not follow it');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is that there is none where a central square shows bare skin', async () => {
    const { page, context } = await opened();
    await useModel(page, 'central');
    await openImage(page, 'skin.png', drawn({ radius: 0 }));
    await untilFound(page);
    assert.match(String(await textOf(page, 'warnings')), /^No lesion was found/);
    assert.equal(await page.locator('#abcd').isHidden(), true);
    await context.close();
  });
});

describe('ABCD in figures', () => {
  it('is folded, says that it is no diagnosis, and is drawn on the image when unfolded', async () => {
    const { page, context, complaints } = await opened();
    await openImage(page, 'one.png', drawn());
    await untilAtRest(page);
    const before = await pixels(page);
    assert.equal((await viewerState(page)).abcdShown, false);
    const said = String(await textOf(page, 'abcd'));
    assert.match(said, /not a diagnosis/);
    // A disc of radius 60, at the size of 320 x 240.
    const [, diameter] = said.match(/at most (\d+) pixels across/) ?? [];
    assert.ok(Math.abs(Number(diameter) - 120) < 10, said);
    const [, compact] = said.match(/outline ([\d.]+) /) ?? [];
    assert.ok(Number(compact) < 1.1, said);
    await dispatch(page, { type: 'abcd', shown: true });
    await untilAtRest(page);
    assert.equal(await page.locator('#abcd').evaluate((one) => /** @type {HTMLDetailsElement} */ (one).open), true);
    assert.ok(differing(before, await pixels(page), 8) > 0.002);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
