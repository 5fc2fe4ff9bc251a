import { WorkerClient } from './client.ts';

/** One worker serves every figure of the page. It starts with the first run. */
export const pageWorker = new WorkerClient(
  () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'figures' }),
);
