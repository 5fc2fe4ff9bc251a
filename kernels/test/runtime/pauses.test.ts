import { expect, test } from 'vitest';
import { pauseUntil } from '../../src/runtime/pauses.ts';

const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Turns of the event loop until `work` is settled. */
async function turnsUntil(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isSettled = false;
  const count = (): void => {
    if (isSettled) return;
    turns++;
    setImmediate(count);
  };
  setImmediate(count);
  await work.catch(() => undefined);
  isSettled = true;
  return turns;
}

test('as long as anybody waits, the event loop leaves the processor alone', async () => {
  pauseUntil(later(20));
  pauseUntil(later(100));
  const before = process.cpuUsage();
  const turns = await turnsUntil(later(100));
  const { user, system } = process.cpuUsage(before);
  expect(turns).toBeLessThan(2_000);
  expect((user + system) / 1000).toBeLessThan(50);
});

test('after work that is settled, or failed, nothing pauses', async () => {
  const failed = later(5).then(() => Promise.reject(new Error('failed')));
  pauseUntil(failed);
  await expect(failed).rejects.toThrow('failed');
  await later(5);
  // Turns without a pause take microseconds.
  expect(await turnsUntil(later(50))).toBeGreaterThan(100);
});
