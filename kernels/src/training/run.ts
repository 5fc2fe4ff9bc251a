import { concat, dispose, getBackend, mul, reshape, sqrt, square, sum, tidy } from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { ArgumentError, DeviceError } from '../errors.ts';
import { VLATransformer } from '../model/index.ts';
import { batchAt, withoutPadding } from '../tasks/index.ts';
import type { Batch, Split, Task } from '../tasks/index.ts';
import { AdamW } from './adamw.ts';
import { forgetNonFinite, loadProcessorKernels } from './device.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { evaluate } from './evaluate.ts';
import type { Evaluation } from './evaluate.ts';
import { lossGradient } from './gradient.ts';
import type { LossGradient } from './gradient.ts';
import { useLightKernels } from './lightKernels/index.ts';
import { checkMixer } from './mixerCheck.ts';
import { breathe } from '../runtime/breathe.ts';
import { Pace } from './pace.ts';
import type { Team } from './parallel/team.ts';
import type { RunOptions } from './options.ts';
import { learningRateAt } from './settings.ts';
import type { TrainingSettings } from './settings.ts';
import { checkRun } from './size.ts';
import type { TaskMaker } from './taskMaker.ts';
import { checkKeys } from '../arguments.ts';
import { checkSignal } from '../runtime/abort.ts';
import { aFunction, checkAll, count, fields, optional, size } from '../shapes.ts';

/** What a step did. */
export interface StepReport {
  /** Steps done, this one included. */
  readonly step: number;
  readonly steps: number;
  /** Mean cross-entropy on the step's batch before the update, in nats. */
  readonly loss: number;
  readonly learningRate: number;
  /** Length of the gradient of all weights, before clipping. */
  readonly gradientNorm: number;
  /** Duration of the step, in milliseconds. */
  readonly milliseconds: number;
  /** Estimated duration of the steps left, in milliseconds, from the pace of the last ones. */
  readonly remaining: number;
}

export interface TrainOptions {
  /** Stop after this many steps, counted from the run's beginning. Default: all. */
  readonly until?: number;
  /** Aborting stops before the next step; the run can then be trained further or stored. */
  readonly signal?: AbortSignal;
  readonly onStep?: (report: StepReport) => void;
  /** Workers that compute each gradient together. Default: this thread alone. */
  readonly team?: Team;
}

/**
 * A training run on tfjs's active backend. Batch i is batch i of the task's training stream, so a run is decided by its
 * options; two runs with equal options on one backend are equal to the last bit, interrupted or not.
 */
export class TrainingRun {
  /** The first task. */
  readonly task: Task;
  /** All tasks that are trained on. */
  readonly tasks: readonly Task[];
  readonly model: VLATransformer;
  readonly settings: TrainingSettings;
  readonly seed: number;
  readonly #optimizer: AdamW;
  #isTraining = false;
  #resumedFrom: string | null = null;
  #workers = 1;

