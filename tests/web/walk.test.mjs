// @ts-check
// The main walk: an image comes in, the estimate appears, the filters are stepped through.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  counters, drop, openPage, openImage, outcome, until, untilAtRest, untilState, viewerState,
} from './browser.mjs';
import { dispatch } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { NO_REAL, real, synthetic } from './images.mjs';

const { host, browser } = await hosted();

/** @param {string} [hash] */
async function readyPage(hash = '') {
  const opened = await openPage(browser, host.url + hash);
  await untilState(opened.page);
  return opened;
}

/** @param {import('./browser.mjs').Page} page @param {string} id @returns {Promise<string>} */
function valueOf(page, id) {
  return page.evaluate((one) => /** @type {any} */ (document.getElementById(one)).value, id);
}

describe('the walk', () => {
  it('reads a dropped image, and the estimate appears in the live region', async () => {
    const { page, complaints, context } = await readyPage();
    const [image] = synthetic(10);
    const live = await page.getAttribute('#result', 'aria-live');
    assert.equal(live, 'polite');
    const seen = await openImage(page, image.name, image.bytes);
    assert.equal(seen.name, image.name);
    assert.match(seen.prediction, /^Estimate that it is malignant: [<>]?\d+(\.\d+)?%\. Network: default\./);
    const state = await viewerState(page);
    assert.ok(state.hasImage && state.hasResult);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('reads a real photograph', async (t) => {
    const [image] = real(1);
    if (!image) return t.skip(NO_REAL);
    const { page, complaints, context } = await readyPage();
    const seen = await openImage(page, image.name, image.bytes);
    assert.match(seen.prediction, /^Estimate that it is malignant: [<>]?\d+(\.\d+)?%\. Network: default\./);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('takes a pasted image and one from the file dialog', async () => {
    const { page, context } = await readyPage();
    const [first, second] = synthetic(10);
    await page.setInputFiles('#file', { name: first.name, mimeType: 'image/jpeg', buffer: first.bytes });
    await until(() => outcome(page), (o) => o.name === first.name && o.prediction !== '', 'the dialog');
    await page.evaluate(({ name, base64 }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    }, { name: second.name, base64: second.bytes.toString('base64') });
    await until(() => outcome(page), (o) => o.name === second.name && o.prediction !== '', 'the paste');
    await context.close();
  });

  it('of several files opens the first by name, keeps all of them, and N and P go through them', async () => {
    const { page, context } = await readyPage();
    const images = synthetic(10).slice(0, 3);
    const names = images.map(({ name }) => name);
    await drop(page, [images[2], images[0], images[1]]);
    const shown = (/** @type {string} */ name) =>
      until(() => outcome(page), (o) => o.name === name && o.prediction !== '', name);
    await shown(names[0]);
    const listed = await until(() => page.locator('#session button').allTextContents(),
      (lines) => lines.every((line) => line.includes('%')), 'the estimates of all');
    assert.deepEqual(listed.map((text) => text.split(':')[0]), names);
    await page.focus('#view');
    for (const [key, name] of [['n', names[1]], ['n', names[2]], ['p', names[1]]]) {
      await page.keyboard.press(key);
      await shown(name);
    }
    await page.locator('#session button').first().focus();
    await page.keyboard.press('Enter');
    await shown(names[0]);
    await context.close();
  });

  it('the wheel scrolls, zooms over the image, and steps through the filters with Alt', async () => {
    const { page, context } = await readyPage();
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    await dispatch(page, { type: 'screen', screen: 'explore' });
    await untilAtRest(page);
    const before = await viewerState(page);
    await page.mouse.move(1000, 720);  // the thumbnails
    await page.mouse.wheel(0, 120);
    await untilAtRest(page);
    assert.equal((await viewerState(page)).filter, before.filter);
    await page.keyboard.down('Alt');
    await page.mouse.wheel(0, 120);
    await page.keyboard.up('Alt');
    await until(() => viewerState(page), (s) => s.filter === (before.filter + 1) % before.filters, 'the next filter');
    await page.mouse.move(570, 300);
    await page.mouse.wheel(0, -120);
    const larger = await until(() => viewerState(page), (s) => s.zoom > before.zoom, 'the image, larger');
    // Over the number of the filter in the legend too, without Alt.
    await page.mouse.move(230, 716);
    await page.mouse.wheel(0, 120);
    const stepped = await until(() => viewerState(page), (s) => s.filter !== larger.filter, 'a filter by the number');
    assert.equal(stepped.filter, (larger.filter + 1) % before.filters);
    assert.equal(stepped.zoom, larger.zoom);
    await page.mouse.move(230, 740);  // its scale
    await page.mouse.wheel(0, -120);
    await until(() => viewerState(page), (s) => s.zoom > larger.zoom, 'larger still');
    assert.equal((await viewerState(page)).filter, stepped.filter);
    await context.close();
  });

  it('shows the newest of images that are asked for faster than they can be read', async () => {
    const { page, complaints, context } = await readyPage();
    const images = synthetic(10).slice(0, 5);
    for (const image of images) await drop(page, [image]);
    const last = images[4].name;
    await until(() => outcome(page), (o) => o.name === last && o.prediction !== '', 'the last');
    await untilAtRest(page);
    const { name, state } = await outcome(page);
    assert.deepEqual([name, state], [last, 'ready']);
    assert.equal((await viewerState(page)).imageName, last);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('opens the file dialog by a key, and an image of the session from the filmstrip', async () => {
    const { page, context } = await readyPage();
    const images = synthetic(10).slice(0, 2);
    await page.focus('#view');
    const asked = page.waitForEvent('filechooser');
    // The browser hears that it is to show no dialog before the key is pressed.
    await untilAtRest(page);
    await page.keyboard.press('o');
    const chooser = await asked;
    assert.ok(chooser.isMultiple());
    await chooser.setFiles(images.map(({ name, bytes }) => ({
      name, mimeType: 'image/jpeg', buffer: bytes,
    })));
    const [first, second] = images.map(({ name }) => name);
    await until(() => outcome(page), (o) => o.name === first && o.prediction !== '', 'the first');
    await until(() => viewerState(page), (s) => s.images.length === 2, 'the other, scored');
    await untilAtRest(page);
    // The other lies under it. A hand is on it before it presses.
    await page.mouse.move(80, 240);
    await untilAtRest(page);
    await page.mouse.click(80, 240);
    await until(() => outcome(page), (o) => o.name === second && o.prediction !== '', 'the second');
    await context.close();
  });

  it('takes an error back when it is closed', async () => {
    const { page, context } = await readyPage();
    await drop(page, [{ name: 'letter.jpg', bytes: Buffer.from('Dear doctor') }]);
    await until(() => outcome(page), (o) => o.state === 'error' && o.problem !== '', 'the sentence');
    await page.focus('#view');
    await page.keyboard.press('Escape');
    await until(() => outcome(page), (o) => o.state === 'ready' && o.problem === '', 'no sentence');
    await context.close();
  });

  it('opens a sample from the mirror', async () => {
    const { page, context } = await readyPage();
    const sample = page.locator('#samples button').first();
    await sample.focus();
    await page.keyboard.press('Enter');
    await until(() => outcome(page), (o) => o.state === 'ready' && o.prediction !== '', 'the sample');
    await context.close();
  });

  it('steps through ten filters by keys without an upload, and uploads a layer once at most', async () => {
    const { page, complaints, context } = await readyPage();
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    // An image opens with its most notable filter: the steps begin at a known one.
    await page.evaluate(() =>
      /** @type {any} */ (globalThis).lesionlens.dispatch({ type: 'select', layer: 0, filter: 0 }));
    await page.focus('#view');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    const start = await until(() => viewerState(page), (s) => s.layer === 2, 'layer 2');
    await untilAtRest(page);
    const uploads = (await counters(page)).textureUploads;
    for (let step = 1; step <= 10; step += 1) {
      await page.keyboard.press('ArrowDown');
      const wanted = (start.filter + step) % start.filters;
      await until(() => viewerState(page), (s) => s.filter === wanted, `filter ${wanted}`);
    }
    await page.keyboard.press('ArrowUp');
    await until(() => viewerState(page), (s) => s.filter === start.filter + 9, 'one back');
    await untilAtRest(page);
    assert.equal((await counters(page)).textureUploads, uploads);
    for (let layer = 3; layer < start.layers; layer += 1) {
      await page.keyboard.press('PageDown');
      await until(() => viewerState(page), (s) => s.layer === layer, `layer ${layer}`);
    }
    await page.keyboard.press('PageUp');
    await until(() => viewerState(page), (s) => s.layer === start.layers - 2, 'one layer back');
    await untilAtRest(page);
    const layersSeen = start.layers - 3;
    assert.ok((await counters(page)).textureUploads <= uploads + layersSeen);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('hides the overlay while Space is held, and changes its opacity by [ and ]', async () => {
    const { page, context } = await readyPage();
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    await page.focus('#view');
    await page.keyboard.down('Space');
    await until(() => viewerState(page), (s) => s.overlayVisible === false, 'no overlay');
    await page.keyboard.up('Space');
    const { opacity } = await until(() => viewerState(page), (s) => s.overlayVisible, 'the overlay');
    await page.keyboard.press('[');
    await until(() => viewerState(page), (s) => s.opacity < opacity, 'less opacity');
    await page.keyboard.press(']');
    await until(() => viewerState(page), (s) => s.opacity === opacity, 'more opacity');
    await context.close();
  });

  it('mirrors layer and filter both ways', async () => {
    const { page, context } = await readyPage();
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    await page.selectOption('#layer', '6');
    await until(() => viewerState(page), (s) => s.layer === 6 && s.filter === 0, 'layer 6');
    await page.selectOption('#filter', '12');
    await until(() => viewerState(page), (s) => s.filter === 12, 'filter 12');
    assert.match(await page.locator('#statistics').innerText(), /^Layer 6, filter 12: /);
    await page.focus('#view');
    await page.keyboard.press('ArrowDown');
    await until(() => valueOf(page, 'filter'), (v) => v === '13', 'the select');
    await page.keyboard.press('PageUp');
    await until(() => valueOf(page, 'layer'), (v) => v === '5', 'the select');
    await page.focus('#overlay');
    await page.keyboard.press('Space');
    await until(() => viewerState(page), (s) => !s.overlayVisible, 'no overlay');
    await context.close();
  });

  it('keys typed in a form field stay there', async () => {
    const { page, context } = await readyPage();
    await page.selectOption('#layer', '3');
    await page.focus('#filter');
    await page.keyboard.press('PageDown');
    assert.equal((await viewerState(page)).layer, 3);
    await context.close();
  });

  it('carries layer and filter in the address, both ways', async () => {
    const { page, context } = await readyPage('#layer=4&filter=7');
    await until(() => viewerState(page), (s) => s.layer === 4 && s.filter === 7, 'the address');
    await page.evaluate(() => {
      location.hash = '#layer=2&filter=3';
    });
    await until(() => viewerState(page), (s) => s.layer === 2 && s.filter === 3, 'a new address');
    await page.focus('#view');
    await page.keyboard.press('ArrowDown');
    await until(async () => new URL(page.url()).hash, (h) => h === '#layer=2&filter=4', 'the hash');
    await context.close();
  });

  it('says where to drop while something is dragged over the page', async () => {
    const { page, context } = await readyPage();
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], 'a.png'));
      return data;
    });
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
    assert.ok(await page.isVisible('#drop-hint'));
    await page.dispatchEvent('body', 'dragleave', { dataTransfer: transfer });
    assert.ok(!(await page.isVisible('#drop-hint')));
    await context.close();
  });

  it('opens another model by drop, and says it anew of the image that is open', async () => {
    const { page, context } = await readyPage();
    const [image] = synthetic(10);
    await openImage(page, image.name, image.bytes);
    const bytes = await modelBytes();
    await page.evaluate(() => {
      /** @type {HTMLElement} */ (document.getElementById('prediction')).textContent = '';
    });
    await drop(page, [{ name: 'other.onnx', bytes }]);
    const seen = await until(() => outcome(page), (o) => o.state === 'ready' && o.prediction !== '',
      'the new estimate');
    assert.equal(seen.name, image.name);
    await drop(page, [{ name: 'broken.onnx', bytes: bytes.subarray(0, bytes.length / 2) }]);
    const refused = await until(() => outcome(page), (o) => o.problem !== '', 'the refusal');
    assert.match(refused.problem, /^broken\.onnx: /);
    assert.equal((await viewerState(page)).hasResult, true);
    await context.close();
  });
});

async function modelBytes() {
  const response = await fetch(`${host.url}models/default.onnx`);
  return new Uint8Array(await response.arrayBuffer());
}
