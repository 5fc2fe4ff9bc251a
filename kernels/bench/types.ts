import type { Session, WebGpuSession } from '../src/runtime/session.ts';
import type { Form } from '../src/runtime/types.ts';
import type { Bound, GoalId } from './goals.ts';
import type { Lane, Place } from './lane.ts';
import type { Peer } from './peer.ts';

/** Suites of a device, and those that need none. */
export type DeviceSuiteName = 'forward' | 'gradient' | 'scaling' | 'peers' | 'decode' | 'accuracy';
export type ProcessorSuiteName = 'processor' | 'training';
/** What opens programs of its own, and so is a script's. */
export type EnginesSuiteName = 'engines';
export type SuiteName = DeviceSuiteName | ProcessorSuiteName | EnginesSuiteName;

export interface BenchProgress {
  /** 0…1 of the suite. */
  readonly fraction: number;
  /** What is being measured. */
  readonly message: string;
  /** Estimate, from what the steps so far took; null before the first one is done. */
  readonly remainingMilliseconds: number | null;
}

/** What every suite takes. A suite computes in the session, and needs neither Node nor a page. */
export interface SuiteArguments<S extends Session = WebGpuSession> {
  readonly session: S;
  readonly place: Place;
  /** Other libraries that this program has loaded. Default none: their rows are missing, and a note says so. */
  readonly peers?: readonly Peer[];
  /** Interleaved pairs of timings. Default 9. */
  readonly pairs?: number;
  /** Of the random inputs. Default 1. */
  readonly seed?: number;
  /** Ends the suite between two timings, with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BenchProgress) => void;
}

/** B, H, T, D, and what else tells one problem from another. */
export type Shape = Readonly<Record<string, number>>;

/** One of the two that are compared. */
export interface Side {
  readonly label: string;
  /** Form that ran, where the side is an operator of this package. */
  readonly form: Form | null;
  /** Median of one computation. */
  readonly milliseconds: number;
  /** What one took of all processors, in the median; null or absent where that is not known, as on a page. */
  readonly processorMilliseconds?: number | null;
  /** Operations as counted in flops.ts; null where they are not compared. */
  readonly flops: number | null;
  readonly gigaflopsPerSecond: number | null;
}

/** Two outputs compared before any time is taken. */
export interface OutputCheck {
  /** Relative difference in the Frobenius norm. */
  readonly difference: number;
  readonly allowed: number;
  readonly ok: boolean;
}

/** One measurement. `median`, `p10` and `p90` are what the goal bounds, in `unit`; null where a check failed. */
export interface BenchRow {
  readonly goal: GoalId | null;
  readonly lane: Lane;
  readonly title: string;
  readonly shape: Shape;
  /** Where two are timed, the ratio is the first one's time over the second one's. */
  readonly sides: readonly Side[];
  readonly unit: string;
  readonly median: number | null;
  readonly p10: number | null;
  readonly p90: number | null;
  /** How many pairs (or values) the quantiles are of. */
  readonly samples: number;
  readonly check: OutputCheck | null;
  readonly must: Bound | null;
  readonly reach: Bound | null;
  readonly met: boolean | null;
  readonly reached: boolean | null;
  readonly note: string | null;
}

export interface SuiteResult {
  readonly suite: SuiteName;
  readonly lane: Lane;
  readonly adapter: string;
  readonly rows: readonly BenchRow[];
  /** What could not be measured here, and why. */
  readonly notes: readonly string[];
}
