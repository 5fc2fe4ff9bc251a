import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DeviceRunner } from '../../src/runtime/runner.ts';
import { openSession } from '../../src/runtime/session.ts';
import { watchReads } from '../../src/runtime/tfjsDevice.ts';
import type { TfjsWebGpuBackend } from '../../src/runtime/tfjsDevice.ts';
import { fakeClock, inTime, realClock } from '../support/fakeClock.ts';
import { SlowDevice } from '../support/slowDevice.ts';

beforeEach(() => fakeClock(0.1));
afterEach(() => {
  realClock();
  vi.restoreAllMocks();
});

async function opened(options?: ConstructorParameters<typeof SlowDevice>[0]) {
  const slow = new SlowDevice(options);
  const session = await inTime(openSession({ backend: 'webgpu', device: slow.device }));
  if (session.backend !== 'webgpu') throw new Error('no session');
  slow.questions = 0;
  return { slow, session, runner: DeviceRunner.of(slow.device) };
}

/** Milliseconds until something is over. */
async function duration(work: () => Promise<unknown>): Promise<number> {
  const start = Date.now();
  await inTime(work());
  return Date.now() - start;
}

describe('a device that answers every 100 ms, or when something is submitted', () => {
  test('answers within a few milliseconds of the end of its work, also one that was handed in', async () => {
    const { slow, session } = await opened();
    slow.work(30);
    expect(await duration(() => session.settled())).toBeLessThan(40);
  });

  test('is asked at once, and then every few milliseconds', async () => {
    const { slow, session } = await opened();
    expect(await duration(() => session.settled())).toBeLessThan(3);
    slow.questions = 0;
    slow.work(400);
    await inTime(session.settled());
    expect(slow.questions).toBeGreaterThan(80);
    expect(slow.questions).toBeLessThan(120);
  });

  test('is not asked when nobody waits, and leaves no timer', async () => {
    const { slow, session } = await opened();
    slow.work(30);
    await inTime(Promise.all([session.settled(), session.settled()]));
    slow.questions = 0;
    await vi.advanceTimersByTimeAsync(500);
    expect(slow.questions).toBe(0);
    // That of the device itself.
    expect(vi.getTimerCount()).toBe(1);
  });

  test('is not asked any more once it is lost, though its work never ends', async () => {
    const { slow, runner } = await opened();
    const waiting = expect(runner.whileAlive(new Promise(() => undefined))).rejects.toMatchObject({ fault: 'lost' });
    await vi.advanceTimersByTimeAsync(50);
    expect(slow.questions).toBeGreaterThan(5);
    slow.lose();
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    slow.questions = 0;
    await vi.advanceTimersByTimeAsync(500);
    expect(slow.questions).toBe(0);
    expect(vi.getTimerCount()).toBe(1);
  });

  test('is left alone after two minutes, when whoever waited has given up', async () => {
    const { slow, runner } = await opened();
    void runner.whileAlive(new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(121_000);
    slow.questions = 0;
    await vi.advanceTimersByTimeAsync(1000);
    expect(slow.questions).toBe(0);
  });

  test('is asked for the reads of TensorFlow.js too, through one watch for each of its backends', async () => {
    const { slow, runner } = await opened();
    const waits = vi.spyOn(runner, 'whileAlive');
    const getBufferData = (): Promise<ArrayBuffer> => slow.wait().then(() => new ArrayBuffer(4));
    const backend = { device: slow.device, getBufferData, getQueryTime: () => Promise.resolve(0) };
    for (let i = 0; i < 3; i++) watchReads(backend as unknown as TfjsWebGpuBackend);
    const buffer = {} as GPUBuffer;
    slow.work(20);
    expect(await duration(() => (backend as unknown as TfjsWebGpuBackend).getBufferData(buffer))).toBeLessThan(30);
    expect(waits).toHaveBeenCalledTimes(1);
    const pending = expect((backend as unknown as TfjsWebGpuBackend).getBufferData(buffer)).rejects.toMatchObject({
      fault: 'lost',
    });
    slow.lose();
    await vi.advanceTimersByTimeAsync(5);
    await pending;
  });

  test('is asked for work that nobody waits for, so that its time is learned', async () => {
    const { slow, runner } = await opened();
    const learn = vi.spyOn(runner.calibration, 'learn');
    slow.work(30);
    runner.learnFrom([]);
    await vi.advanceTimersByTimeAsync(60);
    expect(learn.mock.calls[0]![1]).toBeLessThan(40);
  });

  test('is not asked about such work after it is lost', async () => {
    const { slow, runner } = await opened();
    slow.work(1000);
    runner.learnFrom([]);
    slow.lose();
    await vi.advanceTimersByTimeAsync(10);
    slow.questions = 0;
    await vi.advanceTimersByTimeAsync(300);
    expect(slow.questions).toBe(0);
    expect(vi.getTimerCount()).toBe(1);
  });
});

test.each([0, 5, 15])('a device that answers within %d ms is never asked', async (every) => {
  const { slow, session } = await opened({ every });
  slow.work(400);
  await inTime(session.settled());
  expect(slow.questions).toBe(0);
});

test('nor is one that is late and does not hear the questions', async () => {
  const { slow, session, runner } = await opened({ hearsQuestions: false });
  slow.work(400);
  await inTime(session.settled());
  expect(slow.questions).toBe(0);
  expect(runner.answers.areLate).toBe(true);
});

test('a session opens within a second on a device that is busy, which is looked at later', async () => {
  const slow = new SlowDevice();
  slow.work(5000);
  const opening = openSession({ backend: 'webgpu', device: slow.device });
  expect(await duration(() => opening)).toBeLessThan(1010);
  const { answers } = DeviceRunner.of(slow.device);
  // By now there is work of the session too, submission after submission.
  await vi.advanceTimersByTimeAsync(3900);
  for (let i = 0; i < 40; i++) {
    slow.work(130);
    await vi.advanceTimersByTimeAsync(170);
  }
  await vi.advanceTimersByTimeAsync(2000);
  expect(answers.areLate).toBe(false);
  expect(await duration(() => DeviceRunner.of(slow.device).settled())).toBeLessThan(5);
});

test('a question is no reason for Node to stay', async () => {
  const { runner } = await opened();
  realClock();
  const timers = vi.spyOn(globalThis, 'setTimeout');
  void runner.whileAlive(new Promise(() => undefined));
  const [timer] = timers.mock.results.map(({ value }) => value as NodeJS.Timeout);
  expect(timer!.hasRef()).toBe(false);
});
