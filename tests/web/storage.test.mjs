// @ts-check
// Nothing of an image is kept: not in any of the browser's stores, and not in the profile's folder
// on the disk, whatever was done with it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import {
  drop, FLAGS, openImage, outcome, site, until, untilAtRest, untilState,
} from './browser.mjs';
import { dispatch } from './canvas.mjs';
import { exported } from './downloads.mjs';
import { synthetic } from './images.mjs';
import { serve } from './server.mjs';

/** Names that occur nowhere else. */
const MARK = 'Zq7LesionMark';
const images = synthetic(10).slice(0, 3).map(({ bytes }, n) =>
  ({ name: `${MARK}-${n}.jpg`, bytes }));

/** @type {Awaited<ReturnType<typeof serve>>} */
let host;
let folder = '';
let downloads = '';
/** What the browser's stores held at the end. @type {any} */
let kept;
/** @type {Buffer[]} */
const exports = [];

before(async () => {
  host = await serve(site);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-profile-'));
  downloads = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-downloads-'));
  // A profile that stays, with the service worker in it.
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS,
    downloadsPath: downloads,
  });
  const page = await context.newPage();
  await page.goto(host.url);
  await untilState(page);
  await until(() => page.evaluate(async () =>
    (await navigator.serviceWorker.ready).active?.state === 'activated'), Boolean, 'the worker');
  await openImage(page, images[0].name, images[0].bytes);
  await drop(page, [images[1]]);
  await until(() => outcome(page), (o) => o.name === images[1].name && o.prediction !== '', 'the drop');
  await page.setInputFiles('#file', { name: images[2].name, mimeType: 'image/jpeg',
    buffer: Buffer.from(images[2].bytes) });
  await until(() => outcome(page), (o) => o.name === images[2].name && o.prediction !== '', 'the dialog');
  for (const action of [{ type: 'screen', screen: 'explore' }, { type: 'step-layer', by: 1 },
    { type: 'opacity', value: 0.5 }, { type: 'palette', value: 'contrast' }]) {
    await dispatch(page, action);
    await untilAtRest(page);
  }
  for (const what of ['view', 'report', 'scores', 'statistics', 'sheet']) {
    exports.push(...(await exported(page, what)).map(({ bytes }) => bytes));
  }
  await page.focus('#view');
  await page.keyboard.press('d');
  await until(() => page.evaluate(() =>
    document.getElementById('sheet-preview')?.getAttribute('src') ?? ''), Boolean, 'the preview');
  kept = await page.evaluate(stores);
  kept.storageState = await context.storageState();
  await context.close();
});
after(async () => {
  await host.close();
  for (const one of [folder, downloads]) fs.rmSync(one, { recursive: true, force: true });
});

/** Runs in the page. */
async function stores() {
  const databases = [];
  for (const { name } of await indexedDB.databases()) databases.push(name);
  const caches1 = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) caches1.push(request.url);
  }
  /** @type {string[]} */
  const files = [];
  const walk = async (/** @type {any} */ directory, /** @type {string} */ at) => {
    for await (const [name, entry] of directory.entries()) {
      files.push(`${at}${name}`);
      if (entry.kind === 'directory') await walk(entry, `${at}${name}/`);
    }
  };
  await walk(await navigator.storage.getDirectory(), '/');
  return {
    local: Object.entries(localStorage), session: Object.entries(sessionStorage), databases,
    cached: caches1, files, cookies: document.cookie, name: /** @type {any} */ (globalThis).name, address: location.href,
    history: JSON.stringify(history.state), title: document.title,
    buckets: 'storageBuckets' in navigator
      ? await /** @type {any} */ (navigator).storageBuckets.keys() : [],
  };
}

describe('nothing of an image is kept', () => {
  it('in the browser\'s stores: the settings, and the site\'s own files for offline use, no more', () => {
    assert.deepEqual(kept.local.map((/** @type {string[]} */ [key]) => key), ['lesionlens.settings']);
    assert.deepEqual(Object.keys(JSON.parse(kept.local[0][1])).sort(),
      ['language', 'opacity', 'overlayBare', 'palette', 'scaleMode', 'shortcuts', 'textScale']);
    for (const empty of ['session', 'databases', 'files', 'buckets']) assert.deepEqual(kept[empty], [], empty);
    assert.deepEqual([kept.cookies, kept.name, kept.history], ['', '', 'null']);
    assert.ok(kept.cached.length > 10, 'the service worker keeps the site');
    for (const url of kept.cached) {
      const name = new URL(url).pathname.replace(new URL(host.url).pathname, '') || 'index.html';
      assert.ok(fs.existsSync(path.join(site, name)), url);
    }
    assert.doesNotMatch(JSON.stringify(kept), new RegExp(MARK));
  });

  it('in the profile on the disk: no name, no bytes of an image or of what was made of it', (t) => {
    // Pieces from the middle of each file; a name as it is and in UTF-16.
    const pieces = [...images.map(({ bytes }) => Buffer.from(bytes)), ...exports]
      .filter((bytes) => bytes.length > 4096)
      .map((bytes) => bytes.subarray(bytes.length >> 1, (bytes.length >> 1) + 48));
    const names = [Buffer.from(MARK), Buffer.from(MARK, 'utf16le')];
    const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name))
      .filter((file) => fs.lstatSync(file).isFile());
    assert.ok(files.length > 20, 'there is a profile');
    let total = 0;
    for (const file of files) {
      const content = fs.readFileSync(file);
      total += content.length;
      // A list of downloads is the browser's own, as are the files that a person saves.
      const own = /\/(History|History-journal|Visited Links)$/.test(file);
      for (const piece of own ? pieces : [...names, ...pieces]) {
        assert.ok(!content.includes(piece), `${path.relative(folder, file)} holds a part of an image`);
      }
    }
    t.diagnostic(`${files.length} files of ${(total / 1e6).toFixed(1)} MB looked through`);
    // That the search would find something: the site's own files are there.
    const worker = fs.readFileSync(path.join(site, 'models/default.onnx'));
    const model = worker.subarray(worker.length >> 1, (worker.length >> 1) + 48);
    assert.ok(files.some((file) => fs.readFileSync(file).includes(model)), 'the model is in the cache');
  });
});
