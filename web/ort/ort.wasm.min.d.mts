// Copied from node_modules/onnxruntime-web/dist when the site is put together.
export * from 'onnxruntime-web/wasm';
