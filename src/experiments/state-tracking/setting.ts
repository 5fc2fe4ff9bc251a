import type { MixerName } from '@vla/kernels/model';
import type { RunOptions, TaskChoice } from '@vla/kernels/training';

/** What is followed, in the order in which it is recorded. */
export const taskNames = ['parity', 'swaps3', 'sum5', 'swaps5'] as const;
export type TaskName = (typeof taskNames)[number];

interface TrackedTask {
  readonly title: string;
  /** The task of the kernels; its length is added. */
  readonly task: TaskChoice;
  /** Answers, all equally often right: whoever guesses has one of so many. */
  readonly answers: number;
}

export const tasks: Readonly<Record<TaskName, TrackedTask>> = {
  parity: { title: 'Parity', task: { name: 'parity' }, answers: 2 },
  swaps3: {
    title: 'Swaps of three things',
    task: { name: 'permutations', settings: { things: 3, moves: 'swaps' } },
    answers: 6,
  },
  sum5: { title: 'Sum modulo 5', task: { name: 'modular-addition', settings: { modulus: 5 } }, answers: 5 },
  swaps5: {
    title: 'Swaps of five things',
    task: { name: 'permutations', settings: { things: 5, moves: 'swaps' } },
    answers: 120,
  },
};

/** Those that are compared: a mixer, and DeltaNet twice. */
export const entrantNames = ['vla', 'deltanet', 'deltanetWide', 'linear', 'softmax'] as const;
export type EntrantName = (typeof entrantNames)[number];

type Model = NonNullable<RunOptions['model']>;

/** Both DeltaNets normalize what they read, as VLA does; they differ in what the write strength stays below. */
const deltanet = (strengthLimit: number): Model => ({ mixer: 'deltanet', strengthLimit, normalizeReadout: true });
const plain = (mixer: MixerName): Model => ({ mixer });

export const entrants: Readonly<Record<EntrantName, { readonly label: string; readonly model: Model }>> = {
  vla: { label: 'VLA', model: plain('vla') },
  deltanet: { label: 'DeltaNet, β < 1', model: deltanet(1) },
  deltanetWide: { label: 'DeltaNet, β < 2', model: deltanet(2) },
  linear: { label: 'linear attention', model: plain('linear') },
  softmax: { label: 'softmax attention', model: plain('softmax') },
};

/** What all models have in common. Without position vectors they read sequences of any length. */
export const model: Model = { modelDim: 32, layers: 2, heads: 2, feedForwardDim: 64, positions: 'none' };

/** Lengths that are trained on in turn, a batch each. */
export const trainedLengths: readonly number[] = [8, 16, 24, 32, 40];
export const longestTrained = 40;

/** Every token of a sequence of this length is asked about: what a model answers to one depends on those before it alone. */
export const askedLength = 256;

/** Positions from which on an answer counts as far beyond the trained length. */
export const farFrom = 193;

export const batchSize = 16;

/** A write strength close to 2 takes large weights, so that none decay. */
export const weightDecay = 0;

/** Learning rates that each entrant tries on each task. */
export const rates: readonly number[] = [0.004, 0.008, 0.016, 0.032];

/** Steps from one look at the validation stream to the next. */
export const lookEvery = 100;

/** Sequences of a look, of the choice of a learning rate, and of the test. */
export const sequences = { look: 32, choice: 64, test: 128 } as const;

/** A run ends early where two looks in a row find this share of the answers beyond the trained length right: the same for all. */
export const solvedAccuracy = 0.999;

export interface TrackingConfig {
  /** Which tasks, with blanks between them. */
  readonly tasks: string;
  readonly mixer: EntrantName | 'all';
  /** A number, or "searched": the best of {@link rates} for each entrant and task. */
  readonly learningRate: string;
  /** Runs that count, each with a seed of its own. */
  readonly seeds: number;
  /** Most steps of a run. */
  readonly steps: number;
}
