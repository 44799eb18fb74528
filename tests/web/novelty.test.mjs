// @ts-check
// What is unlike the images that the network learned from is told, on the screen, in the text version
// and in the table; what is like them is not.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openImage, openPage, lastResult, until, untilFound, untilState, viewerState } from './browser.mjs';
import { exported, readCsv } from './downloads.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';
import { writePng } from './png.mjs';

const { host, browser } = await hosted();

/** Blocks of every colour: no skin. */
function blocks() {
  const [width, height] = [240, 180];
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const block = (Math.floor(x / 30) * 7 + Math.floor(y / 30) * 13) % 8;
      rgb.set([block & 1 ? 255 : 0, block & 2 ? 255 : 0, block & 4 ? 255 : 0], (y * width + x) * 3);
    }
  }
  return writePng({ width, height, rgb });
}

describe('what is unlike the training images', () => {
  it('is told first, and in the table, where it is no skin; nothing of a lesion', async () => {
    const { page, context, complaints } = await openPage(browser, host.url);
    await untilState(page);
    await openImage(page, 'blocks.png', blocks());
    await lastResult(page);
    const { warnings } = await until(() => viewerState(page), (s) => s.warnings.length > 0, 'a warning');
    assert.equal(warnings[0].kind, 'unlike_responses');
    await untilFound(page);
    const said = await page.locator('#warnings li').allTextContents();
    assert.match(said[0], /^Does not look like the images that the network learned from/);
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    await lastResult(page);
    await untilFound(page);
    const after = await viewerState(page);
    const { novelty } = await page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.result());
    assert.ok(novelty.responses > 0 && novelty.light > 0);
    assert.equal(after.warnings.some((/** @type {any} */ one) => one.kind === 'unlike_responses'),
      novelty.responses > 1);
    const [file] = await exported(page, 'scores');
    const rows = readCsv(file.bytes.toString());
    const of = (/** @type {string} */ name) => rows.find((row) => row.image === name)?.unlike_training;
    assert.equal(of('blocks.png'), '1');
    assert.equal(of(image.name), novelty.responses > 1 || novelty.light > 1 ? '1' : '0');
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
