// @ts-check
// The native programs that the page's tests compare with, or make their models with.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './browser.mjs';

/**
 * @param {string} name a target of CMake
 * @param {'native' | 'debug'} [preset] that builds it
 * @returns {string} its path, or that which LESIONLENS_NAME names
 */
export function program(name, preset = 'native') {
  const given = process.env[`LESIONLENS_${name.toUpperCase()}`];
  const file = given ?? path.join(root, 'build', `${preset}-tree`, 'tests', name);
  if (!fs.existsSync(file)) throw new Error(notBuilt(name, preset));
  return file;
}

/** What is to be done about it. @param {string} name @param {'native' | 'debug'} preset */
function notBuilt(name, preset) {
  const tests = preset === 'native' ? ' -DLESION_TESTS=ON' : '';
  return `${name} is not built; first: cmake --preset ${preset}${tests} && ` +
    `cmake --build --preset ${preset} -j2 --target ${name}`;
}
