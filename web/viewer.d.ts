// Built from wasm/viewer (its bindings say what the functions do).
declare const createViewer: (options: { canvas: HTMLCanvasElement }) => Promise<any>;
export default createViewer;
