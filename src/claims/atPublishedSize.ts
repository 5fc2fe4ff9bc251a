import type { Verdict } from './claim.ts';

/** A claim that is decided at the published size once its figures are recorded. */
export interface ClaimAtSize {
  readonly id: string;
  readonly title: string;
  readonly rule: string;
  /** Labels of the parts whose figures it is decided by. */
  readonly needs: readonly string[];
  /** Absent while not all of its figures are recorded. */
  readonly verdict?: Verdict;
}

/** One part of the experiments at the published size: what it takes, and whether it was run. */
export interface PartAtSize {
  /** Of its figure. */
  readonly id: string;
  readonly label: string;
  readonly runs: number;
  readonly steps: number;
  /** Of one core, if no run ends early. */
  readonly hours: number;
  /** Its runs that have ended, where it is being recorded. */
  readonly ended?: number;
  readonly recorded?: {
    readonly date: string;
    /** Of a processor, where the record knows. */
    readonly hours?: number;
  };
}

/** What a run of a figure came to that is not recorded yet. */
export interface RunSoFar {
  /** Of the model. */
  readonly label: string;
  readonly pairs: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Whether it is one of those that count; else it only tries a learning rate. */
  readonly counts: boolean;
  readonly steps: number;
  /** Steps that it would have been given, had it not been solved. */
  readonly most: number;
  readonly solved?: true;
  /** Share of the answers at its end that are right. */
  readonly accuracy: number;
}

export interface RunsSoFar {
  /** The code that trains them. */
  readonly commit: string;
  readonly runs: readonly RunSoFar[];
}
