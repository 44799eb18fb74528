// @ts-check
// TIFF, which LibTIFF decodes on both sides; WebP and AVIF, which the browser does in the page; HEIC.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  dropFolder, lastResult, openImage, openPage, outcome, site, until, untilState, viewerState,
} from './browser.mjs';
import { openFrame } from '../../web/worker/codecs.js';
import { readPng } from './downloads.mjs';
import { loadCodecs, loadEngine } from './engine.mjs';
import { launchFirefox } from './firefox.mjs';
import { hosted } from './hosted.mjs';
import { program } from './images.mjs';
import { animated, avif, displayP3, HEIGHT, lossless, spot, transparent, turned, WIDTH } from './made_formats.mjs';
import { tiff } from './made_tiff.mjs';
import { writePng } from './png.mjs';
import { serve } from './server.mjs';

const { host, browser } = await hosted();
const { page, complaints, requests } = await openPage(browser, host.url);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-formats-'));
before(() => untilState(page));
after(() => fs.rmSync(folder, { recursive: true }));

/** @param {Uint8Array} rgb */
const png = (rgb) => writePng({ width: WIDTH, height: HEIGHT, rgb: Buffer.from(rgb) });
const DECODED = /This browser decoded it \((WebP|AVIF)\)/;
const SEVERAL = /The file holds more than one image: this is the first\./;
const HEIC = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(200)]);

/** What the workstation's program makes of a file: pixels and what it says.
 * @param {string} name @param {Uint8Array} bytes */
function read(name, bytes) {
  const [from, to, json] = [name, 'out.png', 'out.json'].map((one) => path.join(folder, one));
  fs.writeFileSync(from, bytes);
  fs.rmSync(to, { force: true });
  execFileSync(program, ['image', from, '--png', to, '--json', json], { stdio: 'pipe' });
  const said = JSON.parse(fs.readFileSync(json, 'utf8'));
  return { ...readPng(fs.readFileSync(to)), said };
}

/** @param {Uint8Array} rgb @param {number} alphaOf of row y: 255 - alphaOf * y */
function overWhite(rgb, alphaOf) {
  return rgb.map((value, i) => {
    const alpha = 255 - alphaOf * Math.floor(i / 3 / WIDTH);
    return Math.floor((value * alpha + 255 * (255 - alpha) + 127) / 255);
  });
}

/** EXIF orientation 6: the stored image turned by 90 degrees clockwise. @param {Uint8Array} rgb */
function upright(rgb) {
  const out = new Uint8Array(rgb.length);
  for (let y = 0; y < WIDTH; y += 1) {
    for (let x = 0; x < HEIGHT; x += 1) {
      for (let c = 0; c < 3; c += 1) out[3 * (y * HEIGHT + x) + c] = rgb[3 * ((HEIGHT - 1 - x) * WIDTH + y) + c];
    }
  }
  return out;
}

describe('the workstation', () => {
  it('reads WebP: transparent, turned, animated, with a profile', () => {
    const plain = read('a.webp', lossless);
    assert.ok(spot.every((value, i) => value === plain.rgb[i]));
    assert.deepEqual(plain.said.notes, []);
    const moving = read('b.webp', animated);
    assert.ok(spot.every((value, i) => value === moving.rgb[i]));
    assert.deepEqual(moving.said.notes, ['the file holds more than one image: the first']);
    const seen = read('c.webp', transparent).rgb;
    assert.ok(overWhite(spot, 3).every((value, i) => value === seen[i]));
    const { width, height, rgb } = read('d.webp', turned);
    assert.deepEqual([width, height], [HEIGHT, WIDTH]);
    assert.ok(upright(spot).every((value, i) => value === rgb[i]));
    assert.deepEqual(read('e.webp', displayP3).said.notes, ['colours converted to sRGB from wide']);
  });

  it('refuses AVIF and HEIC with what to do', () => {
    for (const [name, bytes, words] of /** @type {[string, Buffer, RegExp][]} */ ([
      ['a.avif', avif, /AVIF is not supported; save it as JPEG or PNG/], ['a.heic', HEIC, /Most Compatible/],
    ])) assert.throws(() => read(name, bytes), words);
    // What is cut is told in the JSON, without an image.
    assert.throws(() => read('cut.webp', lossless.subarray(0, 300)), /out\.png/);
    const { damaged } = JSON.parse(fs.readFileSync(path.join(folder, 'out.json'), 'utf8'));
    assert.equal(damaged, true);
  });
});

