// @ts-check
// What of dropped folders was not opened, counted and by kind.
import { say } from './words.js';

/**
 * @param {import('./files.js').LeftOut} left
 * @param {number} taken files that are opened
 * @returns {string} '' where there is nothing to say
 */
export function leftOutWords({ kinds, beyond, folders }, taken) {
  const counted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => say('folder.kind', { count, kind: kind || say('folder.no_ending') }));
  const words = [];
  if (taken === 0 && folders > 0) {
    words.push(counted.length > 0 ? say('folder.none', { kinds: counted.join(', ') }) : say('folder.empty'));
  } else if (counted.length > 0) {
    words.push(say('folder.left_out', { kinds: counted.join(', ') }));
  }
  if (beyond > 0) words.push(say('folder.beyond', { taken, beyond }));
  return words.join(' ');
}
