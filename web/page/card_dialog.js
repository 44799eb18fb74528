// @ts-check
// The dialog for an ONNX file without a model card: what its graph says is filled in, what had to be
// assumed is marked, and a person says the rest. What becomes of it is checked by the engine.
import { byId } from './mirror.js';
import { say } from './words.js';

/** JSON of wasm/engine/guess.h.
 * @typedef {{card: any, assumed: string[], outputs: {tensor: string, count: number, kind: string}[],
 *   layers: number, filters: number, left_out: {name: string, reason: string}[]}} Guess */
/** stated: JSON of wasm/engine/guess.h.
 * @typedef {{stated: string, sure: boolean, save: boolean}} Statement */

const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** Of reasons why convolutions are no layers. */
const MOST_LISTED = 200;

/** @param {string} id */
const input = (id) => /** @type {HTMLInputElement} */ (byId(id));
/** @param {string} id */
const select = (id) => /** @type {HTMLSelectElement} */ (byId(id));

/** Three numbers apart by blanks or semicolons; a comma stands in or between them, as the language has it.
 * @param {string} text @returns {number[] | null} */
export function threeNumbers(text) {
  const apart = text.trim().split(/[;\s]+|,\s+/).filter(Boolean);
  const parts = apart.length === 1 ? text.trim().split(',') : apart;
  const numbers = parts.map((part) => Number(part.replace(',', '.')));
  return numbers.length === 3 && numbers.every(Number.isFinite) ? numbers : null;
}

export class CardDialog {
  #dialog = /** @type {HTMLDialogElement} */ (byId('card-dialog'));
  #form = /** @type {HTMLFormElement} */ (byId('card-form'));
  #classes = /** @type {HTMLTextAreaElement} */ (byId('card-classes'));
  /** @type {Guess | null} */
  #guess = null;
  #file = '';
  #doubt = '';
  /** @type {{open: (statement: Statement) => void, cancel: () => void}} */
  #page = { open: () => {}, cancel: () => {} };

