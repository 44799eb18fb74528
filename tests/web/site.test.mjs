// @ts-check
// The folder that is served: whole, with relative addresses, nothing inline, its list of files true.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import zlib from 'node:zlib';
import { root, site } from './browser.mjs';

const read = (/** @type {string} */ name) => fs.readFileSync(path.join(site, name));
/** Files below a folder, as paths within it. @param {string} folder */
const filesIn = (folder) => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => fs.statSync(path.join(folder, name)).isFile());
const names = filesIn(site);
const scripts = names.filter((name) => name.endsWith('.js'));
/** What is written by hand, where it lies in the repository. */
const written = filesIn(path.join(root, 'web')).filter((name) => name.endsWith('.js'));

describe('the site', () => {
  it('names no element twice', () => {
    const html = fs.readFileSync(path.join(site, 'index.html'), 'utf8');
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.ok(ids.length > 100);
    assert.deepEqual(ids.filter((id, at) => ids.indexOf(id) !== at), []);
  });

  it('has a page without inline scripts, inline styles or addresses elsewhere', () => {
    const html = read('index.html').toString();
    assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=/i);
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)[^>]*>/i);
    for (const [, address] of html.matchAll(/\s(?:src|href)="([^"]*)"/g)) {
      assert.match(address, /^(#|[a-z])/);
      assert.doesNotMatch(address, /:/);
    }
  });

  it('states a policy that allows nothing but the site itself', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(read('index.html').toString())?.[1];
    assert.ok(policy);
    const rules = policy.split(';').map((rule) => rule.trim());
    assert.ok(rules.includes("default-src 'none'"));
    assert.ok(rules.includes("connect-src 'self'"));
    for (const rule of rules) {
      assert.doesNotMatch(rule, /https?:|\*|'unsafe-inline'|'unsafe-eval'/, rule);
    }
  });

  it('lists in its service worker every file that the page needs, with its true hash', () => {
    const list = /JSON\.parse\('(.*)'\)/.exec(read('sw.js').toString())?.[1];
    assert.ok(list);
    /** @type {[string, string][]} */
    const files = JSON.parse(list);
    for (const [name, hash] of files) {
      assert.equal(createHash('sha256').update(read(name)).digest('hex'), hash, name);
    }
    const listed = new Set(files.map(([name]) => name));
    const others = names.filter((name) => !listed.has(name) && !/\.(br|gz)$/.test(name));
    for (const name of others) assert.match(name, /^(sw\.js|atlas\/index\.json|fonts\/copyright(-print)?|models\/.*)$/);
  });

  it('has compressed files that hold what they stand for', () => {
    const packed = names.filter((name) => /\.(br|gz)$/.test(name));
    assert.ok(packed.length > 10);
    for (const name of packed) {
      const plain = name.replace(/\.(br|gz)$/, '');
      const unpack = name.endsWith('.br') ? zlib.brotliDecompressSync : zlib.gunzipSync;
      assert.ok(unpack(read(name)).equals(read(plain)), name);
    }
  });

  it('needs at most 4 MB with brotli, the model apart, and what is loaded only once it is met', () => {
    const plain = names.filter((name) => !/\.(br|gz|onnx|md)$/.test(name) &&
      !/^(samples|atlas|licences|zip)\/|^codecs\./.test(name));
    const bytes = plain.reduce((sum, name) =>
      sum + read(names.includes(`${name}.br`) ? `${name}.br` : name).length, 0);
    assert.ok(bytes <= 4 * 2 ** 20, `${bytes} bytes`);
  });

  it('has every script of the repository, in the folder of its thread', () => {
    assert.ok(written.length >= 35, `${written.length} scripts`);
    assert.deepEqual([...scripts].sort(), [...written, 'codecs.js', 'engine.js', 'viewer.js', 'zip/fflate.js'].sort());
    const top = written.filter((name) => !name.includes('/'));
    assert.deepEqual(top, ['sw.js']);
    for (const name of written) assert.match(name, /^(sw\.js|page\/|worker\/|shared\/)/);
  });

  it('has whatever its scripts import', () => {
    let imports = 0;
    for (const name of written) {
      for (const [, wanted] of read(name).toString().matchAll(/^(?:import|\} from|export .* from).*'(\.[^']+)';/gm)) {
        imports += 1;
        const file = path.join(path.dirname(name), wanted);
        assert.ok(names.includes(file), `${name} imports ${file}`);
        const [from, to] = [name, file].map((one) => one.split('/')[0]);
        // One thread's scripts know nothing of another's.
        if (from !== to) assert.match(file, /^(shared\/|engine\.js$|viewer\.js$|ort\/)/, name);
      }
    }
    assert.ok(imports >= 60, `${imports} imports`);
  });

  it('evaluates no text as code', () => {
    for (const name of scripts) {
      assert.doesNotMatch(read(name).toString(), /\bnew Function\(|\beval\(/, name);
    }
  });

  it('names every sentence that the scripts say in its table of words', () => {
    const { common, page, viewer } = JSON.parse(read('words/en.json').toString());
    const words = { ...common, ...viewer, ...page };
    const used = scripts.flatMap((name) =>
      [...read(name).toString().matchAll(/\bsay\('([\w.]+)'/g)].map(([, key]) => key));
    assert.ok(used.length > 40, `${used.length} sentences`);
    const marked = [...read('index.html').toString().matchAll(/data-word="([\w.]+)"/g)].map(([, key]) => key);
    for (const key of [...used, ...marked]) assert.ok(words[key], key);
  });
});

describe('the address', async () => {
  const { hashOf, readAddress } = await import(path.join(root, 'web/page/address.js'));
  const none = { screen: 'read', layer: null, filter: 0, panes: 2, places: [], columns: [] };
  it('names a layer and a filter', () => {
    assert.deepEqual(readAddress('#layer=6&filter=12'), { ...none, layer: 6, filter: 12 });
  });
  it('takes filter 0 where only the layer is named', () => {
    assert.deepEqual(readAddress('#layer=3'), { ...none, layer: 3 });
  });
  it('names a screen', () => {
    assert.deepEqual(readAddress('#screen=model'), { ...none, screen: 'model' });
  });
  it('names the panes of Compare: their filters, or how many there are', () => {
    const compare = { ...none, screen: 'compare' };
    assert.deepEqual(readAddress('#screen=compare'), compare);
    assert.deepEqual(readAddress('#screen=compare&panes=4'), { ...compare, panes: 4 });
    const places = [[6, 12], [5, 3]];
    assert.deepEqual(readAddress('#screen=compare&panes=6/12,5/3'), { ...compare, places });
    assert.deepEqual(readAddress('#screen=compare&panes=6/12,5/3,0/0,1/1').panes, 4);
    // What is neither leaves them as they begin.
    for (const text of ['3', '6/12', '6/12,5', '6/x,5/3', '6/12,5/3,1/1', '-1/2,3/4']) {
      assert.deepEqual(readAddress(`#screen=compare&panes=${text}`), compare, text);
    }
  });
  it('leaves the filter to the image where it is empty', () => {
    for (const hash of ['', '#']) assert.deepEqual(readAddress(hash), none);
  });
  it('is nothing where it names neither a screen that there is nor a layer in whole numbers', () => {
    for (const hash of ['#mirror', '#filter=2', '#layer=-1', '#layer=1e3', '#layer=x',
      '#layer=99999999', '#screen=secret']) {
      assert.equal(readAddress(hash), null, hash);
    }
  });
  it('is written as it is read', () => {
    for (const hash of ['', '#layer=6&filter=12', '#layer=0&filter=3&screen=explore', '#screen=model',
      '#screen=sheet', '#layer=1&filter=2&screen=sheet&columns=6/12,5/3,0/1', '#screen=compare', '#screen=compare&panes=4', '#layer=1&filter=2&screen=compare&panes=6/12,5/3']) {
      assert.equal(hashOf(readAddress(hash)), hash);
    }
  });
});
