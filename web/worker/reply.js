// @ts-check
// What the worker's jobs have in common: the engine's outcomes, files, progress, and what is said of
// an error.
import { Refused } from './refused.js';

/**
 * @template {{error: string}} T
 * @param {T} outcome of one of the engine's functions
 * @returns {T}
 */
export function checked(outcome) {
  if (outcome.error) throw new Refused(outcome.error);
  return outcome;
}

/** @param {{name: string, file: Blob}} image */
export async function bytesOf({ name, file }) {
  const bytes = await file.arrayBuffer().catch(() => null);
  if (!bytes) throw new Refused(`${name}: the file could not be read`);
  return new Uint8Array(bytes);
}

/**
 * @param {import('../shared/messages.js').Progress['stage']} stage
 * @returns {import('../shared/messages.js').Progress}
 */
export function begun(stage) {
  return { type: 'progress', stage, done: 0, total: 0 };
}

/**
 * @param {unknown} error
 * @param {string} name of the file that was asked for
 */
export function sentenceOf(error, name) {
  if (error instanceof Refused) return error.message;
  const detail = error instanceof Error ? error.message : String(error);
  const memory = /memory|allocat|abort|OOM/i.test(detail);
  return memory
    ? `${name || 'The export'}: this device has not enough memory for it; a smaller file may do`
    : `${name || 'The export'}: it could not be opened (${detail})`;
}
