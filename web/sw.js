// @ts-check
/// <reference lib="webworker" />
// Service worker: keeps this version of the site's own files, all or none, so that the page works
// without a network. It stores nothing else: what a person opens never passes through here.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

// Put here by build_site.mjs: a hash over all files, and each file's path and SHA-256.
const VERSION = '{{version}}';
/** @type {[path: string, sha256: string][]} */
const FILES = JSON.parse('{{files}}');

const PREFIX = `lesionlens ${worker.registration.scope} `;
const CACHE = PREFIX + VERSION;
const kept = new Set(FILES.map(([path]) => addressOf(path)));

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const address = addressWithoutQuery(event.request.url);
  if (event.request.method !== 'GET') return;
  if (kept.has(address)) event.respondWith(answer(event, address));
  // A person's own, which is not kept: without a network there is none.
  else if (address === addressOf('atlas/index.json')) {
    event.respondWith(fetch(event.request).catch(() => new Response('{}')));
  }
});
// A page in which nothing is open offers to start over with this version. Other pages still run
// with the version before: then this one waits until they are closed.
worker.addEventListener('message', (event) => event.waitUntil(takeOver(event)));

/** @param {ExtendableMessageEvent} event */
async function takeOver(event) {
  if (event.data !== 'take-over') return;
  const pages = await pagesOpen();
  if (pages.length <= 1) await worker.skipWaiting();
  else event.source?.postMessage({ type: 'others-open' });
}

function pagesOpen() {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(([path, hash]) => keep(cache, path, hash)));
}

/**
 * Fails, and with it the installation, where the host has another version of the file than the one
 * listed: then the earlier version stays as it is, whole.
 * @param {Cache} cache
 * @param {string} path
 * @param {string} hash
 */
async function keep(cache, path, hash) {
  const address = addressOf(path);
  const response = await fetch(address, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== hash) {
    for (const page of await pagesOpen()) page.postMessage({ type: 'other-file', path });
    throw new Error(`${path} belongs to another version`);
  }
  await cache.put(address, await unredirected(response));
}

/** A response that came by a redirect may not answer a visit to the page: as one that came straight.
 * @param {Response} response */
async function unredirected(response) {
  if (!response.redirected) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.blob(), { status, statusText, headers });
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
}

/**
 * @param {FetchEvent} event
 * @param {string} address
 */
async function answer(event, address) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(event.request);
}

/** @param {string} path */
function addressOf(path) {
  return new URL(path === 'index.html' ? './' : path, worker.registration.scope).href;
}

/** @param {string} url */
function addressWithoutQuery(url) {
  const address = new URL(url);
  address.search = '';
  address.hash = '';
  return address.href.replace(/\/index\.html$/, '/');
}
