// @ts-check
// Registers the service worker that keeps the site's own files for use without a network.

/**
 * @param {() => boolean} inUse whether the person has opened something that a reload would lose
 */
export function keepForOffline(inUse) {
  if (!('serviceWorker' in navigator)) return;
  const container = navigator.serviceWorker;
  // A page that a service worker served shows the version that worker keeps. When a newer one has
  // been fetched whole, start over with it, unless there is something to lose: then it comes with
  // the next visit.
  let served = Boolean(container.controller);
  container.addEventListener('controllerchange', () => {
    if (served && !inUse()) location.reload();
    served = true;
  });
  container
    .register('sw.js', { updateViaCache: 'none' })
    .then((registration) => {
      const offer = () => {
        if (registration.waiting && !inUse()) registration.waiting.postMessage('take-over');
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
