import { WorkerConnection, type Patience } from '../worker/connection.ts';
import { RunError, type Failure } from '../worker/protocol.ts';
import type { Answers, FromWorker, Question, ToWorker, TrainingEvent } from './protocol.ts';

interface Call {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end of the worker that trains. Its models go where it goes. */
export class TrainingClient {
  readonly #connection: WorkerConnection<ToWorker, FromWorker>;
  readonly #onEvent: (event: TrainingEvent) => void;
  readonly #calls = new Map<number, Call>();
  #lastCall = 0;
  #training: 'no' | 'yes' | 'cancelling' = 'no';

  constructor(
    create: () => Worker,
    onEvent: (event: TrainingEvent) => void,
    patience: Patience = { start: 30_000, cancel: 10_000 },
  ) {
    this.#onEvent = onEvent;
    this.#connection = new WorkerConnection<ToWorker, FromWorker>({
      create,
      program: 'that trains',
      again: 'train',
      patience,
      onMessage: (message) => this.#receive(message),
      onLoss: (failure) => this.#fail(failure),
    });
  }

  /** Sends the worker something that it answers with events. */
  send(message: Exclude<ToWorker, { type: 'question' }>): void {
    if (message.type === 'cancel') {
      this.#training = 'cancelling';
      this.#connection.sendCancel(message);
    } else {
      if (message.type === 'train') this.#training = 'yes';
      this.#connection.send(message);
    }
  }

  /** Rejects with RunError where there is no answer. */
  ask<Kind extends Question['kind']>(question: Extract<Question, { kind: Kind }>): Promise<Answers[Kind]> {
    const call = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#connection.send({ type: 'question', call, question });
    });
  }

  /** Ends the worker and what it does. */
  dispose(): void {
    this.#connection.discard();
    this.#reject({
      what: 'The program that trains was ended.',
      why: 'The page was left.',
      next: 'Open it again to train.',
    });
  }

  #receive(message: Exclude<FromWorker, { type: 'ready' }>): void {
    if (message.type === 'answer') {
      this.#settle(message.call, ({ resolve }) => resolve(message.answer as never));
    } else if (message.type === 'refusal') {
      this.#settle(message.call, ({ reject }) => reject(new RunError(message.failure)));
    } else {
      if (['done', 'cancelled', 'error'].includes(message.type)) {
        this.#training = 'no';
        this.#connection.stopWaiting();
      }
      this.#onEvent(message);
    }
  }

  #settle(call: number, how: (call: Call) => void): void {
    const open = this.#calls.get(call);
    this.#calls.delete(call);
    if (open) how(open);
  }

  #fail(failure: Failure): void {
    const before = this.#training;
    this.#training = 'no';
    this.#reject(failure);
    if (before !== 'no') this.#onEvent(before === 'cancelling' ? { type: 'cancelled' } : { type: 'error', failure });
  }

  #reject(failure: Failure): void {
    for (const call of [...this.#calls.keys()]) this.#settle(call, ({ reject }) => reject(new RunError(failure)));
  }
}
