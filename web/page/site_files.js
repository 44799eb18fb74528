// @ts-check
// The site's own files, as text and as bytes. Fails where one can't be loaded.

/** @param {string} path */
async function fetchOk(path) {
  const response = await fetch(path).catch(() => {
    throw new Error(path);
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

/** @param {string} path */
export async function fetchText(path) {
  return (await fetchOk(path)).text();
}

/** @param {string} path */
export async function fetchBytes(path) {
  return new Uint8Array(await (await fetchOk(path)).arrayBuffer());
}

/** Of a model that comes with the site. @param {string} file */
export function modelAddress(file) {
  return new URL(`models/${file}`, document.baseURI).href;
}
