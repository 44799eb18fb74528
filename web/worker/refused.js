// @ts-check
// What the worker answers where it can't do what it was asked, and is as fit as before. Any other
// error is taken for an engine that ran out of memory.

/** A sentence for the person at the page. */
export class Refused extends Error {}

/** The same of a file that could not be fetched. */
export class Unreachable extends Refused {}
