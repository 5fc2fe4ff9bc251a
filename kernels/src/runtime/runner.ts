import { DeviceError } from '../errors.ts';
import { unlessAborted } from './abort.ts';
import { Answers } from './answers.ts';
import { popErrorScopes, pushErrorScopes } from './errorScopes.ts';
import { BufferLedger } from './memory.ts';
import { PipelineCache } from './pipelines.ts';
import { SliceCalibration } from './slices.ts';
import type { Piece } from './slices.ts';

/** Everything that belongs to one device, shared by all sessions on it: its queue of jobs, its shaders, its loss. */
export class DeviceRunner {
  readonly ledger: BufferLedger;
  readonly pipelines: PipelineCache;
  readonly answers: Answers;
  readonly calibration: SliceCalibration;
  /** Resolves with the reason when the device is gone. */
  readonly lost: Promise<string>;
  #lossReason: string | null = null;
  #fault: DeviceError | null = null;
  #scopes = new Set<Promise<void>>();
  #underWay = 0;
  #waiting = new Set<(error: Error) => void>();
  #tail: Promise<unknown> = Promise.resolve();

  private constructor(readonly device: GPUDevice) {
    this.ledger = new BufferLedger(device);
    this.pipelines = new PipelineCache(device);
    this.answers = new Answers(device);
    this.calibration = new SliceCalibration(this.answers);
    this.lost = device.lost.then(({ reason, message }) => {
      this.#lossReason = `${message || 'no reason given'} (${reason})`;
      for (const reject of this.#waiting) reject(this.lossError());
      this.#waiting.clear();
      this.answers.stop();
      return this.#lossReason;
    });
  }

  /**
   * Runs synchronous device work in error scopes of its own. What they catch is kept for {@link settled} and
   * {@link throwFault}.
   */
  scoped<T>(name: string, work: () => T): T {
    pushErrorScopes(this.device);
    try {
      return work();
    } finally {
      this.watch(
        popErrorScopes(this.device).then((error) => error && new DeviceError(error.fault, `${name}: ${error.message}`)),
      );
    }
  }

  /** Keeps the fault that work under way turns out to have, if any, for {@link settled} and {@link throwFault}. */
  watch(fault: Promise<DeviceError | null>): void {
    const heard = fault.then((error) => {
      if (error) this.#fault ??= error;
    });
    this.#scopes.add(heard);
    const done = () => this.#scopes.delete(heard);
    heard.then(done, done);
  }

  /** Throws what an earlier {@link scoped} work did wrong, once; or that the device is lost. */
  throwFault(): void {
    if (this.isLost) throw this.lossError();
    const fault = this.#fault;
    this.#fault = null;
    if (fault) throw fault;
  }

  /** Waits until all work submitted so far is done; rejects with the fault of any {@link scoped} work. */
  async settled(): Promise<void> {
    await this.whileAlive(Promise.all([...this.#scopes, this.device.queue.onSubmittedWorkDone()]));
    this.throwFault();
  }

  /**
   * Learns how fast shaders run from pieces that were just submitted and that nobody waits for. Only where no such work
   * was under way before: otherwise the time would be that of both.
   */
  learnFrom(pieces: readonly Piece[]): void {
    const alone = this.#underWay === 0;
    const start = performance.now();
    this.#underWay++;
    const done = () => this.#underWay--;
    const work = this.device.queue.onSubmittedWorkDone();
    if (alone) this.answers.askUntil(work);
    work.then(() => {
      if (alone) this.calibration.learn(pieces, performance.now() - start);
      done();
    }, done);
  }

  static #runners = new WeakMap<GPUDevice, DeviceRunner>();

  static of(device: GPUDevice): DeviceRunner {
    let runner = DeviceRunner.#runners.get(device);
    if (!runner) DeviceRunner.#runners.set(device, (runner = new DeviceRunner(device)));
    return runner;
  }

  get isLost(): boolean {
    return this.#lossReason !== null;
  }

  lossError(): DeviceError {
    return new DeviceError('lost', `the GPU was lost: ${this.#lossReason}. No result; run again to use a new one.`);
  }

  /** Called with whatever is waited for: what else the thread may do meanwhile. Set in Node, see pauses.ts. */
  static onWait: ((work: Promise<unknown>) => void) | null = null;

  /** Settles as `promise` does, or rejects with DeviceError('lost') when the device goes first. */
  whileAlive<T>(promise: Promise<T>): Promise<T> {
    if (this.isLost) {
      promise.catch(() => undefined);
      return Promise.reject(this.lossError());
    }
    const work = new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      // On a dying device a promise may reject a moment before `lost` resolves; let the loss speak first.
      const failed = (error: unknown) => setTimeout(() => reject(this.isLost ? this.lossError() : error), 0);
      promise.then(resolve, failed).finally(() => this.#waiting.delete(reject));
    });
    DeviceRunner.onWait?.(work);
    this.answers.askUntil(work);
    return work;
  }

  /** Runs `job` when all jobs before it have settled. One whose signal is aborted before that ends at once, and never runs. */
  enqueue<T>(job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    let begun = false;
    const begin = (): Promise<T> => {
      signal?.throwIfAborted();
      begun = true;
      return job();
    };
    const turn = this.#tail.then(begin);
    this.#tail = turn.catch(() => undefined);
    return unlessAborted(turn, signal, () => begun);
  }
}
