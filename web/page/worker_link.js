// @ts-check
// Starts the worker. A worker loaded from an address takes the policy of its own response, and a
// host of static files sends none; one started from a blob inherits the page's. So the worker is a
// one-line blob that imports worker.js: whatever it tries to send elsewhere is refused as it is for
// the page.

/**
 * @param {(message: any) => void} onMessage
 * @param {(sentence: string) => void} onBroken the worker could not be started, or broke down
 * @returns {(message: any, transfer?: Transferable[]) => void} posts to the worker
 */
export function startWorker(onMessage, onBroken) {
  const script = new URL('../worker/worker.js', import.meta.url).href;
  const blob = new Blob([`import ${JSON.stringify(script)};`], { type: 'text/javascript' });
  const address = URL.createObjectURL(blob);
  const worker = new Worker(address, { type: 'module', name: 'lesionlens' });
  worker.addEventListener('message', (event) => {
    // The first message says that the script has been read.
    URL.revokeObjectURL(address);
    onMessage(event.data);
  });
  worker.addEventListener('error', (event) => onBroken(event.message || ''));
  return (message, transfer = []) => worker.postMessage(message, transfer);
}
