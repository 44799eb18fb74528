// @ts-check
// The images of this session: files as they came, in order, and which of them is asked for. Only
// File handles are kept, never pixels, so a hundred images cost nothing until they are shown.

/** @typedef {import('../shared/messages.js').Part} Part */
/** byRule: the estimate of the model's own part, null where it was not asked; central: of the image's middle,
 * null where the model's own part is that.
 * @typedef {{width: number, height: number, probability: number, byRule: number | null, central: number | null,
 *    novelty: import('../shared/messages.js').Novelty | null, region: Part,
 *    lesion: import('../shared/messages.js').Lesion | null}} Score */
/** @typedef {{id: number, name: string, file: Blob, outcome: string, score: Score | null,
 *    crop: Part | null, synthetic: boolean, own: boolean}} SessionImage
 *    outcome: the result in words, empty until there is one; crop: the part that the network is to
 *    look at, null: the model's own; synthetic: drawn, no photograph; own: brought by the person, no
 *    sample */

export class SessionImages {
  /** @type {SessionImage[]} */
  list = [];
  /** The image that is shown, or was last. @type {number | null} */
  shown = null;
  /** @type {number[]} */
  #waiting = [];
  /** @type {number | null} */
  #asked = null;
  #nextId = 1;
  /** Of the files that came last: the one that is to be shown, and the least id. @type {number | null} */
  #first = null;
  #least = 0;
  /** Images still to be scored without being shown. @type {number[]} */
  #toScore = [];
  /** @type {number | null} */
  #scoring = null;
  /** Of a person's own files those that could not be read, with why: they have no estimate, and their row
   * in tables. @type {{name: string, problem: import('./problem.js').Problem}[]} */
  unread = [];
  /** How many of a collection have been looked at, and how many there are. */
  scored = { done: 0, total: 0 };

  /**
   * @param {(image: SessionImage) => void} ask called with the image to be opened now
   * @param {(image: SessionImage) => void} score called with the image to be scored unseen
   * @param {() => void} changed called after every change of the list or of what is asked for
   */
  constructor(ask, score, changed) {
    this.ask = ask;
    this.score = score;
    this.changed = changed;
  }

  get busy() {
    return this.#asked !== null;
  }

  /**
   * Files that came together: the first by name is opened, the others are scored without being shown,
   * so that the person can look at images meanwhile. What was waiting from before is not opened any
   * more. The first by name has the greatest id, so that it comes first where the newest do.
   * @param {{name: string, path?: string, file: Blob, own: boolean, synthetic?: boolean}[]} files path: the name with the
   *   folders that it lay in; of two images of one name it tells which is which
   * @returns {{id: number, file: Blob}[]} as they joined
   */
  add(files) {
    const names = new Set(files.map(({ name }) => name));
    this.unread = this.unread.filter(({ name }) => !names.has(name));  // tried again
    const sorted = this.#distinct(files).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    const last = this.#nextId + sorted.length - 1;
    const fresh = sorted.map((file, place) => ({
      synthetic: false, ...file, id: last - place, outcome: '', score: null, crop: null,
    }));
    this.#nextId += sorted.length;
    this.list.push(...fresh);
    this.#first = last;
    this.#least = last - sorted.length + 1;
    this.#waiting = fresh.slice(0, 1).map((image) => image.id);
    this.#next();
    this.#collect(fresh.slice(1).map((image) => image.id));
    return fresh.map(({ id, file }) => ({ id, file }));
  }

  /**
   * One that had left comes back as it was, to its place, and is opened. It keeps its id, by which
   * the newest come first.
   * @param {SessionImage} image
   * @param {number} at its place in the list
   */
  restore(image, at) {
    if (this.has(image.id)) return;
    this.list.splice(at, 0, { ...image, outcome: '', score: null });
    this.open(image.id);
  }

