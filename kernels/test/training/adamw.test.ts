import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/random.ts';
import { AdamW, learningRateAt, trainingSettings } from '../../src/training/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const settings = { beta1: 0.9, beta2: 0.97, epsilon: 1e-6, weightDecay: 0.2 };
const random = seededRandom(3);
const normals = (size: number): number[] => Array.from({ length: size }, () => random.normal());

describe('AdamW', () => {
  test('is its formula: a matrix decays, a vector does not', () => {
    const start = [normals(6), normals(3)];
    const weights = [tf.variable(tf.tensor2d(start[0], [2, 3])), tf.variable(tf.tensor1d(start[1]))];
    const optimizer = new AdamW(weights, settings);
    const expected = start.flat();
    const [mean, square] = [new Float64Array(9), new Float64Array(9)];
    for (let t = 1; t <= 5; t++) {
      const gradient = normals(9);
      const rate = 0.1 / t;
      optimizer.update(tf.tensor1d(gradient), rate);
      gradient.forEach((g, i) => {
        mean[i] = settings.beta1 * mean[i] + (1 - settings.beta1) * g;
        square[i] = settings.beta2 * square[i] + (1 - settings.beta2) * g * g;
        const direction =
          mean[i] / (1 - settings.beta1 ** t) / (Math.sqrt(square[i] / (1 - settings.beta2 ** t)) + settings.epsilon);
        expected[i] -= rate * (direction + (i < 6 ? settings.weightDecay : 0) * expected[i]);
      });
    }
    expect(optimizer.step).toBe(5);
    const actual = weights.flatMap((weight) => [...weight.dataSync()]);
    actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
    weights.forEach((weight, i) => expect(weight.shape).toEqual([[2, 3], [3]][i]));
  });

  test('restored, it continues as if nothing had happened', async () => {
    const gradients = [normals(4), normals(4)].map((values) => tf.tensor1d(values));
    const make = (values: ArrayLike<number>) => tf.variable(tf.tensor2d(Array.from(values), [2, 2]));
    const straight = make([1, 2, 3, 4]);
    const first = new AdamW([straight], settings);
    first.update(gradients[0], 0.1);
    const continued = make(straight.dataSync());
    const second = new AdamW([continued], settings);
    second.restore(await first.moments(), first.step);
    for (const optimizer of [first, second]) optimizer.update(gradients[1], 0.1);
    expect([...continued.dataSync()]).toEqual([...straight.dataSync()]);
  });

  test('keeps no tensors but its own, and frees those', () => {
    const weight = tf.tidy(() => tf.variable(tf.ones([3, 3])));
    const gradient = tf.ones([9]) as tf.Tensor1D;
    const before = tf.memory();
    const optimizer = new AdamW([weight], settings);
    optimizer.update(gradient, 0.1);
    const { numTensors, numDataBuffers } = tf.memory();
    for (let i = 0; i < 3; i++) optimizer.update(gradient, 0.1);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    optimizer.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
  });
});

describe('learning rate', () => {
  const schedule = trainingSettings({ steps: 110, learningRate: 2, warmup: 10, floor: 0.1 });
  const rate = (step: number): number => learningRateAt(step, schedule);

  test('grows in a line, falls in half a cosine to the floor, and stays there', () => {
    expect([0, 4, 9].map(rate)).toEqual([0.2, 1, 2]);
    expect(rate(10)).toBe(2);
    expect(rate(60)).toBeCloseTo(2 * 0.55, 12);
    expect(rate(35)).toBeCloseTo(2 * (0.1 + 0.9 * ((1 + Math.SQRT1_2) / 2)), 12);
    expect(rate(110)).toBeCloseTo(0.2, 12);
    expect(rate(500)).toBeCloseTo(0.2, 12);
  });

  test('without a warm-up it begins at its largest', () => {
    expect(learningRateAt(0, trainingSettings({ steps: 1, learningRate: 3, warmup: 0 }))).toBe(3);
  });
});

describe('settings', () => {
  test('defaults', () => {
    expect(trainingSettings({ steps: 300 })).toMatchObject({ batchSize: 32, learningRate: 1e-3, warmup: 15, floor: 0 });
  });

  test.each<[string, object]>([
    ['training.lr: is not known', { lr: 1 }],
    ['steps: was undefined', { steps: undefined }],
    ['steps: was 0', { steps: 0 }],
    ['batchSize: was 1.5', { batchSize: 1.5 }],
    ['learningRate: was -1', { learningRate: -1 }],
    ['learningRate: was Infinity', { learningRate: Infinity }],
    ['beta2: was 1', { beta2: 1 }],
    ['weightDecay: was NaN', { weightDecay: NaN }],
    ['floor: was 2', { floor: 2 }],
    ['clipNorm: was 0', { clipNorm: 0 }],
  ])('%s', (message, change) => {
    expect(() => trainingSettings({ steps: 10, ...change } as never)).toThrow(message);
  });
});
