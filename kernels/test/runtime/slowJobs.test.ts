import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { KernelPlan } from '../../src/runtime/plan.ts';
import { openSession } from '../../src/runtime/session.ts';
import type { WebGpuSession } from '../../src/runtime/session.ts';
import { fakeClock, inTime, realClock } from '../support/fakeClock.ts';
import { SlowDevice } from '../support/slowDevice.ts';

/** What a step takes on the device, in milliseconds and in operations: ten times as fast as is assumed of a new shader. */
const STEP = 0.1;
const STEP_FLOPS = 3e5;

beforeEach(() => {
  vi.stubGlobal('GPUBufferUsage', { STORAGE: 1, COPY_SRC: 2, COPY_DST: 4, MAP_READ: 8, UNIFORM: 16 });
  vi.stubGlobal('GPUMapMode', { READ: 1 });
  vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 });
});
afterEach(() => {
  realClock();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function plan(steps: number): KernelPlan {
  const range = { begin: 0, end: steps, multiple: 1, perStep: true };
  const pass = { label: 'steps', code: 'steps', bindings: ['x'], workgroups: [1, 1, 1] as const, range };
  return {
    name: 'a job',
    buffers: [{ name: 'x', role: 'scratch', words: 4 }],
    passes: [{ ...pass, flops: steps * STEP_FLOPS }],
    workgroupBytes: 0,
    workgroupSize: 1,
  };
}

const run = (session: WebGpuSession, steps: number) => inTime(session.execute(plan(steps), {}));

async function opened(options: ConstructorParameters<typeof SlowDevice>[0]) {
  const slow = new SlowDevice({ workgroup: STEP, ...options });
  const session = await inTime(openSession({ backend: 'webgpu', device: slow.device }));
  return { slow, session: session as WebGpuSession };
}

/** Submissions of a job of `seconds` after many short ones. */
async function submissionsAfterShortJobs(session: WebGpuSession, seconds: number): Promise<number> {
  for (let i = 0; i < 30; i++) await run(session, 20);
  return (await run(session, (seconds * 1000) / STEP)).submissions;
}

describe.each([
  { name: 'answers at once', options: { every: 0 }, target: 100 },
  { name: 'answers every 100 ms, and when it is asked', options: {}, target: 100 },
  { name: 'answers every 100 ms, whatever it is asked', options: { hearsQuestions: false }, target: 200 },
])('a device that $name', ({ options, target }) => {
  test.each([0.1, 1])('cuts a long job as if it had no latency, by a clock that steps by %d ms', async (step) => {
    fakeClock(step);
    const { session } = await opened(options);
    const count = await submissionsAfterShortJobs(session, 10);
    // At least as many as fill the target; a few more while the speed is learned.
    expect(count).toBeGreaterThan((0.4 * 10_000) / target);
    expect(count).toBeLessThan(10 + (2.2 * 10_000) / target);
  });

  test('recovers from a speed that was far too low', async () => {
    fakeClock(1);
    const { session, slow } = await opened(options);
    // The device is slow for a while, as when something else computes on it.
    const { submit } = slow.queue;
    slow.queue.submit = (commands) => submit(commands.map(({ cost }) => ({ cost: 300 * cost })));
    await run(session, 300);
    slow.queue.submit = submit;
    expect((await run(session, 100_000)).submissions).toBeLessThan(40 + (2.2 * 10_000) / target);
  });

  test('gets one submission for each short job', async () => {
    fakeClock(1);
    const { session, slow } = await opened(options);
    for (let i = 0; i < 20; i++) await run(session, 20);
    expect(slow.submissions).toBe(20);
  });
});

test('a job that is aborted while it waits ends at once, is never submitted, and leaves those behind it alone', async () => {
  fakeClock(1);
  const { session, slow } = await opened({ every: 0 });
  const first = session.execute(plan(20_000), {});
  const controller = new AbortController();
  const start = Date.now();
  const waiting = session.execute(plan(20_000), {}, { signal: controller.signal });
  const behind = session.execute(plan(20), {});
  setTimeout(() => controller.abort(new Error('enough')), 30);
  await expect(inTime(waiting)).rejects.toThrow('enough');
  expect(Date.now() - start).toBeLessThan(40);
  const { submissions } = await inTime(first);
  await inTime(behind);
  expect(slow.submissions).toBe(submissions + 1);
});

test('a job that is aborted once it runs ends with its slice, so that nothing of it is left', async () => {
  fakeClock(1);
  const { session } = await opened({ every: 0 });
  const controller = new AbortController();
  const running = session.execute(plan(20_000), {}, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 300);
  await expect(inTime(running)).rejects.toThrow('enough');
  expect(session.memory()).toEqual({ buffers: 0, bytes: 0 });
});
