// @ts-check
// The screens as they were looked at and found good: what the canvas shows of a drawn image under
// a network of fixed random weights, beside the images in references/.
//
//   LESIONLENS_RENEW_REFERENCES=1 node --test tests/web/references.test.mjs
//
// makes them anew: look at each before it is committed. What differs is written to
// build/reference-diffs. Both are averaged over the device pixels of a CSS pixel and rounded to
// multiples of STEP, which keeps the files small.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { counters, openPage, openImage, root, until, untilAtRest, untilState, viewerState } from './browser.mjs';
import { canvasSize, dispatch, pixels } from './canvas.mjs';
import { readPng } from './downloads.mjs';
import { hosted } from './hosted.mjs';
import { randomModel, siteWith } from './made_site.mjs';
import { writePng } from './png.mjs';

const STEP = 8;
/** A pixel differs where a channel is more than LEVELS of 255 away. */
const LEVELS = 2 * STEP;
/** Part of the pixels that may differ. */
const SHARE = 1e-4;

const folder = path.join(root, 'tests/web/references');
const diffs = path.join(root, 'build/reference-diffs');
const renew = Boolean(process.env.LESIONLENS_RENEW_REFERENCES);

/** @type {[number, number, number][]} */
const SIZES = [[1280, 800, 1], [1920, 1080, 2], [1024, 768, 1], [390, 844, 3], [844, 390, 3]];
/** Sizes between: the screens whose layout they decide. */
const BETWEEN = ['1024x768', '844x390'];
const DECIDED = ['read', 'responses', 'explore'];
/** @type {[string, Record<string, unknown>[]][]} in the order in which they are visited */
const SCREENS = [
  ['empty', []],
  ['read', []],
  ['responses', [{ type: 'overlay', visible: true }]],
  ['explore', [{ type: 'screen', screen: 'explore' }]],
  ['sheet', [{ type: 'sheet-columns', places: [[1, 3], [4, 13], [6, 2]] },
    { type: 'screen', screen: 'sheet' }]],
  ['compare', [{ type: 'screen', screen: 'compare' }]],
  ['what_if', [{ type: 'screen', screen: 'what_if' },
    { type: 'what-if-switch', places: [[1, 3], [6, 2]], off: true }]],
  ['model', [{ type: 'screen', screen: 'model' }]],
  ['keys', [{ type: 'screen', screen: 'read' }, { type: 'keys', shown: true }]],
];

const { host, browser } = await hosted(siteWith((models) =>
  randomModel(path.join(models, 'default.onnx')), { masks: false }));

/** A darker, uneven spot on skin, drawn here. */
function drawnImage() {
  const [width, height] = [320, 240];
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [(x - 170) / 80, (y - 118) / 62];
      const angle = Math.atan2(v, u);
      const inside = Math.hypot(u, v) / (1 + 0.14 * Math.sin(3 * angle) + 0.07 * Math.cos(5 * angle));
      const dark = 1 / (1 + Math.exp((inside - 1) * 14));
      const spot = Math.exp(-((x - 150) ** 2 + (y - 100) ** 2) / 500);
      const skin = [214 - 0.05 * x, 168 - 0.04 * x + 0.03 * y, 146];
      const lesion = [112 - 50 * spot, 70 - 40 * spot, 58 - 26 * spot];
      for (let c = 0; c < 3; c += 1) {
        rgb[(y * width + x) * 3 + c] = Math.round(skin[c] * (1 - dark) + lesion[c] * dark);
      }
    }
  }
  return writePng({ width, height, rgb });
}

/**
 * The canvas, a pixel for each CSS pixel.
 * @param {import('./browser.mjs').Page} page
 * @param {number} dpr
 */
async function shown(page, dpr) {
  const size = await canvasSize(page);
  const rgba = await pixels(page);
  const [width, height] = [Math.floor(size.width / dpr), Math.floor(size.height / dpr)];
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < 3; c += 1) {
        let sum = 0;
        for (let j = 0; j < dpr; j += 1) {
          for (let i = 0; i < dpr; i += 1) {
            sum += rgba[((y * dpr + j) * size.width + x * dpr + i) * 4 + c];
          }
        }
        rgb[(y * width + x) * 3 + c] = Math.min(255, Math.round(sum / (dpr * dpr) / STEP) * STEP);
      }
    }
  }
  return { width, height, rgb };
}

