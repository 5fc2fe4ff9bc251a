import { describe, expect, test } from 'vitest';
import { asOne, fromClosingLine, fromPlaywright, fromVitest } from './tally.ts';

describe('counting what a step printed', () => {
  test('vitest: failed and skipped tests count as failed', () => {
    expect(fromVitest(' Tests  1 failed | 12 passed | 2 skipped (15)\n', 1)).toMatchObject({ passed: 12, failed: 3 });
  });

  test('vitest: a crash outside the tests is a failure', () => {
    expect(fromVitest(' Tests  12 passed (12)\n', 1)).toMatchObject({ passed: 12, failed: 1 });
  });

  test('a run without tests is a failure, reported by the end of its output', () => {
    expect(fromVitest('No test files found', 0)).toEqual({ passed: 0, failed: 1, failures: ['No test files found'] });
  });

  test('playwright: skipped tests count as failed', () => {
    expect(fromPlaywright('  1 skipped\n  7 passed (12.3s)\n', 0)).toMatchObject({ passed: 7, failed: 1 });
  });

  test('what a test printed is not counted', () => {
    const printed = '  5 passed\n      Tests  99 passed (99)\n';
    expect(fromVitest(`${printed} Tests  1 passed | 1 skipped (2)\n`, 0)).toMatchObject({ passed: 1, failed: 1 });
    expect(fromPlaywright(`${printed}  2 flaky\n  1 skipped\n  7 passed (1s)\n`, 0)).toMatchObject({
      passed: 9,
      failed: 1,
    });
  });

  test('our own commands close with their counts', () => {
    expect(fromClosingLine('{"ok":true}\n41 passed, 2 failed\n', 1)).toMatchObject({ passed: 41, failed: 2 });
  });

  test('a plain command is one check', () => {
    expect(asOne('', 0)).toEqual({ passed: 1, failed: 0, failures: [] });
    expect(asOne('npm warn of something\na.ts(1,2): error TS1: no\n\n', 2)).toEqual({
      passed: 0,
      failed: 1,
      failures: ['a.ts(1,2): error TS1: no'],
    });
  });

  test('where nothing failed, nothing is named', () => {
    expect(fromClosingLine('ok    a: FAIL  b\n1 passed, 0 failed\n', 0).failures).toEqual([]);
  });
});
