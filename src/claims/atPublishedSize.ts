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
  readonly recorded?: {
    readonly date: string;
    /** Of a processor, where the record knows. */
    readonly hours?: number;
  };
}
