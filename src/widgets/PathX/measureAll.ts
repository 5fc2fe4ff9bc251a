import type { MixerName } from '@vla/kernels/model';
import type { Progress } from '../../lib/experiment.ts';
import { WorkerConnection } from '../worker/connection.ts';
import { CancelledError, RunError, type BackendChoice, type Failure } from '../worker/protocol.ts';
import type { FromWorker, MeasuredStep, StepRequest, ToWorker } from './protocol.ts';

/** What came of a mixer: its step, or why there is none. */
export type Outcome =
  { readonly mixer: MixerName; readonly step: MeasuredStep } | { readonly mixer: MixerName; readonly failure: Failure };

interface Measuring {
  readonly mixers: readonly MixerName[];
  readonly backend: BackendChoice;
  /** Makes a worker of its own for each mixer. */
  readonly create: () => Worker;
  /** How readers call a mixer. */
  readonly nameOf: (mixer: MixerName) => string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly onOutcome: (outcome: Outcome) => void;
}

/**
 * Measures one mixer after the other. One that cannot be measured holds up no other.
 *
 * @throws CancelledError as soon as the signal was aborted
 */
export async function measureAll(measuring: Measuring): Promise<void> {
  const { mixers, backend, nameOf, signal, onProgress, onOutcome } = measuring;
  for (const [i, mixer] of mixers.entries()) {
    const report = ({ fraction, message }: Progress): void =>
      onProgress({ fraction: (i + fraction) / mixers.length, message: `${nameOf(mixer)}: ${message}` });
    try {
      onOutcome({ mixer, step: await measureOne({ mixer, backend }, { ...measuring, onProgress: report }) });
    } catch (error) {
      if (signal.aborted || !(error instanceof RunError)) throw error;
      onOutcome({ mixer, failure: error.failure });
    }
  }
}

/** In a worker that ends with it: what it took is given back, and a step that is under way needs no patience. */
function measureOne(
  request: StepRequest,
  { create, signal, onProgress }: Pick<Measuring, 'create' | 'signal' | 'onProgress'>,
): Promise<MeasuredStep> {
  return new Promise<MeasuredStep>((resolve, reject) => {
    const connection = new WorkerConnection<ToWorker, FromWorker>({
      create,
      program: 'that measures',
      again: 'run',
      patience: { start: 30_000, cancel: 0 },
      onMessage: (message) => {
        if (message.type === 'progress') return onProgress(message);
        end();
        if (message.type === 'done') resolve(message.step);
        else reject(new RunError(message.failure));
      },
      onLoss: (failure) => {
        end();
        reject(new RunError(failure));
      },
    });
    const cancel = (): void => {
      end();
      reject(new CancelledError());
    };
    const end = (): void => {
      connection.discard();
      signal.removeEventListener('abort', cancel);
    };
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    else connection.send({ type: 'measure', request });
  });
}
