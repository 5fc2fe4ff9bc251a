import { fileURLToPath } from 'node:url';
import { openSession } from '@vla/kernels';
import { expect, test } from 'vitest';
import { FigureStore } from '../../lib/recording/store.ts';
import type { Candidate, CandidateResult } from '../../lib/training/recipe.ts';
import type { LadderData } from '../listops-ladder/data.ts';
import { compute } from './compute.ts';
import { definition } from './definition.ts';
import { ratesOfRungB } from './rates.ts';

test('every mixer is trained on rung C alone, as often and as long, with the learning rate that rung B chose', async () => {
  const asked: Candidate[] = [];
  const read = (part: object): CandidateResult => {
    const candidate = part as Candidate;
    asked.push(candidate);
    const answers = new Array<number>(candidate.tests[0].sequences).fill(candidate.seed);
    return { steps: 20, losses: [1], curve: [], scores: [{ loss: 1, accuracy: 0, exactMatch: 0, answers }] };
  };
  const { rungs } = await compute({
    ...{ config: { ...definition.config, tested: 64 }, seed: 1, runtime: await openSession({ backend: 'cpu' }) },
    signal: new AbortController().signal,
    onProgress: ({ fraction }) => expect(fraction).toBeLessThanOrEqual(1 + 1e-9),
    kept: { read, write: () => expect.unreachable('nothing is trained') },
  });
  const expected = (['vla', 'deltanet', 'linear', 'softmax'] as const).flatMap((mixer) =>
    [1, 2, 3].map((seed) => ({ mixer, seed, learningRate: ratesOfRungB[mixer] })),
  );
  expect(asked.map(({ mixer, seed, learningRate }) => ({ mixer, seed, learningRate }))).toEqual(expected);
  for (const { recipe, tests } of asked) {
    expect(recipe).toMatchObject({ steps: 3000, batchSize: 32, model: { modelDim: 64 }, followed: { every: 300 } });
    expect(recipe.tasks).toEqual([{ name: 'listops', settings: { preset: 'C', asked: 'root' } }]);
    expect(tests).toMatchObject([{ sequences: 64, keepsAnswers: true, stream: { split: 'test', seed: 1 } }]);
  }
  expect(rungs.map(({ rung, floors }) => [rung, floors.length])).toEqual([['C', 4]]);
});

test('the learning rates are those that the record of rung B chose', () => {
  const store = new FigureStore(fileURLToPath(new URL('../../../static/figures', import.meta.url)));
  const [, b] = (store.read('lra-overall')!.data as LadderData).rungs;
  expect(Object.fromEntries(b.climbers.map(({ mixer, learningRate }) => [mixer, learningRate]))).toEqual(ratesOfRungB);
});
