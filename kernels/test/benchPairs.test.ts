import { afterEach, describe, expect, test, vi } from 'vitest';
import { batchOf } from '../bench/batch.ts';
import { timeInTurn, timePairs } from '../bench/index.ts';
import type { Contender } from '../bench/contender.ts';
import { fitPowerLaw } from '../bench/fit.ts';
import { runSteps } from '../bench/suite.ts';
import type { WebGpuSession } from '../src/index.ts';
import { fakeClock, realClock, standingClock } from './support/fakeClock.ts';

afterEach(realClock);

/**
 * Contenders whose computations take known times, by a clock of the test's own that moves on by `step` milliseconds.
 *
 * @param every milliseconds from one moment at which the device says what is done to the next
 */
function stopwatch({ step = 1e-3, every = 0 } = {}) {
  fakeClock(step);
  const batches: { readonly label: string; count: number }[] = [];
  let running: string | null = null;
  let end = 0;
  const pass = (milliseconds: number): void => void vi.advanceTimersByTime(milliseconds);
  /** @param disturbance milliseconds more for the first computation after somebody else's */
  const contender = (label: string, milliseconds: number, disturbance = 0): Contender => ({
    label,
    form: null,
    flops: null,
    start() {
      const last = batches.at(-1);
      if (running === label && last) last.count++;
      else batches.push({ label, count: 1 });
      end += milliseconds + (running === label || last?.label === label ? 0 : disturbance);
      running = label;
    },
    settled() {
      running = null;
      // Fake timers know whole milliseconds.
      if (Math.floor(end) > 0) pass(Math.floor(end));
      end -= Math.floor(end);
      if (every > 0) pass(every - (Date.now() % every));
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
  expect(times![0]).toBeCloseTo(2, 2);
  expect(batches.at(-1)!.count).toBeGreaterThanOrEqual(5);
});

test('of a pair, the shorter batch lasts at least a tenth of the longer one', async () => {
  const { batches, contender } = stopwatch();
  const { ratio, first, second } = await timePairs(contender('long', 2000), contender('short', 10), { pairs: 3 });
  expect([ratio.median, first, second].map(Math.round)).toEqual([200, 2000, 10]);
  expect(batches.at(-1)).toEqual({ label: 'short', count: 20 });
});

test('so what the longer one leaves behind counts for little', async () => {
  const { contender } = stopwatch();
  const { second } = await timePairs(contender('long', 2000), contender('short', 10, 20), { pairs: 3 });
  expect(second).toBeCloseTo(11, 2);
});

test('batches that were found before are not looked for again', async () => {
  const { batches, contender } = stopwatch();
  const known = [{ count: 1, milliseconds: 2000 }];
  await timePairs(contender('long', 2000), contender('short', 10), { pairs: 3, batches: known });
  expect(batches.filter(({ label }) => label === 'long')).toHaveLength(3);
});

test('but are made longer where the machine has become faster', async () => {
  const { batches, contender } = stopwatch();
  const [times] = await timeInTurn([contender('one', 2)], { pairs: 3, batches: [{ count: 1, milliseconds: 20 }] });
  for (const time of times!) expect(time).toBeCloseTo(2, 2);
  expect(batches.at(-1)!.count).toBeGreaterThanOrEqual(5);
});

describe('a batch lasts at least', () => {
  const lasts = async ({ batches, contender }: ReturnType<typeof stopwatch>): Promise<number> => {
    await timeInTurn([contender('one', 3)], { pairs: 1 });
    return 3 * batches.at(-1)!.count;
  };

  test('fifty steps of the clock', async () => {
    expect(await lasts(stopwatch({ step: 1 }))).toBeGreaterThanOrEqual(50);
    expect(await lasts(stopwatch({ step: 16 }))).toBeGreaterThanOrEqual(800);
  });

  test('twenty times as long as the device needs to say that it is done, also where one computation seems long', async () => {
    expect(await lasts(stopwatch({ every: 100 }))).toBeGreaterThanOrEqual(1900);
    const { batches, contender } = stopwatch({ every: 100 });
    await timeInTurn([contender('one', 310)], { pairs: 1 });
    expect(batches.at(-1)!.count).toBeGreaterThanOrEqual(6);
    expect((await batchOf(contender('other', 310), undefined)).count).toBeGreaterThanOrEqual(6);
  });
});

test.each([
  { every: 0, step: 1 },
  { every: 4, step: 1 },
  { every: 100, step: 1 },
  { every: 0, step: 16 },
])('exponents are what they are, on a device that answers every $every ms and a clock of $step ms', async (place) => {
  const lengths = [1024, 2048, 4096, 8192];
  for (const exponent of [1, 2]) {
    const { contender } = stopwatch(place);
    const contenders = lengths.map((T) => contender(`${T}`, 0.4 * (T / 1024) ** exponent));
    const times = await timeInTurn(contenders, { pairs: 1 });
    const points = lengths.map((x, index) => ({ x, y: times[index]![0]! }));
    expect(Math.abs(fitPowerLaw(points).exponent - exponent)).toBeLessThan(0.05);
  }
});

describe('what the largest batch is too short for is not timed', () => {
  test('for a coarse clock', async () => {
    const { contender } = stopwatch({ step: 100 });
    await expect(batchOf(contender('one', 0.1), undefined)).rejects.toMatchObject({
      fault: 'timing',
      message: expect.stringMatching(
        /^one: 10000 computations .* 5000 ms are needed here: the clock moves on by 100 ms/,
      ),
    });
  });

  test('for a device that says late that it is done', async () => {
    const { contender } = stopwatch({ every: 1000 });
    await expect(timeInTurn([contender('one', 0.1)], { pairs: 1 })).rejects.toMatchObject({
      fault: 'timing',
      message: expect.stringMatching(/20000 ms are needed here: the device takes 1000 ms to say that it is done$/),
    });
  });

  test('and by a clock that stands nothing is', async () => {
    const { contender } = stopwatch();
    standingClock();
    await expect(batchOf(contender('one', 20), undefined)).rejects.toMatchObject({ fault: 'timing' });
  });

  test('a suite says so in place of the rows, and continues', async () => {
    const { contender } = stopwatch({ step: 100 });
    const session = { adapter: { label: 'a card', software: false } } as WebGpuSession;
    const step = (title: string, milliseconds: number) => ({
      title,
      weight: 1,
      run: async () => {
        await timeInTurn([contender(title, milliseconds)], { pairs: 1 });
        return [{ title }] as never;
      },
    });
    const steps = [step('short', 0.1), step('long', 200)];
    const { rows, notes } = await runSteps('forward', steps, { session, place: 'browser' });
    expect(rows.map(({ title }) => title)).toEqual(['long']);
    expect(notes).toEqual([expect.stringMatching(/^short: no time\. short: 10000 computations .*\.$/)]);
  });
});
