// Built from wasm/engine (bindings.cc says what its functions return).
declare const createEngine: (options?: { printErr?: (text: string) => void }) => Promise<any>;
export default createEngine;
