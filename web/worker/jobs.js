// @ts-check
// The worker's queue: one thing at a time, the most urgent first. Knows neither engine nor network.

/** @typedef {import('../shared/messages.js').Request} Request */
/** @typedef {import('../shared/messages.js').Answer} Answer */
/** @typedef {(answer: Answer, transfer?: ArrayBufferLike[]) => void} Post */

/**
 * What a job is given. post: says something, any number of times; signal: nobody waits for it any
 * more.
 * @typedef {{post: Post, signal: AbortSignal}} Job
 */
/**
 * How requests of one type are served.
 * rank: the lowest goes first, and of equals the one that came first.
 * replaces: types of which whatever waits is dropped, and what runs cancelled, when one of these comes; who asks
 * for it knows that no answer to the others comes any more.
 * interrupts: likewise types that somebody may go on waiting for: that they were dropped is said once this
 * one has ended, however it has.
 * alone: waits until nothing else has begun.
 * givesWay: between its steps whatever has a lower rank goes first.
 * about: which part of a failure's answer tells the page what failed.
 * make: where it is a generator, a step ends with each yield: then the messages that have come are
 * heard, and a job that was cancelled ends.
 * @typedef {{
 *   rank: number,
 *   replaces?: Request['type'][],
 *   interrupts?: Request['type'][],
 *   alone?: boolean,
 *   givesWay?: boolean,
 *   about: import('../shared/messages.js').Failure['about'],
 *   make: (request: any, job: Job) => Promise<void> | AsyncGenerator<undefined, void, undefined>,
 * }} Kind
 */
/** interrupted: what was dropped for it, and is to be said.
 * @typedef {{request: Request, kind: Kind, abort: AbortController, interrupted: Request[]}} Asked */

export class Jobs {
  /** @type {Asked[]} */
  #waiting = [];
  /** The last one runs; those before it have given way between two steps. @type {Asked[]} */
  #begun = [];
  #working = false;

  /**
   * @param {Partial<Record<Request['type'], Kind>>} kinds by type of request
   * @param {{
   *   post: Post,
   *   failed: (request: Request, kind: Kind, error: unknown, cancelled: boolean) => void,
   *   dropped: (request: Request) => void,
   *   broken: (error: unknown) => void,
   *   breath?: () => Promise<unknown>,
   * }} way failed: answers a request that can't be served, or only tidies up where it
   *   was cancelled; dropped: says that no answer comes, to whoever still waits; broken: says what nobody has asked for;
   *   breath: lets the messages that have come be heard
   */
  constructor(kinds, way) {
    this.kinds = kinds;
    this.way = way;
    this.breath = way.breath ?? (() => new Promise((resolve) => setTimeout(resolve)));
  }

  /** @param {Request} request */
  ask(request) {
    const kind = this.kinds[request.type];
    if (!kind) return this.way.broken(new Error(`nobody serves "${request.type}"`));
    // What those had interrupted that are themselves replaced is said after this one.
    const interrupted = (kind.replaces ?? []).flatMap((type) => this.#drop(type).flatMap((one) => one.interrupted));
    for (const type of kind.interrupts ?? []) {
      for (const one of this.#drop(type)) interrupted.push(...one.interrupted, one.request);
    }
    this.#waiting.push({ request, kind, abort: new AbortController(), interrupted });
    if (!this.#working) void this.#work();
  }

  /** Requests of a type, for which nobody waits any more: what waits is dropped, what runs ends with its step.
   * @param {string} type */
  cancel(type) {
    for (const one of [...this.#waiting, ...this.#begun]) {
      one.interrupted = one.interrupted.filter((request) => request.type !== type);
    }
    for (const one of this.#drop(type)) this.#say(one);
  }

  /** @param {string} type @returns {Asked[]} what waited, and what ran and had not been told to end */
  #drop(type) {
    const of = (/** @type {Asked} */ { request }) => request.type === type;
    const waited = this.#waiting.filter(of);
    this.#waiting = this.#waiting.filter((one) => !of(one));
    const ran = this.#begun.filter((one) => of(one) && !one.abort.signal.aborted);
    for (const { abort } of ran) abort.abort();
    return [...waited, ...ran];
  }

  /** What it has interrupted. @param {Asked} asked */
  #say(asked) {
    for (const request of asked.interrupted.splice(0)) this.way.dropped(request);
  }

  async #work() {
    this.#working = true;
    for (let next = this.#take(); next; next = this.#take()) {
      await this.#serve(next);
      await this.breath();
    }
    this.#working = false;
  }

  /** The most urgent that may begin now: before `than`, where that is between two steps.
   * @param {Asked} [than] */
  #take(than) {
    const free = this.#waiting.filter(({ kind }) =>
      !than || (kind.rank < than.kind.rank && !kind.alone));
    const [next] = free.sort((a, b) => a.kind.rank - b.kind.rank);
    this.#waiting = this.#waiting.filter((one) => one !== next);
    return next;
  }

  /** Never fails. @param {Asked} asked */
  async #serve(asked) {
    const { request, kind, abort: { signal } } = asked;
    this.#begun.push(asked);
    try {
      const made = kind.make(request, { post: this.way.post, signal });
      if (Symbol.asyncIterator in made) await this.#step(made, asked);
      else await made;
    } catch (error) {
      this.#fail(request, kind, error, signal.aborted);
    } finally {
      this.#begun.pop();
      this.#say(asked);
    }
  }

  /** @param {AsyncGenerator<undefined, void, undefined>} steps @param {Asked} asked */
  async #step(steps, asked) {
    while (!(await steps.next()).done) {
      await this.breath();
      if (asked.kind.givesWay) {
        for (let next = this.#take(asked); next; next = this.#take(asked)) {
          await this.#serve(next);
          await this.breath();
        }
      }
      // Its last words: what it has opened is closed.
      if (asked.abort.signal.aborted) await steps.return();
    }
  }

  /** @param {Request} request @param {Kind} kind @param {unknown} error @param {boolean} cancelled */
  #fail(request, kind, error, cancelled) {
    try {
      this.way.failed(request, kind, error, cancelled);
    } catch (second) {
      this.way.broken(second);
    }
  }
}
