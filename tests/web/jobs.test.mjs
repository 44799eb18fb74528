// @ts-check
// The worker's queue and what stands in it, without a browser.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from './browser.mjs';

const { Jobs } = await import(pathToFileURL(path.join(root, 'web/worker/jobs.js')).href);

/**
 * A queue with kinds a (rank 1), b (rank 2), long (rank 5, three steps, gives way), alone (rank 0).
 * Each job notes where it is, as does what goes wrong.
 * @param {Record<string, any>} [others]
 */
function queue(others = {}) {
  /** @type {string[]} */
  const log = [];
  const quick = (/** @type {any} */ { type, id }) => {
    log.push(`${type}${id}`);
    return Promise.resolve();
  };
  const kinds = {
    a: { rank: 1, about: 'a', replaces: ['a'], make: quick },
    b: { rank: 2, about: 'b', make: quick },
    alone: { rank: 0, about: 'alone', alone: true, make: quick },
    long: {
      rank: 5, about: 'long', givesWay: true,
      async* make(/** @type {any} */ { id, between = () => {} }, /** @type {any} */ { post }) {
        try {
          for (const step of [1, 2, 3]) {
            log.push(`long${id}.${step}`);
            between(step);
            yield;
          }
          post({ type: 'done', id });
        } finally {
          log.push(`long${id} over`);
        }
      },
    },
    ...others,
  };
  const jobs = new Jobs(kinds, {
    post: (/** @type {any} */ { type, id }) => log.push(`post ${type}${id ?? ''}`),
    failed: (/** @type {any} */ { id }, /** @type {any} */ { about }, /** @type {any} */ error,
      /** @type {boolean} */ cancelled) =>
      log.push(`${cancelled ? 'cancelled' : 'failed'} ${about}${id ?? ''}: ${error.message}`),
    dropped: (/** @type {any} */ { type, id }) => log.push(`dropped ${type}${id}`),
    broken: (/** @type {any} */ error) => log.push(`broken: ${error.message}`),
  });
  return { jobs, log };
}

