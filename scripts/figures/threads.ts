import { limited } from '../../src/lib/compute/limited.ts';
import type { Threads } from '../../src/lib/experiment.ts';
import type { Candidate, CandidateResult } from '../../src/lib/training/recipe.ts';
import { startThread } from '../threads/thread.ts';

export type FromCandidate =
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'done'; readonly result: CandidateResult }
  | { readonly type: 'failed'; readonly reason: string };

/** What a thread is given. */
export interface ThreadTask {
  readonly candidate: Candidate;
  /** Where it stores how far it is. */
  readonly file?: string;
}

/**
 * So many threads at a time, whoever asks for them, that train a model each, on tfjs's WebAssembly backend. Aborting ends them at
 * once.
 */
export function threadsThatTrain(most: number): Threads {
  const inTurn = limited(most);
  return { most, train: (work) => inTurn(() => trainInThread(work)) };
}

async function trainInThread({ candidate, signal, onProgress, file }: Parameters<Threads['train']>[0]) {
  signal.throwIfAborted();
  const thread = startThread(new URL('./trainThread.ts', import.meta.url), { candidate, file } satisfies ThreadTask);
  let abort = (): void => undefined;
  try {
    return await new Promise<CandidateResult>((resolve, reject) => {
      abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort);
      thread.on('message', (message: FromCandidate) => {
        if (message.type === 'progress') onProgress(message.fraction);
        else if (message.type === 'done') resolve(message.result);
        else reject(new Error(message.reason));
      });
      thread.on('error', reject);
      thread.on('exit', (code) => reject(new Error(`a thread that trains ended with code ${code}`)));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    await thread.terminate();
  }
}
