/** The program of a thread that trains one model of a figure. `workerData` is a `ThreadTask`. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../src/lib/messageOf.ts';
import { startBackend } from '../../src/lib/training/backend.ts';
import { trainCandidate } from '../../src/lib/training/candidate.ts';
import type { FromCandidate, ThreadTask } from './threads.ts';
import { threadSeconds } from './threadSeconds.ts';
import { storeIn } from './unfinished.ts';

const say = (message: FromCandidate): void => parentPort!.postMessage(message);
try {
  await startBackend('wasm');
  const { candidate, file } = workerData as ThreadTask;
  const store = file === undefined ? undefined : storeIn(file, threadSeconds);
  const result = await trainCandidate({
    candidate,
    // Whoever wants it to stop ends the thread.
    signal: new AbortController().signal,
    onProgress: (fraction) => say({ type: 'progress', fraction }),
    store,
  });
  const seconds = store?.processorSeconds ?? threadSeconds;
  const processorSeconds = candidate.recipe.followed ? seconds() : null;
  say({ type: 'done', result: { ...result, ...(processorSeconds !== null && { processorSeconds }) } });
} catch (error) {
  say({ type: 'failed', reason: messageOf(error) });
}
