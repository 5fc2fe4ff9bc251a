import type { EntrantName } from './entrants.ts';

export interface SizedRun {
  /** Share of the test's queries that are answered right, and of its sequences with no wrong answer. */
  readonly accuracy: number;
  readonly exactMatch: number;
  /** Accuracy on the validation stream along the way. */
  readonly curve: readonly { readonly step: number; readonly accuracy: number }[];
  readonly steps: number;
  readonly solved?: true;
  readonly diverged?: true;
  readonly processorSeconds?: number;
}

/** What became of a mixer. */
export interface SizedEntrant {
  readonly name: EntrantName;
  readonly learningRate: number;
  /**
   * Learning rates that were tried, and what chose: the share of the budget that a solved run did not need, below zero, or the
   * validation loss of one that was not solved, where it was stopped. Empty where a rate was given.
   */
  readonly tried: readonly { readonly learningRate: number; readonly loss: number }[];
  /** Models of its own for each size of the task. */
  readonly points: readonly { readonly size: number; readonly runs: readonly SizedRun[] }[];
}

export interface SizedData {
  readonly entrants: readonly SizedEntrant[];
}
