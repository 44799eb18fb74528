// @ts-check
// What the network says of a picture, in a sentence.
import { say } from './words.js';

/**
 * @param {any} card of the model
 * @param {number} threshold the operating point, 0..1
 * @param {number} probability of the class that is looked for, 0..1
 */
export function estimateWords(card, threshold, probability) {
  return say(probability >= threshold ? 'predictionAbove' : 'predictionBelow', {
    name: card.classes[card.positive_class],
    probability: probability.toFixed(2),
    threshold: threshold.toFixed(2),
  });
}
