import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { embed, selectRows } from '../../src/model/rows.ts';
import { AdamW, TrainingRun } from '../../src/training/index.ts';
import { crossEntropy } from '../../src/training/objective.ts';
import { expectFused } from '../layers/fused/expectFused.ts';

const ints = (...values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

describe.each([2, 3, 4, 5, 9])('rows of %d', (size) => {
  test('embeddings, some of them several times', () =>
    expectFused({
      shapes: [[4, size]],
      run: (table) => embed(table as tf.Tensor2D, ints(3, 1, 3, 0, 3)),
      float64: (table) =>
        Float64Array.from([3, 1, 3, 0, 3].flatMap((row) => [...table!.subarray(row * size, (row + 1) * size)])),
    }));

  test('rows of a selection', () =>
    expectFused({
      shapes: [[4, size]],
      run: (matrix) => selectRows(matrix as tf.Tensor2D, { indices: ints(1, 3), places: ints(2, 0, 2, 1) }),
    }));

  test('cross-entropy', () => {
    const targets = [0, size - 1, size >> 1];
    return expectFused({
      shapes: [[3, size]],
      run: (logits) => crossEntropy(tf.mul(logits as tf.Tensor2D, 3), ints(...targets)),
      kernels: ['Multiply'],
      float64: (logits) => {
        const losses = targets.map((target, row) => {
          const own = Array.from(logits!.subarray(row * size, (row + 1) * size), (value) => 3 * value);
          return Math.log(own.reduce((sum, value) => sum + Math.exp(value), 0)) - own[target]!;
        });
        return Float64Array.of(losses.reduce((sum, loss) => sum + loss) / 3);
      },
    });
  });
});

test('the cross-entropy of an answer that is next to impossible is a number', async () => {
  await expectFused({ shapes: [[2, 3]], run: (logits) => crossEntropy(logits as tf.Tensor2D, ints(0, 1)) });
  expect(crossEntropy(tf.tensor2d([[500, 0]]), ints(1)).dataSync()[0]).toBe(500);
});

test.each([2, 3, 4, 5, 8, 9])('cross-entropy of %d logits, one far above the others: wherever it is', async (size) => {
  await expectFused({ shapes: [[1, size]], run: (logits) => crossEntropy(logits as tf.Tensor2D, ints(0)) });
  for (let place = 0; place < size; place++) {
    const logits = tf.tensor2d([Array.from({ length: size }, (_, i) => (i === place ? 500 : 0))]);
    const losses = Array.from({ length: size }, (_, target) => crossEntropy(logits, ints(target)).dataSync()[0]);
    expect(losses).toEqual(losses.map((_, target) => (target === place ? 0 : 500)));
  }
});

test('AdamW is the same at one go, and leaves older values of the weights as they are', async () => {
  await expectFused({ shapes: [[2, 3]], run: (x) => embed(x as tf.Tensor2D, ints(0)) });
  const settings = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1 };
  const updated = async (backend: string): Promise<Float32Array[]> => {
    await tf.setBackend(backend);
    const weights = [tf.variable(tf.reshape(tf.range(-3, 4), [7, 1])), tf.variable(tf.tensor1d([1, -2, 3, 4, -5]))];
    const before = weights[0]!.clone();
    const adamw = new AdamW(weights, settings);
    const tensors = tf.memory().numTensors;
    for (let step = 1; step <= 3; step++) {
      const gradient = tf.tidy(() => tf.sin(tf.mul(tf.range(1, 13), step)) as tf.Tensor1D);
      adamw.update(gradient, 0.01 * step);
      gradient.dispose();
    }
    expect(tf.memory().numTensors).toBe(tensors);
    expect([...before.dataSync()]).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    const { mean, variance } = await adamw.moments();
    const values = [...weights.map((weight) => weight.dataSync() as Float32Array), mean, variance];
    tf.dispose([weights, before]);
    adamw.dispose();
    return values;
  };
  const [apart, atOnce] = [await updated('cpu'), await updated('wasm')];
  atOnce.forEach((values, index) => expect(relativeError(values, apart[index]!)).toBeLessThanOrEqual(1e-6));
});

test.each(['vla', 'deltanet', 'gatedDelta', 'linear', 'softmax'] as const)(
  'a run of %s on WebAssembly learns as one on plain operations does, and the same twice',
  { timeout: 60_000 },
  async (mixer) => {
    const losses = async (backend: string): Promise<number[]> => {
      await tf.setBackend(backend);
      const run = new TrainingRun({
        task: { name: 'mqar', settings: { pairs: 2, vocabulary: 13 } },
        model: { mixer, modelDim: 10, layers: 1, heads: 2, convolution: 3 },
        training: { steps: 4, batchSize: 3 },
        seed: 5,
      });
      const seen: number[] = [];
      await run.train({ onStep: ({ loss, gradientNorm }) => seen.push(loss, gradientNorm) });
      run.dispose();
      return seen;
    };
    const plain = await losses('cpu');
    const before = tf.memory().numTensors;
    const fused = await losses('wasm');
    expect(tf.memory().numTensors).toBe(before);
    fused.forEach((value, index) => expect(Math.abs(value / plain[index]! - 1)).toBeLessThanOrEqual(2e-5));
    expect(await losses('wasm')).toEqual(fused);
  },
);
