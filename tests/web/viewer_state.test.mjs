// @ts-check
// The page's type of the viewer's state (web/page/viewer_state.js) is what the viewer writes: no
// member, no kind of value and no choice more or less, either way.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { it } from 'node:test';
import ts from 'typescript';
import { root } from './browser.mjs';
import { program } from './programs.mjs';

const file = path.join(root, 'web/page/viewer_state.js');

const types = ts.createProgram([file], { allowJs: true, checkJs: true, noEmit: true, strict: true });
const checker = types.getTypeChecker();

/** @param {string} name @returns {ts.Type} */
function typeCalled(name) {
  const source = types.getSourceFile(file);
  assert.ok(source, 'the types are read');
  const module = checker.getSymbolAtLocation(source);
  assert.ok(module, 'and are a module');
  const symbol = checker.getExportsOfModule(module).find((one) => one.name === name);
  assert.ok(symbol, `${name} is declared`);
  return checker.getDeclaredTypeOfSymbol(symbol);
}

/** What a type allows at one place, by kind; the kinds of all places below it too.
 * @param {ts.Type} type @param {string} at @param {Map<string, ts.Type>} into */
function declare(type, at, into) {
  for (const part of type.isUnion() ? type.types : [type]) {
    into.set(`${at} ${kindOfType(part)}`, part);
    if (checker.isTupleType(part) || checker.isArrayType(part)) {
      const elements = checker.getTypeArguments(/** @type {ts.TypeReference} */ (part));
      for (const [index, element] of elements.entries()) {
        declare(element, checker.isTupleType(part) ? `${at}[${index}]` : `${at}[]`, into);
      }
    } else if (part.flags & ts.TypeFlags.Object) {
      for (const member of checker.getPropertiesOfType(part)) {
        declare(checker.getTypeOfSymbol(member), `${at}.${member.name}`, into);
      }
    }
  }
}

/** @param {ts.Type} type */
function kindOfType(type) {
  if (type.isStringLiteral()) return JSON.stringify(type.value);
  if (type.flags & ts.TypeFlags.BooleanLiteral) return 'boolean';
  if (checker.isTupleType(type)) {
    return `list of ${checker.getTypeArguments(/** @type {ts.TypeReference} */ (type)).length}`;
  }
  if (checker.isArrayType(type)) return 'list';
  if (type.flags & ts.TypeFlags.Object) return 'object';
  return checker.typeToString(type);
}

/** The same of a value that was written. declared: tells tuples from lists, choices from words.
 * @param {any} value @param {string} at @param {Map<string, ts.Type>} declared
 * @param {Set<string>} into */
function write(value, at, declared, into) {
  if (Array.isArray(value)) {
    const tuple = `list of ${value.length}`;
    const isTuple = declared.has(`${at} ${tuple}`);
    into.add(`${at} ${isTuple ? tuple : 'list'}`);
    for (const [index, one] of value.entries()) {
      write(one, isTuple ? `${at}[${index}]` : `${at}[]`, declared, into);
    }
  } else if (value === null) {
    into.add(`${at} null`);
  } else if (typeof value === 'object') {
    into.add(`${at} object`);
    for (const [key, one] of Object.entries(value)) write(one, `${at}.${key}`, declared, into);
    const missing = [...declared.keys()].map((one) => one.split(' ')[0] ?? '')
      .filter((one) => one.startsWith(`${at}.`) && !/[.[]/.test(one.slice(at.length + 1)))
      .map((one) => one.slice(at.length + 1)).filter((key) => !(key in value));
    for (const key of missing) into.add(`${at}.${key} missing`);
  } else if (typeof value === 'string' && !declared.has(`${at} string`)) {
    into.add(`${at} ${JSON.stringify(value)}`);
  } else {
    into.add(`${at} ${typeof value}`);
  }
}

it('the type of the mirrored state is what the viewer writes', () => {
  const states = JSON.parse(execFileSync(program('mirrored_states', 'debug'), { encoding: 'utf8', maxBuffer: 2 ** 26 }));
  assert.ok(states.length > 40, `${states.length} states`);
  /** @type {Map<string, ts.Type>} */
  const declared = new Map();
  declare(typeCalled('MirroredState'), 'state', declared);
  /** @type {Set<string>} */
  const written = new Set();
  for (const state of states) write(state, 'state', declared, written);
  assert.ok(declared.size > 150, `${declared.size} places and kinds`);
  assert.deepEqual([...written].filter((one) => !declared.has(one)), [], 'written, not declared');
  assert.deepEqual([...declared.keys()].filter((one) => !written.has(one)), [],
    'declared, never written');
});
