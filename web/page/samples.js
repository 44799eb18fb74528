// @ts-check
// The images that come with the page (web/samples/README.md says what is known of each).
import { showSamples } from './mirror.js';
import { say } from './words.js';

/** labels: in other languages than English.
 * @typedef {{name: string, label: string, labels?: Record<string, string>, file: string,
 *   synthetic: boolean}} Sample */

/** In the language of the page. @param {Sample} sample */
export const labelOf = ({ label, labels }) => labels?.[document.documentElement.lang] ?? label;

export class Samples {
  /** @type {Sample[]} */
  list = [];

  /**
   * @param {{
   *   viewer: () => import('./viewer_link.js').Viewer,
   *   add: import('./session_images.js').SessionImages['add'],
   *   problem: (sentence: string) => void,
   * }} page
   */
  constructor(page) {
    this.page = page;
  }

  /** By their names in the language of the page. */
  show() {
    const told = this.list.map((sample) => ({ name: sample.name, label: labelOf(sample) }));
    this.page.viewer().setSamples(told);
    showSamples(told, (index) => void this.open(index));
  }

  /** Whoever has images of their own open needs none that were drawn. */
  hide() {
    if (this.list.length === 0) return;
    this.list = [];
    this.show();
  }

  /** @param {number} index */
  async open(index) {
    const sample = this.list[index];
    if (!sample) return;
    const response = await fetch(`samples/${sample.file}`).catch(() => null);
    if (!response?.ok) return this.page.problem(say('sample.missing', { name: labelOf(sample) }));
    const file = await response.blob();
    this.page.add([{ name: sample.name, file, synthetic: sample.synthetic, own: false }]);
  }
}
