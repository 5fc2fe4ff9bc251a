import { afterEach, describe, expect, test, vi } from 'vitest';
import { WorkerClient, type RunEvents } from './client.ts';
import { CancelledError, RunError, type FromWorker, type Request, type ToWorker } from './protocol.ts';
import { fakeWorkers } from './testing/fakeWorkers.ts';

const request: Request = { kind: 'device-check', backend: 'auto' };
const outcome = (data: unknown) => ({
  data,
  ran: { backend: 'cpu', adapter: 'CPU', software: false, note: null, milliseconds: 1 },
});

function setUp(patience?: { start: number; cancel: number }) {
  const { workers, create } = fakeWorkers<ToWorker, FromWorker>();
  const client = new WorkerClient(create, patience);
  const run = (events: Partial<RunEvents> = {}) =>
    client.run(request, {
      onProgress: () => undefined,
      onQueue: () => undefined,
      signal: new AbortController().signal,
      ...events,
    });
  return { workers, run };
}

describe('WorkerClient', () => {
  afterEach(() => void vi.useRealTimers());

  test('creates no worker before the first run, and one for all runs', async () => {
    const { workers, run } = setUp();
    expect(workers).toHaveLength(0);
    for (const job of [1, 2]) {
      const promise = run();
      workers[0]!.say({ type: 'ready' });
      workers[0]!.say({ type: 'done', job, outcome: outcome(job) });
      expect((await promise).data).toBe(job);
    }
    expect(workers).toHaveLength(1);
  });

  test('runs one job at a time and says to the others how many are ahead', async () => {
    const { workers, run } = setUp();
    const ahead: number[] = [];
    const first = run();
    const second = run({ onQueue: (count) => ahead.push(count) });
    const sent = workers[0]!.received;
    expect(sent).toHaveLength(1);
    workers[0]!.say({ type: 'done', job: 1, outcome: outcome('first') });
    await first;
    expect(sent).toHaveLength(2);
    workers[0]!.say({ type: 'done', job: 2, outcome: outcome('second') });
    expect((await second).data).toBe('second');
    expect(ahead).toEqual([1, 0]);
  });

  test('an answer to an earlier job changes nothing', async () => {
    const { workers, run } = setUp();
    const promise = run();
    workers[0]!.say({ type: 'done', job: 99, outcome: outcome('stale') });
    workers[0]!.say({ type: 'done', job: 1, outcome: outcome('own') });
    expect((await promise).data).toBe('own');
  });

  test('a cancel is sent to the worker, which is kept when it answers', async () => {
    const { workers, run } = setUp();
    const controller = new AbortController();
    const promise = run({ signal: controller.signal });
    controller.abort();
    expect(workers[0]!.received.at(-1)).toEqual({ type: 'cancel', job: 1 });
    workers[0]!.say({ type: 'cancelled', job: 1 });
    await expect(promise).rejects.toBeInstanceOf(CancelledError);
    expect(workers[0]!.terminated).toBe(false);
  });

  test('a result that arrives after the cancel is not used', async () => {
    const { workers, run } = setUp();
    const controller = new AbortController();
    const promise = run({ signal: controller.signal });
    controller.abort();
    workers[0]!.say({ type: 'done', job: 1, outcome: outcome('late') });
    await expect(promise).rejects.toBeInstanceOf(CancelledError);
  });

  test('a worker that does not answer a cancel is replaced', async () => {
    vi.useFakeTimers();
    const { workers, run } = setUp({ start: 1000, cancel: 100 });
    const controller = new AbortController();
    const promise = run({ signal: controller.signal });
    workers[0]!.say({ type: 'ready' });
    controller.abort();
    vi.advanceTimersByTime(101);
    await expect(promise).rejects.toBeInstanceOf(CancelledError);
    expect(workers[0]!.terminated).toBe(true);
    void run().catch(() => undefined);
    expect(workers).toHaveLength(2);
  });

  test('a waiting job can be cancelled without touching the running one', async () => {
    const { workers, run } = setUp();
    const controller = new AbortController();
    const first = run();
    const second = run({ signal: controller.signal });
    controller.abort();
    await expect(second).rejects.toBeInstanceOf(CancelledError);
    expect(workers[0]!.received).toHaveLength(1);
    workers[0]!.say({ type: 'done', job: 1, outcome: outcome('first') });
    expect((await first).data).toBe('first');
  });

  test('a script that cannot be loaded is reported, and the next run tries again', async () => {
    const { workers, run } = setUp();
    const promise = run();
    workers[0]!.crash();
    await expect(promise).rejects.toThrow('did not start');
    void run().catch(() => undefined);
    expect(workers).toHaveLength(2);
  });

  test('a worker that never gets ready is given up', async () => {
    vi.useFakeTimers();
    const { workers, run } = setUp({ start: 1000, cancel: 100 });
    const promise = run();
    vi.advanceTimersByTime(1001);
    await expect(promise).rejects.toThrow('did not start');
    expect(workers[0]!.terminated).toBe(true);
  });

  test('a crash ends its job with the reason, and the next job gets a new worker', async () => {
    const { workers, run } = setUp();
    const first = run();
    const second = run();
    workers[0]!.say({ type: 'ready' });
    workers[0]!.crash('out of memory');
    await expect(first).rejects.toThrow('out of memory');
    expect(workers).toHaveLength(2);
    workers[1]!.say({ type: 'done', job: 2, outcome: outcome('second') });
    expect((await second).data).toBe('second');
  });

  test('a failure of the computation carries its words', async () => {
    const { workers, run } = setUp();
    const promise = run();
    const failure = { what: 'what', why: 'why', next: 'next' };
    workers[0]!.say({ type: 'error', job: 1, failure });
    await expect(promise).rejects.toEqual(new RunError(failure));
  });
});
