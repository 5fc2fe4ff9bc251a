import { DeviceError } from '../src/errors.ts';
import { laneOf } from './lane.ts';
import type { Lane } from './lane.ts';
import type { Peer } from './peer.ts';
import type { Session, WebGpuSession } from '../src/runtime/session.ts';
import type { BenchRow, SuiteArguments, SuiteName, SuiteResult } from './types.ts';

/** What a step of a suite gets. */
export interface StepContext<S extends Session = WebGpuSession> {
  readonly session: S;
  readonly lane: Lane;
  readonly peers: readonly Peer[];
  readonly pairs: number;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  /** Called with the fraction of the step done, 0…1. */
  readonly onProgress: (fraction: number) => void;
  /** Says what could not be measured, and why. */
  note(text: string): void;
}

/** A part of a suite that gives some rows. */
export interface Step<S extends Session = WebGpuSession> {
  readonly title: string;
  /** Expected cost against that of the other steps, for the progress. */
  readonly weight: number;
  run(context: StepContext<S>): Promise<readonly BenchRow[]>;
}

/** Runs steps one after another, with progress, an estimate of the time left, and cancellation. */
export async function runSteps<S extends Session>(
  suite: SuiteName,
  steps: readonly Step<S>[],
  { session, place, peers = [], pairs = 9, seed = 1, signal, onProgress }: SuiteArguments<S>,
): Promise<SuiteResult> {
  const lane = session.backend === 'webgpu' ? laneOf(session.adapter, place) : 'C';
  const rows: BenchRow[] = [];
  const notes: string[] = [];
  const total = steps.reduce((sum, { weight }) => sum + weight, 0);
  const started = performance.now();
  let done = 0;
  for (const { title, weight, run } of steps) {
    const before = done;
    const report = (share: number): void => {
      const fraction = (before + share * weight) / total;
      const elapsed = performance.now() - started;
      const remainingMilliseconds = fraction > 0 ? (elapsed * (1 - fraction)) / fraction : null;
      onProgress?.({ fraction, message: title, remainingMilliseconds });
    };
    signal?.throwIfAborted();
    report(0);
    const note = (text: string): void => {
      if (!notes.includes(text)) notes.push(text);
    };
    try {
      rows.push(...(await run({ session, lane, peers, pairs, seed, signal, onProgress: report, note })));
    } catch (error) {
      if (!(error instanceof DeviceError && error.fault === 'timing')) throw error;
      note(`${title}: no time. ${error.message}.`);
    }
    done += weight;
    report(1);
  }
  signal?.throwIfAborted();
  return { suite, lane, adapter: session.adapter.label, rows, notes };
}