  constructor() {
    // The viewer listens at the document: no key in here is meant for it.
    this.#dialog.addEventListener('keydown', (event) => event.stopPropagation());
    this.#dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.#close();
    });
    byId('card-cancel').addEventListener('click', () => this.#close());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#classes.addEventListener('input', () => this.#listClasses(null));
    select('card-normalise').addEventListener('change', () => this.#showOwn());
    select('card-output').addEventListener('change', () => this.#chooseOutput());
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /**
   * @param {string} file its name
   * @param {Guess} guess
   * @param {string} doubt the word of a sentence above the fields, or ''
   * @param {{open: (statement: Statement) => void, cancel: () => void}} page
   */
  show(file, guess, doubt, page) {
    // Asked once more about the same file: what was stated stays in the fields.
    const again = doubt !== '' && file === this.#file;
    this.#guess = guess;
    this.#file = file;
    this.#page = page;
    if (!again) this.#fill(guess);
    this.doubt(doubt === '' ? '' : say(`card.${doubt}`));
    this.#doubt = doubt;
    byId('card-intro').textContent = say('card.intro', { file });
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** Why the file could not be opened as stated. @param {string} sentence */
  doubt(sentence) {
    byId('card-problem').hidden = sentence === '';
    byId('card-problem').textContent = sentence;
    if (sentence !== '' && !this.#dialog.open) this.#dialog.showModal();
  }

  #close() {
    this.#dialog.close();
    byId('view').focus();
    this.#page.cancel();
  }

  /** @param {Guess} guess */
  #fill({ card, assumed, outputs, layers, filters, left_out: leftOut }) {
    const { input: rule } = card;
    input('card-name').value = card.name;
    for (const [id, value] of [['card-width', rule.width], ['card-height', rule.height]]) {
      input(id).value = String(value);
      input(id).readOnly = !assumed.includes('size');
    }
    select('card-layout').value = rule.layout;
    select('card-layout').disabled = !assumed.includes('layout');
    select('card-channels').value = rule.channels;
    select('card-range').value = rule.range;
    const plain = [...rule.mean].every((value) => value === 0) && [...rule.std].every((value) => value === 1);
    select('card-normalise').value = plain ? 'none' : 'imagenet';
    input('card-mean').value = '0 0 0';
    input('card-std').value = '1 1 1';
    this.#showOwn();
    select('card-crop').value = rule.crop.kind;
    select('card-output').replaceChildren(...outputs.map(({ tensor, count }) => new Option(
      count === 0 ? tensor : say(count === 1 ? 'card.output.one' : 'card.output.count', { tensor, count }), tensor)));
    this.#classes.value = card.classes.join('\n');
    this.#chooseOutput();
    // Of two classes the second is the one that is usual; of more none is taken unasked.
    this.#listClasses(card.classes.length === 2 ? card.positive_class : null);
    byId('card-layers').textContent = layers === 0 ? say('card.layers.none')
      : say('card.layers.count', { count: layers, filters });
    this.#listLeftOut(leftOut);
    for (const field of this.#form.querySelectorAll('[data-assumed]')) {
      const label = field.querySelector('label');
      field.querySelector('.assumed')?.remove();
      if (!label || !assumed.includes(/** @type {HTMLElement} */ (field).dataset.assumed ?? '')) continue;
      const mark = document.createElement('span');
      mark.className = 'assumed';
      mark.textContent = say('card.assumed');
      label.append(' ', mark);
    }
  }

  /** @param {{name: string, reason: string}[]} leftOut */
  #listLeftOut(leftOut) {
    const details = byId('card-left-out');
    details.hidden = leftOut.length === 0;
    const [summary, list] = details.children;
    summary.textContent = say('card.left_out', { count: leftOut.length });
    list.replaceChildren(...leftOut.slice(0, MOST_LISTED).map(({ name, reason }) => {
      const item = document.createElement('li');
      item.textContent = `${name}: ${reason}`;
      return item;
    }));
  }

  #showOwn() {
    const own = select('card-normalise').value === 'own';
    for (const field of this.#form.querySelectorAll('.card-own')) /** @type {HTMLElement} */ (field).hidden = !own;
  }

  #chooseOutput() {
    const chosen = this.#guess?.outputs.find(({ tensor }) => tensor === select('card-output').value);
    if (!chosen) return;
    select('card-kind').value = chosen.kind;
    const { count } = chosen;
    const names = this.#names();
    const wanted = count === 1 ? 2 : count;
    if (count > 0 && names.length !== wanted) {
      this.#classes.value = Array.from({ length: wanted }, (_, at) => names[at] ?? `class ${at}`).join('\n');
      this.#listClasses(null);
    }
  }

  #names() {
    return this.#classes.value.split('\n').map((line) => line.trim()).filter(Boolean);
  }

  /** @param {number | null} chosen by its number; null: the one of the same name as before */
  #listClasses(chosen) {
    const list = select('card-positive');
    const before = list.selectedOptions[0]?.value ? list.selectedOptions[0].textContent : null;
    const names = this.#names();
    const choose = new Option(say('card.positive.choose'), '');
    list.replaceChildren(choose, ...names.map((name, at) => new Option(name, String(at))));
    const at = chosen ?? (before === null ? -1 : names.indexOf(before));
    list.value = at >= 0 ? String(at) : '';
  }

  #submit() {
    const normalise = select('card-normalise').value;
    const mean = normalise === 'own' ? threeNumbers(input('card-mean').value) : normalise === 'imagenet' ? IMAGENET.mean : [0, 0, 0];
    const std = normalise === 'own' ? threeNumbers(input('card-std').value) : normalise === 'imagenet' ? IMAGENET.std : [1, 1, 1];
    if (!mean || !std || std.some((value) => value <= 0)) return this.doubt(say('card.three_numbers'));
    if (select('card-positive').value === '') return this.doubt(say('card.positive.wanted'));
    /** @type {[string, unknown][]} */
    const changes = [
      ['name', input('card-name').value],
      ['input.width', input('card-width').valueAsNumber],
      ['input.height', input('card-height').valueAsNumber],
      ['input.layout', select('card-layout').value],
      ['input.channels', select('card-channels').value],
      ['input.range', select('card-range').value],
      ['input.mean', mean],
      ['input.std', std],
      ['input.crop.kind', select('card-crop').value],
      ['logits_tensor', select('card-output').value],
      ['output', select('card-kind').value],
      ['positive_class', Number(select('card-positive').value)],
    ];
    const stated = JSON.stringify({
      changes: changes.map(([place, value]) => [place, JSON.stringify(value)]), classes: this.#names(),
    });
    this.#dialog.close();
    byId('view').focus();
    this.#page.open({ stated, sure: this.#doubt !== '', save: input('card-save').checked });
  }
}
