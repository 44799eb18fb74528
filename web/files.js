// @ts-check
// The three ways in: files dropped on the page, chosen in the dialog, pasted.

/**
 * @param {HTMLInputElement} input
 * @param {(files: File[]) => void} onFiles called with at least one file
 */
export function listenForFiles(input, onFiles) {
  const give = (/** @type {FileList | null | undefined} */ list) => {
    if (list && list.length > 0) onFiles([...list]);
  };
  input.addEventListener('change', () => {
    give(input.files);
    // So that choosing the same file again is a change again.
    input.value = '';
  });
  document.addEventListener('paste', (event) => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    give(files);
  });
  listenForDrops(give);
}

/** @param {(list: FileList | null | undefined) => void} give */
function listenForDrops(give) {
  // Every element entered and left reports itself: count them to know when the page is left.
  let depth = 0;
  const show = () => {
    if (depth > 0) document.body.dataset.drop = 'over';
    else delete document.body.dataset.drop;
  };
  const hasFiles = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth += 1;
    show();
  });
  document.addEventListener('dragleave', (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    show();
  });
  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  document.addEventListener('drop', (event) => {
    depth = 0;
    show();
    // Also where nothing of use was dropped: the browser would leave the page for it.
    event.preventDefault();
    give(event.dataTransfer?.files);
  });
}

/** @param {File} file */
export function isModel(file) {
  return /\.onnx$/i.test(file.name);
}