describe('TIFF', () => {
  /** @type {[string, Buffer][]} */
  const files = [
    ['plain.tif', tiff(WIDTH, HEIGHT, spot)], ['deflate.tif', tiff(WIDTH, HEIGHT, spot, { deflate: true })],
    ['turned.tif', tiff(WIDTH, HEIGHT, spot, { orientation: 6 })],
    ['two.tif', tiff(WIDTH, HEIGHT, spot, { deflate: true, twice: true })],
  ];

  it('has the same bits in page and program, and its pixels are those that were written', async () => {
    const engine = await loadEngine();
    for (const [name, bytes] of files) {
      const { width, height, rgb, said } = read(name, bytes);
      const wanted = name === 'turned.tif' ? upright(spot) : spot;
      assert.ok(wanted.every((value, i) => value === rgb[i]), name);
      const opened = await openFrame(engine, name, bytes, 0, loadCodecs);
      assert.equal(opened.error, null, name);
      assert.deepEqual([opened.width, opened.height], [width, height], name);
      assert.deepEqual(opened.source, { format: 'TIFF', browser: false, several: name === 'two.tif' });
      assert.equal(said.notes.includes('the file holds more than one image: the first'), name === 'two.tif');
      const [level] = engine.displayCopies().levels;
      assert.ok(level.rgba.every((/** @type {number} */ value, /** @type {number} */ i) =>
        i % 4 === 3 || value === rgb[3 * (i >> 2) + (i & 3)]), name);
    }
  });

  it('has the estimate of its pixels; its decoder is loaded for it', async () => {
    await openImage(page, 'alone.png', png(spot));
    const { logits } = await lastResult(page);
    assert.ok(!requests.some((url) => url.endsWith('codecs.wasm')), 'not before');
    const { state, prediction } = await openImage(page, 'scan.tif', tiff(WIDTH, HEIGHT, spot, { twice: true }));
    assert.equal(state, 'ready');
    assert.deepEqual((await lastResult(page)).logits, logits);
    assert.ok(requests.some((url) => url.endsWith('codecs.wasm')));
    assert.match(prediction, SEVERAL);
    assert.doesNotMatch(prediction, DECODED);
    assert.deepEqual((await viewerState(page)).source, { format: 'TIFF', browser: false, several: true });
  });

  it('that is cut is refused, and the next one is read', async () => {
    const file = tiff(WIDTH, HEIGHT, spot, { deflate: true });
    for (const [name, bytes] of /** @type {[string, Buffer][]} */ ([
      ['cut.tif', file.subarray(0, file.length - 60)],
      ['zeros.tif', Buffer.concat([file.subarray(0, 60), Buffer.alloc(30), file.subarray(90)])],
    ])) {
      const { state, problem } = await openImage(page, name, bytes);
      assert.equal(state, 'error');
      assert.match(problem, new RegExp(`^${name}: the image is (damaged|truncated)`));
    }
    assert.equal((await openImage(page, 'whole.tif', file)).state, 'ready');
  });
});

/** What holds of the formats that a browser decodes, in any. @param {any} shown
 * @param {(name: string, bytes: Uint8Array) => Promise<{state: string, prediction: string, problem: string}>} open */
