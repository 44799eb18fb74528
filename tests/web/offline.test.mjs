// @ts-check
// The service worker: the site works without a network after the first visit, nothing of a person's
// is stored, and an update comes whole or not at all.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, openPage, openImage, site, until, untilState } from './browser.mjs';
import { synthetic } from './images.mjs';
import { serve } from './server.mjs';

/** @type {import('./browser.mjs').Browser} */
let browser;
/** A copy of the site that the tests may change. */
let folder = '';
before(async () => {
  browser = await launch();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-site-'));
});
after(async () => {
  await browser.close();
  fs.rmSync(folder, { recursive: true });
});

/** @param {string} mark */
function changeStyles(mark) {
  const file = path.join(folder, 'styles.css');
  fs.appendFileSync(file, `/* ${mark} */`);
  fs.rmSync(`${file}.br`, { force: true });
  fs.rmSync(`${file}.gz`, { force: true });
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

/** A service worker that lists another hash for the styles. @param {string} hash */
function changeList(hash) {
  const file = path.join(folder, 'sw.js');
  const text = fs.readFileSync(file, 'utf8')
    .replace(/(\["styles\.css",")[0-9a-f]+/, `$1${hash}`)
    .replace(/(VERSION = ')[0-9a-f]+/, `$1${hash.slice(0, 16)}`);
  fs.writeFileSync(file, text);
  for (const kind of ['br', 'gz']) fs.rmSync(`${file}.${kind}`, { force: true });
}

/** The page after a second visit, which the service worker serves. */
async function visited() {
  fs.cpSync(site, folder, { recursive: true });
  const host = await serve(folder);
  const { page, context } = await openPage(browser, host.url, { serviceWorkers: 'allow' });
  await untilState(page);
  await active(page);
  await page.reload();
  await untilState(page);
  return { host, page, context };
}

/** @param {import('./browser.mjs').Page} page */
function active(page) {
  return until(
    () => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated'),
    Boolean, 'the service worker');
}

/**
 * Until the release whose styles have that hash has taken over. Watched without a fetch: a browser puts off both
 * looking for an update and the change itself while the worker is answering.
 * @param {import('./browser.mjs').Page} page @param {string} hash
 */
async function onlyRelease(page, hash) {
  await until(
    () => page.evaluate(() => globalThis.caches.keys()).catch(() => []),
    (names) => names.length === 1 && names[0].endsWith(hash.slice(0, 16)),
    'the new release, and no other');
}

/** What the page gets as its styles; nothing while it is being loaded anew.
 * @param {import('./browser.mjs').Page} page */
function styles(page) {
  return page.evaluate(async () => (await fetch('styles.css')).text()).catch(() => '');
}

describe('offline', () => {
  it('keeps the site, and nothing else, for a visit without a network', async () => {
    const host = await serve(site);
    const { page, context } = await openPage(browser, host.url, { serviceWorkers: 'allow' });
    await untilState(page);
    const [image, other] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    await until(() => page.evaluate(async () => Boolean((await navigator.serviceWorker.ready).active)),
      Boolean, 'the service worker');
    await host.close();
    await page.reload();
    await untilState(page);
    const seen = await openImage(page, other.name, other.bytes);
    assert.match(seen.prediction, /malignant/);
    const stored = await page.evaluate(async () => {
      const urls = [];
      for (const name of await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) urls.push(request.url);
      }
      const databases = await indexedDB.databases();
      return {
        urls,
        settings: { ...localStorage },
        others: [sessionStorage.length, databases.length],
      };
    });
    assert.ok(stored.urls.length > 10);
    assert.ok(stored.urls.every((url) => url.startsWith(host.url)));
    assert.deepEqual(stored.others, [0, 0]);
    // What is set, and nothing of or about an image.
    assert.deepEqual(Object.keys(stored.settings), ['lesionlens.settings']);
    assert.deepEqual(Object.keys(JSON.parse(stored.settings['lesionlens.settings'])).sort(),
      ['language', 'opacity', 'overlayBare', 'palette', 'scaleMode', 'shortcuts', 'textScale']);
    await context.close();
  });

  it('an update comes whole, by itself where nothing is open', async () => {
    const { host, page, context } = await visited();
    const hash = changeStyles('second release');
    changeList(hash);
    await page.reload();
    await onlyRelease(page, hash);
    await until(() => styles(page), (text) => text.includes('second release'), 'its styles');
    await untilState(page);
    await context.close();
    await host.close();
  });

  it('an update waits while an image is open', async () => {
    const { host, page, context } = await visited();
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    changeList(changeStyles('third release'));
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await until(
      () => page.evaluate(async () => Boolean((await navigator.serviceWorker.ready).waiting)),
      Boolean, 'the update to be there');
    assert.doesNotMatch(await styles(page), /third release/);
    assert.ok(await page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.state().hasImage));
    await context.close();
    await host.close();
  });

  it('an update of which a part is missing changes nothing', async () => {
    const { host, page, context } = await visited();
    changeStyles('half a release');
    await page.reload();
    await untilState(page);
    assert.doesNotMatch(await styles(page), /half a release/);
    changeList('0'.repeat(64));
    const installed = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update().catch(() => {});
      const { installing } = registration;
      if (installing) {
        await new Promise((resolve) => {
          installing.addEventListener('statechange', () => resolve(installing.state));
        });
      }
      return installing?.state ?? 'none';
    });
    assert.equal(installed, 'redundant');
    await page.reload();
    await untilState(page);
    assert.doesNotMatch(await styles(page), /half a release/);
    await context.close();
    await host.close();
  });

  it('works on a host that redirects to index.html, with and without a connection', async () => {
    const host = await serve(site, { toIndex: true });
    const { page, context } = await openPage(browser, host.url, { serviceWorkers: 'allow' });
    await untilState(page);
    await active(page);
    // The second visit, which the service worker serves.
    await page.goto(host.url);
    await untilState(page);
    assert.ok(await page.evaluate(() => Boolean(navigator.serviceWorker.controller)));
    await host.close();
    await page.goto(host.url);
    await untilState(page);
    await context.close();
  });

  it('a newer version is offered where something is open, and opened when it is wanted', async () => {
    const { host, page, context } = await visited();
    assert.equal(await page.locator('#version-bar').isVisible(), false);
    assert.match(await page.locator('#version').innerText(), /version 0\.1\.0, .*[0-9a-f]{8}$/);
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    const hash = changeStyles('fourth release');
    changeList(hash);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.locator('#version-open').waitFor({ state: 'visible' });
    assert.match(await page.locator('#version-said').innerText(), /^A newer version/);
    await page.locator('#version-open').click();
    await onlyRelease(page, hash);
    await until(() => styles(page), (text) => text.includes('fourth release'), 'the newer version');
    await untilState(page);
    await context.close();
    await host.close();
  });

  it('that a host has changed on the way is said, with the file, and the version before is shown', async () => {
    const { host, page, context } = await visited();
    changeStyles('rewritten by a proxy');
    changeList('0'.repeat(64));
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update().catch(() => {}));
    await page.locator('#version-bar').waitFor({ state: 'visible' });
    assert.match(await page.locator('#version-said').innerText(), /older version.*styles\.css/);
    assert.doesNotMatch(await styles(page), /rewritten by a proxy/);
    await page.locator('#version-close').click();
    assert.equal(await page.locator('#version-bar').isVisible(), false);
    await context.close();
    await host.close();
  });
});
