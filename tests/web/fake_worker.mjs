// @ts-check
// The worker's service, whole but for the browser: a fake engine, fake networks.
import path from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import * as fflate from 'fflate';
import { zipSync } from 'fflate';
import { root } from './browser.mjs';
import { engines, fakeNetwork } from './fakes.mjs';

const { Service } = await import(pathToFileURL(path.join(root, 'web/worker/service.js')).href);

// The letters of exports are the site's: any bytes do here.
const plainFetch = globalThis.fetch;
globalThis.fetch = async (/** @type {any} */ address, /** @type {any} */ options) =>
  (String(address).startsWith('file:') ? new Response('letters') : plainFetch(address, options));
after(() => {
  globalThis.fetch = plainFetch;
});

/**
 * A worker with a model that is open.
 * @param {{heap?: () => number, failing?: (made: number) => boolean, keeps?: () => boolean,
 *   sumsToOne?: () => boolean, model?: boolean, masks?: () => Promise<Uint8Array>}} [options] failing: which engines can't be had;
 *   model: false: none is open; masks: the mask network's file
 */
export async function worker({
  heap, failing = () => false, keeps, sumsToOne, model = true, masks = async () => Uint8Array.of(5),
} = {}) {
  const { create, made } = engines({ heap, keeps, sumsToOne });
  /** @type {any[]} */
  const said = [];
  /** @type {string[]} */
  const runs = [];
  /** @type {ReturnType<typeof fakeNetwork>[]} */
  const networks = [];
  const hooks = { posted: /** @type {(answer: any) => void} */ (() => {}) };
  const service = new Service({
    post: (/** @type {any} */ answer) => {
      said.push(answer);
      hooks.posted(answer);
    },
    startEngine: async () => {
      if (failing(made.count)) {
        made.count += 1;
        throw new Error('no memory for an engine');
      }
      return create();
    },
    openNetwork: async (/** @type {Uint8Array} */ _, /** @type {any} */ card) => {
      networks.push({ ...fakeNetwork(runs), card });
      return networks[networks.length - 1];
    },
    masks,
    sessions: () => networks.filter(({ closed }) => !closed).length,
    opened: () => {},
    unzipping: async () => fflate,
    // The same bytes whenever it is made.
    zip: async (/** @type {any} */ files, /** @type {any} */ options) =>
      zipSync(files, { ...options, mtime: new Date(2026, 0, 1) }),
  });
  const ask = (/** @type {any} */ request) => service.hear(request);
  /** @param {(answer: any) => boolean} wanted */
  const heard = async (wanted) => {
    for (let tries = 0; tries < 5000; tries += 1) {
      const answer = said.find(wanted);
      if (answer) return answer;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error(`waited in vain; heard ${said.map(({ type, problem }) => problem?.code ?? type)}`);
  };
  if (model) {
    ask({ type: 'open-model', name: 'm.onnx', bytes: Uint8Array.of(1).buffer });
    await heard(({ type }) => type === 'model');
    said.length = runs.length = 0;
  }
  const image = (/** @type {number} */ id, value = id) =>
    ask({ type: 'open-image', id, name: `${id}.png`, bytes: Uint8Array.of(value).buffer, frame: 0, crop: null });
  return { ask, heard, image, said, runs, made, networks, hooks };
}

