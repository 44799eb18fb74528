// @ts-check
// What the engine itself does not decode. The codings of DICOM's frames, and TIFF: codecs.js + codecs.wasm
// (wasm/codecs), which few people ever need, and which are loaded when the first such file is met. WebP, AVIF,
// HEIC: the browser.
import { problem } from '../shared/problems.js';
import { decodeByBrowser } from './browser_decoder.js';

/** @typedef {import('./engine_host.js').Outcome} Outcome */
/** @typedef {import('../shared/messages.js').Problem} Problem */

/** @type {Promise<any> | null} */
let codecs = null;

/** Values of pixels that are handed over at once. */
const AT_ONCE = 3 * 2 ** 20;

/**
 * Opens an image in an engine, and what that does not decode, has decoded.
 * @param {any} engine
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {number} frame from 0
 * @param {() => Promise<any>} [load] gives the codecs
 */
export async function openFrame(engine, name, bytes, frame, load = loadCodecs) {
  const open = () => (frame === 0 ? engine.openImage(name, bytes) : engine.openFrame(name, bytes, frame));
  const outcome = open();
  const { code, values } = outcome.error ?? {};
  if (code !== 'dicom.codec' && code !== 'image.decoder') return outcome;
  /** @type {Problem | null} */
  let failed;
  if (code === 'image.decoder' && values.format !== 'TIFF') {
    failed = await giveDecoded(engine, bytes, values.format);
  } else {
    codecs ??= load();
    const module = await codecs.catch(() => null);
    if (!module) {
      codecs = null;
      return outcome;
    }
    failed = code === 'dicom.codec' ? giveFrame(engine, module) : giveTiff(engine, module, bytes);
  }
  return failed ? { error: { ...failed, values: { ...failed.values, file: name } } } : open();
}

/** @param {any} engine @param {any} module @returns {Problem | null} */
function giveFrame(engine, module) {
  const { coding, bytes } = engine.wantedFrame();
  const decoded = module.decodeFrame(coding, bytes);
  if (!decoded.error) engine.giveFrame(decoded);
  return decoded.error;
}

/** @param {any} engine @param {any} module @param {Uint8Array} bytes @returns {Problem | null} */
function giveTiff(engine, module, bytes) {
  const { error, width, height, pixels, orientation, several, icc } = module.decodeTiff(bytes);
  if (error) return error;
  const begun = engine.beginImage(width, height);
  if (begun.error) return begun.error;
  for (let at = 0; at < pixels.length; at += AT_ONCE) engine.addPixels(pixels.subarray(at, at + AT_ONCE), 3);
  engine.giveImage({ orientation, several, icc, byBrowser: false });
  return null;
}

/** @param {any} engine @param {Uint8Array} bytes @param {string} format @returns {Promise<Problem | null>} */
async function giveDecoded(engine, bytes, format) {
  const decoded = await decodeByBrowser(bytes, format);
  if (typeof decoded === 'string') return problem(decoded, { format });
  const begun = engine.beginImage(decoded.width, decoded.height);
  if (!begun.error) {
    for (const rgba of decoded.strips()) engine.addPixels(rgba, 4);
    engine.giveImage({ orientation: 1, several: false, icc: null, byBrowser: true });
  }
  decoded.close();
  return begun.error;
}

async function loadCodecs() {
  const { default: create } = await import(new URL('../codecs.js', import.meta.url).href);
  return create({ printErr: () => {} });
}
