// @ts-check
// The configuration files in hosting/, each behind the server that it is for, from Debian's packages: types,
// compressed copies, headers, and the page in Chromium.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import zlib from 'node:zlib';
import { launch, openImage, openPage, root, site, until, untilState } from './browser.mjs';
import { synthetic } from './images.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-hosting-'));
const browser = await launch();
after(async () => {
  await browser.close();
  fs.rmSync(folder, { recursive: true });
});

/** @returns {Promise<number>} a port that nobody has */
function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** The file of hosting/, for this site and port. @param {string} name @param {number} port @param {string} listen */
function adapted(name, port, listen) {
  const text = fs.readFileSync(path.join(root, 'hosting', name), 'utf8');
  assert.ok(text.includes(listen) && text.includes('/srv/lesionlens'), name);
  const file = path.join(folder, name);
  fs.writeFileSync(file, text.replaceAll('/srv/lesionlens', site).replace(listen, listen.replace('80', `127.0.0.1:${port}`)
    .replace('*:127', '127').replace(':127', '127')));
  return file;
}

/** @type {Record<string, {program: string, start: (port: number) => string[], brotli: boolean}>} */
const SERVERS = {
  nginx: {
    program: 'nginx',
    brotli: false,
    start(port) {
      const server = adapted('nginx.conf', port, 'listen 80;');
      const main = path.join(folder, 'nginx-main.conf');
      fs.writeFileSync(main, `daemon off; pid ${folder}/nginx.pid; error_log stderr;\nevents {}\nhttp { access_log off;\n` +
        ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n') +
        `\ninclude ${server}; }\n`);
      return ['-c', main, '-e', 'stderr'];
    },
  },
  apache: {
    program: 'apache2',
    brotli: true,
    start(port) {
      const host = adapted('apache.conf', port, '*:80');
      const modules = '/usr/lib/apache2/modules';
      const main = path.join(folder, 'apache-main.conf');
      fs.writeFileSync(main, ['mpm_event', 'authz_core', 'dir', 'mime', 'rewrite', 'headers'].map((name) =>
        `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n') + `
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/apache.pid
ErrorLog ${folder}/apache.log
DefaultRuntimeDir ${folder}
Listen 127.0.0.1:${port}
TypesConfig /etc/mime.types
Include ${host}
`);
      return ['-X', '-f', main];
    },
  },
  caddy: {
    program: 'caddy',
    brotli: true,
    start(port) {
      const file = adapted('Caddyfile', port, ':80 {');
      const text = fs.readFileSync(file, 'utf8').replace(`127.0.0.1:${port} {`, `http://127.0.0.1:${port} {`);
      fs.writeFileSync(file, `{\n\tadmin off\n\tstorage file_system ${folder}\n}\n${text}`);
      return ['run', '--config', file, '--adapter', 'caddyfile'];
    },
  },
};

/** @param {string} program */
function isThere(program) {
  try {
    execFileSync('sh', ['-c', `command -v ${program} || test -x /usr/sbin/${program}`]);
    return true;
  } catch {
    return false;
  }
}

const TYPES = {
  'index.html': 'text/html', 'page/page.js': 'text/javascript', 'ort/ort.wasm.min.mjs': 'text/javascript',
  'engine.wasm': 'application/wasm', 'words/en.json': 'application/json', 'styles.css': 'text/css',
  'models/default.onnx': 'application/octet-stream', 'fonts/ui.otf': 'font/otf', 'icon.svg': 'image/svg+xml',
};

for (const [name, { program, start, brotli }] of Object.entries(SERVERS)) {
  const skip = isThere(program) ? false : `${program} is not installed`;
  describe(`${name} with hosting/`, { skip }, () => {
    it('serves the site as it wants to be served', async () => {
      const port = await freePort();
      const args = start(port);
      const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, HOME: folder };
      const server = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      server.stderr.on('data', (text) => { said += text; });
      const url = `http://127.0.0.1:${port}/`;
      try {
        await until(() => fetch(url).then(({ ok }) => ok, () => false), Boolean, `${name}: ${said}`);
        for (const [file, type] of Object.entries(TYPES)) {
          const content = fs.readFileSync(path.join(site, file));
          for (const coding of ['identity', 'gzip', ...(brotli ? ['br'] : [])]) {
            // fetch() of node asks for what it likes and unpacks.
            const { headers, body } = await get(`${url}${file}`, coding);
            const about = `${file} by ${coding}: ${JSON.stringify(headers)}`;
            assert.ok(String(headers['content-type']).startsWith(type), about);
            assert.equal(headers['cache-control'], 'no-cache', about);
            assert.equal(headers['x-content-type-options'], 'nosniff', about);
            const packed = fs.existsSync(path.join(site, `${file}.${coding === 'gzip' ? 'gz' : 'br'}`)) && coding !== 'identity';
            assert.equal(headers['content-encoding'], packed ? coding : undefined, about);
            const plain = !packed ? body : coding === 'gzip' ? zlib.gunzipSync(body) : zlib.brotliDecompressSync(body);
            assert.ok(plain.equals(content), about);
          }
        }
        assert.equal((await fetch(`${url}nowhere.js`)).status, 404);
        const first = await get(`${url}styles.css`, 'identity');
        const known = /** @type {Record<string, string>} */ (first.headers.etag
          ? { 'If-None-Match': String(first.headers.etag) } : { 'If-Modified-Since': String(first.headers['last-modified']) });
        assert.equal((await get(`${url}styles.css`, 'identity', known)).status, 304);

        const { page, context, complaints } = await openPage(browser, url);
        await untilState(page);
        assert.ok(await page.evaluate(() => globalThis.crossOriginIsolated));
        const [image] = synthetic(1);
        assert.equal((await openImage(page, image.name, image.bytes)).state, 'ready');
        assert.deepEqual(complaints, []);
        await context.close();
      } finally {
        server.kill('SIGTERM');
        await new Promise((resolve) => {
          if (server.exitCode !== null) resolve(undefined);
          else server.once('exit', resolve);
        });
      }
    });
  });
}

/** @param {string} url @param {string} coding @param {Record<string, string>} [more] headers
 * @returns {Promise<{status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer}>} */
async function get(url, coding, more = {}) {
  const http = await import('node:http');
  return new Promise((resolve, reject) => {
    http.get(url, { headers: { 'Accept-Encoding': coding, ...more } }, (answer) => {
      /** @type {Buffer[]} */
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}
