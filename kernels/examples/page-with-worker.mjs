// A page that computes in a worker, so that it never freezes. Both files are bundled.
const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' });
worker.addEventListener('message', ({ data }) => (document.body.textContent = data));
worker.addEventListener('error', ({ message }) => (document.body.textContent = message));
worker.postMessage('start');
