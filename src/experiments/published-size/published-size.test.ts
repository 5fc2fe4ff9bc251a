import { openSession } from '@vla/kernels';
import { checkRun } from '@vla/kernels/training';
import { describe, expect, test } from 'vitest';
import type { Candidate, CandidateResult } from '../../lib/training/recipe.ts';
import { window } from '../../lib/training/recipe.ts';
import type { SizedConfig, SizedShape } from './contest.ts';
import { contestAtSize } from './contest.ts';
import type { SizedData, SizedRun } from './data.ts';
import { forms } from './entrants.ts';
import { accuracyAfter, lateGain } from './points.ts';
import { quantitiesOf } from './quantities.ts';
import { followed, model as common, rates, recall, recallOf } from './sizes.ts';

const shape: SizedShape = { ...recall, entrants: ['vla', 'rowGated', 'deltanetMore'], sizes: [16, 8] };
const whole: SizedConfig = {
  ...{ mixer: 'all', learningRate: 'searched', seeds: 3, steps: 3000, sizes: 'all', tested: 64 },
};
const pairsOf = ({ recipe }: Candidate): unknown => recipe.tasks[0].settings!['pairs'];

/** Trains nothing: every model comes to what a test says. */
async function hold(config: Partial<SizedConfig>, resultOf: (candidate: Candidate) => Partial<CandidateResult>) {
  const asked: Candidate[] = [];
  const read = (part: object): CandidateResult => {
    const candidate = part as Candidate;
    asked.push(candidate);
    const scores = [{ loss: 1, accuracy: 0.5, exactMatch: 0.25 }];
    return { steps: 3000, losses: [1], curve: [{ step: 60, accuracy: 0.5 }], scores, ...resultOf(candidate) };
  };
  const data = await contestAtSize(shape)({
    ...{ config: { ...whole, ...config }, seed: 1, runtime: await openSession({ backend: 'cpu' }) },
    signal: new AbortController().signal,
    onProgress: ({ fraction }) => expect(fraction).toBeLessThanOrEqual(1 + 1e-9),
    kept: { read, write: () => expect.unreachable('nothing is trained') },
  });
  return { data, asked };
}

describe('the contest at the published size', () => {
  test('chooses a rate at 16 pairs, by a seed and a stream of their own, and keeps it for every number of pairs', async () => {
    const { data, asked } = await hold({}, ({ learningRate, mixer }) =>
      mixer === 'vla' && learningRate >= 0.003
        ? { solved: true, steps: learningRate === 0.003 ? 600 : 900 }
        : { scores: [{ loss: learningRate, accuracy: 0, exactMatch: 0 }] },
    );
    const judged = asked.filter(({ seed }) => seed === 1001);
    expect(judged).toHaveLength(shape.entrants.length * rates.length);
    for (const candidate of judged) {
      expect(pairsOf(candidate)).toBe(recall.choosing);
      expect(candidate.tests).toMatchObject([{ stream: { split: 'validation', seed: 1001 } }]);
    }
    const counting = asked.filter(({ seed }) => seed !== 1001);
    expect(counting).toHaveLength(shape.entrants.length * 2 * 3);
    for (const { tests } of counting)
      expect(tests).toMatchObject([{ sequences: 64, stream: { split: 'test', seed: 1 } }]);
    // Of the rates that solve it the soonest; where none does, the lowest loss.
    expect(data.entrants.map(({ learningRate }) => learningRate)).toEqual([0.003, rates[0], rates[0]]);
    for (const { points } of data.entrants) {
      expect(points.map(({ size, runs }) => [size, runs.length])).toEqual([
        [8, 3],
        [16, 3],
      ]);
    }
  });

  test('trains what is most useful first: all at 16 pairs, then the others', async () => {
    const { asked } = await hold({}, () => ({}));
    const pairs = asked.map(pairsOf);
    expect(pairs.indexOf(8)).toBe(pairs.lastIndexOf(16) + 1);
  });

  test('gives each entrant the model of its form, and trains what is asked for alone', async () => {
    const { asked, data } = await hold({ sizes: '8', learningRate: '0.01', seeds: 1 }, () => ({}));
    expect(asked.map(({ mixer, recipe: { model } }) => [mixer, model.preset, model.heads, model.headDim])).toEqual([
      ['vla', undefined, 4, 32],
      ['gatedDelta', 'DeltaNetAttn', 4, 32],
      ['deltanet', undefined, 8, 32],
    ]);
    expect(asked.every((candidate) => pairsOf(candidate) === 8 && candidate.learningRate === 0.01)).toBe(true);
    expect(data.entrants[0]).toMatchObject({ tried: [], learningRate: 0.01, points: [{ size: 8 }] });
  });

  test('keeps what became of a run', async () => {
    const { data } = await hold({ sizes: '8', learningRate: '0.01', seeds: 1, mixer: 'vla' }, () => ({
      ...{ solved: true as const, steps: 120, processorSeconds: 7 },
    }));
    expect(data.entrants[0].points[0].runs).toEqual([
      {
        accuracy: 0.5,
        exactMatch: 0.25,
        curve: [{ step: 60, accuracy: 0.5 }],
        steps: 120,
        solved: true,
        processorSeconds: 7,
      },
    ]);
  });
});

