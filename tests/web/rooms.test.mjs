// @ts-check
// ARCHITECTURE.md's table of rooms says who may know whom: what is included is held against it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from './browser.mjs';

/** Rooms within a room. */
const DEEP = ['wasm/viewer/gl', 'wasm/viewer/panels', 'wasm/viewer/screens', 'wasm/viewer/state'];
/** What lies at the root of these is under everything above it: how failure is told. */
const GROUNDS = ['core', 'wasm'];

/** @param {string} file */
function roomOf(file) {
  const folders = file.split('/').slice(0, -1);
  const deep = folders.slice(0, 3).join('/');
  return DEEP.includes(deep) ? deep : folders.slice(0, 2).join('/');
}

/** By room, which others its row names. @returns {Map<string, string[]>} */
function table() {
  const text = fs.readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `((?:core|native|wasm)\/[\w/]+)` \|.*\| ([^|]*) \|$/gm)];
  return new Map(rows.map(([, room, knows]) =>
    [room, [...knows.matchAll(/`((?:core|native|wasm)[\w/]*)`/g)].map(([, name]) => name)]));
}

/** By room, which others its files include. */
function included() {
  const files = execFileSync('git', ['ls-files', 'core', 'native', 'wasm'], { cwd: root, encoding: 'utf8' })
    .split('\n').filter((name) => /\.(cc|h|inc|def)$/.test(name));
  assert.ok(files.length > 400, `${files.length} files`);
  /** @type {Map<string, Map<string, string>>} */
  const found = new Map();
  for (const file of files) {
    const room = roomOf(file);
    const others = found.get(room) ?? new Map();
    found.set(room, others);
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    for (const [, header] of text.matchAll(/^\s*#include "((?:core|native|wasm)\/[^"]+)"/gm)) {
      if (roomOf(header) !== room) others.set(roomOf(header), `${file} includes ${header}`);
    }
  }
  return found;
}

describe('the rooms', () => {
  const rows = table();
  const found = included();

  it('each have a row in ARCHITECTURE.md, and each row has a room', () => {
    const rooms = [...found.keys()].filter((room) => !GROUNDS.includes(room));
    assert.deepEqual([...rows.keys()].sort(), rooms.sort());
  });
  it('include what their row says, and nothing else', () => {
    for (const [room, knows] of rows) {
      for (const [other, how] of found.get(room) ?? []) {
        const allowed = GROUNDS.includes(other) || knows.some((name) =>
          name === other || (!name.includes('/') && other.startsWith(`${name}/`)));
        assert.ok(allowed, how);
      }
    }
  });
  it('of which a row says that it knows them are known', () => {
    for (const [room, knows] of rows) {
      for (const other of knows.filter((name) => name.includes('/'))) {
        assert.ok(found.get(room)?.has(other), `${room} does not include ${other}`);
      }
    }
  });
});
