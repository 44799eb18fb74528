// @ts-check
// Whether this browser can run the page at all.

/** A function with one instruction of WebAssembly SIMD (i8x16.splat), as a module. */
const SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
]);

/** @returns {'' | 'start.no_webassembly' | 'start.policy' | 'start.no_webgl'} the key of the sentence that says what is missing */
export function missingFeature() {
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(SIMD_MODULE)) return 'start.no_webassembly';
  try {
    void new WebAssembly.Module(SIMD_MODULE);
  } catch {
    // It is valid: what forbids it is the policy of whoever serves the page.
    return 'start.policy';
  }
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) return 'start.no_webgl';
  // Browsers allow few contexts at once: this one is done with.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return '';
}
