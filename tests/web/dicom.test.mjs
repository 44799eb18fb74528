// @ts-check
// DICOM in the page: the pixels that the workstation's program has, any frame, and nothing of the person whom
// the file names.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  dropFolder, lastResult, openImage, openPage, outcome, root, until, untilAtRest, untilState,
  viewerState,
} from './browser.mjs';
import { exported, readPng } from './downloads.mjs';
import { openFrame } from '../../web/worker/codecs.js';
import { loadCodecs, loadEngine } from './engine.mjs';
import { hosted } from './hosted.mjs';
import { program } from './images.mjs';
import { dicom, fragments, pixels, text, word } from './made_dicom.mjs';
import { writePng } from './png.mjs';

const { host, browser } = await hosted();
const { page, complaints } = await openPage(browser, host.url);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-dicom-'));

before(() => untilState(page));
after(() => fs.rmSync(folder, { recursive: true }));

const WIDTH = 240;
const HEIGHT = 180;

/** A dark spot on skin. @param {number} x @param {number} y its middle @returns {Buffer} R, G, B */
function lesion(x, y) {
  const rgb = Buffer.alloc(3 * WIDTH * HEIGHT);
  for (let row = 0; row < HEIGHT; row += 1) {
    for (let column = 0; column < WIDTH; column += 1) {
      const near = Math.max(0, 1 - Math.hypot(column - x, row - y) / 50);
      const grain = (column * 7 + row * 13) % 9;
      for (const [c, skin] of [215, 165, 140].entries()) {
        rgb[3 * (row * WIDTH + column) + c] = Math.round(skin - near * (110 - 20 * c)) + grain;
      }
    }
  }
  return rgb;
}

// What identifies a person, and where it stands: PS3.15 table E.1-1's commonest.
const PERSON = new Map([
  [0x00080020, ['DA', '19990807']], [0x00080050, ['SH', 'ACC4711X']], [0x00080080, ['LO', 'Klinik Musterstadt']],
  [0x00080081, ['ST', 'Musterweg 17']], [0x00080090, ['PN', 'Referrer^Rosa']], [0x00081030, ['LO', 'Studytext Quux']],
  [0x00081010, ['SH', 'STATION77']], [0x00081050, ['PN', 'Performer^Paul']], [0x00100010, ['PN', 'Mustermann^Maxime']],
  [0x00100020, ['LO', 'PATID90210']], [0x00100030, ['DA', '19481203']], [0x00100040, ['CS', 'F']],
  [0x00101000, ['LO', 'OTHERID55']], [0x00101040, ['LO', 'Hauptstrasse 5']], [0x00102154, ['SH', '+49555123456']],
  [0x00104000, ['LT', 'Commentary Zyzzyva']], [0x00181000, ['LO', 'SERIAL8899']],
  [0x0020000D, ['UI', '1.2.276.424242.1']], [0x0020000E, ['UI', '1.2.276.424242.2']], [0x00200010, ['SH', 'STUDY313']],
  [0x00204000, ['LT', 'Imagecomment Frobnicate']],
]);
const person = [...PERSON].map(([tag, [vr, value]]) => text(tag, vr, value));
/** Those that are long enough not to stand anywhere by chance. */
const values = [...PERSON.values()].map(([, value]) => value).filter((value) => value.length > 3)
  .flatMap((value) => [value, ...value.split('^')]);

const SAID = [
  text(0x00080070, 'LO', 'Maker'), text(0x00081090, 'LO', 'Scope 3'), text(0x00180015, 'CS', 'UPPER_ARM'),
  text(0x00200062, 'CS', 'L'), text(0x00161003, 'CS', 'CONTACT'), text(0x00161004, 'CS', 'OIL'),
  text(0x00280030, 'DS', '0.02\\0.02'), text(0x00280301, 'CS', 'YES'),
];
const first = lesion(120, 90);
const second = lesion(70, 60);

