// @ts-check
// What the page's own thread did, from Chromium's trace. Processor time, not time of day: on a busy
// machine, or where drawing waits for a software rasteriser, a task lasts longer than it works.

/** One task of the page's thread, in milliseconds: when it began (from the start of the trace), how
 * long it lasted, and how much of that the thread had a processor.
 * @typedef {{start: number, whole: number, cpu: number}} Task */
/** The same of a part of a task. type: of an event that was handled.
 * @typedef {Task & {name: string, type: string}} Part */

/**
 * @param {import('./browser.mjs').Browser} browser
 * @param {import('./browser.mjs').Page} page
 * @param {() => Promise<void>} what
 * @returns {Promise<{tasks: Task[], parts: Part[]}>} parts: events handled, frames made
 */
export async function traced(browser, page, what) {
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await what().catch(async (error) => {
    await browser.stopTracing();
    throw error;
  });
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const begun = traceEvents.find((/** @type {any} */ event) =>
    event.name === 'TracingStartedInBrowser');
  const { processId } = begun.args.data.frames[0];
  const thread = traceEvents.find((/** @type {any} */ event) => event.pid === processId &&
    event.name === 'thread_name' && event.args.name === 'CrRendererMain');
  /** @type {Part[]} */
  const all = traceEvents.filter((/** @type {any} */ event) => event.ph === 'X' &&
    event.pid === processId && event.tid === thread.tid && event.tdur !== undefined)
    .map((/** @type {any} */ event) => ({
      name: event.name,
      type: event.args?.data?.type ?? '',
      start: (event.ts - begun.ts) / 1000,
      whole: event.dur / 1000,
      cpu: event.tdur / 1000,
    }));
  const named = (/** @type {RegExp} */ name) => all.filter((part) => name.test(part.name))
    .sort((a, b) => a.start - b.start);
  const tasks = named(/^RunTask$/);
  if (tasks.length === 0) throw new Error('the trace names no task of the page');
  return { tasks, parts: named(/^(EventDispatch|FireAnimationFrame)$/) };
}

/** @param {number[]} values */
export const greatest = (values) => Math.max(0, ...values);
