// @ts-check
// A model's file, from the page or from the site.
import { refusal } from './refused.js';

/** @typedef {{name: string, url?: string, size?: number, bytes?: ArrayBuffer}} Wanted */

/**
 * @param {Wanted} wanted
 * @param {import('./jobs.js').Job} job that, cancelled, ends the download
 * @returns {Promise<Uint8Array>}
 */
export async function modelBytes(wanted, job) {
  return wanted.bytes ? new Uint8Array(wanted.bytes) : load(wanted, job);
}

/** @param {Wanted} wanted @param {import('./jobs.js').Job} job */
async function load({ name, url, size }, { post, signal }) {
  const response = await fetch(String(url), { signal }).catch(() => null);
  if (!response?.ok || !response.body) {
    throw refusal('model.unreachable', { file: name });
  }
  // The length of a compressed response is not that of what comes out of it.
  const packed = response.headers.get('Content-Encoding');
  const total = size ?? (packed ? 0 : Number(response.headers.get('Content-Length') ?? 0));
  const parts = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const part = await reader.read().catch(() => {
      throw refusal('model.connection', { file: name });
    });
    if (part.done) break;
    parts.push(part.value);
    done += part.value.length;
    post({ type: 'progress', stage: 'model', done, total });
  }
  return joined(parts, done);
}

/** @param {Uint8Array[]} parts @param {number} length all of them together */
function joined(parts, length) {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
