// @ts-check
// Counts the bytes of what is fetched, while the page starts: on the page and in the worker alike.

/** done: bytes so far.
 * @typedef {{file: string, done: number, state: 'going' | 'done' | 'failed'}} Loading */

/**
 * Counts the bytes of everything fetched from now on, until the function that it returns is called.
 * @param {string} base address that file names are relative to
 * @param {(loading: Loading) => void} tell
 */
export function countFetches(base, tell) {
  const plain = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : String(input), base).href;
    const file = address.startsWith(base) ? address.slice(base.length).replace(/[?#].*/, '') : '';
    const response = await plain(input, init).catch((error) => {
      tell({ file, done: 0, state: 'failed' });
      throw error;
    });
    // A copy is counted, so that whoever has asked gets the browser's own response: its code can be
    // compiled as it comes.
    if (response.ok && response.body) void count(response.clone(), file, tell);
    else tell({ file, done: 0, state: 'failed' });
    return response;
  };
  return () => {
    globalThis.fetch = plain;
  };
}

/** @param {Response} response @param {string} file @param {(loading: Loading) => void} tell */
async function count(response, file, tell) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  let done = 0;
  try {
    for (;;) {
      const part = await reader.read();
      if (part.done) break;
      done += part.value.length;
      tell({ file, done, state: 'going' });
    }
    tell({ file, done, state: 'done' });
  } catch {
    tell({ file, done, state: 'failed' });
  }
}
