import type { Progress } from '../../lib/experiment.ts';
import { WorkerConnection, type Patience } from './connection.ts';
import {
  CancelledError,
  RunError,
  type Failure,
  type FromWorker,
  type Outcome,
  type Request,
  type ToWorker,
} from './protocol.ts';

export interface RunEvents {
  readonly onProgress: (progress: Progress) => void;
  /** How many runs are ahead of this one; 0 when it starts. */
  readonly onQueue: (ahead: number) => void;
  readonly signal: AbortSignal;
}

interface Job extends RunEvents {
  readonly number: number;
  readonly request: Request;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end of the worker that computes the figures. One job runs at a time, the others wait in order. */
export class WorkerClient {
  readonly #connection: WorkerConnection<ToWorker, FromWorker>;
  readonly #queue: Job[] = [];
  #jobs = 0;

  constructor(create: () => Worker, patience: Patience = { start: 30_000, cancel: 3_000 }) {
    this.#connection = new WorkerConnection<ToWorker, FromWorker>({
      create,
      program: 'that computes the figures',
      again: 'run',
      patience,
      onMessage: (message) => this.#receive(message),
      onLoss: (failure) => this.#fail(failure),
    });
  }

  /** Rejects with RunError when there is no result, with CancelledError when the signal was aborted. */
  run(request: Request, events: RunEvents): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const job: Job = { ...events, number: ++this.#jobs, request, resolve, reject };
      this.#queue.push(job);
      events.signal.addEventListener('abort', () => this.#cancel(job), { once: true });
      if (events.signal.aborted) this.#cancel(job);
      else if (this.#queue.length === 1) this.#startNext();
      else events.onQueue(this.#queue.length - 1);
    });
  }

  #startNext(): void {
    this.#queue.forEach((job, ahead) => job.onQueue(ahead));
    const job = this.#queue[0];
    if (job) this.#connection.send({ type: 'run', job: job.number, request: job.request });
  }

  #receive(message: Exclude<FromWorker, { type: 'ready' }>): void {
    const job = this.#queue[0];
    if (!job || message.job !== job.number) return;
    if (message.type === 'progress') job.onProgress(message.progress);
    else if (message.type === 'cancelled' || job.signal.aborted)
      this.#finish(job, () => job.reject(new CancelledError()));
    else if (message.type === 'error') this.#finish(job, () => job.reject(new RunError(message.failure)));
    else this.#finish(job, () => job.resolve(message.outcome));
  }

  #cancel(job: Job): void {
    if (!this.#queue.includes(job)) return;
    if (job !== this.#queue[0]) {
      this.#finish(job, () => job.reject(new CancelledError()));
      return;
    }
    this.#connection.sendCancel({ type: 'cancel', job: job.number });
  }

  #fail(failure: Failure): void {
    const job = this.#queue[0];
    if (job) this.#finish(job, () => job.reject(job.signal.aborted ? new CancelledError() : new RunError(failure)));
  }

  #finish(job: Job, settle: () => void): void {
    const wasRunning = job === this.#queue[0];
    this.#queue.splice(this.#queue.indexOf(job), 1);
    settle();
    if (wasRunning) {
      this.#connection.stopWaiting();
      this.#startNext();
    } else {
      this.#queue.forEach((waiting, ahead) => waiting.onQueue(ahead));
    }
  }
}
