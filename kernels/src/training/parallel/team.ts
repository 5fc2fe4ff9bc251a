import { add, clone, dispose, getBackend, scalar, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { ArgumentError, DeviceError } from '../../errors.ts';
import type { VLATransformer } from '../../model/index.ts';
import { isCount, numberOption } from '../../ops/validation/options.ts';
import type { Batch } from '../../tasks/index.ts';
import { loadProcessorKernels } from '../device.ts';
import type { LossGradient } from '../gradient.ts';
import { lossGradient } from '../gradient.ts';
import { MOST_WORKERS } from './limit.ts';
import type { OpenLine } from './lines.ts';
import { Member } from './member.ts';
import type { GradientAnswer } from './messages.ts';
import { slicesOf } from './slices.ts';
import { weightsOf } from './weights.ts';
import { checkKeys } from '../../arguments.ts';
import { aModel } from '../../model/shapes.ts';
import { checkSignal } from '../../runtime/abort.ts';
import { aFunction, checkAll, optional, shape } from '../../shapes.ts';
import { aBatch } from '../../tasks/shapes.ts';

export interface TeamOptions {
  /** Workers in all: this thread is one of them. */
  readonly workers: number;
  /** Starts each of the others. */
  readonly open: OpenLine;
  /** Milliseconds that they may take to start. Default 60,000. */
  readonly patience?: number;
}

/**
 * Threads that compute the gradient of a batch together: each that of its rows, with the weights that this one sends.
 * Worker 0 is this thread. The sums over workers are made here, in the order of the workers, so that for a number of workers loss and gradient
 * are the same to the last bit every time; for another number they differ by rounding.
 */
export class Team {
  /** Workers in all, this thread included. */
  readonly workers: number;
  readonly #members: Member[] = [];
  #calls = 0;

  private constructor(options: TeamOptions) {
    checkKeys('options', options, ['workers', 'open', 'patience']);
    const { workers, open } = options;
    checkWorkers(workers);
    aFunction('open', open);
    this.workers = workers;
    try {
      for (let worker = 1; worker < workers; worker++) {
        this.#members.push(new Member(`training worker ${worker + 1} of ${workers}`, open, (loss) => this.#end(loss)));
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Starts a team, on TensorFlow.js's active backend.
   *
   * @throws ArgumentError where one device computes everything, or a worker has another backend than this thread
   */
  static async open(options: TeamOptions): Promise<Team> {
    checkKeys('options', options, ['workers', 'open', 'patience']);
    checkWorkers(options.workers);
    aFunction('open', options.open);
    optional(aPatience)('patience', options.patience);
    await loadProcessorKernels();
    const team = new Team(options);
    try {
      await team.#started(options.patience ?? 60_000);
      return team;
    } catch (error) {
      team.close();
      throw error;
    }
  }

  /** Loss and gradient of a batch. Aborting does not wait for the others. */
  async gradient(model: VLATransformer, batch: Batch, signal?: AbortSignal): Promise<LossGradient> {
    checkAll({ model: [model, aModel], batch: [batch, aBatch] });
    checkSignal(signal);
    const [own, ...others] = slicesOf(batch, this.workers);
    const call = ++this.#calls;
    const { config } = model;
    const weights = await weightsOf(model);
    const asked = others.map((slice, i) => slice && this.#members[i]!.ask(call, slice, config, weights));
    const computed = own && new Promise<LossGradient>((resolve) => resolve(lossGradient(model, own.batch, own.share)));
    const parts = Promise.allSettled([computed, ...asked]);
    try {
      return sumOf(await unlessAborted(parts, signal));
    } catch (error) {
      if (!isOfNumbers(error) && !signal?.aborted) this.close();
      throw error;
    } finally {
      void computed?.then(dispose, () => undefined);
    }
  }

  /** Ends all workers but this thread. */
  close(): void {
    this.#end(new Error('the team of workers was closed'));
  }

  #end(reason: Error): void {
    for (const member of this.#members) member.end(reason);
  }

  async #started(patience: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the workers did not start within ${patience} ms`)), patience);
    });
    try {
      const backends = await Promise.race([Promise.all(this.#members.map(({ ready }) => ready)), late]);
      const other = backends.find((name) => name !== getBackend());
      if (other === undefined) return;
      throw new ArgumentError('open', `starts workers on the backend "${other}"; expected "${getBackend()}", as here`);
    } finally {
      clearTimeout(timer);
    }
  }
}

const aPatience = shape('a number of milliseconds above 0', (value) => typeof value === 'number' && value > 0);

function checkWorkers(workers: number): void {
  const accept = (value: number): boolean => isCount(value) && value >= 1 && value <= MOST_WORKERS;
  numberOption({ name: 'workers', value: workers, expected: `an integer from 1 to ${MOST_WORKERS}`, accept });
  if (workers > 1 && getBackend() === 'webgpu') {
    throw new ArgumentError(
      'workers',
      `was ${workers} on WebGPU; expected 1, for one device computes everything there`,
    );
  }
}

/** Whether what a worker threw is due to numbers that are not finite: then all workers are as they were. */
const isOfNumbers = (error: unknown): boolean =>
  error instanceof ArgumentError || (error instanceof DeviceError && error.fault === 'non-finite');

type Parts = readonly PromiseSettledResult<LossGradient | GradientAnswer | null>[];

/** The sum over workers, in their order. Throws what the first of those that failed has failed of. */
function sumOf(parts: Parts): LossGradient {
  const failed = parts.find((part) => part.status === 'rejected');
  if (failed) throw failed.reason;
  return tidy(() => {
    const there = parts.flatMap((part) => (part.status === 'fulfilled' && part.value ? [part.value] : []));
    const tensors = there.map((part): LossGradient => {
      if ('type' in part) return { loss: scalar(part.loss), gradient: tensor1d(part.gradient) };
      return { loss: clone(part.loss), gradient: clone(part.gradient) };
    });
    return tensors.reduce((sum, part) => ({
      loss: add(sum.loss, part.loss),
      gradient: add(sum.gradient, part.gradient),
    }));
  });
}

async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work;
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
