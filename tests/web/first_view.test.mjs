// @ts-check
// What a doctor sees first is the image, with nothing over it: responses come on demand, and whether
// they lie over the image is remembered.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  lastResult, openPage, openImage, until, untilAtRest, untilState, viewerState,
} from './browser.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

const { host, browser } = await hosted();
const [image] = synthetic(10);
const laid = (/** @type {{overlayVisible: boolean}} */ state) => state.overlayVisible;

describe('the first view', () => {
  it('is the bare image; Z lays responses over it, which the next visit remembers', async () => {
    const { page, context, complaints } = await openPage(browser, host.url, { responses: false });
    await untilState(page);
    await openImage(page, image.name, image.bytes);
    await lastResult(page);
    await untilAtRest(page);
    assert.equal((await viewerState(page)).overlayVisible, false);
    await page.focus('#view');
    await page.keyboard.press('z');
    await until(() => viewerState(page), laid, 'responses over the image');
    // Held back while Space is down, as long as that lasts.
    await page.keyboard.down(' ');
    await until(() => viewerState(page), (state) => !laid(state), 'the bare image meanwhile');
    await page.keyboard.up(' ');
    await until(() => viewerState(page), laid, 'responses again');
    await page.reload();
    await untilState(page);
    await openImage(page, image.name, image.bytes);
    await until(() => viewerState(page), laid, 'responses on the next visit');
    await page.focus('#view');
    await page.keyboard.press('z');
    await until(() => viewerState(page), (state) => !laid(state), 'the bare image');
    await page.keyboard.down(' ');
    await until(() => viewerState(page), laid, 'responses while Space is held');
    await page.keyboard.up(' ');
    await until(() => viewerState(page), (state) => !laid(state), 'the bare image again');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('comes back bare where the text version takes the responses away', async () => {
    const { page, context } = await openPage(browser, host.url);
    await untilState(page);
    await openImage(page, image.name, image.bytes);
    await until(() => viewerState(page), laid, 'responses');
    await page.focus('#overlay');
    await page.keyboard.press(' ');
    await until(() => viewerState(page), (state) => !laid(state), 'the bare image');
    await context.close();
  });
});
