import { expect, test } from 'vitest';
import { runAtOnce } from './atOnce.ts';
import type { Step } from './steps.ts';

const step = (name: string, alone = false): Step =>
  ({ name, alone, purpose: '', command: ['true'], count: () => ({ passed: 1, failed: 0, failures: [] }) }) as Step;

/** Runs the steps and says what ran beside what. */
async function follow(steps: readonly Step[], most: number) {
  const running = new Set<string>();
  const beside = new Map<string, string[]>();
  const results = await runAtOnce(steps, most, async ({ name }) => {
    for (const other of running) beside.get(other)!.push(name);
    beside.set(name, [...running]);
    running.add(name);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running.delete(name);
    return name;
  });
  return { results, beside };
}

test('as many at once as are allowed', async () => {
  const { results, beside } = await follow(
    ['a', 'b', 'c', 'd'].map((name) => step(name)),
    2,
  );
  expect(results).toEqual(['a', 'b', 'c', 'd']);
  expect(beside.get('a')).toEqual(['b']);
  expect([...beside.values()].every((others) => others.length <= 2)).toBe(true);
});

test('one that is to be alone is alone, and the order stays', async () => {
  const { results, beside } = await follow([step('a'), step('b', true), step('c'), step('d')], 3);
  expect(results).toEqual(['a', 'b', 'c', 'd']);
  expect(beside.get('b')).toEqual([]);
  expect(beside.get('c')).toEqual(['d']);
});

test('one at once is one after the other', async () => {
  const { beside } = await follow([step('a'), step('b')], 1);
  expect(beside).toEqual(
    new Map([
      ['a', []],
      ['b', []],
    ]),
  );
});

test('a failure to run is reported', async () => {
  await expect(runAtOnce([step('a')], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
