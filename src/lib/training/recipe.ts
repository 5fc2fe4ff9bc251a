import type { MixerName } from '@vla/kernels/model';
import type { Split } from '@vla/kernels/tasks';
import type { RunOptions, TaskChoice } from '@vla/kernels/training';

/** A task to be tested on. */
export interface TestChoice extends TaskChoice {
  /** Sequences, drawn from the task's test stream. */
  readonly sequences: number;
  /** Another stream than the test stream of the run's seed: one that runs have in common, or that rates are judged on. */
  readonly stream?: { readonly split: Split; readonly seed: number };
  /** Set where each answer is kept, so that they can be sorted later. */
  readonly keepsAnswers?: true;
}

/** What all mixers of a comparison have in common. Plain data. */
export interface Recipe {
  /** Tasks over one vocabulary: step i trains on the first, the second, … in turn. */
  readonly tasks: readonly TaskChoice[];
  /** Everything but the mixer. */
  readonly model: Omit<NonNullable<RunOptions['model']>, 'mixer'>;
  /** Sequences per step. */
  readonly batchSize: number;
  /** Most steps. */
  readonly steps: number;
  /** Steps after which it ends, long before the learning rate has come down, where only its beginning is wanted. Default: none. */
  readonly until?: number;
  /** Set where runs are looked at on the way, and trained to their end, unless it says what counts as solved. */
  readonly followed?: Followed;
}

/** How a run is looked at on its way: on the first task's validation stream. */
export interface Followed {
  /** Steps from one look to the next, a multiple of {@link window}. */
  readonly every: number;
  readonly sequences: number;
  /** A run ends early once its accuracy was at least this at two looks in a row: the same for every mixer. Default: none does. */
  readonly solved?: number;
}

/** A model to be trained and tested: what it comes to is decided by this, and by the backend's rounding. Plain data. */
export interface Candidate {
  readonly recipe: Recipe;
  readonly mixer: MixerName;
  readonly learningRate: number;
  readonly seed: number;
  readonly tests: readonly TestChoice[];
}

/** What a model reached in a test. */
export interface Score {
  /** Mean cross-entropy of the answers, in nats. */
  readonly loss: number;
  /** Share of the answers that are right. */
  readonly accuracy: number;
  /** Share of the sequences with all answers right. */
  readonly exactMatch: number;
  /** The token answered at each asked position, in the order of the stream, where they are kept. */
  readonly answers?: readonly number[];
}

/** What a candidate came to. Plain data. */
export interface CandidateResult {
  /** Steps done: all of the recipe's, or fewer where the task was solved or the run diverged. */
  readonly steps: number;
  /** Mean training loss over each {@link window} of steps. */
  readonly losses: readonly number[];
  /** In the order of the tests. */
  readonly scores: readonly Score[];
  /** Set where a followed run ended early because it was solved. */
  readonly solved?: true;
  /** Accuracy on the way, where the run was followed. */
  readonly curve?: readonly { readonly step: number; readonly accuracy: number }[];
  /** What the processor took, where the run was followed by a thread of its own that can know. */
  readonly processorSeconds?: number;
  /** Set where a number was not finite any more; the scores are then those of the last weights that were. */
  readonly diverged?: true;
}

/** Steps over which the training loss is averaged. */
export const window = 20;

/** Sequences that are tested at a time: batches of a stream are drawn each by itself, so this decides which they are. */
export const testBatch = 16;

/** A run that is not followed ends early once its training loss, averaged over a window, is below this, in nats: the same for every mixer. */
export const solvedLoss = 0.02;
