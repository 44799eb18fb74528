// @ts-check
// The page for people who do not use a mouse, do not see the canvas, or do not know the terms.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  counters, drop, openPage, openImage, outcome, root, until, untilAtRest, untilState,
  viewerState,
} from './browser.mjs';
import { differing, dispatch, dottedPlaces, pixels } from './canvas.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';

/** @typedef {import('./browser.mjs').Page} Page */

const LANGUAGES = ['en', 'de', 'nl'];
const PHONE = { width: 390, height: 844, dpr: 3 };

const { host, browser } = await hosted();
const [image] = synthetic(10);

/** @param {string} language */
function wordsOf(language) {
  const tables = JSON.parse(fs.readFileSync(path.join(root, `web/words/${language}.json`), 'utf8'));
  return { ...tables.common, ...tables.page, ...tables.viewer };
}

/** @param {Parameters<typeof openPage>[2]} [options] */
async function readyPage(options) {
  const opened = await openPage(browser, host.url, options);
  await untilState(opened.page);
  return opened;
}

/** @param {Parameters<typeof openPage>[2]} [options] */
async function pageWithImage(options) {
  const opened = await readyPage(options);
  await openImage(opened.page, image.name, image.bytes);
  await untilAtRest(opened.page);
  return opened;
}

/** @param {Page} page @param {string} what */
async function nothingSerious(page, what) {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious.map(({ id, nodes }) => [what, id, nodes.map((node) => node.html)]), []);
}

/** From a page with an image. @type {[string, (page: Page) => Promise<unknown>][]} */
const SCREENS = [
  ['Read', async () => {}],
  ['Explore', (page) => dispatch(page, { type: 'screen', screen: 'explore' })],
  ['Sheet', (page) => dispatch(page, { type: 'screen', screen: 'sheet' }).then(() =>
    until(() => viewerState(page), ({ sheet }) => sheet.table?.wanted.length === 0, 'the rows'))],
  ['Model', (page) => dispatch(page, { type: 'screen', screen: 'model' })],
  ['the keys', (page) => dispatch(page, { type: 'keys', shown: true })],
  ['going to a filter', (page) => dispatch(page, { type: 'jump', to: '6/' })],
  ['the sheet and the report', async (page) => {
    await page.focus('#view');
    await page.keyboard.press('d');
    await until(() => page.evaluate(() =>
      document.getElementById('sheet-preview')?.getAttribute('src') ?? ''), Boolean, 'the preview');
  }],
  ['an error', (page) => drop(page, [{ name: 'letter.jpg', bytes: Buffer.from('Dear doctor') }])
    .then(() => until(() => outcome(page), (o) => o.problem !== '', 'the sentence'))],
  ['the text version', (page) => page.focus('#layer')],
  ['the settings', (page) => page.focus('#language')],
  ['the list of models', (page) => page.locator('#models button').first().focus()],
];

describe('axe-core finds nothing serious', () => {
  it('on the empty page, and with its text version in view', async () => {
    const { page, context } = await readyPage();
    await nothingSerious(page, 'empty');
    await page.focus('#file');
    await nothingSerious(page, 'empty, text version');
    await context.close();
  });

  it('on a page that could not start', async () => {
    const { page, context } = await openPage(browser, 'about:blank');
    await context.route('**/viewer.wasm', (route) => route.abort());
    await page.goto(host.url);
    await untilState(page, 'error');
    await nothingSerious(page, 'not started');
    await context.close();
  });

  for (const [size, options] of /** @type {const} */ ([['a desktop', {}], ['a telephone', PHONE]])) {
    it(`on every screen and dialog of ${size}`, async () => {
      const { page, context } = await pageWithImage(options);
      for (const [name, show] of SCREENS) {
        await show(page);
        await untilAtRest(page);
        await nothingSerious(page, name);
        await page.keyboard.press('Escape');
        for (const back of [{ type: 'keys', shown: false }, { type: 'screen', screen: 'read' }]) {
          await dispatch(page, back);
        }
      }
      await context.close();
    });
  }
});

