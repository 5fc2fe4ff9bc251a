import { expect, test } from 'vitest';
import { namedByLines, namedByPlaywright, namedByVitest, secondTries } from './failures.ts';
import { fromPlaywright, fromVitest } from './tally.ts';

const vitest = `
 ❯  host  a.test.ts (5 tests | 2 failed | 1 skipped) 62ms
     × fails here 49ms
 ↓  host  d.test.ts (2 tests | 2 skipped)

⎯⎯⎯⎯⎯⎯ Failed Suites 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  host  b.test.ts [ b.test.ts ]
Error: no such file
and more
 ❯ b.test.ts:1:7

⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

 FAIL  host  a.test.ts > outer > fails alike
 FAIL  host  a.test.ts > outer > fails here
AssertionError: a hint: expected 2 to be 3 // Object.is equality

- Expected

⎯⎯⎯⎯⎯ Uncaught Exception ⎯⎯⎯⎯⎯
TypeError: stray

⎯⎯⎯⎯⎯ Unhandled Error ⎯⎯⎯⎯⎯
Error: [vitest-pool]: Worker forks emitted error.

      Tests  2 failed | 3 passed | 3 skipped (8)
`;

test('vitest: tests, files that cannot be read, what was thrown outside, what was skipped', () => {
  const named = [
    'skipped: d.test.ts (2 tests | 2 skipped)',
    'b.test.ts: Error: no such file',
    'a.test.ts › outer › fails alike: AssertionError: a hint: expected 2 to be 3 // Object.is equality',
    'a.test.ts › outer › fails here: AssertionError: a hint: expected 2 to be 3 // Object.is equality',
    'Uncaught Exception: TypeError: stray',
    'Unhandled Error: Error: [vitest-pool]: Worker forks emitted error.',
  ];
  expect(namedByVitest(vitest)).toEqual(named);
  const red = `${String.fromCharCode(27)}[31m`;
  expect(fromVitest(vitest.replaceAll('FAIL', `${red}FAIL`), 1).failures).toEqual(named);
});

test('playwright: each failure with what was expected and what was there, and what passed at its second try', () => {
  const output = `
  ✘  1 [pages] › tests/a.spec.ts:2:34 › a group › fails (162ms)
  -  3 [pages] › tests/a.spec.ts:4:6 › later

  1) [pages] › tests/a.spec.ts:2:34 › a group › fails ──────────────

    Error: a hint

    expect(received).toBe(expected) // Object.is equality

    Expected: 2
    Received: 1

      1 | import { expect, test } from '@playwright/test';

    Retry #1 ───────────────────────────────────────────────────────

    Error: expect(received).toBe(expected) // Object.is equality

    Expected: 2
    Received: 0

  2) [pages] › tests/a.spec.ts:5:1 › slow ──────────────────────────

    Test timeout of 300ms exceeded.

  3) [pages] › tests/a.spec.ts:6:1 › comes late › in its second step ────────────────────

    Error: expect(locator).toBeVisible() failed

    Locator: locator('h1')

  2 failed
    [pages] › tests/a.spec.ts:2:34 › a group › fails ───────────────
    [pages] › tests/a.spec.ts:5:1 › slow ───────────────────────────
  1 flaky
    [pages] › tests/a.spec.ts:6:1 › comes late ─────────────────────
  1 skipped
  7 passed (8.4s)
`;
  const late =
    "[pages] › tests/a.spec.ts:6:1 › comes late › in its second step: Error: expect(locator).toBeVisible() failed; Locator: locator('h1')";
  expect(secondTries(output)).toEqual([late]);
  expect(fromPlaywright(output, 1)).toMatchObject({ passed: 8, failed: 3, unsteady: [late] });
  expect(namedByPlaywright(output)).toEqual([
    '[pages] › tests/a.spec.ts:2:34 › a group › fails: Error: a hint; Expected: 2; Received: 1',
    '[pages] › tests/a.spec.ts:5:1 › slow: Test timeout of 300ms exceeded.',
    'skipped: [pages] › tests/a.spec.ts:4:6 › later',
  ]);
});

test('our own commands: lines that say so', () => {
  const output = `ok    norms: provenance
FAIL  norms: data and its hash: it was edited
{"file":"a.json","tensor":"output","ok":false}
{"file":"a.json","tensor":"state","ok":true}
2 passed, 2 failed`;
  expect(namedByLines(output)).toEqual([
    'norms: data and its hash: it was edited',
    '{"file":"a.json","tensor":"output","ok":false}',
  ]);
});
