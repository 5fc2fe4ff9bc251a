import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import {
  VLATransformer,
  greedyDecode,
  loadTransformer,
  mixerNames,
  saveTransformer,
  transformerConfig,
  weightCount,
} from '../../src/model/index.ts';
import { listOps } from '../../src/tasks/index.ts';
import { TrainingRun, checkRun, evaluate, stepBytes } from '../../src/training/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const small = { vocabulary: 11, length: 12, modelDim: 8, layers: 2, heads: 2, classes: 5, firstClass: 3, seed: 3 };
const pooling = 'mean' as const;
const tokens = tf.tensor2d(
  [
    [1, 2, 3, 4, 5, 6, 7, 8],
    [8, 7, 6, 5, 4, 3, 2, 1],
    [2, 2, 9, 9, 1, 1, 5, 5],
  ],
  undefined,
  'int32',
);
const lengths = [5, 1, 8];

describe.each(mixerNames)('a %s that pools', (mixer) => {
  const model = new VLATransformer({ ...small, mixer, pooling });

  test.each(['right', 'left'] as const)('takes no padding on the %s into its mean', (padding) => {
    const logits = model.forward(tokens, { lengths, padding });
    lengths.forEach((count, b) => {
      const from = padding === 'left' ? 8 - count : 0;
      const alone = model.forward(tf.slice(tokens, [b, from], [1, count]));
      const own = tf.slice(logits, [b, from, 0], [1, count, -1]);
      expect(relativeError(own.dataSync(), alone.dataSync())).toBeLessThan(1e-5);
    });
  });

  test('continues its mean, in however many parts a sequence is read', () => {
    const whole = model.forward(tokens);
    let state: Parameters<VLATransformer['advance']>[1];
    const parts = [3, 1, 4].map((count, i) => {
      const from = [0, 3, 4][i]!;
      const advanced = model.advance(tf.slice(tokens, [0, from], [-1, count]), state);
      state = advanced.state;
      return advanced.logits;
    });
    expect(relativeError(tf.concat(parts, 1).dataSync(), whole.dataSync())).toBeLessThan(1e-5);
  });

  test('continues the means of sequences of unequal lengths, where the mixer continues those', () => {
    const { state } = model.advance(tokens, undefined, { lengths, padding: 'left' });
    const next = tf.tensor2d([[3], [4], [5]], undefined, 'int32');
    if (mixer === 'softmax') {
      expect(() => model.advance(next, state)).toThrow('state: has sequences of 5, 1, 8 tokens');
      return;
    }
    const { logits } = model.advance(next, state);
    lengths.forEach((count, b) => {
      const before = tf.slice(tokens, [b, 8 - count], [1, count]);
      const whole = model.forward(tf.concat([before, tf.slice(next, [b, 0], [1, 1])], 1));
      const last = tf.slice(whole, [0, count, 0], [1, 1, -1]);
      expect(relativeError(tf.slice(logits, [b, 0, 0], [1, -1, -1]).dataSync(), last.dataSync())).toBeLessThan(2e-5);
    });
  });
});

test('a state of a model that does not pool is refused', () => {
  const [one, other] = [new VLATransformer(small), new VLATransformer({ ...small, pooling })];
  const { state } = one.advance(tf.slice(tokens, [0, 0], [-1, 2]));
  expect(() => other.advance(tf.slice(tokens, [0, 2], [-1, 2]), state)).toThrow(
    'state: has no "pooled"; expected that of a model that pools',
  );
});

test('says no tokens, so that nothing can be continued with it', async () => {
  const model = new VLATransformer({ ...small, pooling });
  await expect(greedyDecode({ model, prompt: [[1]], steps: 1 })).rejects.toThrow('answers with one of 5 classes');
});

test.each([
  [{ pooling: 'max' as never }, 'pooling: was "max"; expected "last" or "mean"'],
  [{ pooling, classes: 0, firstClass: 0 }, 'pooling: was "mean"; expected "last" where there are no classes'],
])('is refused: %o', (change, message) => {
  expect(() => new VLATransformer({ ...small, ...change })).toThrow(message);
});

describe('a run', () => {
  const options = {
    task: { name: 'listops', settings: { preset: 'A' } },
    model: { modelDim: 8, layers: 1, classes: 10, tiedHead: false, pooling },
    training: { steps: 60, batchSize: 16, learningRate: 0.02 },
  };

  test('learns, is stored, resumed and loaded as it is', async () => {
    const run = new TrainingRun(options);
    const losses: number[] = [];
    await run.train({ until: 40, onStep: ({ loss }) => losses.push(loss) });
    const mean = (of: number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
    expect(mean(losses.slice(-10))).toBeLessThan(mean(losses.slice(0, 5)) - 0.1);
    const resumed = TrainingRun.resume(await run.checkpoint());
    expect(resumed.model.config.pooling).toBe('mean');
    expect(resumed.options).toEqual(run.options);
    const [next, again] = [run, resumed].map(async (one) => {
      let loss = NaN;
      await one.train({ until: 41, onStep: (step) => (loss = step.loss) });
      return loss;
    });
    expect(await again).toBe(await next);
    const loaded = loadTransformer(await saveTransformer(run.model));
    const task = listOps({ preset: 'A' });
    const scores = [run.model, loaded].map((model) => evaluate({ model, task, seed: 1, batches: 1 }));
    expect(await scores[1]).toEqual(await scores[0]);
    for (const one of [run, resumed, loaded]) one.dispose();
  });

  test('has no weights for it', () => {
    const { config } = checkRun(options);
    expect(weightCount(config)).toBe(weightCount({ ...config, pooling: 'last' }));
    const model = new VLATransformer(config);
    expect(model.parameterCounts.total).toBe(weightCount(transformerConfig(config)));
    model.dispose();
  });
});

test('its memory is counted where the backend can', async () => {
  await expect(stepBytes({ ...small, pooling })).rejects.toThrow('backend: was "cpu"; expected "webgpu" or "wasm"');
});
