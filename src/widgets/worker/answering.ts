import { failureOf } from './failure.ts';
import type { FromAnswering, ToAnswering } from './questionClient.ts';
import { raiseRejections } from './rejections.ts';

/** Makes this worker one that answers questions, one after the other. */
export function answerQuestions<Question>(answer: (question: Question) => unknown): void {
  const post = (message: FromAnswering<unknown>): void => self.postMessage(message);
  let turn: Promise<unknown> = Promise.resolve();
  self.addEventListener('message', ({ data: { call, question } }: MessageEvent<ToAnswering<Question>>) => {
    turn = turn
      .then(() => answer(question))
      .then(
        (found) => post({ type: 'answer', call, answer: found }),
        (error: unknown) => post({ type: 'refusal', call, failure: failureOf(error) }),
      );
  });
  raiseRejections();
  post({ type: 'ready' });
}