test.each(Object.entries(forms))('the model of %s can be made for the most pairs', (_name, { mixer, model }) => {
  const checked = checkRun({ task: recallOf(48), model: { ...common, ...model, mixer }, training: { steps: 1 } });
  expect(checked.config).toMatchObject({ modelDim: 128, layers: 2, vocabulary: 128, length: 144, mixer });
});

test('the looks fall between windows of steps', () => expect(followed.every % window).toBe(0));

const run = (accuracy: number, more: Partial<SizedRun> = {}): SizedRun => ({
  ...{ accuracy, exactMatch: 0, steps: 3000 },
  curve: [600, 2400, 3000].map((step, i) => ({ step, accuracy: [0.1, 0.3, accuracy][i] })),
  ...more,
});

test('an accuracy on the way is that of the last look, and a run that has ended stays', () => {
  const curve = [60, 120].map((step) => ({ step, accuracy: step / 1000 }));
  const ended = run(1, { curve });
  expect([59, 60, 119, 120, 3000].map((step) => accuracyAfter(ended, step))).toEqual([0, 0.06, 0.06, 0.12, 0.12]);
});

test('a run that is not solved has gained late what its last fifth brought; one that is solved, nothing', () => {
  expect(lateGain(run(0.8))).toBeCloseTo(0.5, 12);
  expect(lateGain(run(0.8, { solved: true }))).toBe(0);
});

test('the numbers of a point: means, the lowest and highest run, shares solved, late gains, and pairs of runs won', () => {
  const data: SizedData = {
    entrants: [
      {
        name: 'vla',
        learningRate: 0.003,
        tried: [],
        points: [{ size: 16, runs: [run(0.4), run(1, { solved: true })] }],
      },
      { name: 'linear', learningRate: 0.01, tried: [], points: [{ size: 16, runs: [run(0.5), run(0.5)] }] },
    ],
  };
  const numbers = Object.fromEntries(quantitiesOf(data, 'pairs').map(({ name, value }) => [name, value]));
  expect(numbers).toMatchObject({ vlaLowestAt16: 0.4, vlaHighestAt16: 1, vlaSolvedAt16: 0.5, vlaLearningRate: 0.003 });
  expect(numbers['vlaAt16']).toBeCloseTo(0.7, 12);
  expect(numbers['vlaGainAt16']).toBeCloseTo(0.05, 12);
  expect(numbers['vlaOverLinearAt16']).toBe(0.5);
  expect(numbers['processorHours']).toBeUndefined();
});
