// Built from wasm/engine (bindings.cc says what its functions return).
declare const createEngine: (options?: {
  printErr?: (text: string) => void;
  instantiateWasm?: (imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void) => object;
}) => Promise<any>;
export default createEngine;