describe('a DICOM file', () => {
  it('has the estimate of its pixels, and says what it is', async () => {
    const seen = await openImage(page, 'alone.png', writePng({ width: WIDTH, height: HEIGHT, rgb: first }));
    assert.equal(seen.state, 'ready');
    const right = await lastResult(page);
    const { state, prediction } = await openImage(page, 'scan.dcm', dicom(WIDTH, HEIGHT, [pixels(first), ...SAID]));
    assert.equal(state, 'ready');
    assert.deepEqual((await lastResult(page)).logits, right.logits, 'the same bits');
    assert.match(prediction, /From the DICOM file: upper arm, left side, device Maker Scope 3, contact method contact, immersion oil, 0\.02\d* mm a pixel\./);
    assert.match(prediction, /text may stand in the pixels/);
    assert.equal(await page.locator('#frames').isHidden(), true);
  });

  it('gives away nothing of the person: not on the page, not in what is saved', async () => {
    const kinds = ['view', 'report', 'statistics', 'map-csv', 'map-npy', 'scores', 'sheet', 'sheet-table'];
    /** @param {import('./made_dicom.mjs').Element[]} more */
    const all = async (more) => {
      const { page: fresh, context } = await openPage(browser, host.url);
      await untilState(fresh);
      await openImage(fresh, 'scan.dcm', dicom(WIDTH, HEIGHT, [pixels(first), ...SAID, ...more]));
      await untilAtRest(fresh);
      const files = [];
      for (const kind of kinds) files.push(...await exported(fresh, kind));
      const seen = await fresh.evaluate(() => [document.documentElement.outerHTML,
        JSON.stringify(/** @type {any} */ (globalThis).lesionlens.state()), location.href,
        JSON.stringify({ ...localStorage }), document.title].join('\n'));
      await context.close();
      return { files, seen };
    };
    const named = await all(person);
    assert.equal(named.files.length, kinds.length);
    for (const { name, bytes } of named.files) {
      const as = [bytes.toString('latin1'), bytes.toString('utf8'), bytes.toString('utf16le')].join('\n');
      for (const value of values) assert.ok(!as.includes(value), `${name}: ${value}`);
    }
    for (const value of values) assert.ok(!named.seen.includes(value), value);
    assert.ok(named.seen.includes('Scope 3'), 'what may be shown is looked for in the right place');
    // Drawn or written, they are what the file without a person gives.
    const nameless = await all([]);
    for (const [index, { name, bytes }] of named.files.entries()) {
      assert.deepEqual(bytes, nameless.files[index].bytes, name);
    }
  });

  it('of several frames shows the first, and any other that is chosen', async () => {
    const frames = dicom(WIDTH, HEIGHT, [pixels(Buffer.concat([first, second])), text(0x00280008, 'IS', '2')]);
    await openImage(page, 'alone.png', writePng({ width: WIDTH, height: HEIGHT, rgb: second }));
    const right = await lastResult(page);
    const { prediction } = await openImage(page, 'two.dcm', frames);
    assert.match(prediction, /Frame 1 of 2\./);
    await page.locator('#frame').selectOption('1');
    await until(() => outcome(page), (now) => now.name === 'two.dcm #2' && /Frame 2 of 2\./.test(now.prediction),
      'the second frame');
    assert.deepEqual((await lastResult(page)).logits, right.logits);
    const { dicom: said } = await viewerState(page);
    assert.deepEqual([said?.frame, said?.frames], [1, 2]);
    const count = (await viewerState(page)).images.length;
    await page.locator('#frame').selectOption('0');
    await until(() => outcome(page), (now) => now.name === 'two.dcm' && now.prediction !== '', 'the first again');
    assert.equal((await viewerState(page)).images.length, count, 'it was there already');
  });

  it('is found in a folder whatever its name', async () => {
    const archive = path.join(folder, 'archive');
    fs.mkdirSync(archive);
    const file = dicom(WIDTH, HEIGHT, [pixels(second)]);
    fs.writeFileSync(path.join(archive, '1.2.276.0.7230010.3'), file);
    fs.writeFileSync(path.join(archive, 'IM000001'), file);
    fs.writeFileSync(path.join(archive, 'notes.txt'), 'x');
    await dropFolder(page, archive);
    await until(() => page.locator('#session button').allTextContents(), (texts) =>
      texts.some((one) => one.includes('IM000001') && one.includes('Estimate')) &&
      texts.some((one) => one.includes('1.2.276.0.7230010.3') && one.includes('Estimate')), 'both');
    assert.match((await outcome(page)).problem, /1 \.txt/);
  });

  it('of a rarer coding has that decoded by a program that is loaded for it', async () => {
    // tests/core/image/made_frames.h: JPEG, process 14, by DCMTK, and what its pixels are.
    const coded = Buffer.from([
    '/9j/wwARCAAMABADABEAAREAAhEA/8QAGwABAQEBAQEBAQAAAAAAAAAABAMCAAEGBwj/2gAMAwAAAQACAAEAAP5//f8A5lBu',
    'QbkG5BuQbkG5BuQbkG5BuQbkG5BuQbkG6uOQb1BvUG9Qb1BvUG9Qb1BvUG9Qb1BvUG9Qb1BvUG9rjkG0g2kG0g2kG0g2kG0g',
    '2kG0g2kG0g2kG0g2kG1XHINtBtoNtBtoNtBtoNtBtoNtBtoNtBtoNtBtoNuuOQaiDUQaiDUQaiDUQaiDUQaiDUQaiDUQaiDU',
    'Qalccg1UGqg1UGqg1UGqg1UGqg1UGqg1UGqg3wiDVQatccg1kGsg1kGsg1kGsg1kGsg1kGsg3wqDWQayDWQa1ccg10Gug10G',
    'ug10Gug10Gug10G+GQa6DXQa6DXQa9ccgyEGQgyEGQgyEGQgyEG+HQZCDIQZCDIQZCDIQZFccgyUGSgyUGSgyUGSgyUG+IQZ',
    'KDJQZKDJQZKDJQb4iuOQZSDKQZSDKQZSDKQb4lBlIMpBlIMpBlIN8SgykGVXHIMtBloMtBloMtBvikGWgy0GWgy0GWg3xSDL',
    'QZaDL//Z',
  ].join(''), 'base64');
    const rgb = new Uint8Array(3 * 16 * 12);
    for (let i = 0; i < 16 * 12; i += 1) {
      const [x, y] = [i % 16, Math.floor(i / 16)];
      rgb.set([8 * x + 5 * y, 255 - 9 * x - 3 * y, (x * y) % 64 + 90], 3 * i);
    }
    const { page: fresh, requests, context } = await openPage(browser, host.url);
    await untilState(fresh);
    await openImage(fresh, 'alone.png', writePng({ width: 16, height: 12, rgb }));
    const right = await lastResult(fresh);
    assert.ok(!requests.some((url) => url.endsWith('codecs.wasm')), 'not before');
    const file = dicom(16, 12, [fragments([coded])], '.4.70');
    assert.equal((await openImage(fresh, 'lossless.dcm', file)).state, 'ready');
    assert.deepEqual((await lastResult(fresh)).logits, right.logits);
    assert.ok(requests.some((url) => url.endsWith('codecs.wasm')));
    // Damage is said with the file's name, and what was open stays.
    const { state, problem } = await openImage(fresh, 'cut.dcm',
      dicom(16, 12, [fragments([coded.subarray(0, 300)])], '.4.70'));
    assert.equal(state, 'error');
    assert.match(problem, /^cut\.dcm: the image is damaged/);
    assert.equal((await openImage(fresh, 'again.dcm', file)).state, 'ready');
    await context.close();
  });

  it('that is coded in a way that is not read says which', async () => {
    const { state, problem } = await openImage(page, 'film.dcm',
      dicom(WIDTH, HEIGHT, [fragments([Buffer.from('none')])], '.4.102'));
    assert.equal(state, 'error');
    assert.match(problem, /film\.dcm: .*transfer syntax: H\.264 video/);
  });

  it('leaves the console clean', () => assert.deepEqual(complaints, []));
});

