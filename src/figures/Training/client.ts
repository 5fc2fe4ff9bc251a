import { RunError, type Failure } from '../worker/protocol.ts';
import type { Answers, FromWorker, Question, ToWorker, TrainingEvent } from './protocol.ts';

const notStarted: Failure = {
  what: 'The program that trains did not start.',
  why: 'Its file could not be loaded or run; the site may have been updated since this page was opened.',
  next: 'Reload the page and train again.',
};

const stopped = (reason: string): Failure => ({
  what: 'The program that trains stopped.',
  why: reason || 'The browser gave no reason.',
  next: 'Train again: it is started anew.',
});

interface Call {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The page's end of the training worker, which is created with the first use. One that fails, or does not answer a
 * cancel, is thrown away with its models, and replaced at the next use.
 */
export class TrainingClient {
  readonly #create: () => Worker;
  readonly #onEvent: (event: TrainingEvent) => void;
  readonly #patience: { readonly start: number; readonly cancel: number };
  readonly #calls = new Map<number, Call>();
  #lastCall = 0;
  #worker: Worker | null = null;
  #ready = false;
  #training = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Patience in milliseconds: how long the worker may take to start, and to answer a cancel. */
  constructor(
    create: () => Worker,
    onEvent: (event: TrainingEvent) => void,
    patience = { start: 30_000, cancel: 10_000 },
  ) {
    this.#create = create;
    this.#onEvent = onEvent;
    this.#patience = patience;
  }

  /** Tells the worker something that it answers with events. */
  tell(message: Exclude<ToWorker, { type: 'question' }>): void {
    if (message.type === 'train') this.#training = true;
    this.#send(message);
    if (message.type !== 'cancel') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#discard(stopped('It did not answer.'));
      this.#onEvent({ type: 'cancelled' });
    }, this.#patience.cancel);
  }

  /** Rejects with RunError where there is no answer. */
  ask<Kind extends Question['kind']>(question: Extract<Question, { kind: Kind }>): Promise<Answers[Kind]> {
    const call = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#send({ type: 'question', call, question });
    });
  }

  /** Ends the worker and what it does. */
  dispose(): void {
    this.#discard(stopped('The page was left.'));
  }

  #send(message: ToWorker): void {
    try {
      const worker = (this.#worker ??= this.#listen(this.#create()));
      worker.postMessage(message);
    } catch {
      this.#fail(notStarted);
      return;
    }
    if (!this.#ready) this.#timer ??= setTimeout(() => this.#fail(notStarted), this.#patience.start);
  }

  #listen(worker: Worker): Worker {
    worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
      if (worker === this.#worker) this.#receive(event.data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#fail(this.#ready ? stopped(event.message) : notStarted);
    });
    return worker;
  }

  #receive(message: FromWorker): void {
    if (message.type === 'ready') {
      this.#ready = true;
      this.#stopTimer();
    } else if (message.type === 'answer') {
      this.#settle(message.call, ({ resolve }) => resolve(message.answer as never));
    } else if (message.type === 'refusal') {
      this.#settle(message.call, ({ reject }) => reject(new RunError(message.failure)));
    } else {
      if (['done', 'cancelled', 'error'].includes(message.type)) {
        this.#training = false;
        this.#stopTimer();
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
    const wasTraining = this.#training;
    this.#discard(failure);
    if (wasTraining) this.#onEvent({ type: 'error', failure });
  }

  #discard(failure: Failure): void {
    this.#stopTimer();
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = false;
    this.#training = false;
    for (const call of [...this.#calls.keys()]) this.#settle(call, ({ reject }) => reject(new RunError(failure)));
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