describe('the keys', () => {
  it('are all shown on a telephone and with large letters, by scrolling: with a finger or by keys', async () => {
    for (const [options, scale] of /** @type {[Parameters<typeof openPage>[2], number][]} */ ([
      [PHONE, 1], [{ width: 1280, height: 800 }, 1.5]])) {
      const { page, context } = await pageWithImage(options);
      await dispatch(page, { type: 'text-scale', value: scale });
      await page.focus('#view');
      await page.keyboard.press('?');
      await untilAtRest(page);
      const seen = [await pixels(page)];
      // To the end: until nothing moves any more.
      for (let step = 0; step < 20; step += 1) {
        await page.keyboard.press('PageDown');
        await untilAtRest(page);
        const next = await pixels(page);
        if (differing(next, seen[seen.length - 1]) === 0) break;
        seen.push(next);
      }
      assert.ok(seen.length > 1 && seen.length < 15, `${seen.length} views`);
      const { layer, filter, keysShown } = await viewerState(page);
      assert.ok(keysShown);
      await page.keyboard.press('PageUp');
      for (let step = 0; step < 20; step += 1) await page.keyboard.press('PageUp');
      await untilAtRest(page);
      assert.equal(differing(await pixels(page), seen[0]), 0, 'the top again');
      assert.deepEqual([(await viewerState(page)).layer, (await viewerState(page)).filter],
        [layer, filter]);
      await page.keyboard.press('Escape');
      await until(() => viewerState(page), (s) => !s.keysShown, 'no keys');
      await context.close();
    }
  });

  it('are listed in the text version, every one of them, in three languages', async () => {
    // The panel's own, and between them those of each screen, in the order of the tabs.
    const read = (/** @type {string} */ file) =>
      fs.readFileSync(path.join(root, 'wasm/viewer', file), 'utf8');
    const panel = read('panels/keys.cc');
    const listed = (/** @type {string} */ name) =>
      [...(panel.match(`${name} = {([^}]*)}`)?.[1] ?? '').matchAll(/"(\w+)"/g)].map(([, key]) => key);
    const screens = [...read('state/screens.def').matchAll(/^LESION_SCREEN\(\w+, (\w+)\)/gm)];
    const ofScreens = screens.flatMap(([, room]) =>
      [...read(`screens/${room}/rules.cc`).matchAll(/\.(?:key|own_keys) = "(\w+)"/g)].map(([, key]) => key));
    assert.ok(ofScreens.length > 3);
    const lines = [...listed('kFirst'), ...ofScreens, ...listed('kLast')].map((key) => `keys.${key}`);
    assert.ok(lines.length > 20);
    const { page, context } = await readyPage();
    for (const language of LANGUAGES) {
      await page.selectOption('#language', language);
      const words = wordsOf(language);
      await until(() => page.locator('#keys dd').allTextContents(), (texts) =>
        JSON.stringify(texts) === JSON.stringify(lines.map((key) => words[`${key}.does`])),
      `the keys in ${language}`);
      assert.deepEqual(await page.locator('#keys dt').allTextContents(), lines.map((key) => words[key]));
    }
    await context.close();
  });

  it('ask for the response at a point, which the text version says', async () => {
    const { page, context } = await pageWithImage();
    await page.focus('#view');
    await page.keyboard.press('i');
    const { cell, layer, filter, max } = await until(() => viewerState(page), (s) => s.cell, 'a cell');
    const said = () => page.locator('#pointed').textContent();
    assert.match(String(await said()), new RegExp(`${cell.x}, ${cell.y}: .* ${Number(max.toPrecision(3))}$`));
    await page.keyboard.press('ArrowUp');
    const moved = await until(() => viewerState(page), (s) => s.cell.y !== cell.y || cell.y === 0, 'a step');
    assert.deepEqual([moved.layer, moved.filter], [layer, filter], 'the filter stays');
    const value = await page.evaluate(({ at, l, f }) => {
      const map = /** @type {any} */ (globalThis).lesionlens.result().layers[l];
      return map.values[f * map.width * map.height + at.y * map.width + at.x];
    }, { at: moved.cell, l: layer, f: filter });
    assert.ok(String(await said()).endsWith(` ${Number(value.toPrecision(3))}`), String(await said()));
    await page.keyboard.press('Escape');
    await until(said, (text) => text === '', 'nothing asked');
    await context.close();
  });

  it('scroll the panel of Explore and the card, and move the operating point there', async () => {
    const { page, context } = await pageWithImage();
    await page.focus('#view');
    await page.keyboard.press('e');
    await untilAtRest(page);
    const top = await pixels(page);
    await page.keyboard.press('.');
    await untilAtRest(page);
    assert.ok(differing(await pixels(page), top) > 0.01);
    await page.keyboard.press(',');
    await untilAtRest(page);
    assert.equal(differing(await pixels(page), top), 0);
    await page.keyboard.press('m');
    const { threshold } = await viewerState(page);
    await page.keyboard.press('ArrowRight');
    await until(() => viewerState(page), (s) => s.movedThreshold > threshold, 'the moved point');
    await page.keyboard.press('0');
    await until(() => viewerState(page), (s) => s.movedThreshold === null, 'its own point');
    await context.close();
  });
});

