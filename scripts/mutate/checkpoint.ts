import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What became of a change, in the order in which they are drawn. */
export interface Outcome {
  /** As reports show it. */
  readonly diff: string;
  readonly path: string;
  readonly kind: string;
  /**
   * "void": no change, since it does not compile or is the same to a compiler; "late": the tests did not come to their end in
   * time, which a loop without end looks like; "equivalent": survived, and listed as one that changes no result.
   */
  readonly end: 'killed' | 'late' | 'survived' | 'equivalent' | 'void';
  /** The test that was red, or why the change is none. */
  readonly test: string;
  readonly seconds: number;
}

export interface Run {
  readonly seed: number;
  readonly only: string;
  /** Of the sources: outcomes hold for these texts and tests. */
  readonly hash: string;
  readonly outcomes: readonly Outcome[];
}

/** The run in a file, as far as it came; from the beginning where there is none, or one of other sources. */
export function loadRun(file: string, fresh: Omit<Run, 'outcomes'>): Run {
  if (!existsSync(file)) return { ...fresh, outcomes: [] };
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Run;
  const same = kept.hash === fresh.hash && kept.seed === fresh.seed && kept.only === fresh.only;
  return same ? kept : { ...fresh, outcomes: [] };
}

/**
 * The run in a file, whatever tests it was tried with.
 *
 * @param diffs of the changes in the order in which they are drawn now
 * @throws Error where there is none, or one of other texts
 */
export function finishedRun(file: string, diffs: Iterator<string>): Run {
  if (!existsSync(file)) throw new Error(`--again is for the changes that survived a run; there is no ${file}`);
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Run;
  for (const { diff } of kept.outcomes) {
    if (diffs.next().value === diff) continue;
    throw new Error(`--again is for the texts that a run was of; ${diff.split('\n')[0]} is no longer among them`);
  }
  return kept;
}

/** In one go, so that an interruption leaves the file as it was before or after. */
export function saveRun(file: string, run: Run): void {
  writeFileSync(`${file}.new`, JSON.stringify(run, null, 1));
  renameSync(`${file}.new`, file);
}
