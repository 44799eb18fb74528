// @ts-check
// What is being loaded at the start, file by file, as far as it has come. The rows and the files'
// sizes are in index.html (put there by build_site.mjs); bytes are counted as they come in, on the
// page and in the worker (shared/count_fetches.js).

/** @typedef {import('../shared/count_fetches.js').Loading} Loading */

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
