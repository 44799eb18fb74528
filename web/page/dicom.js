// @ts-check
// What a DICOM file says of its image, and the choice among its frames.
import { frameOf, withFrame } from '../shared/frames.js';
import { figure } from './estimate.js';
import { byId } from './mirror.js';
import { say } from './words.js';

/** @typedef {import('./viewer_state.js').Dicom} Dicom */
/** @typedef {import('./session_images.js').SessionImage} SessionImage */

/** As wasm/viewer/dicom_words.h has it. @param {Dicom | null} dicom */
export function dicomWords(dicom) {
  if (!dicom) return '';
  const sides = new Map([['L', 'dicom.left'], ['R', 'dicom.right'], ['B', 'dicom.both']]);
  const side = sides.get(dicom.laterality);
  const [height, width] = (dicom.spacing ?? []).map(figure);
  const parts = [
    dicom.bodySite,
    side && say(side),
    dicom.device && say('dicom.device', { device: dicom.device }),
    dicom.polarisation && say('dicom.polarisation', { term: dicom.polarisation }),
    dicom.contact && say('dicom.contact', { term: dicom.contact }),
    dicom.immersion && say('dicom.immersion', { term: dicom.immersion }),
    dicom.magnification > 0 && say('dicom.magnification', { factor: figure(dicom.magnification) }),
    dicom.colourTemperature > 0 && say('dicom.temperature', { kelvin: String(Math.round(dicom.colourTemperature)) }),
    dicom.spacing && say('dicom.spacing', { mm: height === width ? height : `${width} x ${height}` }),
  ].filter(Boolean);
  const said = [];
  if (dicom.burnedIn) said.push(say('dicom.burned_in'));
  if (parts.length > 0) said.push(say('dicom.said', { parts: parts.join(', ') }));
  if (dicom.frames > 1) said.push(`${frameWords(dicom.frame, dicom.frames)}.`);
  return said.map((one) => ` ${one}`).join('');
}

/** @param {number} frame from 0 @param {number} frames */
const frameWords = (frame, frames) => say('dicom.frame', { frame: frame + 1, frames });

/** The frames of the image that is shown. Each that is chosen becomes an image of the session, so that two of
 * them can lie beside each other. */
export class Frames {
  /** Of a frame's image the file that it is of. @type {WeakMap<Blob, Blob>} */
  #wholes = new WeakMap();
  #select = /** @type {HTMLSelectElement} */ (byId('frame'));
  #listed = '';

  /**
   * @param {import('./session_images.js').SessionImages} images
   * @param {(id: number) => void} open an image of the session
   */
  constructor(images, open) {
    this.images = images;
    this.open = open;
    this.#select.addEventListener('change', () => this.choose(Number(this.#select.value)));
  }

  /** @param {import('./viewer_state.js').ViewerState} state */
  show({ dicom, language }) {
    const frames = dicom?.frames ?? 1;
    byId('frames').hidden = frames === 1;
    const listed = `${frames} ${language}`;
    if (frames > 1 && this.#listed !== listed) {
      this.#select.replaceChildren(...Array.from({ length: frames }, (_, frame) =>
        new Option(frameWords(frame, frames), String(frame))));
      this.#listed = listed;
    }
    if (dicom) this.#select.value = String(dicom.frame);
  }

  /** Of the image that is shown. @param {number} frame from 0 */
  choose(frame) {
    const shown = this.images.list.find(({ id }) => id === this.images.shown);
    if (!shown || frameOf(shown.file) === frame) return;
    const whole = this.#wholes.get(shown.file) ?? shown.file;
    const there = this.images.list.find(({ file }) =>
      (this.#wholes.get(file) ?? file) === whole && frameOf(file) === frame);
    if (there) {
      this.open(there.id);
      return;
    }
    const file = withFrame(whole, frame);
    this.#wholes.set(file, whole);
    const name = shown.name.replace(/ #\d+$/, '');
    this.images.add([{ name: frame === 0 ? name : `${name} #${frame + 1}`, file, own: shown.own,
      synthetic: shown.synthetic }]);
  }
}