async function decodedByBrowser(shown, open) {
  await open('alone.png', png(spot));
  const right = await lastResult(shown);
  for (const [name, bytes] of /** @type {[string, Buffer][]} */ ([
    ['a.webp', lossless], ['moving.webp', animated], ['turned.webp', turned],
  ])) {
    if (name === 'turned.webp') {
      await open('upright.png', writePng({ width: HEIGHT, height: WIDTH, rgb: Buffer.from(upright(spot)) }));
    }
    const { logits } = name === 'turned.webp' ? await lastResult(shown) : right;
    const { state, prediction } = await open(name, bytes);
    assert.equal(state, 'ready', name);
    assert.match(prediction, DECODED);
    assert.equal(SEVERAL.test(prediction), name === 'moving.webp', name);
    assert.deepEqual((await lastResult(shown)).logits, logits, `${name}: lossless, so its pixels`);
  }
  // Blended by the browser, converted by the browser, or lossy: near.
  for (const [name, bytes, most] of /** @type {[string, Buffer, number][]} */ ([
    ['transparent.webp', transparent, 0.1], ['wide.webp', displayP3, 0.1], ['a.avif', avif, 0.6],
  ])) {
    const rgb = name === 'wide.webp' ? read('wide.webp', bytes).rgb
      : name === 'a.avif' ? spot : overWhite(spot, 3);
    await open(`${name}.png`, png(rgb));
    const near = (await lastResult(shown)).logits;
    assert.equal((await open(name, bytes)).state, 'ready', name);
    const { logits } = await lastResult(shown);
    for (const [i, logit] of near.entries()) {
      assert.ok(Math.abs(logit - logits[i]) < most, `${name}: ${logits} beside ${near}`);
    }
  }
  const cut = await open('cut.webp', lossless.subarray(0, 300));
  assert.match(cut.problem, /^cut\.webp: the image is truncated/);
  const broken = await open('broken.webp', Buffer.concat([lossless.subarray(0, 40), Buffer.alloc(lossless.length - 40)]));
  assert.match(broken.problem, /^broken\.webp: this browser can't decode this WebP file/);
  const heic = await open('IMG_1.heic', HEIC);
  assert.match(heic.problem, /^IMG_1\.heic: HEIC can't be read here; on an iPhone: .*Most Compatible.* Save as/);
}

describe('what the browser decodes', () => {
  it('in Chromium', () => decodedByBrowser(page, (name, bytes) => openImage(page, name, bytes)));

  it('is found in a folder without an ending', async () => {
    const scans = path.join(folder, 'scans');
    fs.mkdirSync(scans);
    fs.writeFileSync(path.join(scans, 'one'), lossless);
    fs.writeFileSync(path.join(scans, 'two'), tiff(WIDTH, HEIGHT, spot));
    fs.writeFileSync(path.join(scans, 'three'), avif);
    fs.writeFileSync(path.join(scans, 'notes'), 'a letter');
    await dropFolder(page, scans);
    await until(() => page.locator('#session button').allTextContents(), (texts) =>
      ['one', 'two', 'three'].every((name) =>
        texts.some((text) => text.includes(name) && text.includes('Estimate'))), 'all three');
    assert.match((await outcome(page)).problem, /: 1 /);
  });

  it('leaves the console clean', () => assert.deepEqual(complaints, []));
});

describe('in Firefox', () => {
  /** @param {Record<string, unknown>} prefs @param {(shown: any, open: any) => Promise<void>} check */
  async function inFirefox(prefs, check) {
    const served = await serve(site);
    const firefox = await launchFirefox(prefs);
    try {
      const { page: shown } = await firefox.open(served.url);
      await untilState(/** @type {any} */ (shown));
      const open = async (/** @type {string} */ name, /** @type {Uint8Array} */ bytes) => {
        await shown.evaluate((named, base64) => {
          for (const id of ['prediction', 'problem']) {
            /** @type {HTMLElement} */ (document.getElementById(id)).textContent = '';
          }
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], named));
          for (const type of ['dragenter', 'dragover', 'drop']) {
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
          }
        }, name, Buffer.from(bytes).toString('base64'));
        return until(() => outcome(/** @type {any} */ (shown)), ({ state, prediction, problem }) =>
          (state === 'ready' && prediction !== '') || (state === 'error' && problem !== ''), `an answer to ${name}`);
      };
      await check(shown, open);
    } finally {
      await firefox.close();
      await served.close();
    }
  }

  it('the same holds', () => inFirefox({}, decodedByBrowser));

  it('that changes the pixels that pages read, that is said, and no estimate made', () =>
    inFirefox({ 'privacy.resistFingerprinting': true }, async (_, open) => {
      const { state, problem } = await open('a.webp', lossless);
      assert.equal(state, 'error');
      assert.match(problem, /^a\.webp: WebP is decoded by the browser, and this one alters the pixels/);
      assert.equal((await open('a.png', png(spot))).state, 'ready');
    }));
});
