import { failureOf } from '../worker/failure.ts';
import { raiseRejections } from '../worker/rejections.ts';
import { judge } from './judge.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const post = (message: FromWorker): void => self.postMessage(message);

self.addEventListener('message', ({ data: { call, question } }: MessageEvent<ToWorker>) => {
  try {
    post({ type: 'answer', call, answer: judge(question) });
  } catch (error) {
    post({ type: 'refusal', call, failure: failureOf(error) });
  }
});
raiseRejections();
post({ type: 'ready' });
