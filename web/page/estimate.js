// @ts-check
// What the network says of an image, in a sentence.
import { say } from './words.js';

/**
 * @param {number} probability of the class that is looked for, 0..1
 * @param {any} card of the model
 * @param {import('./viewer_state.js').ViewerState} state Module.state() of the viewer, which has the operating point that holds
 */
export function estimateWords(probability, card, { threshold, movedThreshold }) {
  const moved = movedThreshold === null ? '' : ` ${say('predictionMoved')}`;
  return say(probability >= threshold ? 'predictionAbove' : 'predictionBelow', {
    name: card.classes[card.positive_class],
    probability: probability.toFixed(2),
    threshold: threshold.toFixed(2) + moved,
  });
}
