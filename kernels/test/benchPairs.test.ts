import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { timeInTurn, timePairs } from '../bench/index.ts';
import type { Contender } from '../bench/contender.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Contenders whose computations take known times, by a clock of the test's own. */
function stopwatch() {
  const batches: { readonly label: string; count: number }[] = [];
  let running: string | null = null;
  /** @param disturbance milliseconds more for the first computation after somebody else's */
  const contender = (label: string, milliseconds: number, disturbance = 0): Contender => ({
    label,
    form: null,
    flops: null,
    start() {
      const last = batches.at(-1);
      if (running === label && last) last.count++;
      else batches.push({ label, count: 1 });
      vi.advanceTimersByTime(milliseconds + (running === label || last?.label === label ? 0 : disturbance));
      running = label;
    },
    settled() {
      running = null;
      return Promise.resolve();
    },
    output: () => Promise.resolve(new Float32Array()),
    dispose: () => undefined,
  });
  return { batches, contender };
}

test('a batch lasts ten milliseconds or more', async () => {
  const { batches, contender } = stopwatch();
  const [times] = await timeInTurn([contender('short', 2)], { pairs: 1 });
  expect(times).toEqual([2]);
  expect(batches.at(-1)!.count).toBeGreaterThanOrEqual(5);
});

test('of a pair, the shorter batch lasts at least a tenth of the longer one', async () => {
  const { batches, contender } = stopwatch();
  const { ratio, first, second } = await timePairs(contender('long', 2000), contender('short', 10), { pairs: 3 });
  expect({ median: ratio.median, first, second }).toEqual({ median: 200, first: 2000, second: 10 });
  expect(batches.at(-1)).toEqual({ label: 'short', count: 20 });
});

test('so what the longer one leaves behind counts for little', async () => {
  const { contender } = stopwatch();
  const { second } = await timePairs(contender('long', 2000), contender('short', 10, 20), { pairs: 3 });
  expect(second).toBe(11);
});

test('batches that were found before are not looked for again', async () => {
  const { batches, contender } = stopwatch();
  const known = [{ count: 1, milliseconds: 2000 }];
  await timePairs(contender('long', 2000), contender('short', 10), { pairs: 3, batches: known });
  expect(batches.filter(({ label }) => label === 'long')).toHaveLength(3);
});
