// @ts-check
// The main walk in Firefox: an image comes in, the estimate appears, the filters are stepped
// through, the screens change; nothing complains and nothing is sent.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { outcome, site, until, untilAtRest, untilState, viewerState } from './browser.mjs';
import { launchFirefox } from './firefox.mjs';
import { synthetic } from './images.mjs';
import { serve } from './server.mjs';

/** @type {Awaited<ReturnType<typeof launchFirefox>>} */
let firefox;
/** @type {Awaited<ReturnType<typeof serve>>} */
let host;
/** @type {import('./firefox.mjs').Page} */
let page;
/** @type {string[]} */
let complaints;
/** @type {string[]} */
let requests;
/** What browser.mjs does through evaluate() alone, it does in Firefox too. @type {any} */
let same;
before(async () => {
  host = await serve(site);
  firefox = await launchFirefox();
  ({ page, complaints, requests } = await firefox.open(host.url));
  same = page;
  await untilState(same);
});
after(async () => {
  await firefox?.close();
  await host.close();
});

/** @param {string} name @param {Uint8Array} bytes */
async function drop(name, bytes) {
  await page.evaluate((named, base64) => {
    const data = new DataTransfer();
    const letters = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    data.items.add(new File([letters], named));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      const options = { dataTransfer: data, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent(type, options));
    }
  }, name, Buffer.from(bytes).toString('base64'));
}

/** How many of a square of pixels in the middle of the image are another's. */
async function middlePixels() {
  const { imageRect } = await viewerState(same);
  const side = 120;
  const x = Math.round(imageRect.x + (imageRect.width - side) / 2);
  const y = Math.round(imageRect.y + (imageRect.height - side) / 2);
  return page.evaluate((left, top, length) => [...(
    /** @type {any} */ (globalThis).lesionlens.readPixels(left, top, length, length))], x, y, side);
}

describe('the walk in Firefox', () => {
  it('begins with a sample chosen by keys, and the estimate is said', async (t) => {
    t.diagnostic(firefox.version);
    await page.focus('#samples button');
    await page.keyboard.press('Enter');
    const seen = await until(() => outcome(same),
      (o) => o.state === 'ready' && o.prediction !== '', 'the sample');
    assert.match(seen.prediction, /^Estimate that it is malignant: [<>]?\d+(\.\d+)?%\. Network: default\./);
  });

  it('goes on with a dropped image, for which nothing is asked of any server', async () => {
    const [image] = synthetic(10);
    const asked = requests.length;
    const served = host.log.length;
    await drop(image.name, image.bytes);
    const seen = await until(() => outcome(same),
      (o) => o.name === image.name && o.state === 'ready' && o.prediction !== '', 'the result');
    assert.match(seen.prediction, /^Estimate that it is malignant: [<>]?\d+(\.\d+)?%\. Network: default\./);
    assert.deepEqual(requests.slice(asked), []);
    assert.deepEqual(host.log.slice(served), []);
  });

  it('steps through ten filters and every layer by keys', async () => {
    await page.evaluate(() =>
      /** @type {any} */ (globalThis).lesionlens.dispatch({ type: 'select', layer: 2, filter: 0 }));
    await page.focus('#view');
    const { filters, layers } = await until(() => viewerState(same), (s) => s.layer === 2, 'layer 2');
    for (let step = 1; step <= 10; step += 1) {
      await page.keyboard.press('ArrowDown');
      const wanted = step % filters;
      await until(() => viewerState(same), (s) => s.filter === wanted, `filter ${wanted}`);
    }
    for (let layer = 3; layer < layers; layer += 1) {
      await page.keyboard.press('PageDown');
      await until(() => viewerState(same), (s) => s.layer === layer, `layer ${layer}`);
    }
    // The address follows a run of steps a moment later.
    const wanted = new RegExp(`^#layer=${layers - 1}&filter=\\d+$`);
    await until(() => page.evaluate(() => location.hash), (hash) => wanted.test(hash), 'the address');
  });

  it('lays the map over the image, and takes it away while Space is held', async () => {
    const strongest = await page.evaluate(() => {
      const { lesionlens } = /** @type {any} */ (globalThis);
      const { statistics, channels } = lesionlens.result().layers[0];
      const means = Array.from({ length: channels }, (_, filter) => statistics[filter * 6 + 2]);
      const filter = means.indexOf(Math.max(...means));
      lesionlens.dispatch({ type: 'select', layer: 0, filter });
      lesionlens.dispatch({ type: 'scale-mode', mode: 'map' });
      lesionlens.dispatch({ type: 'overlay', visible: true });
      return filter;
    });
    await until(() => viewerState(same), (s) =>
      s.layer === 0 && s.filter === strongest && s.overlayVisible, 'it');
    const shown = await middlePixels();
    await page.keyboard.down(' ');
    await until(() => viewerState(same), (s) => s.overlayVisible === false, 'no overlay');
    const hidden = await middlePixels();
    await page.keyboard.up(' ');
    await until(() => viewerState(same), (s) => s.overlayVisible, 'the overlay');
    const changed = shown.filter((value, at) => value !== hidden[at]).length;
    assert.ok(changed > shown.length / 10, `${changed} of ${shown.length} values`);
    // Green comes in, red goes out.
    const sum = (/** @type {number[]} */ values, /** @type {number} */ channel) =>
      values.reduce((total, value, at) => total + (at % 4 === channel ? value : 0), 0);
    assert.ok(sum(shown, 0) < sum(hidden, 0));
    assert.ok(new Set(hidden).size > 20, 'an image is there');
  });

  it('changes the screens by keys, and rests afterwards', async () => {
    for (const [key, screen] of [['e', 'explore'], ['e', 'read'], ['m', 'model'], ['m', 'read']]) {
      await page.keyboard.press(/** @type {any} */ (key));
      await until(() => viewerState(same), (s) => s.screen === screen, screen);
    }
    await page.keyboard.press('d');
    await until(() => page.evaluate(() =>
      /** @type {HTMLImageElement} */ (document.getElementById('sheet-preview')).naturalWidth),
    (width) => width > 0, 'the sheet');
    await page.keyboard.press('Escape');
    await untilAtRest(same);
  });

  it('leaves the console clean, breaks no rule of the policy, and asks the site alone', async () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).violations), []);
    // What the browser has in itself (a font of its own, as a data: address) asks nobody.
    for (const url of requests.filter((one) => !one.startsWith('data:'))) {
      assert.ok(url.startsWith(host.url) || url.startsWith(`blob:${host.origin}`), url);
    }
    assert.ok(host.log.every((entry) => entry.method === 'GET'));
  });
});
