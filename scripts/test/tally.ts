import { lastWords, namedByLines, namedByPlaywright, namedByVitest, secondTries, type Namer } from './failures.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What failed, and why; empty when nothing did. */
  readonly failures: readonly string[];
  /** What failed at first and then passed; it counts as passed. Absent where nothing did. */
  readonly unsteady?: readonly string[];
}

/** How a step's output says what passed. */
export type Counter = (output: string, exitCode: number) => Tally;

// Colour codes start with the escape character.
const withoutColour = (text: string): string =>
  text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');

const sumOf = (text: string, pattern: RegExp): number =>
  [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);

/** The last place that fits: what tests have printed stands before a runner's own words. */
const lastMatch = (text: string, pattern: RegExp): RegExpExecArray | undefined => [...text.matchAll(pattern)].at(-1);

/** Reads the counts and the names of what failed, for good or only at first, from the text of an output. */
const counter =
  (count: (text: string) => { passed: number; failed: number }, named: Namer, secondNamed?: Namer): Counter =>
  (output, exitCode) => {
    const text = withoutColour(output);
    const { passed, failed } = count(text);
    const second = secondNamed?.(text) ?? [];
    const unsteady = second.length > 0 && { unsteady: second };
    // A runner that failed outside its tests, or ran none, is one more failure.
    const unexplained = (exitCode !== 0 && failed === 0) || passed + failed === 0;
    if (failed === 0 && !unexplained) return { passed, failed, failures: [], ...unsteady };
    const names = named(text);
    const failures = names.length > 0 ? names : lastWords(text);
    return { passed, failed: unexplained ? failed + 1 : failed, failures, ...unsteady };
  };

/** A step that either holds or does not. */
export const asOne: Counter = (output, exitCode) =>
  exitCode === 0
    ? { passed: 1, failed: 0, failures: [] }
    : { passed: 0, failed: 1, failures: lastWords(withoutColour(output)) };

/** `Tests  3 failed | 12 passed (15)`; a skipped test counts as failed. */
export const fromVitest = counter((text) => {
  const line = lastMatch(text, /^\s*Tests\s+(.*)$/gm)?.[1] ?? '';
  return { passed: sumOf(line, /(\d+) passed/g), failed: sumOf(line, /(\d+) (?:failed|skipped|todo)/g) };
}, namedByVitest);

const inPlaywright = (text: string): { passed: number; failed: number } => {
  const last = (word: string): number => Number(lastMatch(text, new RegExp(`^ {2}(\\d+) ${word}\\b`, 'gm'))?.[1] ?? 0);
  return {
    passed: last('passed') + last('flaky'),
    failed: last('failed') + last('skipped') + last('interrupted') + last('did not run'),
  };
};

/** `  12 passed (1.2m)`, `  1 flaky` and `  1 failed`; skipped and interrupted ones count as failed. */
export const fromPlaywright = counter(inPlaywright, namedByPlaywright, secondTries);

/** The last `N passed, N failed` of a command of our own. */
export const fromClosingLine = counter((text) => {
  const match = lastMatch(text, /^(\d+) passed, (\d+) failed$/gm);
  return { passed: Number(match?.[1] ?? 0), failed: Number(match?.[2] ?? 0) };
}, namedByLines);
