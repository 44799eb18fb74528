// @ts-check
// Hands a file to the person.

/** @param {Blob} blob @param {string} name */
export function downloadBlob(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has taken its copy by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
