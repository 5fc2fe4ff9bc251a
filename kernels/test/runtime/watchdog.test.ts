import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { finished } from '../../src/runtime/execute.ts';
import type { KernelPlan } from '../../src/runtime/plan.ts';
import type { DeviceRunner } from '../../src/runtime/runner.ts';

const plan: KernelPlan = { name: 'a job', buffers: [], passes: [], workgroupBytes: 0, workgroupSize: 1 };
const runner = { whileAlive: (work: Promise<unknown>) => work } as DeviceRunner;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a submission that never ends is given up after two minutes', async () => {
  const waiting = finished(runner, plan, new Promise(() => undefined));
  let settled = false;
  waiting.then(
    () => (settled = true),
    () => (settled = true),
  );
  await vi.advanceTimersByTimeAsync(119_000);
  expect(settled).toBe(false);
  const rejection = expect(waiting).rejects.toMatchObject({
    fault: 'timeout',
    message: 'a job: the GPU did not finish one submission within 120 s',
  });
  await vi.advanceTimersByTimeAsync(1_000);
  await rejection;
});

test('one that ends in time leaves no timer behind', async () => {
  await expect(finished(runner, plan, Promise.resolve(7))).resolves.toBe(7);
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
});
