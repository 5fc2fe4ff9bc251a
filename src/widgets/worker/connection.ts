import type { Failure } from './protocol.ts';

/** How long a worker may take, in milliseconds. */
export interface Patience {
  /** To start. */
  readonly start: number;
  /** To answer a cancel. */
  readonly cancel: number;
}

export interface ConnectionOptions<From> {
  readonly create: () => Worker;
  /** What the worker's program does, as in "that trains". */
  readonly program: string;
  /** What its reader does to start it anew, as in "train". */
  readonly again: string;
  readonly patience: Patience;
  /** Gets everything that the worker says but that it is ready. */
  readonly onMessage: (message: From) => void;
  /** Gets the reason why the worker is gone, where it was not asked to go. */
  readonly onLoss: (failure: Failure) => void;
}

/**
 * The page's link to a worker, which is created with the first message. One that fails, or takes longer than is waited
 * for, is thrown away, and the next message goes to a new one.
 */
export class WorkerConnection<To, From extends { readonly type: string }> {
  readonly #options: ConnectionOptions<Exclude<From, { type: 'ready' }>>;
  #worker: Worker | null = null;
  #ready = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions<Exclude<From, { type: 'ready' }>>) {
    this.#options = options;
  }

  send(message: To): void {
    try {
      this.#worker ??= this.#listen(this.#options.create());
      this.#worker.postMessage(message);
    } catch {
      this.#lose(this.#notStarted());
      return;
    }
    if (!this.#ready) this.#timer ??= setTimeout(() => this.#lose(this.#notStarted()), this.#options.patience.start);
  }

  /** Sends a message that the worker has to answer soon, or be lost. */
  sendCancel(message: To): void {
    this.send(message);
    this.stopWaiting();
    this.#timer = setTimeout(() => this.#lose(this.#stopped('It did not answer.')), this.#options.patience.cancel);
  }

  /** What was waited for is there. */
  stopWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Ends the worker and what it does. */
  discard(): void {
    this.stopWaiting();
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = false;
  }

  #listen(worker: Worker): Worker {
    worker.addEventListener('message', ({ data }: MessageEvent<From>) => {
      if (worker !== this.#worker) return;
      if (data.type !== 'ready') return this.#options.onMessage(data as Exclude<From, { type: 'ready' }>);
      this.#ready = true;
      this.stopWaiting();
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#lose(this.#ready ? this.#stopped(event.message) : this.#notStarted());
    });
    return worker;
  }

  #lose(failure: Failure): void {
    this.discard();
    this.#options.onLoss(failure);
  }

  #notStarted(): Failure {
    const { program, again } = this.#options;
    return {
      what: `The program ${program} did not start.`,
      why: 'Its file could not be loaded or run; the site may have been updated since this page was opened.',
      next: `Reload the page and ${again} again.`,
    };
  }

  #stopped(reason: string): Failure {
    const { program, again } = this.#options;
    return {
      what: `The program ${program} stopped.`,
      why: reason || 'The browser gave no reason.',
      next: `${again[0].toUpperCase()}${again.slice(1)} again: it is started anew.`,
    };
  }
}
