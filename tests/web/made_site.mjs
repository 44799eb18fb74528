// @ts-check
// Sites with other models than ours.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { root } from './browser.mjs';
import { loadEngine } from './engine.mjs';
import { program } from './programs.mjs';

/**
 * A network of fixed random weights that reads 64 x 64 pixels.
 * @param {string} file
 * @param {string[]} options as tests/native/cli/random_model.cc takes them
 */
export function randomModel(file, ...options) {
  execFileSync(program('random_model'), [file, '64', ...options]);
}

/** A network with 53 layers, 26,560 filters and the maps of ResNet-50, as default.onnx.
 * @returns {string} the folder */
export function siteWithManyFilters() {
  return siteWith((models) =>
    execFileSync(program('random_model'), [path.join(models, 'default.onnx'), '224', 'many']));
}

/**
 * A site of its own in a folder that goes when the file's tests are over.
 * @param {(models: string) => void} fill puts the models into their folder
 * @param {{masks?: boolean}} [options] masks: false: without the network that finds lesions, so that
 *   nothing is said of what else lies on an image
 * @returns {string} the site's folder
 */
export function siteWith(fill, { masks = true } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-site-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  const models = path.join(folder, 'models');
  const site = path.join(folder, 'site');
  fs.mkdirSync(models);
  fill(models);
  if (masks) fs.copyFileSync(path.join(root, 'models/masks.onnx'), path.join(models, 'masks.onnx'));
  execFileSync(process.execPath, [path.join(root, 'web/build/build_site.mjs'), '--models', models,
    '--out', site]);
  return site;
}

/** central.onnx as default.onnx: what sees the image's middle, and was measured in another clinic.
 * @returns {string} the folder */
export function siteWithCentralModel() {
  return siteWith((models) =>
    fs.copyFileSync(path.join(root, 'models/central.onnx'), path.join(models, 'default.onnx')));
}

/** default.onnx and beside it second.onnx, of random weights in bytes. @returns {string} the folder */
export function siteWithTwoModels() {
  return siteWith((models) => {
    for (const file of ['default.onnx', 'masks.onnx']) {
      fs.copyFileSync(path.join(root, 'models', file), path.join(models, file));
    }
    randomModel(path.join(models, 'second.onnx'), 'compressed');
  });
}

/** Names for filters of central.onnx, as a card has them: what a dermatologist would look for, a name
 * of somebody else, sure and unsure ones; the other filters have none.
 * @type {Record<string, [number, number, number][]>} by name: layer, filter, low end of the interval */
export const NAMES = {
  border_bottom: [[2, 3], [4, 22], [5, 10], [6, 12]].map(([l, f]) => [l, f, 0.83]),
  darker_region: [[2, 20, 0.86], [7, 40, 0.72]],
  skin: [[3, 2, 0.7], [6, 45, 0.81]],
  hair: [[1, 5, 0.74], [2, 32, 0.9], [4, 7, 0.82]],
  ruler: [[5, 3, 0.71]],
  frogs: [[6, 100, 0.6]],
};

/** central.onnx as default.onnx, with its card changed.
 * @param {(card: any) => void} change @returns {Promise<string>} the folder */
export async function siteWithCard(change) {
  const engine = await loadEngine();
  const file = fs.readFileSync(path.join(root, 'models/central.onnx'));
  const fresh = JSON.parse(engine.readModel('central.onnx', file).card);
  change(fresh);
  const { error, bytes } = engine.setMetadata('central.onnx', file, 'lesionlens', JSON.stringify(fresh));
  if (error) throw new Error(JSON.stringify(error));
  return siteWith((models) => fs.writeFileSync(path.join(models, 'default.onnx'), bytes));
}

/** Its filters named so and no others. @returns {Promise<string>} the folder */
export async function siteWithNames(names = NAMES) {
  return siteWithCard(({ layers }) => {
    for (const { filters } of layers) for (const one of filters) delete one.concepts;
    for (const [concept, places] of Object.entries(names)) {
      for (const [layer, filter, low] of places) {
        layers[layer].filters[filter].concepts = [{ concept, strength: low + 0.05, low, high: low + 0.08 }];
      }
    }
  });
}
