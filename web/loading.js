// @ts-check
// What is being loaded at the start, file by file, as far as it has come. The rows and the files'
// sizes are in index.html (put there by build_site.mjs); bytes are counted as they come in, on the
// page and in the worker.

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

/** Shows how far a file has come, and all together. @param {Loading} loading */
export function showLoading({ file, done, state }) {
  const row = rows().find((one) => one.dataset.file === file);
  if (!row) return;
  row.hidden = false;
  row.dataset.state = state;
  row.dataset.done = String(done);
  const size = Number(row.dataset.bytes);
  const cell = row.querySelector('.size');
  if (cell) cell.textContent = state === 'going' ? `${megabytes(done)} / ${megabytes(size)} MB` : `${megabytes(size)} MB`;
  const bar = /** @type {HTMLProgressElement | null} */ (document.getElementById('boot-progress'));
  if (!bar) return;
  const shown = rows().filter((one) => !one.hidden);
  const sum = (/** @type {string} */ key) =>
    shown.reduce((total, one) => total + Number(one.dataset[key] ?? 0), 0);
  bar.max = Math.max(1, sum('bytes'));
  bar.value = Math.min(bar.max, sum('done'));
}

/** The files that could not be loaded. @returns {string[]} */
export function failedFiles() {
  return rows().filter((row) => row.dataset.state === 'failed').map((row) => row.dataset.file ?? '');
}

/** @returns {HTMLElement[]} */
function rows() {
  return [...document.querySelectorAll('#boot-files li')].map((row) => /** @type {HTMLElement} */ (row));
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(2);
}
