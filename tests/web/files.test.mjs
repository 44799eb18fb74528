// @ts-check
// Files that are damaged, huge, foreign or odd: each ends in a plain sentence with the earlier
// image still there, or is read as it is meant (tests/data/bad_files.mjs says which).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { files } from '../data/bad_files.mjs';
import { openPage, openImage, outcome, until, untilState, viewerState } from './browser.mjs';
import { loadEngine } from './engine.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const { host, browser } = await hosted();
const { page, complaints } = await openPage(browser, host.url);
const engine = await loadEngine();
before(async () => {
  await untilState(page);
  const [image] = synthetic(10);
  await openImage(page, image.name, image.bytes);
});

describe('a file dropped on the page', () => {
  for (const file of files()) {
    if (file.expect === 'error') {
      it(`${file.name} ends in a sentence, and the earlier image stays`, async () => {
        const earlier = await viewerState(page);
        const seen = await openImage(page, file.name, file.bytes);
        assert.equal(seen.state, 'error');
        assert.ok(seen.problem.startsWith(`${file.name}: `), seen.problem);
        assert.ok(file.says.some((words) => seen.problem.includes(words)), seen.problem);
        const now = await viewerState(page);
        assert.equal(now.imageId, earlier.imageId);
        assert.ok(now.hasImage && now.hasResult);
      });
    } else {
      it(`${file.name} is read`, async () => {
        const seen = await openImage(page, file.name, file.bytes);
        assert.equal(seen.state, 'ready', seen.problem);
        assert.equal(seen.name, file.name);
        const { imageRect, zoom } = await viewerState(page);
        assert.ok(Math.abs(imageRect.width / zoom - file.width) < 0.01);
        assert.ok(Math.abs(imageRect.height / zoom - file.height) < 0.01);
        assert.equal(engine.openImage(file.name, file.bytes).error, null);
        const [{ width, rgba }] = engine.displayCopies().levels;
        for (const [x, y, ...colour] of file.pixels) {
          const at = (y * width + x) * 4;
          const apart = colour.map((value, c) => Math.abs(value - rgba[at + c]));
          assert.ok(Math.max(...apart) <= file.tolerance, `(${x}, ${y}): ${apart} apart`);
        }
      });
    }
  }

  it('a bad file among good ones does not keep the others from being opened', async () => {
    const [bad] = files();
    const [image] = synthetic(10).slice(4);
    await page.evaluate(() => {
      /** @type {HTMLElement} */ (document.getElementById('prediction')).textContent = '';
    });
    await page.setInputFiles('#file', [bad, image].map(({ name, bytes }) => ({
      name, mimeType: 'image/jpeg', buffer: bytes,
    })));
    await until(() => outcome(page), (o) => o.name === image.name && o.prediction !== '' &&
      o.problem.startsWith(`${bad.name}: `), 'the good one, and what is wrong with the other');
  });

  it('leaves the console clean', () => assert.deepEqual(complaints, []));

  it('an error in the worker that nobody waits for is said, and the page goes on', async () => {
    const [worker] = page.workers();
    for (const [word, fail] of /** @type {[string, () => void][]} */ ([
      ['stray', () => void Promise.reject(new Error('stray'))],
      ['thrown', () => void setTimeout(() => { throw new Error('thrown'); })],
    ])) {
      await worker.evaluate(fail);
      const { problem } = await until(() => outcome(page), (seen) => seen.problem.includes(word), word);
      assert.match(problem, /^The part of the page that runs the network stopped working/);
    }
    const [image] = synthetic(10);
    assert.equal((await openImage(page, image.name, image.bytes)).state, 'ready');
  });
});
