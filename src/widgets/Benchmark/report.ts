import type { SuiteResult } from '@vla/kernels/bench';
import type { PartName, Thoroughness } from './parts.ts';

/** What one part gave. */
export type PartResult =
  | { readonly part: PartName; readonly kind: 'suite'; readonly result: SuiteResult }
  | { readonly part: PartName; readonly kind: 'experiment'; readonly config: object; readonly data: unknown }
  | { readonly part: PartName; readonly kind: 'none'; readonly reason: string };

/** What a benchmark measured. Plain JSON, as it is copied and downloaded. */
export interface BenchReport {
  readonly adapter: string;
  readonly software: boolean;
  readonly backend: string;
  /** ISO date and time of the end. */
  readonly date: string;
  readonly thoroughness: Thoroughness;
  readonly seed: number;
  readonly parts: readonly PartResult[];
}
