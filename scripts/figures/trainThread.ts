/** The program of a thread that trains one model of a figure. `workerData` is the candidate. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../src/lib/messageOf.ts';
import { startBackend } from '../../src/lib/training/backend.ts';
import { trainCandidate } from '../../src/lib/training/candidate.ts';
import type { Candidate } from '../../src/lib/training/recipe.ts';
import type { FromCandidate } from './threads.ts';
import { threadSeconds } from './threadSeconds.ts';

const say = (message: FromCandidate): void => parentPort!.postMessage(message);
try {
  await startBackend('wasm');
  const candidate = workerData as Candidate;
  const result = await trainCandidate({
    candidate,
    // Whoever wants it to stop ends the thread.
    signal: new AbortController().signal,
    onProgress: (fraction) => say({ type: 'progress', fraction }),
  });
  const processorSeconds = candidate.recipe.followed ? threadSeconds() : null;
  say({ type: 'done', result: { ...result, ...(processorSeconds !== null && { processorSeconds }) } });
} catch (error) {
  say({ type: 'failed', reason: messageOf(error) });
}