  /**
   * @param makeTask makes the tasks: one of `loadRunTasks` where they are of files. Default `taskOf`
   * @throws ArgumentError, before anything is made, for options that can't be used or are absurdly large
   */
  constructor(options: RunOptions, by: { readonly makeTask?: TaskMaker } = {}) {
    const { makeTask } = checkedMaker(by);
    const { tasks, config, settings } = checkRun(options, makeTask);
    useLightKernels();
    this.tasks = tasks;
    this.task = tasks[0]!;
    this.settings = settings;
    this.seed = config.seed;
    this.model = new VLATransformer(config);
    this.#optimizer = new AdamW(
      this.model.parameters.map(({ variable }) => variable),
      this.settings,
    );
  }

  /** Name of the tfjs backend that computed the checkpoint this run continues, or null. Only there it continues to the last bit. */
  get resumedFrom(): string | null {
    return this.#resumedFrom;
  }

  /**
   * How many workers computed the last step, or the checkpoint that this run continues: with as many it continues to the
   * last bit. 1 before the first step.
   */
  get workers(): number {
    return this.#workers;
  }

  /** Steps done. */
  get step(): number {
    return this.#optimizer.step;
  }

  /** The options with every default filled in. */
  get options(): RunOptions {
    const { vocabulary: _, length: __, seed, ...model } = this.model.config;
    const [task, ...otherTasks] = this.tasks.map(({ name, settings }) => ({ name, settings }));
    return { task, ...(otherTasks.length > 0 && { otherTasks }), model, training: this.settings, seed };
  }

  /**
   * Trains on from where the run stands. On a device, one forward pass and one gradient of the mixer are first compared
   * with the processor.
   *
   * @throws ArgumentError for a team of more workers than a batch has sequences
   * @throws DeviceError('self-check') before the first step, where the device computes them wrong
   * @throws DeviceError('non-finite') when loss or gradient are no numbers any more; the weights are then those before
   *   that step. The signal's reason when it was aborted.
   */
  async train(options: TrainOptions = {}): Promise<void> {
    checkTrainOptions(options);
    const { until = this.settings.steps, signal, onStep, team } = options;
    if (this.#isTraining) throw new Error('this run is being trained already; await that first');
    this.#checkTeam(team);
    this.#isTraining = true;
    try {
      await loadProcessorKernels();
      await this.#checkDevice(until);
      const pace = new Pace();
      while (this.step < Math.min(until, this.settings.steps)) {
        signal?.throwIfAborted();
        const report = await this.#trainStep(team, signal);
        this.#workers = team?.workers ?? 1;
        const { steps } = this.settings;
        const milliseconds = pace.lap();
        onStep?.({ step: this.step, steps, ...report, milliseconds, remaining: pace.estimate(steps - this.step) });
        await breathe();
      }
    } finally {
      this.#isTraining = false;
    }
  }

  /** How well the model does on the first task's test stream, or that of another split; see {@link evaluate}. */
  evaluate(
    options: { split?: Split; batches?: number; batchSize?: number; signal?: AbortSignal } = {},
  ): Promise<Evaluation> {
    return evaluate({ model: this.model, task: this.task, seed: this.seed, ...options });
  }

  /** Everything the run needs to continue, as a safetensors file that holds the model, too. */
  async checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    const { step, options, model, workers } = this;
    const moments = await this.#optimizer.moments();
    return encodeCheckpoint({ model, moments, step, options, backend: getBackend(), workers });
  }

  /**
   * The run that a checkpoint was made of, ready to be trained further.
   *
   * @param makeTask as for a new run; `storedTasks` says which tasks a file needs
   * @throws ArgumentError for every other file, before a model of the sizes that it names is made
   */
  static resume(bytes: Uint8Array | ArrayBuffer, by: { readonly makeTask?: TaskMaker } = {}): TrainingRun {
    const { makeTask } = checkedMaker(by);
    const stored = decodeCheckpoint(bytes, makeTask);
    const run = new TrainingRun(stored.options, { makeTask });
    try {
      stored.restore(run.model);
      run.#optimizer.restore(stored.moments, stored.step);
      run.#resumedFrom = stored.backend;
      run.#workers = stored.workers;
      return run;
    } catch (error) {
      run.dispose();
      throw error;
    }
  }

  /** Frees weights and optimiser. */
  dispose(): void {
    this.model.dispose();
    this.#optimizer.dispose();
  }

  /** Before anything is learned from a device: see {@link checkMixer}. */
  async #checkDevice(until: number): Promise<void> {
    if (this.step >= Math.min(until, this.settings.steps)) return;
    const { batchSize: size } = this.settings;
    for (const length of new Set(this.tasks.map((task) => task.length)))
      await checkMixer(this.model.config, { size, length });
  }

  #checkTeam(team: Team | undefined): void {
    const { batchSize } = this.settings;
    if (!team || team.workers <= batchSize) return;
    const problem = `has ${team.workers} workers; expected at most ${batchSize}, as many as a batch has sequences`;
    throw new ArgumentError('team', problem);
  }

  async #trainStep(
    team?: Team,
    signal?: AbortSignal,
  ): Promise<Pick<StepReport, 'loss' | 'gradientNorm' | 'learningRate'>> {
    const { step, settings, tasks, seed } = this;
    const task = tasks[step % tasks.length];
    const batch = withoutPadding(batchAt({ task, split: 'train', seed, index: step, size: settings.batchSize }));
    const computed = await this.#gradient(batch, team, signal);
    const { gradient } = computed;
    const summary = summaryOf(computed);
    try {
      const [loss, gradientNorm] = await summary.data();
      await this.#checkFinite({ loss, gradientNorm });
      const learningRate = learningRateAt(step, settings);
      const clipped = gradientNorm > settings.clipNorm ? settings.clipNorm / gradientNorm : 1;
      tidy(() => this.#optimizer.update(clipped === 1 ? gradient : mul(gradient, clipped), learningRate));
      return { loss, gradientNorm, learningRate };
    } finally {
      dispose([computed, summary]);
    }
  }

  async #gradient(batch: Batch, team?: Team, signal?: AbortSignal): Promise<LossGradient> {
    try {
      const alone = !team || team.workers === 1;
      return alone ? lossGradient(this.model, batch) : await team.gradient(this.model, batch, signal);
    } catch (error) {
      // All shapes fit by construction: what an operator refuses here is a number that is not finite.
      if (error instanceof ArgumentError) throw this.#diverged(error.message);
      if (error instanceof DeviceError && error.fault === 'non-finite') throw this.#diverged(error.message);
      throw error;
    }
  }

  async #checkFinite(values: Record<'loss' | 'gradientNorm', number>): Promise<void> {
    const bad = Object.entries(values).find(([, value]) => !Number.isFinite(value));
    if (!bad) return;
    // What the device reports of this step is thrown here, and not at whoever uses it next.
    await forgetNonFinite();
    throw this.#diverged(`${bad[0]} is ${bad[1]}`);
  }

  #diverged(what: string): DeviceError {
    const { learningRate } = this.settings;
    const advice = `a learning rate below ${learningRate} or a smaller clipNorm than ${this.settings.clipNorm} may help`;
    return new DeviceError(
      'non-finite',
      `training step ${this.step + 1}: ${what}. The weights are as before; ${advice}`,
    );
  }
}

function checkedMaker(by: { readonly makeTask?: TaskMaker }): { readonly makeTask?: TaskMaker } {
  checkKeys('by', by, ['makeTask']);
  optional(aFunction)('makeTask', by.makeTask);
  return by;
}

const aTeam = fields({ workers: size, gradient: aFunction });

function checkTrainOptions(options: TrainOptions): void {
  checkKeys('options', options, ['until', 'signal', 'onStep', 'team']);
  const { until, signal, onStep, team } = options;
  checkSignal(signal);
  checkAll({ until: [until, optional(count)], onStep: [onStep, optional(aFunction)], team: [team, optional(aTeam)] });
}

/** [loss, length of the gradient]. */
function summaryOf({ loss, gradient }: LossGradient): Tensor1D {
  return tidy(() => concat([loss, sqrt(sum(square(gradient)))].map((part) => reshape(part, [1]))) as Tensor1D);
}
