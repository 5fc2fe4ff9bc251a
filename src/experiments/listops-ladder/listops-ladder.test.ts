import { openSession } from '@vla/kernels';
import { batchAt, listOps, listOpsFloors, writeTree } from '@vla/kernels/tasks';
import { describe, expect, test } from 'vitest';
import type { Candidate, CandidateResult } from '../../lib/training/recipe.ts';
import { testBatch } from '../../lib/training/recipe.ts';
import { climb } from './climb.ts';
import { expressionsOf } from './expressions.ts';
import { floorsOf, testOf } from './floors.ts';
import { pairsWon } from './pairsWon.ts';
import type { LadderConfig } from './rungs.ts';
import { rates } from './rungs.ts';

const length = 32;

/** Tokens of an expression, filled up as the task fills them. */
function written(tree: Parameters<typeof writeTree>[0]): number[] {
  const tokens = new Int32Array(length).fill(15);
  writeTree(tree, tokens);
  return [...tokens];
}

test('the expressions of a test are those that a model is asked, in their order', () => {
  const trees = expressionsOf('B', { split: 'test', seed: 3, count: 2 * testBatch + 5 });
  const task = listOps({ preset: 'B' });
  const asked = [0, 1, 2].flatMap((index) => {
    const { tokens, targets, mask } = batchAt({ task, split: 'test', seed: 3, index, size: testBatch });
    const answers = [...targets].filter((_, position) => mask[position] === 1);
    return answers.map((value, row) => ({ value, tokens: [...tokens.subarray(row * length, (row + 1) * length)] }));
  });
  expect(trees.map((tree) => ({ value: tree.value, tokens: written(tree) }))).toEqual(asked.slice(0, trees.length));
});

describe('floors', () => {
  const { groups, floors } = floorsOf(testOf('B', { seed: 1, count: 400 }), 2);
  const { learned, trees } = testOf('B', { seed: 1, count: 400 });

  test('over all expressions are those of the kernels', () => {
    const { constant, rootOnly, levelsKnown } = listOpsFloors(learned, trees, 2);
    expect(floors.map(({ accuracy }) => accuracy[0])).toEqual([constant, rootOnly, ...levelsKnown]);
    expect(floors.map(({ known }) => known)).toEqual([null, 0, 1, 2]);
  });

  test.each([
    ['operators', /^[A-Z]/],
    ['depths', /^depth/],
  ])('of the %s have the whole as their mean', (_, wanted) => {
    const parts = groups.flatMap((group, i) => (wanted.test(group.name) ? [{ ...group, i }] : []));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.reduce((sum, { sequences }) => sum + sequences, 0)).toBe(400);
    for (const { accuracy } of floors) {
      const right = parts.reduce((sum, { sequences, i }) => sum + sequences * accuracy[i], 0);
      expect(right / 400).toBeCloseTo(accuracy[0], 12);
    }
  });
});

test('pairs of runs are counted, and a tie for half', () => {
  expect(pairsWon([2, 3], [1, 2])).toBe((1 + 0.5 + 1 + 1) / 4);
  expect(pairsWon([1], [2, 3])).toBe(0);
});

/** Climbs with models that are not trained, but answer what a test says. */
async function climbWith(config: Partial<LadderConfig>, lossOf: (candidate: Candidate) => number) {
  const asked: Candidate[] = [];
  const read = (part: object): CandidateResult => {
    const candidate = part as Candidate;
    asked.push(candidate);
    const [{ sequences }] = candidate.tests;
    const answers = new Array<number>(sequences).fill(candidate.seed % 10);
    const scores = [{ loss: lossOf(candidate), accuracy: 0, exactMatch: 0, answers }];
    return { steps: 20, losses: [1], curve: [{ step: 20, accuracy: 0.5 }], scores };
  };
  const whole: LadderConfig = {
    ...{ mixer: 'all', learningRate: 'searched', seeds: 5, steps: 20_000 },
    ...{ rungs: 'A B', tested: 64, publishedLength: 8 },
    ...config,
  };
  const data = await climb({
    ...{ config: whole, seed: 1, runtime: await openSession({ backend: 'cpu' }) },
    signal: new AbortController().signal,
    onProgress: ({ fraction }) => expect(fraction).toBeLessThanOrEqual(1 + 1e-9),
    kept: { read, write: () => expect.unreachable('nothing is trained') },
  });
  const presetOf = ({ recipe }: Candidate) => recipe.tasks[0].settings!['preset'];
  const on = (rung: string) => asked.filter((one) => presetOf(one) === rung);
  return { data, asked, on };
}

describe('the climb', () => {
  test('chooses a learning rate on rung B, by a seed and a stream of their own, and keeps it on every rung', async () => {
    const best = { vla: 0.004, deltanet: 0.008, gatedDelta: 1, linear: 0.016, softmax: 0.001 };
    const { data, on } = await climbWith({ rungs: 'A B C' }, ({ mixer, learningRate }) =>
      Math.abs(learningRate - best[mixer]),
    );
    const judged = on('B').filter(({ seed }) => seed === 1001);
    expect(judged).toHaveLength(4 * rates.length);
    for (const { tests } of judged) expect(tests).toMatchObject([{ stream: { split: 'validation', seed: 1001 } }]);
    for (const { rung, climbers } of data.rungs) {
      expect(climbers.map(({ mixer }) => mixer)).toEqual(['vla', 'deltanet', 'linear', 'softmax']);
      for (const { mixer, learningRate, runs } of climbers) {
        expect(learningRate).toBe(best[mixer]);
        expect(runs).toHaveLength(rung === 'C' ? 3 : 5);
      }
    }
    const counting = [...on('A'), ...on('B'), ...on('C')].filter(({ seed }) => seed !== 1001);
    expect(counting).toHaveLength(4 * (5 + 5 + 3));
    for (const { tests } of counting)
      expect(tests).toMatchObject([{ sequences: 64, keepsAnswers: true, stream: { split: 'test', seed: 1 } }]);
  });

  test('marks the answers of each run against the expressions that it was asked', async () => {
    const { data } = await climbWith({ rungs: 'A', learningRate: '0.004', mixer: 'vla' }, () => 1);
    const trees = expressionsOf('A', { split: 'test', seed: 1, count: 64 });
    const [a] = data.rungs;
    expect(a.climbers[0].runs.map(({ accuracy }) => accuracy[0])).toEqual(
      [1, 2, 3, 4, 5].map((answer) => trees.filter(({ value }) => value === answer).length / 64),
    );
  });

  test('trains what is asked for alone, and has the floors of every rung', async () => {
    const { data, asked } = await climbWith({ rungs: 'A', learningRate: '0.004', seeds: 1, mixer: 'linear' }, () => 1);
    expect(asked.map(({ mixer, seed, learningRate }) => [mixer, seed, learningRate])).toEqual([['linear', 1, 0.004]]);
    expect(data.rungs.map(({ rung, climbers, floors }) => [rung, climbers.length, floors.length])).toEqual([
      ['A', 1, 2],
      ['B', 0, 3],
      ['C', 0, 4],
    ]);
  });

  test('on rung A alone chooses on rung B all the same', async () => {
    const { data, on } = await climbWith({ rungs: 'A', seeds: 2, mixer: 'vla' }, ({ learningRate }) => learningRate);
    expect(on('B').map(({ seed }) => seed)).toEqual(rates.map(() => 1001));
    expect(on('A').map(({ seed, learningRate }) => [seed, learningRate])).toEqual([
      [1, rates[0]],
      [2, rates[0]],
    ]);
    expect(data.rungs[1].climbers).toEqual([]);
  });
});