/** Until nothing is done any more. @param {string[]} log */
async function settled(log) {
  for (let before = -1, quiet = 0; quiet < 5; quiet = before === log.length ? quiet + 1 : 0) {
    before = log.length;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return log;
}

describe('the queue', () => {
  it('serves the lowest rank first, and equals in the order in which they came', async () => {
    const { jobs, log } = queue({ a: { rank: 1, about: 'a', make: async () => {} } });
    jobs.ask({ type: 'a' });
    for (const [type, id] of [['long', 1], ['b', 1], ['b', 2], ['alone', 1]]) jobs.ask({ type, id });
    assert.deepEqual(await settled(log), ['alone1', 'b1', 'b2', 'long1.1', 'long1.2', 'long1.3',
      'post done1', 'long1 over']);
  });

  it('drops what still waits and is replaced', async () => {
    const { jobs, log } = queue();
    jobs.ask({ type: 'b', id: 0 });
    for (const id of [1, 2, 3]) jobs.ask({ type: 'a', id });
    jobs.ask({ type: 'b', id: 1 });
    assert.deepEqual(await settled(log), ['b0', 'a3', 'b1']);
  });

  it('says what was dropped for something else once that has ended, well or not', async () => {
    const { jobs, log } = queue({
      stop: { rank: 1, about: 'stop', replaces: ['stop'], interrupts: ['b', 'long'],
        make: (/** @type {any} */ { id, fails }) => {
          log.push(`stop${id}`);
          return fails ? Promise.reject(new Error('no')) : Promise.resolve();
        } },
    });
    // One that runs, one that waits; and what one that is itself replaced had interrupted.
    const between = (/** @type {number} */ step) => {
      if (step !== 2) return;
      jobs.ask({ type: 'b', id: 1 });
      jobs.ask({ type: 'stop', id: 1 });
      jobs.ask({ type: 'b', id: 2 });
      jobs.ask({ type: 'stop', id: 2, fails: true });
    };
    jobs.ask({ type: 'long', id: 1, between });
    assert.deepEqual(await settled(log), ['long1.1', 'long1.2', 'stop2', 'failed stop2: no', 'dropped b1',
      'dropped long1', 'dropped b2', 'long1 over']);
  });

  it('does not say it of what nobody waits for any more', async () => {
    const { jobs, log } = queue({
      stop: { rank: 1, about: 'stop', interrupts: ['b'], make: async () => {} },
    });
    jobs.ask({ type: 'a', id: 0 });
    jobs.ask({ type: 'b', id: 1 });
    jobs.ask({ type: 'stop', id: 1 });
    jobs.cancel('b');
    assert.deepEqual(await settled(log), ['a0']);
  });

  it('ends what runs and is replaced with its step, and lets it close what it has opened', async () => {
    const { jobs, log } = queue();
    const between = (/** @type {number} */ step) => step === 2 && jobs.cancel('long');
    jobs.ask({ type: 'long', id: 1, between });
    jobs.ask({ type: 'b', id: 1 });
    assert.deepEqual(await settled(log), ['long1.1', 'b1', 'long1.2', 'long1 over']);
  });

  it('tells a job that is cancelled, and says of its failure that it was', async () => {
    const { jobs, log } = queue({
      fetch: { rank: 3, about: 'fetch', make: (/** @type {any} */ _, /** @type {any} */ { signal }) =>
        new Promise((_resolve, reject) => {
          log.push('fetching');
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }) },
    });
    jobs.ask({ type: 'fetch' });
    await settled(log);
    jobs.cancel('fetch');
    jobs.ask({ type: 'b', id: 1 });
    assert.deepEqual(await settled(log), ['fetching', 'cancelled fetch: aborted', 'b1']);
  });

  it('lets go first between two steps what is more urgent, but nothing that must be alone', async () => {
    const { jobs, log } = queue();
    jobs.ask({ type: 'long', id: 1, between: (/** @type {number} */ step) => {
      if (step !== 2) return;
      for (const type of ['alone', 'b', 'a', 'long']) jobs.ask({ type, id: 9 });
    } });
    assert.deepEqual(await settled(log), ['long1.1', 'long1.2', 'a9', 'b9', 'long1.3', 'post done1',
      'long1 over', 'alone9', 'long9.1', 'long9.2', 'long9.3', 'post done9', 'long9 over']);
  });

  it('answers what fails, and goes on', async () => {
    const { jobs, log } = queue({
      now: { rank: 1, about: 'now', make: () => { throw new Error('at once'); } },
      late: { rank: 1, about: 'late', async* make() { yield; throw new Error('in a step'); } },
    });
    jobs.ask({ type: 'now', id: 1 });
    jobs.ask({ type: 'late', id: 1 });
    jobs.ask({ type: 'b', id: 1 });
    assert.deepEqual(await settled(log), ['failed now1: at once', 'failed late1: in a step', 'b1']);
  });

  it('goes on where even the answer to a failure fails, and says so', async () => {
    /** @type {string[]} */
    const log = [];
    const jobs = new Jobs({
      a: { rank: 1, about: 'a', make: () => Promise.reject(new Error('first')) },
      b: { rank: 2, about: 'b', make: async () => { log.push('b'); } },
    }, {
      post: () => {},
      failed: () => { throw new Error('no other engine'); },
      dropped: () => {},
      broken: (/** @type {any} */ error) => log.push(`broken: ${error.message}`),
    });
    jobs.ask({ type: 'a' });
    jobs.ask({ type: 'b' });
    assert.deepEqual(await settled(log), ['broken: no other engine', 'b']);
    jobs.ask({ type: 'b' });
    assert.deepEqual(await settled(log), ['broken: no other engine', 'b', 'b']);
  });

  it('says so where nobody serves a request', () => {
    const { jobs, log } = queue();
    jobs.ask({ type: 'unheard-of' });
    assert.deepEqual(log, ['broken: nobody serves "unheard-of"']);
  });
});
