// @ts-check
// Sites with other models than ours.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { root } from './browser.mjs';

const program = process.env.LESIONLENS_RANDOM_MODEL ??
  path.join(root, 'build/native-tree/tests/random_model');

/**
 * A network of fixed random weights that reads 64 x 64 pixels.
 * @param {string} file
 * @param {string[]} options as tests/native/cli/random_model.cc takes them
 */
export function randomModel(file, ...options) {
  execFileSync(program, [file, '64', ...options]);
}

/** A network with 53 layers, 26,560 filters and the maps of ResNet-50, as default.onnx.
 * @returns {string} the folder */
export function siteWithManyFilters() {
  return siteWith((models) =>
    execFileSync(program, [path.join(models, 'default.onnx'), '224', 'many']));
}

/**
 * A site of its own in a folder that goes when the file's tests are over.
 * @param {(models: string) => void} fill puts the models into their folder
 * @returns {string} the site's folder
 */
export function siteWith(fill) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lesionlens-site-'));
  after(() => fs.rmSync(folder, { recursive: true }));
  const models = path.join(folder, 'models');
  const site = path.join(folder, 'site');
  fs.mkdirSync(models);
  fill(models);
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
