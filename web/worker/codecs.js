// @ts-check
// The codings of DICOM's frames (codecs.js + codecs.wasm, from wasm/codecs): few people ever need them, and
// they are loaded when the first such frame is met.

/** @typedef {import('./engine_host.js').Outcome} Outcome */

/** @type {Promise<any> | null} */
let codecs = null;

/**
 * Opens an image in an engine, and where that wants a frame decoded, has it decoded.
 * @param {any} engine
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {number} frame from 0
 * @param {() => Promise<any>} [load] gives the codecs
 */
export async function openFrame(engine, name, bytes, frame, load = loadCodecs) {
  const open = () => (frame === 0 ? engine.openImage(name, bytes) : engine.openFrame(name, bytes, frame));
  const outcome = open();
  if (outcome.error?.code !== 'dicom.codec') return outcome;
  codecs ??= load();
  const module = await codecs.catch(() => null);
  if (!module) {
    codecs = null;
    return outcome;
  }
  const { coding, bytes: coded } = engine.wantedFrame();
  const decoded = module.decodeFrame(coding, coded);
  if (decoded.error) return { error: { ...decoded.error, values: { ...decoded.error.values, file: name } } };
  engine.giveFrame(decoded);
  return open();
}

async function loadCodecs() {
  const { default: create } = await import(new URL('../codecs.js', import.meta.url).href);
  return create({ printErr: () => {} });
}
