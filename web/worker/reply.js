// @ts-check
// What the worker's jobs have in common: the engine's outcomes, files, progress.
import { refusal, Refused } from './refused.js';

/**
 * @template {import('./engine_host.js').Outcome} T
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
  if (!bytes) throw refusal('file.unreadable', { file: name });
  return new Uint8Array(bytes);
}

/**
 * @param {import('../shared/messages.js').Progress['stage']} stage
 * @returns {import('../shared/messages.js').Progress}
 */
export function begun(stage) {
  return { type: 'progress', stage, done: 0, total: 0 };
}
