// @ts-check
// The three ways in: files dropped on the page, chosen in the dialog, pasted.
import { endingOf, looksLikeImage, MOST_FILES, OURS, ofSystems } from '../shared/file_kinds.js';

/** Of dropped folders: how many files of which kind (the ending in small letters, '' where there is none) were left where
 * they are, and how many images beyond the most that are taken; folders: how many were dropped.
 * @typedef {{kinds: Map<string, number>, beyond: number, folders: number}} LeftOut */

/** Where a file of a dropped folder lay. @type {WeakMap<File, string>} */
const paths = new WeakMap();

/** With its folders, where it came in some: "A/IMG_0001.jpg". @param {File} file */
export function pathOf(file) {
  return paths.get(file) || file.webkitRelativePath || file.name;
}

/** Remembers that. @param {File} file @param {string} path with its folders */
export function placeAt(file, path) {
  paths.set(file, path);
}

/**
 * @param {HTMLInputElement} input
 * @param {(files: File[], left: LeftOut) => void} onFiles called with at least one file, or with a folder
 *   that has none for us
 */
export function listenForFiles(input, onFiles) {
  const give = (/** @type {FileList | File[] | null | undefined} */ list) => {
    if (list && list.length > 0) onFiles([...list], nothingLeft());
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
  listenForDrops((list, left) => {
    if (list.length > 0 || left.folders > 0) onFiles(list, left);
  });
}

/** @returns {LeftOut} */
const nothingLeft = () => ({ kinds: new Map(), beyond: 0, folders: 0 });

/** @param {(list: File[], left: LeftOut) => void} give */
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

/**
 * Files, and the files of folders with all that is in them, by name.
 * @param {DataTransfer | null} transfer
 * @param {(list: File[], left: LeftOut) => void} give
 */
async function giveDropped(transfer, give) {
  // Entries have to be taken before anything is waited for: the list is emptied after the event.
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null);
  const files = [...(transfer?.files ?? [])];
  const left = nothingLeft();
  left.folders = entries.filter((entry) => entry?.isDirectory).length;
  if (left.folders === 0) return give(files, left);
  /** @type {File[]} */
  const found = [];
  for (const entry of entries) if (entry) await gather(entry, found, left, false);
  give(found, left);
}

/**
 * @param {FileSystemEntry} entry
 * @param {File[]} found
 * @param {LeftOut} left
 * @param {boolean} inFolder
 */
async function gather(entry, found, left, inFolder) {
  if (entry.isFile) {
    if (inFolder && ofSystems(entry.name)) return;
    const named = !inFolder || OURS.test(entry.name) || /\.zip$/i.test(entry.name);
    if (named && found.length >= MOST_FILES) {
      left.beyond += 1;
      return;
    }
    /** @type {File | null} */
    const file = await new Promise((resolve) =>
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, () => resolve(null)));
    if (!named && !(file && await looksLikeImage(file))) {
      leaveOut(entry.name, left);
      return;
    }
    if (found.length >= MOST_FILES) {
      left.beyond += 1;
      return;
    }
    if (file) {
      paths.set(file, entry.fullPath.replace(/^\//, ''));
      found.push(file);
    }
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
  for (const one of inside) await gather(one, found, left, true);
}

/**
 * A folder that is chosen in the dialog, as if it had been dropped.
 * @param {HTMLInputElement} input
 * @param {(files: File[], left: LeftOut) => void} onFiles
 */
export function listenForFolder(input, onFiles) {
  input.addEventListener('change', async () => {
    const left = nothingLeft();
    const chosen = [...(input.files ?? [])];
    input.value = '';
    /** @type {File[]} */
    const files = [];
    for (const file of chosen) {
      if (ofSystems(file.name)) continue;
      if (OURS.test(file.name) || isArchive(file) || await looksLikeImage(file)) files.push(file);
      else leaveOut(file.name, left);
    }
    left.folders = 1;
    left.beyond = Math.max(0, files.length - MOST_FILES);
    onFiles(files.slice(0, MOST_FILES), left);
  });
}

/** A folder's file that is not for us. @param {string} name @param {LeftOut} left */
function leaveOut(name, left) {
  const kind = endingOf(name);
  left.kinds.set(kind, (left.kinds.get(kind) ?? 0) + 1);
}

/** A table of labels, or a threshold that was saved. @param {File} file */
export function isLabels(file) {
  return /\.(csv|json)$/i.test(file.name);
}

/** @param {File} file */
export function isModel(file) {
  return /\.onnx$/i.test(file.name);
}

/** A ZIP archive, by its name. @param {File} file */
export function isArchive(file) {
  return /\.zip$/i.test(file.name);
}
