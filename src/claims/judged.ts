import type { PublishedNumber, SourceName, Verdict } from './claim.ts';

/** A measured number with its origin. */
export interface MeasuredNumber {
  readonly figure: string;
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly spread?: number;
  readonly unit?: string;
}

/** Where the numbers of a figure come from. */
export interface Evidence {
  readonly figure: string;
  readonly title: string;
  /** How many seeds the spread is over; absent where there are none. */
  readonly seeds?: number;
  readonly adapter: string;
  readonly date: string;
  readonly commit: string;
  readonly dataHash: string;
}

/** A claim with its verdict: one entry of claims.json. */
export interface JudgedClaim {
  readonly id: string;
  readonly title: string;
  readonly quote: string;
  readonly source: SourceName;
  readonly place: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Absent where nothing is tested yet. */
  readonly rule?: string;
  /** Before the first record of the figures, or when their numbers could be seen. */
  readonly ruleWritten?: 'before' | 'after';
  readonly limits?: string;
  readonly published: readonly PublishedNumber[];
  readonly measured: readonly MeasuredNumber[];
  readonly evidence: readonly Evidence[];
  readonly related: readonly string[];
}
