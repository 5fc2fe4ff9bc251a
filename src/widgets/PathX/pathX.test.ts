import { openSession } from '@vla/kernels';
import { checkRun } from '@vla/kernels/training';
import { expect, test } from 'vitest';
import type { Progress } from '../../lib/experiment.ts';
import { CancelledError } from '../worker/protocol.ts';
import { fakeWorkers } from '../worker/testing/fakeWorkers.ts';
import { measureAll, type Outcome } from './measureAll.ts';
import type { FromWorker, MeasuredStep, ToWorker } from './protocol.ts';
import { daysOfFullRun, longTokens, mixers, optionsAt, shortTokens } from './setting.ts';
import { measureStep } from './worker/measure.ts';

function setUp() {
  const { workers, create } = fakeWorkers<ToWorker, FromWorker>();
  const controller = new AbortController();
  const outcomes: Outcome[] = [];
  const progress: Progress[] = [];
  const done = measureAll({
    ...{ mixers: ['vla', 'linear'], backend: 'cpu', create, signal: controller.signal },
    nameOf: (mixer) => mixer.toUpperCase(),
    onProgress: (one) => progress.push(one),
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return { workers, controller, outcomes, progress, done };
}

const step = { mixer: 'linear', weights: 1 } as MeasuredStep;
const failure = { what: 'Too large.', why: 'No memory.', next: 'Smaller.' };

/** Lets what was said be heard. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test('each mixer has a worker of its own, which ends with it, and one that fails holds up no other', async () => {
  const { workers, outcomes, progress, done } = setUp();
  expect(workers).toHaveLength(1);
  workers[0]!.say({ type: 'ready' });
  workers[0]!.say({ type: 'progress', fraction: 0.5, message: 'halfway' });
  expect(progress).toEqual([{ fraction: 0.25, message: 'VLA: halfway' }]);
  workers[0]!.say({ type: 'error', failure });
  await turn();
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  workers[1]!.say({ type: 'done', step });
  await done;
  expect(workers[1]!.terminated).toBe(true);
  expect(outcomes).toEqual([
    { mixer: 'vla', failure },
    { mixer: 'linear', step },
  ]);
});

test('a worker that crashes is a mixer without a result, with the reason', async () => {
  const { workers, outcomes, done } = setUp();
  workers[0]!.say({ type: 'ready' });
  workers[0]!.crash('out of memory');
  await turn();
  workers[1]!.say({ type: 'done', step });
  await done;
  expect(outcomes[0]).toMatchObject({ mixer: 'vla', failure: { why: 'out of memory' } });
});

test('Cancel ends the worker at once, whatever it is doing', async () => {
  const { workers, controller, outcomes, done } = setUp();
  controller.abort();
  await expect(done).rejects.toThrow(CancelledError);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true]);
  expect(outcomes).toEqual([]);
});

test.each(mixers)('%s reads as many tokens as a picture of Path-X has, and one that asks', (mixer) => {
  const { tasks, config } = checkRun(optionsAt({ mixer, tokens: longTokens }));
  expect(config).toMatchObject({ length: 128 * 128 + 1, mixer });
  expect(tasks[0]!.length).toBe(longTokens);
  expect(shortTokens).toBe(32 * 32 + 1);
});

test('the published training is 50 times 160,000 pictures, one after the other', () => {
  expect(daysOfFullRun(1000)).toBeCloseTo((50 * 160_000) / 86_400, 9);
});

test('a step is measured on the processor: both lengths, an estimate between them, and what memory it took', async () => {
  const progress: Progress[] = [];
  const session = await openSession({ backend: 'wasm' });
  const measured = await measureStep({ mixer: 'linear', session, onProgress: (one) => progress.push(one) });
  const { short, long, estimate, bytes } = measured;
  expect([short.tokens, long.tokens]).toEqual([shortTokens, longTokens]);
  expect(short.milliseconds).toBeGreaterThan(0);
  expect(long.milliseconds).toBeGreaterThan(short.milliseconds);
  expect(estimate).toBe((short.milliseconds * longTokens) / shortTokens);
  // More than one vector of the model's width for each token.
  expect(bytes).toBeGreaterThan(longTokens * 64 * 4);
  expect(progress.at(-1)!.message).toMatch(/^16385 tokens, about .* s a step$/);
});
