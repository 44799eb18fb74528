// @ts-check
// The three ways in: files dropped on the page, chosen in the dialog, pasted.

/**
 * @param {HTMLInputElement} input
 * @param {(files: File[]) => void} onFiles called with at least one file
 */
export function listenForFiles(input, onFiles) {
  const give = (/** @type {FileList | File[] | null | undefined} */ list) => {
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

/** @param {(list: File[]) => void} give */
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
    void giveDropped(event.dataTransfer, give);
  });
}

/** What a folder may hold that is not meant for us. */
const IMAGE = /\.(jpe?g|png|bmp|gif|tga|psd|onnx)$/i;
/** Files of a folder beyond these are left where they are. */
const MOST_FILES = 5000;

/**
 * Files, and the files of folders with all that is in them, by name.
 * @param {DataTransfer | null} transfer
 * @param {(list: File[]) => void} give
 */
async function giveDropped(transfer, give) {
  // Entries have to be taken before anything is waited for: the list is emptied after the event.
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null);
  const files = [...(transfer?.files ?? [])];
  if (!entries.some((entry) => entry?.isDirectory)) return give(files);
  /** @type {File[]} */
  const found = [];
  for (const entry of entries) if (entry) await gather(entry, found, false);
  give(found);
}

/**
 * @param {FileSystemEntry} entry
 * @param {File[]} found
 * @param {boolean} inFolder
 */
async function gather(entry, found, inFolder) {
  if (found.length >= MOST_FILES) return;
  if (entry.isFile) {
    if (inFolder && (!IMAGE.test(entry.name) || entry.name.startsWith('.'))) return;
    const file = await new Promise((resolve) =>
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, () => resolve(null)));
    if (file) found.push(file);
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const inside = [];
  for (;;) {
    // At most a hundred at a time are told.
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) break;
    inside.push(...some);
  }
  // A folder's own files before those of the folders in it.
  inside.sort((a, b) => Number(a.isDirectory) - Number(b.isDirectory) ||
    a.name.localeCompare(b.name, 'en', { numeric: true }));
  for (const one of inside) await gather(one, found, true);
}

/** @param {File} file */
export function isModel(file) {
  return /\.onnx$/i.test(file.name);
}
