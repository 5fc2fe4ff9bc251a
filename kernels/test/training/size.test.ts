import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { mixerNames, VLATransformer, weightCount } from '../../src/model/index.ts';
import type { TransformerOptions } from '../../src/model/index.ts';
import { TrainingRun, checkRun } from '../../src/training/index.ts';
import type { RunOptions } from '../../src/training/index.ts';

beforeAll(() => setBackend('cpu'));

const variants: readonly Partial<TransformerOptions>[] = [
  {},
  { layers: 3, heads: 1, headDim: 5, feedForwardDim: 7, convolution: 4 },
  { feedForwardDim: 0, positions: 'none', tiedHead: false, rank: 3 },
  { penaltyScope: 'model', heads: 2, headDim: 3 },
  { classes: 4, firstClass: 7 },
  { classes: 4, firstClass: 2, tiedHead: false },
];

test.each(mixerNames.flatMap((mixer) => variants.map((variant) => ({ mixer, ...variant }))))(
  'the weights of a model are counted without making it: %o',
  (options) => {
    const model = new VLATransformer({ vocabulary: 11, length: 6, modelDim: 8, ...options });
    expect(weightCount(model.config)).toBe(model.parameterCounts.total);
    model.dispose();
  },
);

describe('a run', () => {
  const usual: RunOptions = {
    task: { name: 'mqar', settings: { pairs: 48, vocabulary: 8192, length: 512 } },
    model: { modelDim: 256, layers: 4, headDim: 64, convolution: 4, rank: 2 },
    training: { steps: 10, batchSize: 64 },
  };

  test('of usual size passes', () => {
    expect(checkRun(usual).config).toMatchObject({ modelDim: 256, length: 512, vocabulary: 8192 });
  });

  test('of many blocks passes where it computes them again', () => {
    const deep = { ...usual, model: { ...usual.model, layers: 40 } };
    expect(() => checkRun(deep)).toThrow(/^batchSize: was 64, which would make a step keep/);
    expect(checkRun({ ...deep, model: { ...deep.model, recompute: 'blocks' } }).config.layers).toBe(40);
  });

  test.each<[string, Partial<RunOptions>]>([
    ['model: would have 107946180608 weights; expected at most 134217728', { model: { modelDim: 65536 } }],
    ['model: would have [0-9]+ weights', { model: { modelDim: 8, layers: 1e8 } }],
    ['model: would have [0-9]+ weights', { model: { rank: 1e9 } }],
    ['batchSize: was 100000000, which would make a step keep', { training: { steps: 1, batchSize: 1e8 } }],
    [
      'zoology-mqar.length: was 2000000000',
      { task: { name: 'zoology-mqar', settings: { length: 2e9, vocabulary: 5e9 } } },
    ],
    ['copy.symbols: was 100000000; expected at most', { task: { name: 'copy', settings: { symbols: 1e8 } } }],
    ['task: was null; expected an object', { task: null as never }],
    ['otherTasks: was an object; expected a list', { otherTasks: {} as never }],
    ['copy.settings: was 3', { task: { name: 'copy', settings: 3 as never } }],
    ['training: was undefined', { training: undefined as never }],
    ['model.vocabulary: is not known', { model: { vocabulary: 9 } as never }],
    ['run.extra: is not known', { extra: 1 } as never],
    ['copy.symbols: was 1e\\+300', { otherTasks: [{ name: 'copy', settings: { symbols: 1e300 } }] }],
    ['pairs: was 0; expected an integer', { task: { name: 'mqar', settings: { pairs: 0 } } }],
  ])('is refused before it is made: %s', (message, change) => {
    const refused = expect.objectContaining({
      name: 'ArgumentError',
      message: expect.stringMatching(new RegExp(`^${message}`)) as string,
    }) as Error;
    expect(() => checkRun({ ...usual, ...change })).toThrow(refused);
    expect(() => new TrainingRun({ ...usual, ...change })).toThrow(refused);
  });
});
