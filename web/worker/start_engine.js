// @ts-check
// Starts engines (engine.js + engine.wasm). Compiled once: a fresh one costs no second download, and
// can be had where the connection is gone.
import createEngine from '../engine.js';

/** @type {Promise<WebAssembly.Module> | null} */
let compiled = null;

/** @returns {Promise<any>} its functions: wasm/engine/bindings.cc */
export async function startEngine() {
  compiled ??= compile();
  const code = await compiled.catch((error) => {
    compiled = null;
    throw error;
  });
  return new Promise((resolve, reject) => {
    createEngine({
      printErr: () => {},
      instantiateWasm: (imports, done) => {
        WebAssembly.instantiate(code, imports).then((instance) => done(instance, code)).catch(reject);
        return {};
      },
    }).then(resolve, reject);
  });
}

async function compile() {
  const response = await fetch(new URL('../engine.wasm', import.meta.url));
  if (!response.ok) throw new Error(`engine.wasm: ${response.status}`);
  // Compiled as it comes; a host that serves it under another type is served too.
  return WebAssembly.compileStreaming(response.clone()).catch(async () =>
    WebAssembly.compile(await response.arrayBuffer()));
}
