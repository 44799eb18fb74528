// @ts-check
// The worker's engine under node. It is built for a worker, so what it asks of one is stood in for.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { site } from './browser.mjs';

/** @returns {Promise<any>} the module, see wasm/engine/bindings.cc */
export async function loadEngine() {
  const address = pathToFileURL(path.join(site, 'engine.js')).href;
  Object.assign(globalThis, { self: { location: { href: address } } });
  const { default: create } = await import(address);
  return create({ wasmBinary: fs.readFileSync(path.join(site, 'engine.wasm')) });
}

/** What decodes frames of DICOM, for openFrame() of web/worker/codecs.js. @returns {Promise<any>} */
export async function loadCodecs() {
  const address = pathToFileURL(path.join(site, 'codecs.js')).href;
  const { default: create } = await import(address);
  return create({ wasmBinary: fs.readFileSync(path.join(site, 'codecs.wasm')) });
}
