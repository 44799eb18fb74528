// @ts-check
// What goes wrong crosses from the engine to the page as a code and values, and is said there in the
// language of the page, which may change while it stands there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openPage, openImage, outcome, until, untilState, viewerState } from './browser.mjs';
import { loadEngine } from './engine.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../web/words');
/** @param {string} language @param {string} code @param {Record<string, string>} [values] */
const said = (language, code, values = {}) =>
  JSON.parse(fs.readFileSync(path.join(folder, `${language}.json`), 'utf8')).error[code]
    .replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => values[name]);

const { host, browser } = await hosted();
const { page, complaints } = await openPage(browser, host.url);
const engine = await loadEngine();
const [image] = synthetic(10);
before(() => untilState(page));

describe('an error of the engine', () => {
  it('is a kind, a code and values, and nothing else', () => {
    const { error } = engine.openImage('{a}.jpg', Buffer.from('%PDF-1.7\n1234567890123456', 'latin1'));
    assert.deepEqual(error, {
      kind: 'unsupported', code: 'image.format', values: { format: 'PDF', file: '{a}.jpg' },
    });
    assert.equal(engine.openImage(image.name, image.bytes).error, null);
  });
  it('has numbers as numbers', () => {
    // A header of 40,000 x 40,000 pixels (PNG specification, 11.2.2).
    const png = Buffer.alloc(64);
    Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1').copy(png);
    png.writeUInt32BE(40_000, 16);
    png.writeUInt32BE(40_000, 20);
    const { error } = engine.openImage('large.png', png);
    assert.equal(error.code, 'image.too_large');
    assert.equal(error.values.width, 40_000);
    assert.equal(error.values.megapixels, 1600);
  });
});

describe('a damaged file', () => {
  const damaged = image.bytes.subarray(0, image.bytes.length >> 1);
  it('is refused in German on a German page', async () => {
    await page.selectOption('#language', 'de');
    await until(() => page.evaluate(() => document.documentElement.lang), (lang) => lang === 'de', 'German');
    const { problem, state } = await openImage(page, 'halb.jpg', damaged);
    assert.equal(state, 'error');
    assert.equal(problem, `halb.jpg: ${said('de', 'image.cut_off')}`);
    assert.match(problem, /Das Bild ist unvollständig/);
    assert.equal((await viewerState(page)).error, problem);
  });
  it('is said anew when the language changes', async () => {
    await page.selectOption('#language', 'nl');
    const dutch = `halb.jpg: ${said('nl', 'image.cut_off')}`;
    await until(() => outcome(page), ({ problem }) => problem === dutch, 'the Dutch sentence');
    assert.equal((await viewerState(page)).error, dutch);
  });
  it('of a model is refused in Dutch too', async () => {
    const { problem } = await openImage(page, 'geen.onnx', Buffer.from('not a model'));
    assert.ok(problem.startsWith('geen.onnx: '), problem);
    assert.match(problem, /ONNX/);
    assert.doesNotMatch(problem, /\b(the|damaged|model is)\b|\{/);
  });
  it('leaves the console clean', () => assert.deepEqual(complaints, []));
});
