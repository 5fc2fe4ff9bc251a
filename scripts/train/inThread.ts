import { startThread } from '../threads/thread.ts';
import type { OneRun, RunReports, Trained } from './one.ts';

/** What a thread is given. */
export interface RunTask {
  readonly one: OneRun;
  /** tfjs backend. */
  readonly backend: string;
}

export type FromRun =
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'start'; readonly start: Parameters<RunReports['onStart']>[0] }
  | { readonly type: 'step'; readonly report: Parameters<RunReports['onStep']>[0] }
  | { readonly type: 'score'; readonly score: Parameters<RunReports['onScore']>[0] }
  | { readonly type: 'done'; readonly trained: Trained }
  | { readonly type: 'failed'; readonly reason: string };

/** `trainOne` in a thread of its own, to the same last bit. */
export function trainInThread(task: RunTask, reports: RunReports): Promise<Trained> {
  const thread = startThread(new URL('./thread.ts', import.meta.url), task);
  const stop = (): void => thread.postMessage('stop');
  if (reports.signal.aborted) stop();
  reports.signal.addEventListener('abort', stop, { once: true });
  const finished = new Promise<Trained>((resolve, reject) => {
    thread.on('message', (message: FromRun) => {
      if (message.type === 'note') reports.onNote(message.text);
      else if (message.type === 'start') reports.onStart(message.start);
      else if (message.type === 'step') reports.onStep(message.report);
      else if (message.type === 'score') reports.onScore(message.score);
      else if (message.type === 'done') resolve(message.trained);
      else reject(new Error(message.reason));
    });
    thread.on('error', reject);
    thread.on('exit', (code) => reject(new Error(`its thread ended with code ${code}`)));
  });
  return finished.finally(() => {
    reports.signal.removeEventListener('abort', stop);
    void thread.terminate();
  });
}