  /** Images that have no answer yet and are to get one. */
  get left() {
    const asked = this.list.find(({ id }) => id === this.#asked);
    return this.#toScore.length + (this.#scoring === null ? 0 : 1) + (asked && !asked.score ? 1 : 0);
  }

  /** No more of a collection is read: what waits leaves the session. */
  stop() {
    const waiting = new Set(this.#toScore);
    this.#toScore = [];
    this.list = this.list.filter(({ id, score }) => score || !waiting.has(id));
    this.scored.total = this.scored.done + (this.#scoring === null ? 0 : 1);
    this.changed();
  }

  /** The same with names that no other image of the session has.
   * @param {{name: string, path?: string, file: Blob, own: boolean, synthetic?: boolean}[]} files */
  #distinct(files) {
    const count = new Map();
    for (const { name } of [...files, ...this.list]) count.set(name, (count.get(name) ?? 0) + 1);
    const taken = new Set(this.list.map(({ name }) => name));
    return files.map(({ path, ...file }) => {
      const wanted = (count.get(file.name) ?? 0) > 1 ? path ?? file.name : file.name;
      let name = wanted;
      for (let number = 2; taken.has(name); number += 1) name = numbered(wanted, number);
      taken.add(name);
      return { ...file, name };
    });
  }

  get scoring() {
    return this.#scoring !== null || this.#toScore.length > 0;
  }

  /**
   * Every image anew, those that were still waiting too: another model is open. The one shown is
   * asked for by itself; those that the worker has in hand are answered by the new model.
   */
  scoreAgain() {
    const inHand = [this.shown, this.#scoring, this.#asked];
    for (const image of this.list) Object.assign(image, { outcome: '', score: null });
    this.#toScore = [];
    this.scored = { done: 0, total: this.#scoring === null ? 0 : 1 };
    this.#collect(this.list.map((one) => one.id).filter((id) => !inHand.includes(id)));
    this.changed();
  }

  /** @param {number[]} ids */
  #collect(ids) {
    if (ids.length === 0) return;
    if (!this.scoring) this.scored = { done: 0, total: 0 };
    this.scored.total += ids.length;
    this.#toScore.push(...ids);
    this.#scoreNext();
  }

  #scoreNext() {
    // What the person waits for goes first.
    if (this.#scoring !== null || this.#asked !== null) return;
    const id = this.#toScore.shift();
    if (id === undefined) return;
    const image = this.list.find((one) => one.id === id);
    // Its answer came after all.
    if (image?.score) this.scored.done += 1;
    if (!image || image.score) {
      this.#scoreNext();
      return;
    }
    this.#scoring = image.id;
    this.score(image);
  }

  /**
   * The one that was to be scored is, or can't be: then without a score, and it leaves the list.
   * @param {number} id
   * @param {string} outcome
   * @param {Score | null} score
   */
  scoredUnseen(id, outcome, score) {
    const image = this.list.find((one) => one.id === id);
    if (image && score) Object.assign(image, { outcome, score });
    if (!score) this.list = this.list.filter((one) => one.id !== id || one.score);
    if (this.#scoring === id) {
      this.#scoring = null;
      this.scored.done += 1;
      this.#scoreNext();
    }
    this.changed();
  }

  /** Before it leaves the list. @param {number} id @param {import('./problem.js').Problem} problem */
  noteUnread(id, problem) {
    const image = this.list.find((one) => one.id === id);
    if (image?.own && !image.score) this.unread.push({ name: image.name, problem });
  }

  /** Whether an image is of the session (still). @param {number} id */
  has(id) {
    return this.list.some((one) => one.id === id);
  }

  /**
   * The person does not want it any more: it leaves every list, and an answer to it nobody waits for.
   * @param {number} id
   */
  remove(id) {
    this.list = this.list.filter((one) => one.id !== id);
    this.#waiting = this.#waiting.filter((one) => one !== id);
    const toScore = this.#toScore.filter((one) => one !== id);
    this.scored.total -= this.#toScore.length - toScore.length;
    this.#toScore = toScore;
    if (this.shown === id) this.shown = null;
    if (this.#first === id) this.#first = null;
    if (this.#asked === id) this.#settle(id);
    else this.changed();
  }

  /** @param {number} id */
  open(id) {
    this.#waiting = [id];
    this.#next();
  }

  /**
   * The one asked for is done. An answer to something older changes nothing.
   * @param {number} id
   * @param {string} outcome the result in words
   * @param {Score} score
   */
  done(id, outcome, score) {
    const image = this.list.find((one) => one.id === id);
    if (image) Object.assign(image, { outcome, score });
    this.shown = id;
    this.#settle(id);
  }

  /**
   * It can't be read: it leaves the list, unless it had been read before.
   * @param {number} id
   */
  refused(id) {
    this.list = this.list.filter((one) => one.id !== id || one.outcome);
    // The one of a collection that was to be shown: the next takes its place.
    const next = this.#waiting.length === 0 && this.#first === id ? this.#takeOfBatch() : null;
    if (next) {
      this.#first = next;
      this.#waiting.push(next);
      this.scored.total -= 1;
    }
    this.#settle(id);
  }

  /** The next of the files that came last, taken from those to be scored. */
  #takeOfBatch() {
    const at = this.#toScore.findIndex((id) => id >= this.#least);
    return at < 0 ? null : this.#toScore.splice(at, 1)[0];
  }

  /** @param {number} id */
  #settle(id) {
    if (this.#asked !== id) return;
    this.#asked = null;
    this.#next();
    this.#scoreNext();
  }

  #next() {
    const id = this.#waiting.shift();
    const image = this.list.find((one) => one.id === id);
    if (image) {
      this.#overtake(image.id);
      this.#asked = image.id;
      this.ask(image);
    }
    this.changed();
  }

  /** The one asked for before it need not be answered any more: then it is scored like the others.
   * @param {number} id */
  #overtake(id) {
    const before = this.list.find((one) => one.id === this.#asked);
    if (!before || before.id === id || before.score || this.#toScore.includes(before.id)) return;
    if (!this.scoring) this.scored = { done: 0, total: 0 };
    this.scored.total += 1;
    this.#toScore.unshift(before.id);
  }
}

/** "IMG_1.jpg" and 2: "IMG_1 (2).jpg". @param {string} name @param {number} number */
function numbered(name, number) {
  const [, stem, ending] = name.match(/^(.*?)(\.[^./]*)?$/s) ?? ['', name, ''];
  return `${stem} (${number})${ending ?? ''}`;
}
