import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { StagedCandidate } from './staged.ts';
import { trainStages } from './staged.ts';

const task = { name: 'mqar', settings: { pairs: 1, vocabulary: 40 } };
const candidate: StagedCandidate = {
  ...{ stages: [task], model: { modelDim: 8, layers: 1, heads: 1, feedForwardDim: 0 }, batchSize: 4, steps: 6 },
  ...{ followed: { every: 4, sequences: 16 }, tested: { sequences: 16, seed: 7 } },
  ...{ mixer: 'linear', learningRate: 0.01, seed: 1 },
};
const surroundings = { signal: new AbortController().signal, onProgress: () => undefined };

beforeAll(async () => expect(await setBackend('cpu')).toBe(true));

test('a stage is looked at on its way and at its end, and tested once', async () => {
  const { stages } = await trainStages(candidate, surroundings);
  expect(stages.map(({ curve }) => curve.map(({ step }) => step))).toEqual([[4, 6]]);
  expect(stages[0].validationLoss).toBeGreaterThan(0);
  // Answers are right or wrong, and there are sixteen of them.
  expect((16 * stages[0].accuracy) % 1).toBeCloseTo(0, 9);
});

test('a stage goes on from the weights of the one before, and its rate begins anew', async () => {
  const twice = { ...candidate, stages: [task, task] };
  const [alone, both] = [await trainStages(candidate, surroundings), await trainStages(twice, surroundings)];
  expect(both.stages[0]).toEqual(alone.stages[0]);
  // The same batches again, on weights that have seen them.
  expect(both.stages[1].validationLoss).not.toBe(both.stages[0].validationLoss);
  const still = await trainStages({ ...twice, learningRate: 1e-12 }, surroundings);
  expect(still.stages[1].validationLoss).toBeCloseTo(still.stages[0].validationLoss, 6);
  // What was learned before is not lost: with next to no rate in a second stage it would be that of new weights.
  expect(both.stages[1].validationLoss).toBeLessThan(still.stages[0].validationLoss);
});

test('progress goes from stage to stage up to the whole', async () => {
  const seen: number[] = [];
  const two = { ...candidate, stages: [task, task], steps: 2 };
  await trainStages(two, { ...surroundings, onProgress: (part) => seen.push(part) });
  expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
});

test('a run that diverges keeps the stages that it finished', async () => {
  const { stages, diverged } = await trainStages({ ...candidate, learningRate: 1e30 }, surroundings);
  expect({ stages, diverged }).toEqual({ stages: [], diverged: true });
});
