import '@tensorflow/tfjs-backend-wasm';
import { batchAt, listOps } from '@vla/kernels/tasks';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from './backend.ts';
import type { UnfinishedCandidate } from './candidate.ts';
import { trainCandidate } from './candidate.ts';
import type { Candidate } from './recipe.ts';
import { testBatch, window } from './recipe.ts';

const settings = { preset: 'A' } as const;
const task = { name: 'listops', settings };
const candidate: Candidate = {
  recipe: { tasks: [task], model: { modelDim: 8, layers: 1 }, batchSize: 4, steps: 2 * window + 5 },
  ...{ mixer: 'linear', learningRate: 0.01, seed: 5 },
  tests: [{ ...task, sequences: 40 }],
};

const train = (change: Partial<Candidate>) =>
  trainCandidate({
    candidate: { ...candidate, ...change },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

beforeAll(() => startBackend('wasm'));

describe('a candidate', () => {
  test('that is followed comes to what it comes to unfollowed, and is looked at on the way', async () => {
    const followed = { every: window, sequences: 20 };
    const alone = await train({});
    const { curve, ...rest } = await train({ recipe: { ...candidate.recipe, followed } });
    expect(rest).toEqual(alone);
    expect(curve!.map(({ step }) => step)).toEqual([window, 2 * window]);
    for (const { accuracy } of curve!) expect(accuracy * 2 * testBatch).toBeCloseTo(Math.round(accuracy * 32), 9);
  });

  test('is looked at on its own validation stream', async () => {
    const recipe = { ...candidate.recipe, steps: window, followed: { every: window, sequences: 100 } };
    const stream = { split: 'validation', seed: 5 } as const;
    const { curve, scores } = await train({ recipe, tests: [{ ...task, sequences: 100, stream }] });
    expect(curve).toEqual([{ step: window, accuracy: scores[0].accuracy }]);
  });

  test('that is followed goes to its end, solved or not', async () => {
    // There are 32 symbols, and one of them is to be said again.
    const easy = { name: 'copy', settings: { symbols: 1, vocabulary: 34 } };
    const recipe = { ...candidate.recipe, tasks: [easy], steps: 200 };
    const tests = [{ ...easy, sequences: 16 }];
    const ended = await train({ recipe, tests, learningRate: 0.05 });
    expect(ended.steps).toBeLessThan(200);
    const followed = { every: 100, sequences: 16 };
    expect((await train({ recipe: { ...recipe, followed }, tests, learningRate: 0.05 })).steps).toBe(200);
  });

  test('that is followed ends once two looks in a row find it solved, where it says what that is', async () => {
    const solved = 0.75;
    const easy = { name: 'shifted-tokens', settings: { delay: 0, length: 4, vocabulary: 8 } };
    const recipe = { ...candidate.recipe, tasks: [easy], steps: 200 };
    const asked = { tests: [{ ...easy, sequences: 16 }], learningRate: 0.05 };
    const ended = await train({ ...asked, recipe: { ...recipe, followed: { every: 20, sequences: 16, solved } } });
    const whole = await train({ ...asked, recipe: { ...recipe, followed: { every: 20, sequences: 16 } } });
    const accuracies = whole.curve!.map(({ accuracy }) => accuracy);
    const first = accuracies.findIndex((accuracy, i) => accuracy >= solved && accuracies[i + 1] >= solved) + 2;
    expect(first).toBeGreaterThan(1);
    expect(first).toBeLessThan(10);
    expect(ended).toMatchObject({ solved: true, steps: 20 * first, curve: whole.curve!.slice(0, first) });
    expect(whole.solved).toBeUndefined();
  });

  test('that is interrupted continues from where it was stored, to the same last bit', async () => {
    const followed = { every: window, sequences: 16 };
    const long: Candidate = { ...candidate, recipe: { ...candidate.recipe, steps: 240, followed } };
    const alone = await train(long);
    const stored: UnfinishedCandidate[] = [];
    const controller = new AbortController();
    const begin = trainCandidate({
      candidate: long,
      signal: controller.signal,
      onProgress: (fraction) => fraction > 0.6 && controller.abort(new Error('interrupted')),
      store: { read: () => null, write: (one) => void stored.push(structuredClone(one)) },
    });
    await expect(begin).rejects.toThrow('interrupted');
    expect(stored.map(({ losses }) => losses.length * window)).toEqual([100]);
    const steps: number[] = [];
    const continued = await trainCandidate({
      candidate: long,
      signal: new AbortController().signal,
      onProgress: (fraction) => void steps.push(Math.round(fraction * 240)),
      store: { read: () => stored[0], write: () => undefined },
    });
    expect(continued).toEqual(alone);
    expect(steps[0]).toBe(101);
  });

  test('keeps its answers, which are marked as the test marks them', async () => {
    const stream = { split: 'test', seed: 9 } as const;
    const { scores } = await train({ tests: [{ ...task, sequences: 40, stream, keepsAnswers: true }] });
    const [{ answers, accuracy }] = scores;
    const right = [0, 1, 2].flatMap((index) => {
      const { targets, mask } = batchAt({ task: listOps(settings), ...stream, index, size: testBatch });
      return [...targets].filter((_, position) => mask[position] === 1);
    });
    expect(answers).toHaveLength(right.length);
    expect(answers!.filter((answer, i) => answer === right[i]).length / right.length).toBeCloseTo(accuracy, 12);
  });

  test('is tested on the stream that the test names, and on its own seed’s elsewhere', async () => {
    const own = { split: 'test', seed: 5 } as const;
    const other = { split: 'validation', seed: 5 } as const;
    const tests = [{}, { stream: own }, { stream: other }].map((more) => ({ ...task, sequences: 40, ...more }));
    const [plain, named, another] = (await train({ tests })).scores;
    expect(named).toEqual(plain);
    expect(another).not.toEqual(plain);
  });
});
