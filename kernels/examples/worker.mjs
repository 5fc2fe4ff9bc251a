// The worker of page-with-worker.mjs.
import { attend } from './attend.mjs';

self.addEventListener('message', async () => self.postMessage(await attend()));
