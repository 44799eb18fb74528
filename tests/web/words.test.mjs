// @ts-check
// Every language says everything: the tables have the same keys, and the same places to fill in.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { KINDS } from '../../web/shared/problems.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folder = path.join(root, 'web/words');
/** @param {string} name @returns {Record<string, Record<string, string>>} */
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
/** @param {string} text */
const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const english = read('en.json');
const others = fs.readdirSync(folder).filter((name) => name !== 'en.json' && name.endsWith('.json'));

describe('the words', () => {
  it('come in German and Dutch beside English', () => {
    assert.deepEqual(others.sort(), ['de.json', 'nl.json']);
  });
  for (const name of others) {
    const table = read(name);
    it(`${name} has the members and keys of en.json`, () => {
      assert.deepEqual(Object.keys(table).sort(), Object.keys(english).sort());
      for (const [member, words] of Object.entries(english)) {
        assert.deepEqual(Object.keys(table[member]).sort(), Object.keys(words).sort(), member);
      }
    });
    it(`${name} fills the same places, and leaves no sentence empty`, () => {
      for (const [member, words] of Object.entries(english)) {
        for (const [key, text] of Object.entries(words)) {
          const own = table[member][key];
          assert.ok(own.trim() !== '', `${member}.${key}`);
          assert.deepEqual(places(own), places(text), `${member}.${key}`);
        }
      }
    });
  }

  it('call one thing by one name: the point from which on the class is called, and images', () => {
    /** @type {[string, RegExp][]} */
    const banned = [
      ['en.json', /threshold|cut-?off/i],
      ['de.json', /schwelle(?!nwert)|betriebspunkt|arbeitspunkt/i],
      ['nl.json', /drempel(?!waarde)|werkpunt|afbeelding/i],
    ];
    for (const [name, pattern] of banned) {
      for (const [member, words] of Object.entries(read(name))) {
        for (const [key, sentence] of Object.entries(words)) {
          assert.doesNotMatch(sentence.replaceAll(/\{\w+\}/g, ''), pattern, `${name}: ${member}.${key}`);
        }
      }
    }
  });
  it('give the top bar no name twice', () => {
    for (const name of ['en.json', ...others]) {
      const { common, page, viewer } = read(name);
      const all = { ...common, ...page, ...viewer };
      const names = Object.keys(all).filter((key) => /^screen\.\w+$/.test(key) && key !== 'screen.heading')
        .concat('keys.title', 'top.open', 'top.save').map((key) => all[key]);
      assert.ok(names.length >= 10);
      assert.deepEqual(names.filter((one, at) => names.indexOf(one) !== at), [], name);
    }
  });
  it('have keys of one style: lower case, parts by dots, words by underscores', () => {
    for (const [member, words] of Object.entries(english)) {
      for (const key of Object.keys(words)) assert.match(key, /^[a-z0-9_]+(\.[a-z0-9_]+)*$/, `${member}: ${key}`);
    }
  });
  it('say each sentence once', () => {
    const said = new Map();
    for (const [member, words] of Object.entries(english)) {
      for (const [key, sentence] of Object.entries(words)) {
        assert.equal(said.get(sentence), undefined, `${member}.${key} says what ${said.get(sentence)} says`);
        said.set(sentence, `${member}.${key}`);
      }
    }
    assert.ok(said.size > 500, `${said.size} sentences`);
  });
  it('are there for every key that the viewer names', () => {
    const { common, viewer, estimate } = english;
    const room = path.join(root, 'wasm/viewer');
    const sources = fs.readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(cc|h)$/.test(name));
    assert.ok(sources.length > 100);
    for (const name of sources) {
      for (const [, key] of fs.readFileSync(path.join(room, name), 'utf8').matchAll(/words\["([a-z_]+(?:\.[a-z0-9_]+)*)"\]/g)) {
        const own = key.startsWith('estimate.') ? estimate[key.slice('estimate.'.length)] : common[key] ?? viewer[key];
        assert.notEqual(own, undefined, `${name}: ${key}`);
      }
    }
  });
  it('have no key in two of the tables that one reader takes together', () => {
    const { common, page, viewer, print, estimate } = english;
    const estimates = Object.fromEntries(Object.keys(estimate).map((key) => [`estimate.${key}`, '']));
    for (const together of [[common, page, viewer, estimates], [common, print, estimates]]) {
      const keys = together.flatMap((table) => Object.keys(table));
      assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) !== at), []);
    }
  });

  it('call every concept that filters are named by, and no other', () => {
    const header = fs.readFileSync(path.resolve(folder, '../../core/concepts/concepts.h'), 'utf8');
    const concepts = [...header.matchAll(/^ *\{"(\w+)", ConceptKind::/gm)].map(([, name]) => `concept.${name}`);
    assert.ok(concepts.length > 20, `${concepts.length} concepts`);
    const said = Object.keys(english.common).filter((key) => key.startsWith('concept.'));
    assert.deepEqual(said.sort(), concepts.sort());
  });

  // Behind "IMG_1.png: " and in brackets they stand too (core/error.h).
  it('of errors end without a full stop, and begin small where the language has small beginnings', () => {
    for (const [at, { error }] of [english, ...others.map(read)].entries()) {
      for (const [key, text] of Object.entries(error)) {
        assert.doesNotMatch(text, /\.$/, key);
        assert.doesNotMatch(text, /\. \p{Lu}/u, `${key}: two sentences`);
        // German sentences are whole ones, which begin as such behind a colon.
        const german = others[at - 1] === 'de.json';
        if (!german) assert.doesNotMatch(text, /^\p{Lu}(?!PEG|EIC|IFF|ebP)/u, key);
      }
    }
  });
  it('of errors are said with file and line in the language of the page', async () => {
    const here = /** @type {any} */ (globalThis);
    here.document = { documentElement: { lang: '' }, querySelectorAll: () => [] };
    const { sayProblem, setWords } = await import('../../web/page/words.js');
    setWords(JSON.stringify(read('de.json')), 'de');
    const problem = { kind: 'invalid_argument', code: 'table.class',
      values: { column: 'benign_malignant', value: 'perhaps', line: 1200, file: 'bad.csv' } };
    assert.equal(sayProblem(problem), 'bad.csv, Zeile 1200: benign_malignant ist „perhaps“; ' +
      'möglich sind benign, malignant und indeterminate');
    setWords(JSON.stringify(read('nl.json')), 'nl');
    assert.match(sayProblem(problem), /^bad\.csv, regel 1200: /);
  });

  it('have a sentence for every error of engine and worker, and for no other', () => {
    const header = fs.readFileSync(path.resolve(folder, '../../core/error_codes.h'), 'utf8');
    const engine = [...header.matchAll(/^ *X\(k\w+, "([\w.]+)", k\w+\)/gm)].map(([, code]) => code);
    assert.ok(engine.length > 100, `${engine.length} codes`);
    const codes = new Set([...engine, ...Object.keys(KINDS)]);
    assert.deepEqual(Object.keys(english.error).sort(), [...codes].sort());
  });
});