describe('the text version', () => {
  it('offers what the panels offer: each field changes the view and follows it', async () => {
    const { page, context } = await pageWithImage();
    const now = () => viewerState(page);
    for (const [field, value, member] of [
      ['#scale', 'map', 'scaleMode'], ['#cells', 'exact', 'smoothing'],
      ['#palette', 'contrast', 'palette'], ['#sort', 'notability', 'sort'],
      ['#screen', 'explore', 'screen'],
    ]) {
      await page.selectOption(field, value);
      await until(now, (state) => state[member] === value, field);
    }
    await page.focus('#view');
    await page.keyboard.press('s');
    await until(() => page.inputValue('#scale'), (v) => v === 'training', 'the field follows');
    for (const [level, wanted] of [['25', [0.25]], ['90', [0.25, 0.9]]]) {
      await page.focus(`#contour-${level}`);
      await page.keyboard.press('Space');
      await until(now, (state) => JSON.stringify(state.contours) === JSON.stringify(wanted), `${level}%`);
    }
    await page.focus('#fill');
    await page.keyboard.press('Space');
    await until(now, (state) => !state.fill, 'lines alone');
    await page.focus('#opacity');
    await page.keyboard.press('Home');
    await until(now, (state) => state.opacity === 0.1, 'the faintest');
    for (const [at, key] of [[0, 'markA'], [1, 'markB']]) {
      await page.evaluate(() => /** @type {any} */ (globalThis).lesionlens.dispatch({ type: 'step-filter', by: 1 }));
      await page.locator('button[data-act*="mark"]').nth(Number(at)).press('Enter');
      await until(now, (state) => state[String(key)], String(key));
    }
    const { markA } = await now();
    await page.locator('button[data-act*="flip"]').press('Enter');
    await until(now, (state) => state.filter === markA.filter, 'A');
    const { zoom } = await now();
    await page.locator('button[data-act*="1.25"]').press('Enter');
    await until(now, (state) => state.zoom > zoom, 'larger');
    await page.locator('button[data-act*="zoom-fit"]').press('Enter');
    await until(now, (state) => state.fitted, 'fitted');
    await context.close();
  });

  it('has a name for the canvas, and says where a run of steps through the filters ends', async () => {
    const { page, context } = await pageWithImage();
    await page.getByRole('application', { name: /arrow keys step through the filters/ }).focus();
    assert.equal(await page.textContent('#announcer'), '');
    const { filter, filters } = await viewerState(page);
    for (let step = 1; step <= 3; step += 1) {
      await page.keyboard.press('ArrowDown');
      await until(() => viewerState(page), (s) => s.filter === (filter + step) % filters, 'a step');
    }
    const said = await until(() => page.textContent('#announcer'), (words) => words !== '', 'words');
    assert.match(String(said), new RegExp(`^Layer \\d, filter ${(filter + 3) % filters}, .+`));
    await context.close();
  });

  it('lists the strongest filters, and shows the one that is chosen', async () => {
    const { page, context } = await pageWithImage();
    const { strongest } = await viewerState(page);
    assert.ok(strongest.length > 2);
    assert.equal(await page.locator('#strongest button').count(), strongest.length);
    await dispatch(page, { type: 'overlay', visible: false });
    await page.locator('#strongest button').nth(2).press('Enter');
    const { layer, filter } = strongest[2];
    await until(() => viewerState(page), (s) => s.layer === layer && s.filter === filter &&
      s.overlayVisible, 'the third');
    assert.equal(await page.locator('#strongest button').nth(2).getAttribute('aria-current'), 'true');
    await context.close();
  });

  it('moves the operating point, says what it finds there, and the estimate follows', async () => {
    const { page, context } = await pageWithImage();
    const { threshold, probability } = await viewerState(page);
    await page.focus('#threshold');
    await page.keyboard.press(probability >= threshold ? 'End' : 'Home');
    const moved = await until(() => viewerState(page), (s) => s.movedThreshold !== null, 'moved');
    const said = await page.locator('#operating').textContent();
    const percent = (/** @type {number} */ part) => `${Math.round(part * 100)}%`;
    for (const value of [moved.threshold, moved.operating.sensitivity, moved.operating.specificity]) {
      assert.ok(said?.includes(percent(value)), `${said}: ${value}`);
    }
    assert.match(String(said), /^Operating point moved by hand/);
    const { prediction } = await outcome(page);
    assert.ok(prediction.includes(`the network's own is at ${percent(threshold)}`), prediction);
    assert.match(prediction, probability >= threshold ? /Below/ : /At or above/);
    await page.locator('#threshold-own').press('Enter');
    await until(() => viewerState(page), (s) => s.movedThreshold === null, 'its own');
    assert.doesNotMatch((await outcome(page)).prediction, /moved/);
    await context.close();
  });

  it('has the card of the model: what it is, its figures, its faults', async () => {
    const { page, context } = await readyPage();
    const card = await page.locator('#card').textContent();
    const { cells, faults } = await page.evaluate(() => ({
      cells: document.querySelectorAll('#card table td').length,
      faults: document.querySelectorAll('#card li').length,
    }));
    assert.match(String(card), /ham10000 test/);
    assert.ok(cells > 12 && faults > 0, `${cells} figures, ${faults} faults`);
    await page.selectOption('#language', 'de');
    const words = wordsOf('de');
    await until(() => page.locator('#card caption').first().textContent(),
      (text) => text === words['model.metrics'], 'in German');
    await context.close();
  });

  it('shows where the focus is, on everything that can have it', async () => {
    const { page, context } = await pageWithImage();
    // What comes into view with the focus does so at once, not while it is looked at.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const tabbed = await page.evaluate(() => [...document.querySelectorAll(
      'a[href], button, input, select, [tabindex="0"]')].filter((one) =>
      !(/** @type {any} */ (one).disabled) && one.closest('dialog, [hidden], #boot') === null).length);
    const seen = new Set();
    await page.focus('#file');
    for (let i = 0; i < tabbed; i += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const one = /** @type {HTMLElement | null} */ (document.activeElement);
        if (!one || one === document.body) return null;
        const style = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        return { what: `${one.tagName} ${one.id || one.textContent}`, outline: style.outlineStyle,
          width: Number.parseFloat(style.outlineWidth),
          inView: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight };
      });
      if (!at) continue;
      seen.add(at.what);
      assert.ok(at.outline !== 'none' && at.width >= 1 && at.inView, JSON.stringify(at));
    }
    assert.ok(seen.size > 40, `${seen.size} of ${tabbed} reached`);
    await context.close();
  });
});

