import { WorkerConnection, type Patience } from '../worker/connection.ts';
import { RunError, type Failure } from '../worker/protocol.ts';
import type { Answers, FromWorker, Question, ToWorker } from './protocol.ts';

interface Call {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** The page’s end of the worker that judges pictures. It starts with the first question. */
export class JudgeClient {
  readonly #connection: WorkerConnection<ToWorker, FromWorker>;
  readonly #calls = new Map<number, Call>();
  #lastCall = 0;

  constructor(create: () => Worker, patience: Patience = { start: 30_000, cancel: 0 }) {
    this.#connection = new WorkerConnection<ToWorker, FromWorker>({
      create,
      program: 'that judges pictures',
      again: 'ask',
      patience,
      onMessage: (message) => {
        const call = this.#calls.get(message.call);
        this.#calls.delete(message.call);
        if (message.type === 'answer') call?.resolve(message.answer as never);
        else call?.reject(new RunError(message.failure));
      },
      onLoss: (failure) => this.#rejectAll(failure),
    });
  }

  /** Rejects with RunError where there is no answer. */
  ask<Kind extends Question['kind']>(question: Extract<Question, { kind: Kind }>): Promise<Answers[Kind]> {
    const call = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#connection.send({ type: 'question', call, question });
    });
  }

  /** Ends the worker. What it was asked stays without an answer. */
  dispose(): void {
    this.#connection.discard();
    this.#calls.clear();
  }

  #rejectAll(failure: Failure): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const { reject } of calls) reject(new RunError(failure));
  }
}
