// @ts-check
// A filter's strongest places on a person's own images, beside it on Explore where such an atlas lies beside
// the site and is of the very model that is open; nothing, and no complaint, elsewhere.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { launch, openImage, openPage, root, site, until, untilAtRest, untilState, viewerState } from './browser.mjs';
import { differing, dispatch, pixels } from './canvas.mjs';
import { synthetic } from './images.mjs';
import { writePng } from './png.mjs';
import { serve } from './server.mjs';

const SIDE = 24;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-atlas-'));
const browser = await launch();
after(async () => {
  await browser.close();
  fs.rmSync(folder, { recursive: true });
});

const hash = createHash('sha256').update(fs.readFileSync(path.join(root, 'models/default.onnx'))).digest('hex');

/** Three crops side by side: red, green, blue. */
function strip() {
  const rgb = new Uint8Array(3 * 3 * SIDE * SIDE);
  for (let i = 0; i < 3 * SIDE * SIDE; i += 1) rgb[3 * i + Math.floor((i % (3 * SIDE)) / SIDE)] = 230;
  return writePng({ width: 3 * SIDE, height: SIDE, rgb });
}

/** The site with an atlas in its place. @param {string} name @param {unknown} index @returns {string} */
function siteWith(name, index) {
  const to = path.join(folder, name);
  fs.cpSync(site, to, { recursive: true });
  const atlas = path.join(to, 'atlas');
  fs.rmSync(atlas, { recursive: true, force: true });
  if (index === undefined) return to;
  fs.mkdirSync(atlas);
  fs.writeFileSync(path.join(atlas, 'index.json'), typeof index === 'string' ? index : JSON.stringify(index));
  fs.writeFileSync(path.join(atlas, '0-1.png'), strip());
  return to;
}

/** Of filters 0 and 1 of the first layer; the second has places. @param {string} model */
const indexOf = (model) => ({ format: 'lesionlens atlas 1', models: ['0'.repeat(64), model], model: 'default',
  images: 9, side: SIDE, layers: [[null, { file: '0-1.png', responses: [3.5, 2.25, 1] }]] });

/** @param {string} from */
async function explored(from) {
  const host = await serve(from);
  const { page, context, complaints, requests } = await openPage(browser, host.url);
  await untilState(page);
  assert.deepEqual(requests.filter((url) => url.includes('/atlas/')), [], 'nothing before Explore');
  const [image] = synthetic(10);
  await openImage(page, image.name, image.bytes);
  await dispatch(page, { type: 'screen', screen: 'explore' });
  await dispatch(page, { type: 'select', layer: 0, filter: 0 });
  await until(() => viewerState(page), (s) => s.screen === 'explore' && s.modelHash === hash, 'Explore');
  await until(async () => requests.filter((url) => url.endsWith('/atlas/index.json')).length, (n) => n > 0, 'the index');
  await untilAtRest(page);
  return { host, page, context, complaints, asked: () => requests.filter((url) => url.includes('/atlas/')) };
}

/** @param {import('./browser.mjs').Page} page */
const hidden = (page) => page.locator('#atlas').isHidden();

describe('the atlas', () => {
  it('is none on the site as it comes: one request, nothing shown, no complaint', async () => {
    const { host, page, context, complaints, asked } = await explored(site);
    await dispatch(page, { type: 'select', layer: 1, filter: 2 });
    await dispatch(page, { type: 'screen', screen: 'read' });
    await dispatch(page, { type: 'screen', screen: 'explore' });
    await untilAtRest(page);
    assert.equal(await hidden(page), true);
    assert.equal(asked().length, 1);
    assert.deepEqual(complaints, []);
    await context.close();
    await host.close();
  });

  it('shows the filter\'s places where it is of this model', async () => {
    const { host, page, context, complaints, asked } = await explored(siteWith('own', indexOf(hash)));
    assert.equal(await hidden(page), true, 'the first filter never responded');
    await dispatch(page, { type: 'select', layer: 0, filter: 1 });
    await until(() => hidden(page), (is) => !is, 'the places');
    const { natural, alt } = await page.locator('#atlas-image').evaluate(async (one) => {
      const image = /** @type {HTMLImageElement} */ (one);
      await image.decode();
      return { natural: [image.naturalWidth, image.naturalHeight], alt: image.alt };
    });
    assert.deepEqual(natural, [3 * SIDE, SIDE]);
    assert.equal(alt, '3 parts of images, side by side');
    assert.match(String(await page.locator('#atlas-responses').textContent()), /3\.5.*2\.25.*1/);
    // And on the canvas, further down in the panel.
    const seen = async () => {
      const rgba = await pixels(page);
      let count = 0;
      for (let i = 0; i < rgba.length; i += 4) {
        if (rgba[i] === 230 && rgba[i + 1] === 0 && rgba[i + 2] === 0) count += 1;
      }
      return count;
    };
    for (let n = 0; n < 30 && await seen() <= 400; n += 1) {
      await page.keyboard.press('.');
      await untilAtRest(page);
    }
    assert.ok(await seen() > 400, 'the first crop is drawn');
    const before = await pixels(page);
    await dispatch(page, { type: 'select', layer: 0, filter: 0 });
    await until(() => hidden(page), Boolean, 'none of another filter');
    await untilAtRest(page);
    assert.ok(differing(before, await pixels(page), 8) > 0.001);
    assert.equal(await seen(), 0);
    assert.equal(asked().filter((url) => url.endsWith('index.json')).length, 1);
    assert.deepEqual(complaints, []);
    await context.close();
    await host.close();
  });

  for (const [name, index] of /** @type {[string, unknown][]} */ ([
    ['of another model', indexOf('f'.repeat(64))],
    ['damaged', '{"format": "lesionlens atlas 1", "models": ['],
    ['of a kind that is not known', { ...indexOf(hash), format: 'lesionlens atlas 9' }],
    ['whose strips are not what it says', { ...indexOf(hash), side: SIDE + 1 }],
    ['that points elsewhere', { ...indexOf(hash), layers: [[null, { file: '../models/models.json', responses: [1] }]] }],
  ])) {
    it(`is left alone where it is one ${name}`, async () => {
      const { host, page, context, complaints, asked } = await explored(siteWith(name.replace(/ /g, '-'), index));
      await dispatch(page, { type: 'select', layer: 0, filter: 1 });
      await untilAtRest(page);
      await until(async () => asked().length, (n) => n >= 1, 'what was asked for');
      assert.equal(await hidden(page), true);
      assert.ok(asked().every((url) => /\/atlas\/(index\.json|0-1\.png)$/.test(url)), asked().join());
      assert.deepEqual(complaints, []);
      await context.close();
      await host.close();
    });
  }
});
