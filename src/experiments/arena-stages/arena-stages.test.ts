import { openSession } from '@vla/kernels';
import { batchAt, pathfinder, textTask, textTokens } from '@vla/kernels/tasks';
import { findReviews, readReviews } from '@vla/kernels/tasks';
import { expect, test } from 'vitest';
import { testBatch } from '../../lib/training/recipe.ts';
import type { StagedCandidate, StagedResult } from '../../lib/training/staged.ts';
import { picturesOf } from '../pathfinder-staged/floors.ts';
import { taskOf } from '../pathfinder-staged/stages.ts';
import { madeReviews } from '../reviews/madeReviews.ts';
import { readIn } from '../reviews/rules.ts';
import type { StagedConfig } from './controls.ts';
import { stagedContest } from './contest.ts';
import { rates } from './controls.ts';
import type { Stage, StagedEntrant } from './data.ts';
import { border, leftFloor } from './left.ts';

const stage: Stage = {
  ...{ key: 'One', title: 'one', sequences: 2500 },
  rules: [
    { key: 'constant', label: 'constant answer', accuracy: 0.5, isFloor: true },
    { key: 'tips', label: 'the two ends', accuracy: 0.6, isFloor: true },
    { key: 'better', label: 'another rule', accuracy: 0.9, isFloor: false },
  ],
};

test('a run has left the floor where it is three standard errors above the best rule that counts', () => {
  // A coin's accuracy on 2,500 sequences is known to one point.
  expect(border(stage)).toBeCloseTo(0.63, 12);
  const runs = [0.629, 0.631, 0.9].map((accuracy): StagedResult => ({
    stages: [{ curve: [], validationLoss: 1, accuracy }],
  }));
  const entrant: StagedEntrant = { mixer: 'vla', tried: [], learningRate: 1, runs: [...runs, { stages: [] }] };
  expect(leftFloor(stage, 0, entrant)).toBe(2);
  expect(leftFloor(stage, 1, entrant)).toBe(0);
});

/** Holds a contest whose candidates are not trained, but come to what a test says. */
async function hold(config: Partial<StagedConfig>, lossOf: (candidate: StagedCandidate) => number | null) {
  const asked: StagedCandidate[] = [];
  const read = (part: object): StagedResult => {
    const candidate = part as StagedCandidate;
    asked.push(candidate);
    const validationLoss = lossOf(candidate);
    if (validationLoss === null) return { stages: [], diverged: true };
    return { stages: candidate.stages.map(() => ({ curve: [], validationLoss, accuracy: 0.5 })) };
  };
  const entrants = await stagedContest(
    { stages: ['20-stage-1', '20'].map((preset) => taskOf(preset as '20')), model: {}, batchSize: 2 },
    {
      config: {
        ...{ mixer: 'all', learningRate: 'searched', seeds: 3, steps: 40, tested: 16, followed: 16 },
        ...config,
      },
      ...{ seed: 5, runtime: await openSession({ backend: 'cpu' }), signal: new AbortController().signal },
      onProgress: ({ fraction }) => expect(fraction).toBeLessThanOrEqual(1 + 1e-9),
      kept: { read, write: () => expect.unreachable('nothing is trained') },
    },
  );
  return { entrants, asked };
}

test('each mixer’s rate is chosen on half a first stage by a seed of its own, and no rate that diverged', async () => {
  const { entrants, asked } = await hold({}, ({ mixer, learningRate }) =>
    mixer === 'vla' && learningRate === rates[0] ? null : learningRate,
  );
  expect(entrants.map(({ mixer, learningRate }) => [mixer, learningRate])).toEqual([
    ['vla', rates[1]],
    ['deltanet', rates[0]],
    ['linear', rates[0]],
    ['softmax', rates[0]],
  ]);
  const [searching, counting] = [asked.filter(({ seed }) => seed === 1005), asked.filter(({ seed }) => seed !== 1005)];
  expect(searching.map(({ stages, steps }) => [stages.length, steps])).toEqual(new Array(8).fill([1, 20]));
  expect(counting.map(({ stages, steps }) => [stages.length, steps])).toEqual(new Array(12).fill([2, 40]));
  expect(counting.slice(0, 3).map(({ seed }) => seed)).toEqual([5, 6, 7]);
  for (const { tested } of asked) expect(tested).toEqual({ sequences: 16, seed: 5 });
});

test('one mixer at a given rate is trained alone', async () => {
  const { asked } = await hold({ mixer: 'softmax', learningRate: '0.004', seeds: 1 }, () => 1);
  expect(asked.map(({ mixer, learningRate, seed }) => [mixer, learningRate, seed])).toEqual([['softmax', 0.004, 5]]);
});

test('the pictures that rules see are those that a model is asked, in their order', () => {
  const pictures = picturesOf('20-stage-1', { split: 'test', seed: 3, count: testBatch + 3 });
  const task = pathfinder(taskOf('20-stage-1').settings);
  const { no } = { no: 257 };
  const asked = [0, 1].flatMap((index) => {
    const { targets, mask } = batchAt({ task, split: 'test', seed: 3, index, size: testBatch });
    return [...targets].filter((_, position) => mask[position] === 1).map((answer) => answer - no);
  });
  expect(pictures.map(({ label }) => label)).toEqual(asked.slice(0, pictures.length));
  expect(new Set(asked).size).toBe(2);
});

test('the bytes that rules see are those that a model is asked about, in their order', async () => {
  const reviews = await readReviews(madeReviews, await findReviews(madeReviews), 'any');
  const task = textTask(reviews, { bytes: 12, counts: 'any' });
  const read = readIn(task, { split: 'test', seed: 4, count: 2 * testBatch });
  expect(read).toHaveLength(2 * testBatch);
  for (const { bytes, label } of read)
    expect(new TextDecoder().decode(bytes)).toBe(label === 1 ? 'A good film,' : 'A bad film, ');
  expect(new Set(read.map(({ label }) => label)).size).toBe(2);
  const { tokens, targets, mask, length } = batchAt({ task, split: 'test', seed: 4, index: 1, size: testBatch });
  const first = read[testBatch];
  expect([...tokens.subarray(0, 12)]).toEqual([...first.bytes].map((byte) => byte + textTokens.firstByte));
  expect(targets[mask.subarray(0, length).indexOf(1)]).toBe(first.label === 1 ? textTokens.yes : textTokens.no);
});
