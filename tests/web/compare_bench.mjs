// @ts-check
// The Compare screen with four panes of four images of 12 megapixels: what the tab needs at most,
// and how long it takes until the first and the last pane are drawn:
//   node tests/web/compare_bench.mjs [--rounds 5] [--json FILE]
// Takes a minute; Linux only.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import {
  counters, launch, middle, openPage, openImage, site, until, untilAtRest, untilState,
} from './browser.mjs';
import { dispatch } from './canvas.mjs';
import { sample, watchPeak } from './memory.mjs';
import { synthetic } from './images.mjs';
import { serve } from './server.mjs';

const PANES = 4;
const { values: options } = parseArgs({ options: {
  rounds: { type: 'string', default: '5' },
  json: { type: 'string' },
} });

/**
 * Shows the screen, where nothing is held of it.
 * @param {import('./browser.mjs').Page} page
 * @returns {Promise<number[]>} milliseconds from then to the frame with the first pane's image and
 *   map, with the second's and so on; the last one: until nothing more is to be drawn
 */
function shownAfter(page) {
  return page.evaluate((panes) => new Promise((resolve) => {
    const { counters: read, dispatch: act } = /** @type {any} */ (globalThis).lesionlens;
    const start = performance.now();
    /** @type {number[]} */
    const times = [];
    let waiting = 0;
    let drawn = 0;
    const look = () => {
      const { compared, framesDrawn, resting } = read();
      if (waiting > times.length && framesDrawn > drawn) {
        while (times.length < waiting) times.push(performance.now() - start);
      }
      if (compared > waiting) {
        waiting = compared;
        drawn = framesDrawn;
      }
      if (times.length < panes || !resting) requestAnimationFrame(look);
      else resolve([...times, performance.now() - start]);
    };
    act({ type: 'screen', screen: 'compare' });
    look();
  }), PANES);
}

/** Back to Read, until nothing is held of the screen. */
async function leave() {
  await dispatch(page, { type: 'screen', screen: 'read' });
  await until(() => counters(page), ({ compared }) => compared === 0, 'nothing held');
  await untilAtRest(page);
}

const images = synthetic(PANES, '4000x3000');
const browser = await launch();
const host = await serve(site);
const { page } = await openPage(browser, host.url);
await untilState(page);
for (const { name, bytes } of images) await openImage(page, name, bytes);
await untilAtRest(page);
const samples = { read: await sample(browser, page, PANES) };
const peak = await watchPeak(browser);
await dispatch(page, { type: 'screen', screen: 'compare' });
await dispatch(page, { type: 'compare-panes', count: PANES });
await leave();
/** @type {number[][]} */
const rounds = [];
/** @type {Record<string, import('./memory.mjs').Sample>} */
const later = {};
for (let round = 0; round < Number(options.rounds); round += 1) {
  rounds.push(await shownAfter(page));
  await untilAtRest(page);
  later.compare = await sample(browser, page, PANES);
  await leave();
}
later.left = await sample(browser, page, PANES);
const report = {
  browser: `Chromium ${browser.version()}, headless, software rasteriser`,
  size: '4000x3000',
  panes: PANES,
  first_pane_ms: Math.round(middle(rounds.map(([first]) => first))),
  last_pane_ms: Math.round(middle(rounds.map((times) => times[PANES - 1]))),
  at_rest_ms: Math.round(middle(rounds.map((times) => times[PANES]))),
  rounds_ms: rounds.map((times) => times.map(Math.round)),
  peak_mb: peak(),
  memory: { ...samples, ...later },
};
await browser.close();
await host.close();
const text = `${JSON.stringify(report, null, 2)}\n`;
if (options.json) fs.writeFileSync(options.json, text);
else process.stdout.write(text);
