import { describe, expect, test } from 'vitest';
import type { HostJob } from '../src/ops/host/job.ts';
import { runAtOnce, runInSlices } from '../src/ops/host/job.ts';

function wait(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

function recorder(steps: number, cost = 0): { job: HostJob<number[]>; ran: number[] } {
  const ran: number[] = [];
  const run = (step: number): void => {
    wait(cost);
    ran.push(step);
  };
  return { job: { steps, run, finish: () => ran }, ran };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('at a stretch and in slices, every step runs once and in order', async () => {
  expect(runAtOnce(recorder(50).job)).toEqual(upTo(50));
  expect(await runInSlices(recorder(5000).job, {})).toEqual(upTo(5000));
});

test('progress grows to 1', async () => {
  const fractions: number[] = [];
  await runInSlices(recorder(1000).job, { onProgress: (fraction) => fractions.push(fraction) });
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
});

describe('the event loop turns while a long job runs', () => {
  test('a timer fires every few slices', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await runInSlices(recorder(300, 1).job, {});
    clearInterval(timer);
    expect(ticks).toBeGreaterThanOrEqual(5);
  });

  test('an abort from outside stops it with its reason, within a slice', async () => {
    const { job, ran } = recorder(2000, 1);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('the reader pressed Cancel')), 50);
    await expect(runInSlices(job, { signal: controller.signal })).rejects.toThrow('the reader pressed Cancel');
    expect(ran.length).toBeLessThan(500);
  });
});

test('a job that was cancelled before it began does nothing', async () => {
  const { job, ran } = recorder(10);
  await expect(runInSlices(job, { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(ran).toEqual([]);
});
