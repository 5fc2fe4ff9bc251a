import type { EntrantName, TaskName } from './setting.ts';

/** A share of right answers on the way: at tokens up to the longest length trained on, and at those after it. */
export interface Look {
  readonly step: number;
  readonly within: number;
  readonly beyond: number;
}

/** What became of a model. */
export interface TrackedRun {
  readonly steps: number;
  /** Set where it ended early, since it made no mistakes any more. */
  readonly solved?: true;
  /** Set where a number was not finite any more. */
  readonly diverged?: true;
  readonly curve: readonly Look[];
  /** Right answers of the test after each number of tokens, of so many sequences. */
  readonly right: readonly number[];
  readonly sequences: number;
}

export interface TrackedEntrant {
  readonly entrant: EntrantName;
  readonly learningRate: number;
  /** Each learning rate tried, and the share of right answers that chooses; empty where one was given. */
  readonly tried: readonly { readonly learningRate: number; readonly accuracy: number }[];
  /** One for each seed. */
  readonly runs: readonly TrackedRun[];
}

export interface TrackingData {
  readonly tasks: readonly { readonly task: TaskName; readonly entrants: readonly TrackedEntrant[] }[];
}
