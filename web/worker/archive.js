// @ts-check
// ZIP archives: unpacked here, file by file and in steps, so that no archive of any size holds up the images
// that are looked at meanwhile. Unpacking is fflate's.
import { endingOf, looksLikeImage, MOST_FILES, OURS, ofSystems } from '../shared/file_kinds.js';
import { refusal } from './refused.js';
import { bytesOf } from './reply.js';

/** Bytes of a file that are taken, and of all files of an archive: more is no collection of images, or made to
 * fill a memory. */
const MOST_BYTES = 512 * 2 ** 20;
const MOST_IN_ALL = 4 * 2 ** 30;
/** A local file's header begins with these (PKWARE's APPNOTE 4.3.7); the lowest bit of the flags is "encrypted". */
const LOCAL = 0x04034b50;
const EMPTY = 0x06054b50;

/** Of fflate.
 * @typedef {{name: string, originalSize?: number, start: () => void, terminate: () => void,
 *   ondata: (error: unknown, chunk: Uint8Array, final: boolean) => void}} Entry */
/** @typedef {{Unzip: any, UnzipInflate: any}} Unzipping */
/** @typedef {import('../shared/messages.js').Unpacked} Unpacked */

/**
 * Answers with what is in it for us. Fails where it is no archive or encrypted; one that is cut off gives what
 * is whole, and says so.
 * @param {import('../shared/messages.js').OpenArchive} request
 * @param {import('./jobs.js').Job} job
 * @param {() => Promise<Unzipping>} load fflate
 */
export async function* openArchive({ id, name, file }, job, load) {
  const head = new DataView((await bytesOf({ name, file: file.slice(0, 8) })).buffer);
  const mark = head.byteLength === 8 ? head.getUint32(0, true) : 0;
  if (mark !== LOCAL && mark !== EMPTY) throw refusal('archive.none', { file: name });
  if (mark === LOCAL && (head.getUint16(6, true) & 1) !== 0) throw refusal('archive.encrypted', { file: name });
  const { Unzip, UnzipInflate } = await load();

  /** @type {{path: string, file: Blob}[]} */
  const found = [];
  /** @type {Map<string, number>} */
  const kinds = new Map();
  let beyond = 0;
  let all = 0;
  let open = 0;
  let damaged = false;
  const leave = (/** @type {string} */ path) => kinds.set(endingOf(path), (kinds.get(endingOf(path)) ?? 0) + 1);

  const unzip = new Unzip((/** @type {Entry} */ entry) => {
    const path = entry.name.replaceAll('\\', '/').replace(/^\/+/, '');
    const base = path.split('/').at(-1) ?? '';
    if (base === '' || ofSystems(base) || path.startsWith('__MACOSX/')) return;
    // Without an ending of ours it may be an image all the same: its first bytes tell.
    if (!OURS.test(base) && endingOf(base) !== '') return leave(path);
    if (found.length + open >= MOST_FILES || all >= MOST_IN_ALL || (entry.originalSize ?? 0) > MOST_BYTES) {
      beyond += 1;
      return;
    }
    /** @type {Uint8Array[]} */
    const chunks = [];
    let bytes = 0;
    open += 1;
    entry.ondata = (error, chunk, final) => {
      if (error) damaged = true;
      else chunks.push(chunk);
      bytes += chunk?.length ?? 0;
      all += chunk?.length ?? 0;
      const much = bytes > MOST_BYTES || all > MOST_IN_ALL;
      if (!error && !final && !much) return;
      open -= 1;
      entry.ondata = () => {};
      if (much) {
        beyond += 1;
        entry.terminate();
      } else if (!error) {
        found.push({ path, file: new Blob(/** @type {BlobPart[]} */ (chunks)) });
      }
    };
    try {
      entry.start();
    } catch {
      // Packed by a method that hardly any program uses.
      open -= 1;
      entry.ondata = () => {};
      leave(path);
    }
  });
  unzip.register(UnzipInflate);

  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      unzip.push(value ?? new Uint8Array(0), done);
      if (done) break;
      yield;
    }
  } catch {
    damaged = true;
  } finally {
    await reader.cancel().catch(() => {});
  }
  if (job.signal.aborted) return;

  /** @type {Unpacked['files']} */
  const files = [];
  for (const one of found) {
    if (OURS.test(one.path) || await looksLikeImage(one.file)) files.push(one);
    else leave(one.path);
  }
  job.post({ type: 'archive', id, name, files, kinds: [...kinds], beyond, damaged: damaged || open > 0 });
}
