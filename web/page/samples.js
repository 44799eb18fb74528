// @ts-check
// The images that come with the page (web/samples/README.md says what is known of each).

/** labels: in other languages than English.
 * @typedef {{name: string, label: string, labels?: Record<string, string>, file: string,
 *   synthetic: boolean}} Sample */

/** In the language of the page. @param {Sample} sample */
export const labelOf = ({ label, labels }) => labels?.[document.documentElement.lang] ?? label;
