// @ts-check
// The canvas's colours are all in wasm/viewer/colours.h, whose contrast is computed
// (tests/wasm/state/contrast_test.cc): one that is written elsewhere would escape that.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const viewer = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../wasm/viewer');

/** A colour as numbers: packed by ImGui's macro or by ours, in hexadecimal digits, or as parts. */
const LITERAL = new RegExp([
  /\bIM_COL32\s*\(/, /\bIM_COL32_(WHITE|BLACK)/, /\brgba\s*\(/, /\b0x[\da-f]{6}([\da-f]{2})?\b/,
  /\bIm(Color|Vec4)\s*[({]\s*[-.\d]/, /\bclear\s*\(\s*[-.\d]/,
].map(({ source }) => source).join('|'), 'i');

/** @param {string} text @returns {string[]} the lines with a literal colour */
const literals = (text) => text.split('\n').filter((line) => LITERAL.test(line));

describe('the colours of the canvas', () => {
  it('are recognised where they are written as numbers', () => {
    for (const line of [
      'list->AddRect(a, b, IM_COL32(255, 255, 255, 230));', 'const ImU32 colour = 0xFF203040;',
      'set(ImGuiCol_Text, IM_COL32_WHITE);', 'ImVec4(0.2f, 0.2f, 0.2f, 1)', 'ImColor(20, 21, 24)',
      'Colour c = rgba(20, 21, 24);', 'painter.clear(0.1f, 0.1f, 0.1f);',
    ]) assert.equal(literals(line).length, 1, line);
    for (const line of [
      'list->AddRect(a, b, colour::kMark);', '0x20,   0x17F,  0x2010,', 'ImVec4(rgb[0], rgb[1], rgb[2], 1)',
      'ramp & ~IM_COL32_A_MASK',
    ]) assert.deepEqual(literals(line), []);
  });

  it('are all in colours.h', () => {
    const names = fs.readdirSync(viewer, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(cc|h)$/.test(name) && name !== 'colours.h');
    assert.ok(names.length > 50, `${names.length} files`);
    const found = names.flatMap((name) =>
      literals(fs.readFileSync(path.join(viewer, name), 'utf8')).map((line) => `${name}: ${line.trim()}`));
    assert.deepEqual(found, []);
    assert.ok(literals(fs.readFileSync(path.join(viewer, 'colours.h'), 'utf8')).length > 20);
  });
});
