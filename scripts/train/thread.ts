/** The program of a thread that trains one run of several: see `inThread`. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../src/lib/messageOf.ts';
import { startBackend } from '../../src/lib/training/backend.ts';
import type { FromRun, RunTask } from './inThread.ts';
import { trainOne } from './one.ts';

const { one, backend } = workerData as RunTask;
const say = (message: FromRun): void => parentPort!.postMessage(message);
const stop = new AbortController();
// Whatever it is told, it is to stop.
parentPort!.once('message', () => stop.abort());
try {
  await startBackend(backend);
  const trained = await trainOne(one, {
    signal: stop.signal,
    onNote: (text) => say({ type: 'note', text }),
    onStart: (start) => say({ type: 'start', start }),
    onStep: (report) => say({ type: 'step', report }),
    onScore: (score) => say({ type: 'score', score }),
  });
  say({ type: 'done', trained });
} catch (error) {
  say({ type: 'failed', reason: messageOf(error) });
}
parentPort!.close();
