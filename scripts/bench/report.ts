import { cpus } from 'node:os';
import type { BenchRow, SuiteResult } from '@vla/kernels/bench';

export interface BenchReport {
  readonly run: {
    readonly date: string;
    readonly place: string;
    readonly adapter: string;
    readonly lane: string;
    readonly processor: string;
    /** Of a browser: its name. */
    readonly engine?: string;
    /** Seconds of all processors that the program took, where that is known. */
    readonly processorSeconds?: number;
    readonly commit?: string;
  };
  readonly notes: readonly string[];
  /** Rows by goal id; those of no goal under "other". */
  readonly [goal: string]: unknown;
}

interface Circumstances {
  readonly engine?: string;
  readonly date?: Date;
  readonly processor?: string;
  readonly processorSeconds?: number;
  readonly commit?: string;
}

/** All rows of some suites by goal id. */
export function reportOf(suites: readonly SuiteResult[], place: string, more: Circumstances = {}): BenchReport {
  const byGoal: Record<string, BenchRow[]> = {};
  for (const row of suites.flatMap(({ rows }) => rows)) (byGoal[row.goal ?? 'other'] ??= []).push(row);
  const { adapter = '', lane = '' } = suites[0] ?? {};
  const { date = new Date(), processor = cpus()[0]?.model ?? 'unknown', ...rest } = more;
  return {
    run: { date: date.toISOString(), place, adapter, lane, processor, ...rest },
    notes: suites.flatMap(({ suite, notes }) => notes.map((note) => `${suite}: ${note}`)),
    ...byGoal,
  };
}

/** Rows whose outputs differed. */
export function failedChecks(suites: readonly SuiteResult[]): BenchRow[] {
  return suites.flatMap(({ rows }) => rows).filter(({ check }) => check !== null && !check.ok);
}
