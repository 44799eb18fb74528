// @ts-check
// Where the page cannot start, it says why: opened as a file, or on a host whose policy forbids WebAssembly.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, site, until } from './browser.mjs';
import { serve } from './server.mjs';

const browser = await launch();
after(() => browser.close());

/** What stands there once it has failed. @param {string} url */
async function said(url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await until(() => page.getAttribute('body', 'data-state'), (state) => state === 'error', 'the failure');
  const words = await page.textContent('#boot-text');
  await context.close();
  return String(words);
}

describe('a page that cannot start', () => {
  it('says that it wants a web server, opened as a file', async () => {
    assert.match(await said(pathToFileURL(path.join(site, 'index.html')).href), /opened as a file.*http\.server/);
  });

  it('says what the host has to allow, where a policy forbids WebAssembly', async () => {
    const host = await serve(site, { headers: { 'Content-Security-Policy': "script-src 'self'" } });
    assert.match(await said(host.url), /forbids WebAssembly.*wasm-unsafe-eval/);
    await host.close();
  });
});
