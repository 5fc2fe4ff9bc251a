import type { Outcome } from './checkpoint.ts';
import { knownEquivalent } from './equivalent.ts';
import { diffOf } from './mutants.ts';
import type { Mutant } from './mutants.ts';
import { testsFor } from './reach.ts';
import type { Reach } from './reach.ts';
import { runTests } from './suite.ts';
import type { SuiteEnd } from './suite.ts';
import { isCompiled } from './workingCopy.ts';
import type { WorkingCopy } from './workingCopy.ts';

/** What the tests of texts of one language are. */
export interface Bench {
  readonly driver: string | null;
  readonly reach: readonly Reach[];
}

export interface TrialOptions {
  readonly copy: WorkingCopy;
  readonly benches: { readonly shaders: Bench | null; readonly compiled: Bench | null };
  readonly workers: number;
  /** Null: three times what the tests take without a change, and at least a minute and a half. */
  readonly limitSeconds: number | null;
  /** How often a test file was red for a change of a file, under "PATH FILE". */
  readonly kills: ReadonlyMap<string, number>;
}

/** Words of the device, of the compiler of tests and of JavaScript for a text that is none. */
const NO_TEXT = /shader "[^"]*"(?:, line \d+)?: |Transform failed|(?:Reference|Syntax|Type)Error: /;

/** Makes a change, runs the tests that may notice it, and takes it back. */
export async function tryMutant(mutant: Mutant, options: TrialOptions): Promise<Outcome> {
  const { copy, benches, workers, kills } = options;
  const started = Date.now();
  const diff = diffOf(copy.texts[mutant.path]!, mutant);
  const outcome = (end: Outcome['end'], test: string): Outcome => {
    const seconds = (Date.now() - started) / 1000;
    return { diff, path: mutant.path, kind: mutant.kind, end, test, seconds };
  };
  const bench = (isCompiled(mutant.path) ? benches.compiled : benches.shaders)!;
  const tests = testsFor(mutant, bench.reach, kills);
  if (tests.length === 0) return survived(outcome, diff, 'no test calls it');
  try {
    if (!(await copy.change(mutant))) return outcome('void', 'the compiler refuses it, or makes the same of it');
    const alone = tests.reduce((sum, { seconds }) => sum + seconds, 0) / workers;
    const limitSeconds = options.limitSeconds ?? Math.max(90, 3 * alone);
    const files = tests.map(({ file }) => file);
    const end = await runTests({ root: copy.root, driver: bench.driver, workers, files, bail: true, limitSeconds });
    return judged(end, copy.root, outcome, diff);
  } finally {
    copy.restore(mutant);
  }
}

type MakeOutcome = (end: Outcome['end'], test: string) => Outcome;

function judged(end: SuiteEnd, root: string, outcome: MakeOutcome, diff: string): Outcome {
  if (end.end === 'green') return survived(outcome, diff, '');
  if (end.end === 'limit') return outcome('late', 'the time was up');
  if (NO_TEXT.test(end.message)) return outcome('void', end.message.split('\n')[0]!);
  return outcome('killed', end.test.replace(`${root}/`, ''));
}

function survived(outcome: MakeOutcome, diff: string, why: string): Outcome {
  const because = knownEquivalent(diff);
  return because === null ? outcome('survived', why) : outcome('equivalent', because);
}
