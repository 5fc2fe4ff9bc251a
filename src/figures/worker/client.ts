import type { Progress } from '../../lib/experiment.ts';
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

const notStarted: Failure = {
  what: 'The program that computes the figures did not start.',
  why: 'Its file could not be loaded or run; the site may have been updated since this page was opened.',
  next: 'Reload the page and run again.',
};

const stopped = (reason: string): Failure => ({
  what: 'The program that computes the figures stopped.',
  why: reason || 'The browser gave no reason.',
  next: 'Run again: it is started anew.',
});

/**
 * The page's end of the worker. One job runs at a time, the others wait in order. The worker is created with the
 * first job and kept; one that fails, or does not answer a cancel, is thrown away and replaced by the next job's.
 */
export class WorkerClient {
  readonly #create: () => Worker;
  readonly #patience: { readonly start: number; readonly cancel: number };
  readonly #queue: Job[] = [];
  #worker: Worker | null = null;
  #ready = false;
  #jobs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Patience in milliseconds: how long a worker may take to start, and to answer a cancel. */
  constructor(create: () => Worker, patience = { start: 30_000, cancel: 3_000 }) {
    this.#create = create;
    this.#patience = patience;
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
    if (!job) return;
    try {
      const worker = (this.#worker ??= this.#listen(this.#create()));
      worker.postMessage({ type: 'run', job: job.number, request: job.request } satisfies ToWorker);
    } catch {
      this.#discard();
      this.#finish(job, () => job.reject(new RunError(notStarted)));
      return;
    }
    if (!this.#ready) this.#timer = setTimeout(() => this.#fail(notStarted), this.#patience.start);
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
      clearTimeout(this.#timer);
      return;
    }
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
    this.#worker?.postMessage({ type: 'cancel', job: job.number } satisfies ToWorker);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#discard();
      this.#finish(job, () => job.reject(new CancelledError()));
    }, this.#patience.cancel);
  }

  #fail(failure: Failure): void {
    this.#discard();
    const job = this.#queue[0];
    if (job) this.#finish(job, () => job.reject(job.signal.aborted ? new CancelledError() : new RunError(failure)));
  }

  #discard(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = false;
  }

  #finish(job: Job, settle: () => void): void {
    const wasRunning = job === this.#queue[0];
    this.#queue.splice(this.#queue.indexOf(job), 1);
    settle();
    if (wasRunning) {
      clearTimeout(this.#timer);
      this.#startNext();
    } else {
      this.#queue.forEach((waiting, ahead) => waiting.onQueue(ahead));
    }
  }
}
