// @ts-check
// Which key is meant by an event, as wasm/viewer/state/key_action.h has it (meant_key, types_character).

/** In small letters; where the layout writes letters beyond Latin ones, the one that an English keyboard has there.
 * @param {KeyboardEvent} event */
export function meantKey({ key, code }) {
  const beyondLatin = [...key].length === 1 && key >= '\u0370';
  return beyondLatin && /^Key[A-Z]$/.test(code) ? code[3].toLowerCase() : key.toLowerCase();
}
