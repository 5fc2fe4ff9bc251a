import type { BenchRow, SuiteResult } from '@vla/kernels/bench';

export interface BenchReport {
  readonly run: { readonly date: string; readonly place: string; readonly adapter: string; readonly lane: string };
  readonly notes: readonly string[];
  /** Rows by goal id; those of no goal under "other". */
  readonly [goal: string]: unknown;
}

/** All rows of some suites by goal id. */
export function reportOf(suites: readonly SuiteResult[], place: string, date = new Date()): BenchReport {
  const byGoal: Record<string, BenchRow[]> = {};
  for (const row of suites.flatMap(({ rows }) => rows)) (byGoal[row.goal ?? 'other'] ??= []).push(row);
  const { adapter = '', lane = '' } = suites[0] ?? {};
  return {
    run: { date: date.toISOString(), place, adapter, lane },
    notes: suites.flatMap(({ suite, notes }) => notes.map((note) => `${suite}: ${note}`)),
    ...byGoal,
  };
}

/** Rows whose outputs differed. */
export function failedChecks(suites: readonly SuiteResult[]): BenchRow[] {
  return suites.flatMap(({ rows }) => rows).filter(({ check }) => check !== null && !check.ok);
}