/** The words beside the pointer once it has been heard of. @param {Page} page */
function hintNow(page) {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((done) => requestAnimationFrame(done));
    return /** @type {string} */ (/** @type {any} */ (globalThis).lesionlens.hint());
  });
}

describe('the terms', () => {
  /** Of Read, and of Explore. */
  const TERMS = ['estimate', 'point', 'sensitivity', 'specificity', 'notable', 'layer', 'filter', 'auc'];

  it('are explained on hover in Read, in three languages', async () => {
    const { page, context } = await pageWithImage();
    // So that it is called malignant: only then those that wrongly are have a sentence.
    await dispatch(page, { type: 'threshold', value: 0 });
    for (const language of LANGUAGES) {
      await page.selectOption('#language', language);
      await until(() => viewerState(page), (s) => s.language === language, language);
      await page.focus('#view');
      await untilAtRest(page);
      const words = wordsOf(language);
      const left = new Set(TERMS);
      // What is dotted in the panel beside the image; then what lies below its end.
      for (const key of ['', '.', '.', '.', '.']) {
        if (key) await page.keyboard.press(key);
        await page.mouse.move(500, 300);
        await untilAtRest(page);
        for (const { x, y } of await dottedPlaces(page)) {
          await page.mouse.move(x, y);
          const said = await hintNow(page);
          assert.notEqual(said, '', `dotted at ${x}, ${y}, and not explained in ${language}`);
          for (const term of left) if (said.includes(words[`term.${term}`])) left.delete(term);
        }
      }
      assert.deepEqual([...left], [], `not explained in ${language}`);
      await page.mouse.move(500, 300);
      for (const key of [',', ',', ',', ',']) await page.keyboard.press(key);
    }
    await context.close();
  });

  it('are explained in the text version, and its fields refer to them', async () => {
    const { page, context } = await readyPage();
    for (const language of LANGUAGES) {
      await page.selectOption('#language', language);
      const words = wordsOf(language);
      for (const term of [...TERMS, 'response', 'logit']) {
        await until(() => page.locator(`#term-${term}`).textContent(),
          (text) => text === words[`term.${term}`], `${term} in ${language}`);
      }
    }
    const references = await page.evaluate(() => [...document.querySelectorAll('[aria-describedby]')]
      .flatMap((one) => String(one.getAttribute('aria-describedby')).split(' '))
      .map((id) => [id, document.getElementById(id) !== null]));
    assert.ok(references.every(([, there]) => there), JSON.stringify(references));
    for (const term of ['term-layer', 'term-filter', 'term-point', 'term-estimate']) {
      assert.ok(references.some(([id]) => id === term), term);
    }
    await context.close();
  });
});

