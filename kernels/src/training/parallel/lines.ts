import type { FromReplica, ToReplica } from './messages.ts';
import { aFunction } from '../../shapes.ts';

/** What a line reports. */
export interface LineEvents {
  readonly onMessage: (message: FromReplica) => void;
  /** The worker is gone, or what it said can't be read; it says nothing more. */
  readonly onLoss: (reason: string) => void;
}

/** A link to a worker in which `serveReplica` answers. */
export interface Line {
  post(message: ToReplica, transfer: ArrayBuffer[]): void;
  /** Ends the worker and what it does. */
  end(): void;
}

/** Starts a worker. Nothing that it says may be lost before this returns. */
export type OpenLine = (events: LineEvents) => Line;

/** A worker of a page or of another worker: `webLine(() => new Worker(url, { type: 'module' }))`. */
export function webLine(create: () => Worker): OpenLine {
  aFunction('create', create);
  return ({ onMessage, onLoss }) => {
    const worker = create();
    worker.addEventListener('message', ({ data }: MessageEvent<FromReplica>) => onMessage(data));
    worker.addEventListener('messageerror', () => onLoss('it sent what can’t be read'));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      onLoss(event.message || 'its program could not be loaded or run');
    });
    return { post: (message, transfer) => worker.postMessage(message, transfer), end: () => worker.terminate() };
  };
}

/** The members of a Worker of Node's worker_threads that a line needs. */
export interface NodeWorker {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: FromReplica) => void): unknown;
  on(event: 'error' | 'messageerror', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<unknown>;
}

/** A worker of Node: `nodeLine(() => new Worker(url))` with Worker from node:worker_threads. */
export function nodeLine(create: () => NodeWorker): OpenLine {
  aFunction('create', create);
  return ({ onMessage, onLoss }) => {
    const worker = create();
    worker.on('message', onMessage);
    for (const event of ['error', 'messageerror'] as const) worker.on(event, ({ message }) => onLoss(message));
    worker.on('exit', (code) => onLoss(`it ended with code ${code}`));
    return { post: (message, transfer) => worker.postMessage(message, transfer), end: () => void worker.terminate() };
  };
}
