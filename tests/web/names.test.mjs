// @ts-check
// Where the model's card says what filters respond to, every screen says it: in the page's language,
// by group, as surely as it was measured, and never where it says nothing.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPage, openImage, lastResult, until, untilState, viewerState } from './browser.mjs';
import { dispatch } from './canvas.mjs';
import { exported } from './downloads.mjs';
import { hosted } from './hosted.mjs';
import { synthetic } from './images.mjs';
import { NAMES, siteWithNames } from './made_site.mjs';

const { host, browser } = await hosted(await siteWithNames());
const [image] = synthetic(10);
const GROUPS = ['lesion', 'skin', 'artefact', 'other', undefined];

/** @param {import('./browser.mjs').Page} page @param {string} id */
const textOf = (page, id) => page.locator(`#${id}`).textContent();

/** @param {{width?: number, height?: number, touch?: boolean}} [options] */
async function opened(options = {}) {
  const { page, context, complaints } = await openPage(browser, host.url, options);
  await untilState(page);
  await openImage(page, image.name, image.bytes);
  await lastResult(page);
  await until(() => viewerState(page), ({ hasResult }) => hasResult, 'a result');
  return { page, context, complaints };
}

describe('the names of filters', () => {
  it('are Read\'s rows, by group; the strongest with a name is laid over the image first', async () => {
    const { page, context, complaints } = await opened();
    const { strongest, concept, layer, filter } = await viewerState(page);
    const groups = strongest.map((/** @type {any} */ row) => GROUPS.indexOf(row.concept?.group));
    assert.deepEqual(groups, [...groups].sort(), 'in the order of the groups');
    assert.ok(new Set(groups).size >= 3, `groups ${groups}`);
    assert.equal(groups.at(-1), 4, 'the nameless have the last row');
    assert.ok(concept, `${layer}/${filter} has a name`);
    assert.ok(strongest.some((/** @type {any} */ row) => row.layer === layer && row.filter === filter));
    const items = await page.locator('#strongest button').allTextContents();
    assert.ok(items.some((words) => /^On the lesion: \w[^;]*of the lesion/.test(words)), items.join('\n'));
    assert.match(String(items.at(-1)), /^Without a name: Unnamed pattern/);
    assert.match(String(await textOf(page, 'statistics')), new RegExp('Name: .* \\(0\\.\\d\\d to 0\\.\\d\\d\\)\\.$'));
    await page.selectOption('#language', 'de');
    await until(() => page.locator('#strongest button').allTextContents(),
      (words) => words.some((one) => one.startsWith('Auf der Läsion: ')), 'German');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('are found by a word, in the page\'s language and whatever its case', async () => {
    const { page, context } = await opened();
    await page.focus('#view');
    for (const [language, word] of [['en', 'hair'], ['de', 'Haar'], ['nl', 'haar']]) {
      await page.selectOption('#language', String(language));
      await until(() => viewerState(page), (state) => state.language === language, 'its words');
      await dispatch(page, { type: 'select', layer: 0, filter: 0 });
      await page.focus('#view');
      await page.keyboard.press('g');
      await page.keyboard.type(String(word));
      await page.keyboard.press('Enter');
      const { concept, jump } = await viewerState(page);
      assert.equal(concept?.name, 'hair', String(language));
      assert.equal(jump, null);
    }
    await page.keyboard.press('g');
    await page.keyboard.type('zebra');
    await page.keyboard.press('Enter');
    assert.equal((await viewerState(page)).jump, 'zebra', 'what leads nowhere can be corrected');
    await context.close();
  });

  it('are said of the filter that a run of steps ends at', async () => {
    const { page, context } = await opened();
    await dispatch(page, { type: 'select', layer: 2, filter: 31 });
    await page.focus('#view');
    await page.keyboard.press('ArrowDown');
    const said = await until(() => textOf(page, 'announcer'), (words) => Boolean(words?.includes('filter 32')), 'the filter');
    assert.match(String(said), /^Layer 2, filter 32, hair, /);
    await context.close();
  });

  it('order and choose what Explore shows', async () => {
    const { page, context, complaints } = await opened();
    await dispatch(page, { type: 'screen', screen: 'explore' });
    await dispatch(page, { type: 'select', layer: 6, filter: 0 });
    await page.selectOption('#sort', 'concept');
    assert.equal((await viewerState(page)).sort, 'concept');
    await dispatch(page, { type: 'only', name: 'skin' });
    assert.equal((await viewerState(page)).only, 'skin');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('are a column each on the sheet, its heads say them', async () => {
    const { page, context, complaints } = await opened();
    await dispatch(page, { type: 'screen', screen: 'sheet' });
    await page.selectOption('#sheet-by', 'concepts');
    const { sheet } = await viewerState(page);
    assert.deepEqual(sheet.columns, [[2, 3], [2, 20], [6, 45], [2, 32], [5, 3], [6, 100]]);
    assert.deepEqual(sheet.names, Object.keys(NAMES));
    const heads = await page.locator('#sheet-table thead th').allTextContents();
    assert.equal(heads[4], '2/32 hair ×');
    assert.equal(heads[6], '6/100 frogs ×');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('are counted by layer on the model\'s card', async () => {
    const { page, context } = await opened();
    const rows = await page.locator('#card table').last().locator('tr').allTextContents();
    const hair = await page.locator('#card tr', { hasText: /^hair/ }).locator('td').allTextContents();
    assert.deepEqual(hair, ['hair', '0', '1', '1', '0', '1', '0', '0', '0'], rows.join('\n'));
    const nameless = await page.locator('#card tr', { hasText: /^No name/ }).locator('td').allTextContents();
    assert.equal(nameless[1], '32');
    await context.close();
  });

  it('stand in the table of figures', async () => {
    const { page, context } = await opened();
    const [{ bytes }] = await exported(page, 'statistics');
    const csv = bytes.toString('utf8');
    const [head, ...records] = csv.split('\r\n').map((line) => line.split(','));
    const at = (/** @type {string} */ name) => head?.indexOf(name) ?? -1;
    const hair = records.find((one) => one[at('layer')] === '2' && one[at('filter')] === '32');
    assert.equal(hair?.[at('concept')], 'hair');
    assert.equal(hair?.[at('concept_low')], '0.9');
    assert.equal(records[0]?.[at('concept')], '');
    await context.close();
  });
});