describe('page and workstation', () => {
  /** @type {Map<string, Buffer>} */
  const files = new Map([
    ['rgb', dicom(WIDTH, HEIGHT, [pixels(first)])],
    ['ybr', dicom(WIDTH, HEIGHT, [pixels(first), text(0x00280004, 'CS', 'YBR_FULL')])],
    ['grey', dicom(WIDTH, HEIGHT, [pixels(first.subarray(0, 2 * WIDTH * HEIGHT)), word(0x00280002, 1),
      text(0x00280004, 'CS', 'MONOCHROME1'), word(0x00280100, 16), word(0x00280101, 16), word(0x00280102, 15),
      text(0x00281050, 'DS', '30000'), text(0x00281051, 'DS', '41000.5')])],
  ]);

  it('have the same bits', async (t) => {
    const engine = await loadEngine();
    const cases = path.join(process.env.LESIONLENS_CASES ?? path.resolve(root, '../shared/cases'), 'dicom');
    if (fs.existsSync(cases)) {
      for (const name of fs.readdirSync(cases).filter((one) => one.endsWith('.dcm'))) {
        files.set(name, fs.readFileSync(path.join(cases, name)));
      }
    } else t.diagnostic(`only made files: LESIONLENS_CASES (or ${cases}) is not there`);
    for (const [name, bytes] of files) {
      const from = path.join(folder, `${name}.in`);
      const to = path.join(folder, 'out.png');
      fs.writeFileSync(from, bytes);
      execFileSync(program, ['image', from, '--png', to, '--json', path.join(folder, 'out.json')]);
      const { width, height, rgb } = readPng(fs.readFileSync(to));
      const opened = await openFrame(engine, name, bytes, 0, loadCodecs);
      assert.equal(opened.error, null, name);
      assert.deepEqual([opened.width, opened.height], [width, height], name);
      const said = JSON.parse(fs.readFileSync(path.join(folder, 'out.json'), 'utf8'));
      assert.deepEqual(JSON.parse(opened.dicom), said.dicom, name);
      const [level] = engine.displayCopies().levels;
      assert.ok(level.rgba.every((/** @type {number} */ value, /** @type {number} */ i) =>
        i % 4 === 3 || value === rgb[3 * (i >> 2) + (i & 3)]), name);
    }
    assert.ok(files.size >= 3);
  });
});
