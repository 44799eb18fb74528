// @ts-check
// Parts of the text version without a browser: a document of plain objects, which counts what it makes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from './browser.mjs';

/** As much of an element as the text version's lists need. */
class FakeElement {
  children = /** @type {FakeElement[]} */ ([]);
  parent = /** @type {FakeElement | null} */ (null);
  dataset = /** @type {Record<string, string>} */ ({});
  textContent = '';
  hidden = false;

  /** @param {string} tag */
  constructor(tag) {
    this.tag = tag;
  }

  get firstElementChild() {
    return this.children[0] ?? null;
  }

  get nextElementSibling() {
    const all = this.parent?.children ?? [];
    return all[all.indexOf(this) + 1] ?? null;
  }

  addEventListener() {}
  setAttribute() {}
  removeAttribute() {}
  contains() {
    return false;
  }

  /** @param {FakeElement} child @param {FakeElement | null} next */
  insertBefore(child, next) {
    child.remove();
    child.parent = this;
    this.children.splice(next ? this.children.indexOf(next) : this.children.length, 0, child);
  }

  /** @param {FakeElement} child */
  append(child) {
    this.insertBefore(child, null);
  }

  remove() {
    const { parent } = this;
    parent?.children.splice(parent.children.indexOf(this), 1);
    this.parent = null;
  }

  /** @param {string} tag */
  querySelector(tag) {
    return this.children.find((child) => child.tag === tag) ?? null;
  }
}

const byId = new Map();
let made = 0;
Object.assign(globalThis, {
  document: {
    baseURI: 'http://site/',
    activeElement: null,
    documentElement: { lang: 'en' },
    getElementById(/** @type {string} */ id) {
      if (!byId.has(id)) byId.set(id, new FakeElement('div'));
      return byId.get(id);
    },
    createElement(/** @type {string} */ tag) {
      made += 1;
      return new FakeElement(tag);
    },
    querySelectorAll: () => [],
  },
});
const load = (/** @type {string} */ name) =>
  import(pathToFileURL(path.join(root, 'web/page', name)).href);
const { showSession } = await load('mirror.js');
const { GoingOn } = await load('going_on.js');
const { namedRow, strengthWords } = await load('concepts.js');
const { rounded } = await load('crop.js');

describe("the list of the session's images", () => {
  const shown = (/** @type {number[]} */ ids) =>
    showSession(ids.map((id) => ({ id, name: `${id}.png`, outcome: '' })), ids, null, () => {});
  const listed = () => byId.get('session').children.map(
    (/** @type {FakeElement} */ entry) => entry.querySelector('button')?.dataset.id);

  it('keeps the entries of those that stay, and none of those that leave', () => {
    shown([1, 2, 3]);
    assert.deepEqual(listed(), ['1', '2', '3']);
    assert.equal(made, 6, 'a button and its place in the list, for each');
    shown([3, 1]);
    assert.deepEqual(listed(), ['3', '1']);
    assert.equal(made, 6);
    // Were the entry still held, it would come back as it was.
    shown([3, 2, 1]);
    assert.deepEqual(listed(), ['3', '2', '1']);
    assert.equal(made, 8);
  });
});

describe('what a filter responds to, in sentences', async () => {
  const { setWords } = await load('words.js');
  before(() => setWords(readFileSync(path.join(root, 'web/words/en.json'), 'utf8'), 'en'));
  after(() => setWords('{}', 'en'));
  const concept = { name: 'hair', strength: 0.8612, low: 0.85, high: 0.8749, sure: false, group: 'artefact',
    absent: false };
  const row = { layer: 5, filter: 4, place: 'centre', lesionPlace: null, peak: 1, usual: 0.5, measured: true,
    also: [], concept, effect: { mean: -0.1, low: -0.2, high: 0.1, ofMean: false, images: 90, data: 'here' },
    placeTold: false };

  it('ends each sentence once', () => {
    for (const alike of ['', '2 filters alike: 5/4, 5/6.']) {
      const said = namedRow(row, 'layer 5, filter 4, response 1, usually 0.5', alike);
      assert.doesNotMatch(said, /\.\s*[.;]/);
      assert.match(said, /\.$/);
      assert.match(said, /0\.5\. Name|5\/6\. Name/);
    }
  });

  it('gives a strength and both ends of its interval the same digits, none rounded up to a sure one', () => {
    assert.match(strengthWords(concept), / 0\.86 \(0\.85 to 0\.87\)/);
    assert.match(strengthWords({ ...concept, low: 0.7996 }), / 0\.8612 \(0\.7996 to 0\.8749\)/);
    assert.match(strengthWords({ ...concept, low: 0.797 }), / 0\.861 \(0\.797 to 0\.875\)/);
  });
});

describe('what a card says in fixed phrases', async () => {
  const { phrases, setWords } = await load('words.js');
  before(() => setWords(readFileSync(path.join(root, 'web/words/de.json'), 'utf8'), 'de'));
  after(() => setWords('{}', 'en'));

  it("is said in the page's language, and whatever else is in it as it is", () => {
    assert.equal(phrases('compact, width 2, 2 members'), 'kompakt, Breite 2, 2 Mitglieder');
    assert.equal(phrases('CC BY-NC 4.0, research only'), 'CC BY-NC 4.0, nur zur Forschung');
    assert.equal(phrases('ham10000 val, half the light'), 'ham10000 val, halbes Licht');
    for (const odd of ['', ', a', 'width 2 of 3']) assert.equal(phrases(odd), odd);
  });
});

describe('the fields of the square', () => {
  it('say tenths of a pixel, and no minus nought', () => {
    assert.equal(rounded(-10.887587958773508), '-10.9');
    assert.equal(rounded(-0.01), '0');
    assert.equal(rounded(480), '480');
  });
});

describe('what is going on', () => {
  const told = /** @type {unknown[][]} */ ([]);
  const page = {
    images: { scored: { done: 2, total: 5 }, scoring: true },
    viewer: () => ({ setProgress: (/** @type {unknown[]} */ ...given) => told.push(given) }),
    exporting: () => true,
  };
  const going = new GoingOn(page);

  it('leaves the words of an export and its button until that ends, whatever else ends', () => {
    going.exporting('Preparing the file');
    going.finished();
    assert.deepEqual(told, [['score', 2, 5]], 'the canvas says how far the collection is');
    assert.equal(byId.get('save-cancel').hidden, false);
    assert.equal(byId.get('save-progress').textContent, 'Preparing the file');
    assert.equal(byId.get('progress').textContent, 'Preparing the file');
    page.exporting = () => false;
    going.finished();
    assert.equal(byId.get('save-cancel').hidden, true);
    assert.equal(byId.get('save-progress').textContent, '');
    assert.equal(byId.get('progress').textContent, 'progress.scored');
  });
});
