// @ts-check
// What a person has set survives a reload: whether responses lie over the image, their colours, opacity
// and scale, language, size of the text, whether single keys do anything.
// Nothing of an image, and nothing about one, is ever kept.

const KEY = 'lesionlens.settings';
export const LANGUAGES = ['en', 'de', 'nl'];

/** @typedef {{palette?: string, opacity?: number, scaleMode?: string, textScale?: number,
 *   language?: string, overlayBare?: boolean, shortcuts?: boolean}} Settings */

/** @returns {Settings} what was kept; nothing where the browser keeps nothing or it is damaged */
export function keptSettings() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return kept !== null && typeof kept === 'object' ? kept : {};
  } catch {
    return {};
  }
}

/** @param {import('./viewer_state.js').ViewerState} state Module.state() of the viewer */
export function keepSettings(state) {
  const { palette, opacity, scaleMode, textScale, language, overlayBare, shortcuts } = state;
  const text = JSON.stringify({
    palette, opacity, scaleMode, textScale, language, overlayBare, shortcuts,
  });
  if (text === lastKept) return;
  lastKept = text;
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // A browser that keeps nothing: the settings last as long as the page.
  }
}
let lastKept = '';

/** The kept settings as actions of the viewer, whose first screen is Read.
 * @param {Settings} kept */
export function settingActions({ palette, opacity, scaleMode, textScale, overlayBare, shortcuts }) {
  return [
    { type: 'overlay', visible: overlayBare },
    { type: 'palette', value: palette },
    { type: 'opacity', value: opacity },
    { type: 'scale-mode', mode: scaleMode },
    { type: 'text-scale', value: textScale },
    { type: 'shortcuts', on: shortcuts },
  ].filter(({ type: _, ...members }) => Object.values(members)[0] !== undefined);
}

/** The language that was chosen, else the browser's first that there are words in. */
export function firstLanguage() {
  const { language } = keptSettings();
  if (language && LANGUAGES.includes(language)) return language;
  const spoken = navigator.languages.map((code) => code.toLowerCase().split('-')[0]);
  return spoken.find((code) => LANGUAGES.includes(code)) ?? 'en';
}
