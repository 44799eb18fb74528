// @ts-check
// ZIP archives: unpacked in the worker, opened as a folder is.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { drop, openPage, outcome, until, untilState } from './browser.mjs';
import { worker } from './fake_worker.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3);
/** @param {Uint8Array} bytes @param {Partial<{name: string}>} [more] */
const request = (bytes, { name = 'a.zip' } = {}) =>
  ({ type: 'open-archive', id: 4, name, file: new Blob([/** @type {BlobPart} */ (bytes)]) });

describe('an archive, in the worker', () => {
  it('gives what is for us, with its path, and counts what is not', async () => {
    const { ask, heard } = await worker({ model: false });
    ask(request(zipSync({
      'A/one.jpg': jpeg, 'A/metadata.csv': strToU8('isic_id\n'), 'B/IM000001': jpeg, 'B/notes.txt': strToU8('x'),
      'B/README': strToU8('no image'), '__MACOSX/A/._one.jpg': jpeg, 'A/.DS_Store': strToU8('x'), 'stored.png': [jpeg, { level: 0 }],
    })));
    const { files, kinds, beyond, damaged, id } = await heard(({ type }) => type === 'archive');
    assert.deepEqual([id, beyond, damaged], [4, 0, false]);
    assert.deepEqual(files.map((/** @type {any} */ { path }) => path).sort(),
      ['A/metadata.csv', 'A/one.jpg', 'B/IM000001', 'stored.png']);
    assert.deepEqual(kinds.sort(), [['', 1], ['.txt', 1]]);
    for (const { path, file } of files) {
      if (!path.endsWith('.csv')) assert.deepEqual(new Uint8Array(await file.arrayBuffer()), jpeg, path);
    }
  });

  it('that is none, or encrypted, is refused; one that is cut off gives what is whole', async () => {
    const { ask, heard, said } = await worker({ model: false });
    ask(request(strToU8('no archive at all'), { name: 'b.zip' }));
    const { about, problem } = await heard(({ type }) => type === 'error');
    assert.deepEqual([about, problem.code, problem.values.file], ['archive', 'archive.none', 'b.zip']);
    said.length = 0;
    const whole = zipSync({ 'one.jpg': [jpeg, { level: 0 }], 'two.jpg': [new Uint8Array(50_000).fill(7), { level: 0 }] });
    const locked = whole.slice();
    locked[6] |= 1;
    ask(request(locked));
    assert.equal((await heard(({ type }) => type === 'error')).problem.code, 'archive.encrypted');
    ask(request(whole.subarray(0, 20_000)));
    const { files, damaged } = await heard(({ type }) => type === 'archive');
    assert.deepEqual([files.map((/** @type {any} */ { path }) => path), damaged], [['one.jpg'], true]);
    said.length = 0;
    ask(request(zipSync({})));
    assert.deepEqual((await heard(({ type }) => type === 'archive')).files, []);
  });
});

describe('an archive, on the page', async () => {
  const { host, browser } = await hosted();
  it('opens as a folder does: all its images, by their paths', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    const [first, second] = synthetic(2);
    const bytes = Buffer.from(zipSync({
      'A/IMG_0001.jpg': first.bytes, 'B/IMG_0001.jpg': second.bytes, 'B/report.pdf': strToU8('x'),
    }));
    await drop(page, [{ name: 'clinic.zip', bytes }]);
    const list = await until(() => page.locator('#session button').allTextContents(),
      (texts) => texts.length === 2 && texts.every((text) => text.includes('Estimate')), 'both');
    assert.deepEqual(list.map((text) => text.split(':')[0]).sort(), ['clinic.zip/A/IMG_0001.jpg', 'clinic.zip/B/IMG_0001.jpg']);
    assert.match((await outcome(page)).problem, /1 \.pdf/);
    await drop(page, [{ name: 'none.zip', bytes: Buffer.from('this is not what it says') }]);
    await until(() => outcome(page), ({ problem }) => problem.includes('not a ZIP archive'), 'the sentence');
    assert.equal((await page.locator('#session button').allTextContents()).length, 2, 'what was open stays');
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
