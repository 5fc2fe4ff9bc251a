export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** How a step's output tells what passed. */
export type Counter = (output: string, exitCode: number) => Tally;

/** A step that either holds or does not. */
export const asOne: Counter = (_output, exitCode) =>
  exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

// Colour codes start with the escape character.
const withoutColour = (text: string): string =>
  text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');

const sumOf = (text: string, pattern: RegExp): number =>
  [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);

function ran(tally: Tally, exitCode: number): Tally {
  // A runner that failed outside its tests, or ran none, is one more failure.
  const unexplained = exitCode !== 0 && tally.failed === 0;
  const empty = tally.passed + tally.failed === 0;
  return unexplained || empty ? { ...tally, failed: tally.failed + 1 } : tally;
}

/** `Tests  3 failed | 12 passed (15)`; a skipped test counts as failed. */
export const fromVitest: Counter = (output, exitCode) => {
  const line = /^\s*Tests\s+(.*)$/m.exec(withoutColour(output))?.[1] ?? '';
  return ran({ passed: sumOf(line, /(\d+) passed/g), failed: sumOf(line, /(\d+) (?:failed|skipped|todo)/g) }, exitCode);
};

/** `  12 passed (1.2m)` and `  1 failed`; skipped, flaky and interrupted ones count as failed. */
export const fromPlaywright: Counter = (output, exitCode) => {
  const text = withoutColour(output);
  const count = (words: string): number => sumOf(text, new RegExp(`^\\s+(\\d+) (?:${words})\\b`, 'gm'));
  return ran({ passed: count('passed'), failed: count('failed|skipped|flaky|interrupted|did not run') }, exitCode);
};

/** The last `N passed, N failed` of a command of our own. */
export const fromClosingLine: Counter = (output, exitCode) => {
  const match = [...withoutColour(output).matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return ran({ passed: Number(match?.[1] ?? 0), failed: Number(match?.[2] ?? 0) }, exitCode);
};
