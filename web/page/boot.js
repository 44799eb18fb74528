// @ts-check
// Before anything else: where a part of the page's own script can't be loaded, nobody else is there
// to say so. No module, so that it runs even then.

/** Why scripts can't be loaded, as far as the address tells. */
function lesionlensWhy() {
  if (location.protocol === 'file:') {
    return 'LesionLens was opened as a file. Browsers run it from a web server only, be it on this computer: ' +
      'in its folder, "python3 -m http.server 8080 --bind 127.0.0.1", then open http://127.0.0.1:8080/';
  }
  if (globalThis.origin === 'null') {
    return 'LesionLens is shown in a closed frame (sandbox) that keeps it from loading its own files. ' +
      'Open it in a window of its own.';
  }
  return 'LesionLens could not start: a part of it could not be loaded. Is there a connection?';
}

/** Says so in English, the only words there are by then, and offers to try again. */
function lesionlensBootFailed() {
  const boot = document.getElementById('boot');
  const text = document.getElementById('boot-text');
  const retry = document.getElementById('boot-retry');
  if (!boot || !text || !retry) return;
  document.body.dataset.state = 'error';
  boot.dataset.failed = 'true';
  text.textContent = lesionlensWhy();
  retry.hidden = false;
  retry.focus();
}

// A script that can't be loaded, or one that it imports: such errors are heard on the way down only.
addEventListener('error', (event) => {
  if (event.target !== globalThis) lesionlensBootFailed();
}, true);
addEventListener('DOMContentLoaded', () => {
  document.getElementById('boot-retry')?.addEventListener('click', () => location.reload());
});
Object.assign(globalThis, { lesionlensBootFailed });