/**
 * Compares, and where too much differs writes what does: red on the dimmed screen.
 * @param {string} name
 * @param {{width: number, height: number, rgb: Uint8Array}} now
 * @returns {number} part of the pixels that differ
 */
function differs(name, now) {
  const reference = readPng(fs.readFileSync(path.join(folder, name)));
  assert.deepEqual([now.width, now.height], [reference.width, reference.height], name);
  const marked = Uint8Array.from(now.rgb, (value) => value >> 2);
  let count = 0;
  for (let at = 0; at < now.rgb.length; at += 3) {
    const apart = [0, 1, 2].some((c) => Math.abs(now.rgb[at + c] - reference.rgb[at + c]) > LEVELS);
    if (!apart) continue;
    count += 1;
    marked.set([255, 40, 40], at);
  }
  const share = count / (now.width * now.height);
  if (share > SHARE) {
    fs.mkdirSync(diffs, { recursive: true });
    fs.writeFileSync(path.join(diffs, name), writePng(now));
    fs.writeFileSync(path.join(diffs, name.replace('.png', '-diff.png')), writePng({ ...now, rgb: marked }));
  }
  return share;
}

describe('the screens', () => {
  for (const [width, height, dpr] of SIZES) {
    it(`look as they did at ${width} x ${height}, ${dpr} device pixels a CSS pixel`, async (t) => {
      const { page, context } = await openPage(browser, host.url, { width, height, dpr, touch: dpr === 3,
        responses: false });
      await untilState(page);
      // Another one with every build.
      await dispatch(page, { type: 'page-version', text: '0.0.0, 2026-01-01, 01234567' });
      /** @type {[string, number][]} */
      const shares = [];
      for (const [screen, actions] of SCREENS) {
        // The keys are many words: kept where they hardly fit.
        if (screen === 'keys' && width > 390) continue;
        if (screen === 'read') {
          await openImage(page, 'drawn.png', drawnImage());
          await dispatch(page, { type: 'select', layer: 4, filter: 13 });
        }
        for (const action of actions) await dispatch(page, action);
        if (screen === 'compare') {
          const all = (/** @type {any} */ { compare }) => compare?.wanted.length === 0;
          await until(() => viewerState(page), all, 'the panes');
        }
        if (screen === 'sheet') {
          const all = (/** @type {any} */ { sheet }) => sheet.table?.wanted.length === 0;
          await until(() => viewerState(page), all, 'the rows');
        }
        if (screen === 'what_if') {
          const all = (/** @type {any} */ { whatIf: state }) =>
            state?.current && state.effects.of > 0 && state.effects.done === state.effects.of;
          await until(() => viewerState(page), all, 'the effects');
        }
        await untilAtRest(page);
        if (BETWEEN.includes(`${width}x${height}`) && !DECIDED.includes(screen)) continue;
        const name = `${screen}-${width}x${height}.png`;
        const now = await shown(page, dpr);
        if (renew) {
          fs.mkdirSync(folder, { recursive: true });
          fs.writeFileSync(path.join(folder, name), writePng(now));
        } else {
          shares.push([name, differs(name, now)]);
        }
      }
      assert.deepEqual((await counters(page)).missingWords, [], 'every key that was asked for has words');
      await context.close();
      t.diagnostic(shares.map(([name, share]) => `${name} ${(share * 100).toFixed(4)}%`).join(', '));
      const beyond = shares.filter(([, share]) => share > SHARE);
      assert.deepEqual(beyond, [], 'see build/reference-diffs');
    });
  }

  it('that are kept take little room', () => {
    const bytes = fs.readdirSync(folder).reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);
    assert.ok(bytes < 2.8e6, `${bytes} bytes`);
  });
});
