import '@tensorflow/tfjs-backend-wasm';
import { openSession } from '@vla/kernels';
import { expect, test } from 'vitest';
import type { ComputeArguments, Threads } from '../../src/lib/experiment.ts';
import { startBackend } from '../../src/lib/training/backend.ts';
import type { Candidate } from '../../src/lib/training/recipe.ts';
import type { Contest } from '../../src/lib/training/tournament.ts';
import { compete } from '../../src/lib/training/tournament.ts';
import { threadsThatTrain } from './threads.ts';

const task = { name: 'mqar', settings: { pairs: 1, vocabulary: 20 } };
const contest: Contest = {
  ...{ mixers: ['vla', 'linear'], learningRates: [0.004, 0.032], seeds: [1, 2], selectionSeeds: [3, 4] },
  ...{ choose: 'testLoss', tests: [{ ...task, sequences: 16 }] },
  recipe: { tasks: [task], model: { modelDim: 8, layers: 1 }, batchSize: 2, steps: 25 },
};

type Surroundings = Pick<ComputeArguments<unknown>, 'signal' | 'onProgress'>;

async function hold(threads: Threads | undefined, surroundings: Partial<Surroundings> = {}) {
  await startBackend('wasm');
  return compete(contest, {
    runtime: await openSession({ backend: 'wasm' }),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    threads,
    ...surroundings,
  });
}

test('models that are trained side by side are the same as one after the other, to the last bit', async () => {
  const messages = new Set<string>();
  const fractions: number[] = [];
  const beside = await hold(threadsThatTrain(3), {
    onProgress({ fraction, message }) {
      messages.add(message);
      fractions.push(fraction);
    },
  });
  expect(beside).toEqual(await hold(undefined));
  expect(beside.map(({ mixer, runs }) => [mixer, runs.length])).toEqual([
    ['vla', 2],
    ['linear', 2],
  ]);
  // What is said names those that are under way.
  const several = [...messages].filter((message) => message.includes('; '));
  expect(several.length).toBeGreaterThan(0);
  expect(several[0]).toMatch(/^vla, learning rate 0\.004, seed 3 \d+ %; /);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBeLessThan(1);
}, 180_000);

test('no more threads than were asked for train at a time, in however many contests', async () => {
  const threads = threadsThatTrain(1);
  const recipe = { ...contest.recipe, steps: 2 };
  const [now, most] = [new Set<number>(), [] as number[]];
  const train = (seed: number) =>
    threads.train({
      candidate: { recipe, tests: contest.tests, mixer: 'linear', learningRate: 0.01, seed },
      signal: new AbortController().signal,
      onProgress: () => most.push(now.add(seed).size),
    });
  await Promise.all([1, 2, 3].map((seed) => train(seed).finally(() => now.delete(seed))));
  expect(Math.max(...most)).toBe(1);
  expect(most.length).toBeGreaterThan(2);
}, 180_000);

test('a thread says what the processor took for a run that is followed', async () => {
  const [tests, recipe] = [contest.tests, { ...contest.recipe, followed: { every: 20, sequences: 16 } }];
  const candidate: Candidate = { recipe, tests, mixer: 'linear', learningRate: 0.01, seed: 1 };
  const signal = new AbortController().signal;
  const result = await threadsThatTrain(1).train({ candidate, signal, onProgress: () => undefined });
  const { processorSeconds } = result;
  if (process.platform === 'linux') expect(processorSeconds).toBeGreaterThan(0.01);
  else expect(processorSeconds).toBeUndefined();
}, 60_000);

test('one that fails stops the others', async () => {
  const stopped: number[] = [];
  const threads: Threads = {
    most: 3,
    train({ candidate: { seed, learningRate }, signal }) {
      const name = 1000 * learningRate + seed;
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped.push(name);
          reject(signal.reason as Error);
        });
        if (name === 8) setTimeout(() => reject(new Error('out of memory')), 10);
      });
    },
  };
  await expect(hold(threads)).rejects.toThrow('out of memory');
  expect(stopped).toEqual([7, 8, 35]);
});

test('an abort ends what is under way', async () => {
  const controller = new AbortController();
  const contestUnderWay = hold(threadsThatTrain(2), {
    signal: controller.signal,
    onProgress: ({ fraction }) => fraction > 0 && controller.abort(new Error('interrupted')),
  });
  await expect(contestUnderWay).rejects.toThrow('interrupted');
}, 60_000);