describe('prefers-reduced-motion', () => {
  it('leaves nothing that moves: neither in the page nor on the canvas', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block' });
    const page = await context.newPage();
    // Slowed down, so that the start is seen.
    await context.route('**/ort-wasm-simd-threaded.wasm', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await route.continue();
    });
    await page.goto(host.url);
    const moving = () => page.evaluate(() => ({
      animations: document.getAnimations().length,
      transitions: [...document.querySelectorAll('*')].filter((one) => {
        const { transitionDuration, animationName } = getComputedStyle(one);
        return animationName !== 'none' || transitionDuration.split(', ').some((time) => time !== '0s');
      }).map((one) => one.className || one.id),
      // A bar without a value runs to and fro.
      bars: [...document.querySelectorAll('progress')].filter((bar) =>
        bar.offsetParent !== null && bar.position < 0).length,
    }));
    const still = { animations: 0, transitions: [], bars: 0 };
    assert.ok(await page.isVisible('#boot'));
    assert.deepEqual(await moving(), still);
    await untilState(page);
    await openImage(page, image.name, image.bytes);
    await untilAtRest(page);
    for (const action of [{ type: 'step-filter', by: 1 }, { type: 'zoom', factor: 2 },
      { type: 'zoom-fit' }, { type: 'overlay', visible: false }, { type: 'screen', screen: 'explore' },
      { type: 'keys', shown: true }, { type: 'keys', shown: false }]) {
      const { framesDrawn } = await counters(page);
      await dispatch(page, action);
      await pixels(page); // ImGui knows the size of some things only once it has drawn them
      const shown = await pixels(page);
      await untilAtRest(page);
      // No frames for a way there: our own readings are two of them.
      assert.equal(differing(await pixels(page), shown), 0, JSON.stringify(action));
      const frames = (await counters(page)).framesDrawn - framesDrawn;
      assert.ok(frames <= 8, `${frames} frames for ${JSON.stringify(action)}`);
      assert.deepEqual(await moving(), still);
    }
    await context.close();
  });
});
