// @ts-check
// A plain host of static files for the tests: from a sub-path, no special headers unless asked for,
// compressed files where the browser takes them, and a log of every request.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.otf': 'font/otf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.txt': 'text/plain',
  '.md': 'text/plain',
};

/** @typedef {{method: string, url: string, sent: number}} Entry sent: bytes of the body */

/**
 * @param {string} folder
 * @param {{prefix?: string, headers?: Record<string, string>, toIndex?: boolean}} [options] prefix:
 *   "/some/path/"; toIndex: folders lead to their index.html by a redirect
 * @returns {Promise<{url: string, origin: string, log: Entry[], close: () => Promise<void>}>}
 */
export async function serve(folder, { prefix = '/a/sub-path/', headers = {}, toIndex = false } = {}) {
  /** @type {Entry[]} */
  const log = [];
  const server = http.createServer((request, response) => {
    const entry = { method: request.method ?? '', url: request.url ?? '', sent: 0 };
    log.push(entry);
    const address = decodeURIComponent(new URL(entry.url, 'http://host').pathname);
    if (toIndex && address.endsWith('/')) {
      response.writeHead(302, { Location: `${address}index.html` }).end();
      return;
    }
    const name = address.endsWith('/') ? `${address}index.html` : address;
    const file = path.join(folder, path.normalize(name.slice(prefix.length)));
    if (!name.startsWith(prefix) || !file.startsWith(folder) || !fs.existsSync(file)) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not here');
      return;
    }
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const packed = /\bbr\b/.test(accepted) && fs.existsSync(`${file}.br`);
    const content = fs.readFileSync(packed ? `${file}.br` : file);
    entry.sent = content.length;
    response.writeHead(200, {
      'Content-Type': TYPES[/** @type {keyof TYPES} */ (path.extname(file))] ??
        'application/octet-stream',
      'Content-Length': content.length,
      ...(packed ? { 'Content-Encoding': 'br' } : {}),
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  // A test that fails before it closes its host may not keep the file's process for ever.
  server.unref();
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: origin + prefix,
    origin,
    log,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
