// @ts-check
// Nothing of an image leaves the browser: neither from the page nor from inside the worker, on a
// host that sends no headers at all.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, openPage, openImage, site, until, untilState } from './browser.mjs';
import { synthetic } from './images.mjs';
import { serve } from './server.mjs';

const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** @type {import('./browser.mjs').Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

for (const [kind, headers] of /** @type {[string, Record<string, string>][]} */ ([
  ['a host that sends no headers', {}],
  ['a cross-origin isolated host', ISOLATED],
])) {
  describe(`on ${kind}`, () => {
    /** @type {Awaited<ReturnType<typeof serve>>} */
    let host;
    /** Somebody else's server, which would take anything. @type {Awaited<ReturnType<typeof serve>>} */
    let elsewhere;
    before(async () => {
      host = await serve(site, { headers });
      elsewhere = await serve(site, {
        headers: { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' },
      });
    });
    after(async () => {
      await host.close();
      await elsewhere.close();
    });

    it('sends nothing once loaded, and works with the network switched off', async () => {
      const { page, context, requests, complaints } = await openPage(browser, host.url);
      await untilState(page);
      const [first, second] = synthetic(10);
      await openImage(page, first.name, first.bytes);
      const asked = requests.length;
      const served = host.log.length;
      await context.setOffline(true);
      const seen = await openImage(page, second.name, second.bytes);
      assert.equal(seen.state, 'ready');
      assert.deepEqual(requests.slice(asked), []);
      assert.deepEqual(host.log.slice(served), []);
      assert.ok(requests.every((url) => url.startsWith(host.url) || url.startsWith(`blob:${host.origin}`)),
        `only the site's own files: ${requests}`);
      assert.ok(host.log.every((entry) => entry.method === 'GET'));
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(complaints, []);
      const isolated = await page.evaluate(() => globalThis.crossOriginIsolated);
      assert.equal(isolated, Object.keys(headers).length > 0);
      await context.close();
    });

    it('lets nothing out of the worker, whatever the worker tries', async () => {
      const { page, context } = await openPage(browser, host.url);
      await untilState(page);
      const [image] = synthetic(10);
      await openImage(page, image.name, image.bytes);
      const workers = page.workers();
      assert.ok(workers.length > 0, 'the worker is running');
      // Where the host allows it, ONNX Runtime's threads are workers too; while they wait for work
      // they answer nobody.
      for (const [index, worker] of workers.entries()) {
        if (!(await answers(worker))) {
          assert.notEqual(index, 0, 'the page\'s own worker answers');
          continue;
        }
        // That this really runs in there, and could fetch if it were allowed to.
        assert.equal(await worker.evaluate(async (url) => (await fetch(url)).status, host.url), 200);
        const attempts = await trySending(worker, elsewhere.url);
        for (const [way, what] of Object.entries(attempts)) assert.match(what, /^refused/, way);
      }
      assert.deepEqual(elsewhere.log, []);
      await context.close();
    });

    it('lets nothing out of the page either', async () => {
      const { page, context } = await openPage(browser, host.url);
      await untilState(page);
      const sent = await page.evaluate(async (url) => {
        navigator.sendBeacon(`${url}beacon`, 'pixels');
        new Image().src = `${url}image.png`;
        const form = document.createElement('form');
        form.action = `${url}form`;
        document.body.append(form);
        form.submit();
        return fetch(`${url}fetch`, { mode: 'no-cors' }).then(() => 'went out', () => 'refused');
      }, elsewhere.url);
      assert.equal(sent, 'refused');
      await until(() => violations(page), (list) => list.length >= 4, 'four violations reported');
      assert.deepEqual(elsewhere.log, []);
      await context.close();
    });
  });
}

/** @param {import('./browser.mjs').Page} page @returns {Promise<string[]>} */
function violations(page) {
  return page.evaluate(() => /** @type {any} */ (globalThis).violations);
}

/** @param {import('playwright-core').Worker} worker */
function answers(worker) {
  const late = new Promise((resolve) => setTimeout(() => resolve(false), 3000));
  return Promise.race([worker.evaluate(() => true), late]);
}

/**
 * Tries every way out from inside the worker.
 * @param {import('playwright-core').Worker} worker
 * @param {string} elsewhere address of another server
 * @returns {Promise<Record<string, string>>} by way: "went out", or "refused: ..."
 */
function trySending(worker, elsewhere) {
  return worker.evaluate(async (url) => {
    /** @type {Record<string, string>} */
    const outcomes = {};
    const attempt = async (/** @type {string} */ way, /** @type {() => Promise<unknown>} */ send) => {
      outcomes[way] = await send().then(() => 'went out', (error) => `refused: ${error}`);
    };
    await attempt('fetch', () => fetch(`${url}fetch`));
    await attempt('post', () =>
      fetch(`${url}post`, { method: 'POST', mode: 'no-cors', body: 'pixels' }));
    await attempt('import', () => import(`${url}import.js`));
    await attempt('xhr', () => new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.onload = resolve;
      request.onerror = () => reject(new Error('network error'));
      request.open('GET', `${url}xhr`);
      request.send();
    }));
    await attempt('socket', () => new Promise((resolve, reject) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}socket`);
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error('network error'));
    }));
    await attempt('events', () => new Promise((resolve, reject) => {
      const source = new EventSource(`${url}events`);
      source.onopen = resolve;
      source.onerror = () => { source.close(); reject(new Error('network error')); };
    }));
    // A worker of the worker's own, started as ONNX Runtime starts its threads: by an address.
    await attempt('nested worker', () => new Promise((resolve, reject) => {
      const script = `onmessage = (e) => fetch(e.data).then(() => postMessage('went out'),
        () => postMessage('refused'));`;
      const nested = new Worker(URL.createObjectURL(new Blob([script])), { type: 'module' });
      nested.onmessage = (event) =>
        (event.data === 'went out' ? resolve(0) : reject(new Error('refused')));
      nested.onerror = () => reject(new Error('could not start'));
      nested.postMessage(`${url}nested`);
    }));
    return outcomes;
  }, elsewhere);
}
