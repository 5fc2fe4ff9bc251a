import { WorkerConnection, type ConnectionOptions, type Patience } from './connection.ts';
import { RunError, type Failure } from './protocol.ts';

/** What a worker can be asked, by kind. */
export interface Asked {
  readonly kind: string;
}

/** A question to a worker that answers questions. */
export interface ToAnswering<Question> {
  readonly type: 'question';
  readonly call: number;
  readonly question: Question;
}

/** What it says. */
export type FromAnswering<Answer> =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly call: number; readonly answer: Answer }
  | { readonly type: 'refusal'; readonly call: number; readonly failure: Failure };

interface Call {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** What the worker's program does, and what its reader does to start it anew. */
type Named = Pick<ConnectionOptions<never>, 'program' | 'again'>;

/** The page’s end of a worker that answers questions. It starts with the first one. */
export class QuestionClient<Question extends Asked, Answers extends Readonly<Record<Question['kind'], unknown>>> {
  readonly #connection: WorkerConnection<ToAnswering<Question>, FromAnswering<unknown>>;
  readonly #calls = new Map<number, Call>();
  #lastCall = 0;

  constructor(create: () => Worker, named: Named, patience: Patience = { start: 30_000, cancel: 0 }) {
    this.#connection = new WorkerConnection<ToAnswering<Question>, FromAnswering<unknown>>({
      create,
      ...named,
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
  ask<Kind extends Question['kind']>(question: Extract<Question, { readonly kind: Kind }>): Promise<Answers[Kind]> {
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
