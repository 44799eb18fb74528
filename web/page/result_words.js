// @ts-check
// The result of an image in words: in the list of images, and of the one that is shown.
import { cropWords } from './crop.js';
import { dicomWords } from './dicom.js';
import { estimateOf, percentRead, sentences, shortWords } from './estimate.js';
import { say } from './words.js';

/** In the list of images. @param {number} probability */
export const outcomeWords = (probability) => shortWords(estimateOf(probability));

/** What became of a colour profile that is not sRGB's. @param {import('./viewer_state.js').ViewerState} state */
function colourWords({ colourUse, colourProfile: profile }) {
  if (colourUse === 'left_out') return ` ${say('colour.left_out')}`;
  if (colourUse !== 'converted') return '';
  return ` ${profile ? say('colour.converted', { profile }) : say('colour.converted_unnamed')}`;
}

/** Who decoded it, where that was the browser, and that the file holds more.
 * @param {import('./viewer_state.js').ViewerState} state */
function sourceWords({ source: { format, browser, several } }) {
  return (browser ? ` ${say('source.browser', { format })}` : '') + (several ? ` ${say('source.several')}` : '');
}

/** Of the image that is shown. @param {number} probability
 * @param {import('./viewer_state.js').ViewerState} state */
export function resultWords(probability, state) {
  const own = state.seenKind === 'central' ? null : state.byRule;
  const said = estimateOf(probability, state.besides);
  const outline = state.outlineEdit.strokes > 0 ? ` ${say('outline.corrected')}` : '';
  const words = sentences(said) + cropWords(state) + outline + colourWords(state) + sourceWords(state) + dicomWords(state.dicom);
  if (own === null || !said) return words;
  const crosses = state.ownCrosses ? ` ${say('crop.central_crosses')}` : '';
  return `${words} ${say('crop.by_rule', { percent: percentRead(own) })}${crosses}`;
}
