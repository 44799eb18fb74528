// @ts-check
// Registers the service worker that keeps the site's own files for use without a network, and tells which
// version of them is open.
import { byId } from './mirror.js';
import { say } from './words.js';

/** Milliseconds until a version that is there and has not taken over is asked again. */
const ASKED_AGAIN = 5000;

/** Of the page that is open. */
export function pageVersion() {
  return document.querySelector('meta[name="version"]')?.getAttribute('content') ?? '';
}

/** A line over the page. @param {string} words @param {boolean} [toOpen] with a button that opens the newer version */
function tell(words, toOpen = false) {
  byId('version-said').textContent = words;
  byId('version-open').hidden = !toOpen;
  byId('version-bar').hidden = false;
}

/**
 * @param {() => boolean} inUse whether the person has opened something that a reload would lose
 */
export function keepForOffline(inUse) {
  if (!('serviceWorker' in navigator)) return;
  const container = navigator.serviceWorker;
  // A page that a service worker served shows the version that worker keeps. When a newer one has
  // been fetched whole, start over with it, unless there is something to lose: then it is offered.
  let served = Boolean(container.controller);
  let wanted = false;
  let othersOpen = false;
  /** @type {ServiceWorker | null} */
  let waiting = null;
  byId('version-close').addEventListener('click', () => {
    byId('version-bar').hidden = true;
    byId('view').focus();
  });
  const takeOver = () => {
    waiting?.postMessage('take-over');
    // A browser on a busy machine was seen to leave it waiting.
    setTimeout(() => {
      if (waiting?.state === 'installed' && !othersOpen && (wanted || !inUse())) takeOver();
    }, ASKED_AGAIN);
  };
  byId('version-open').addEventListener('click', () => {
    wanted = true;
    takeOver();
  });
  container.addEventListener('controllerchange', () => {
    if (served && (wanted || !inUse())) location.reload();
    served = true;
  });
  container.addEventListener('message', ({ data }) => {
    // Without an earlier version it is this one that the host has changed: it works, but is not kept.
    if (data?.type === 'other-file' && served) tell(say('version.older', { path: data.path }));
    if (data?.type !== 'others-open') return;
    othersOpen = true;
    tell(`${say('version.newer')} ${say('version.others')}`);
  });
  container
    .register('sw.js', { updateViaCache: 'none' })
    .then((registration) => {
      const offer = () => {
        waiting = registration.waiting;
        if (!waiting) return;
        if (inUse()) tell(say('version.newer'), true);
        else takeOver();
      };
      const watch = () => registration.installing?.addEventListener('statechange', offer);
      registration.addEventListener('updatefound', watch);
      // One that was found before anybody listened.
      watch();
      offer();
    })
    // Private windows and some hosts refuse service workers; the page does without.
    .catch(() => {});
}
