import { lastWords, namedByLines, namedByPlaywright, namedByVitest, secondTries, type Namer } from './failures.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What failed, and why; empty when nothing did. */
  readonly failures: readonly string[];
  /** What failed at first and then passed; it counts as passed. Absent where nothing did. */
  readonly unsteady?: readonly string[];
}

/** How a step's output tells what passed. */
export type Counter = (output: string, exitCode: number) => Tally;

// Colour codes start with the escape character.
const withoutColour = (text: string): string =>
  text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');

const sumOf = (text: string, pattern: RegExp): number =>
  [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);

/** Reads the counts and, where something failed, its names from the text of an output. */
const counter =
  (count: (text: string) => { passed: number; failed: number }, named: Namer): Counter =>
  (output, exitCode) => {
    const text = withoutColour(output);
    const { passed, failed } = count(text);
    // A runner that failed outside its tests, or ran none, is one more failure.
    const unexplained = (exitCode !== 0 && failed === 0) || passed + failed === 0;
    if (failed === 0 && !unexplained) return { passed, failed, failures: [] };
    const names = named(text);
    return { passed, failed: unexplained ? failed + 1 : failed, failures: names.length > 0 ? names : lastWords(text) };
  };

/** A step that either holds or does not. */
export const asOne: Counter = (output, exitCode) =>
  exitCode === 0
    ? { passed: 1, failed: 0, failures: [] }
    : { passed: 0, failed: 1, failures: lastWords(withoutColour(output)) };

/** `Tests  3 failed | 12 passed (15)` at the end, behind what tests have printed; a skipped test counts as failed. */
export const fromVitest = counter((text) => {
  const line = [...text.matchAll(/^\s*Tests\s+(.*)$/gm)].at(-1)?.[1] ?? '';
  return { passed: sumOf(line, /(\d+) passed/g), failed: sumOf(line, /(\d+) (?:failed|skipped|todo)/g) };
}, namedByVitest);

const inPlaywright = counter((text) => {
  // Behind what tests have printed.
  const last = (word: string): number =>
    Number([...text.matchAll(new RegExp(`^ {2}(\\d+) ${word}\\b`, 'gm'))].at(-1)?.[1] ?? 0);
  const count = (...words: readonly string[]): number => words.reduce((sum, word) => sum + last(word), 0);
  return { passed: count('passed', 'flaky'), failed: count('failed', 'skipped', 'interrupted', 'did not run') };
}, namedByPlaywright);

/** `  12 passed (1.2m)`, `  1 flaky` and `  1 failed`; skipped and interrupted ones count as failed. */
export const fromPlaywright: Counter = (output, exitCode) => {
  const unsteady = secondTries(withoutColour(output));
  return { ...inPlaywright(output, exitCode), ...(unsteady.length > 0 && { unsteady }) };
};

/** The last `N passed, N failed` of a command of our own. */
export const fromClosingLine = counter((text) => {
  const match = [...text.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return { passed: Number(match?.[1] ?? 0), failed: Number(match?.[2] ?? 0) };
}, namedByLines);
