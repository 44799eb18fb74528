// @ts-check

/**
 * What tests and the bench ask the page, and the curious at the console.
 * @param {() => import('./viewer_link.js').Viewer | undefined} viewer
 * @param {{result: () => import('../shared/messages.js').Result | null, sessions: () => number,
 *   maskTimings: () => import('../shared/messages.js').MaskTimings | null, effects: () => unknown[], explanation: () => unknown}} page explanation: the map of Explain; effects: of filters switched off alone, as far as they were measured;
 *   result: the last message of type 'result'; sessions: of ONNX Runtime that were open when the
 *   Compare screen was left last
 */
export function offerAtConsole(viewer, page) {
  Object.assign(globalThis, {
    lesionlens: {
      /** Module.state() of the viewer. */
      state: () => viewer()?.state() ?? null,
      /** Module.counters() of the viewer: frames drawn, textures uploaded, time of the last step. */
      counters: () => viewer()?.counters() ?? null,
      /** R,G,B,A of the canvas in device pixels, rows from the top.
       * @type {(x: number, y: number, width: number, height: number) => Uint8Array | undefined} */
      readPixels: (x, y, width, height) => viewer()?.readPixels(x, y, width, height),
      /** An action, as the viewer's keys and panels make them (wasm/viewer/state/action.h).
       * @type {(action: Record<string, unknown>) => void} */
      dispatch: (action) => viewer()?.dispatch(action),
      /** What was found on the image, with masks of its size; null while it has not come. */
      masks: () => viewer()?.masks() ?? null,
      /** The words beside the pointer. */
      hint: () => viewer()?.hint() ?? '',
      ...page,
    },
  });
}
