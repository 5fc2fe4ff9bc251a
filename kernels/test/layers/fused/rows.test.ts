import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gelu } from '../../../src/model/parts.ts';
import {
  copyHeads,
  layerNormalize,
  mergeHeads,
  normalizeBySums,
  positiveFeatures,
  splitHeads,
  unitLength,
} from '../../../src/layers/functions.ts';
import { expectFused, vectorsOf } from './expectFused.ts';

/** Rows that whole vectors of four cover, or not. */
const sizes = [1, 3, 4, 5, 8, 11];

const mapped = (x: Float64Array, of: (value: number) => number): Float64Array => x.map((value) => of(value));
const joined = (rows: readonly ArrayLike<number>[]): Float64Array =>
  Float64Array.from(rows.flatMap((row) => Array.from(row)));

describe.each(sizes)('rows of %d', (size) => {
  test('layerNormalize', () =>
    expectFused({
      shapes: [[2, 3, size], [size], [size]],
      run: (x, gamma, beta) => layerNormalize(x!, { gamma: gamma!, beta: beta! }),
      float64: (x, gamma, beta) =>
        joined(
          vectorsOf(x!, size).map((row) => {
            const mean = row.reduce((a, b) => a + b) / size;
            const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
            return row.map((value, i) => (gamma![i]! * (value - mean)) / Math.sqrt(variance + 1e-5) + beta![i]!);
          }),
        ),
    }));

  test.each([1, 0.3])('unitLength to %d', (factor) =>
    expectFused({
      shapes: [[2, 1, 3, size]],
      run: (x) => unitLength(x!, factor),
      float64: (x) =>
        joined(vectorsOf(x!, size).map((row) => row.map((value) => (factor * value) / Math.hypot(...row)))),
    }),
  );

  test('positiveFeatures', () =>
    expectFused({
      shapes: [[3, size]],
      run: (x) => positiveFeatures(x!),
      float64: (x) => mapped(x!, (value) => (value > 0 ? value + 1 : Math.exp(value))),
    }));

  test('gelu', () =>
    expectFused({
      shapes: [[3, size]],
      run: (x) => gelu(tf.mul(x!, 2)),
      kernels: ['Multiply'],
      float64: (x) =>
        mapped(x!, (half) => {
          const value = 2 * half;
          return 0.5 * value * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3)));
        }),
    }));

  test('heads are split and merged', async () => {
    await expectFused({ shapes: [[2, 3, 2 * size]], run: (x) => splitHeads(x!, 2) });
    await expectFused({ shapes: [[2, 3, 4, size]], run: (x) => mergeHeads(x!) });
  });

  test('heads are copied', () =>
    expectFused({
      shapes: [[2, 3, 2, size]],
      run: (x) => copyHeads(x as Tensor4D, 5),
      float64: (x) => joined(vectorsOf(x!, 2 * size).flatMap((head) => Array.from({ length: 5 }, () => head))),
    }));

  test('normalizeBySums', () =>
    expectFused({
      // Features and queries are not negative, as where it is used: sums near 0 would be divided by.
      shapes: [
        [2, 1, 5, 3],
        [2, 1, 5, size],
        [2, 1, 5, size],
      ],
      run: (x, features, q) =>
        normalizeBySums(x!, { features: positiveFeatures(features as Tensor4D), q: positiveFeatures(q as Tensor4D) }),
      float64: (x, features, q) => {
        const positive = (value: number): number => (value > 0 ? value + 1 : Math.exp(value));
        const [outputs, last]: [number[], number[]] = [[], []];
        vectorsOf(features!, size).forEach((_, token, rows) => {
          const own = rows.slice(token - (token % 5), token + 1);
          const z = Array.from({ length: size }, (__, i) => own.reduce((sum, row) => sum + positive(row[i]!), 0));
          const at = z.reduce((sum, value, i) => sum + value * positive(q![token * size + i]!), 0);
          outputs.push(...Array.from(x!.subarray(3 * token, 3 * token + 3), (value) => value / at));
          if (token % 5 === 4) last.push(...z);
        });
        return [Float64Array.from(outputs), Float64Array.from(last)];
      },
    }));
});

test('sums that continue earlier ones, and those below the least', async () => {
  await expectFused({ shapes: [[2, 3]], run: (x) => unitLength(x!) });
  const one = (value: number): Tensor4D => tf.tensor4d([value], [1, 1, 1, 1]);
  const gradients = (features: number, earlier?: number): number[] =>
    tf
      .grads((x: Tensor, k: Tensor, q: Tensor) => {
        const before = earlier === undefined ? {} : { earlier: tf.tensor3d([earlier], [1, 1, 1]) as Tensor3D };
        return normalizeBySums(x, { features: k as Tensor4D, q: q as Tensor4D, ...before })[0];
      })([one(2), one(features), one(1)], one(1))
      .map((gradient) => gradient.dataSync()[0]!);
  expect(gradients(1, 3)).toEqual([0.25, -0.125, -0.5]);
  const [dx, dk, dq] = gradients(1e-7);
  expect([dx! / 1e6, dk, dq]).toEqual([expect.closeTo(1, 5), 0, 0]);
});

test('the gradient of unitLength goes to zero with the vector', async () => {
  await expectFused({ shapes: [[2, 3]], run: (x) => unitLength(x!) });
  const along = (x: number[], factor: number): number[] => {
    const gradient = tf.grad((row: Tensor) => unitLength(row, factor));
    return [...gradient(tf.tensor2d([x]), tf.tensor2d([[1, 2, 3]])).dataSync()];
  };
  for (const factor of [1, 0.3]) {
    expect(along([0, 0, 0], factor).map(Math.abs)).toEqual([0, 0, 0]);
    const lengths = [0.25e-12, 0.5e-12, 0.999e-12, 1.001e-12];
    const [quarter, half, under, over] = lengths.map((x) => along([x, 0, 0], factor)[1]! / (2e12 * factor));
    expect([quarter, half]).toEqual([expect.closeTo(1 / 16, 5), expect.closeTo(1 / 4, 5)]);
    expect([under, over]).toEqual([expect.closeTo(0.998, 3), expect.closeTo(0.999, 3)]);
  }
});

test('functions of large numbers are what they are in the limit', async () => {
  await expectFused({ shapes: [[2, 3]], run: (x) => unitLength(x!) });
  const far = tf.tensor1d([-1e4, -100, 100, 1e4]);
  expect([...gelu(far).dataSync()]).toEqual([-0, -0, 100, 1e4]);
  expect([...positiveFeatures(far).dataSync()]).toEqual([0, 0, 101, 10001]);
  expect([...gelu(tf.tensor1d([NaN, 1])).dataSync()][0]).toBeNaN();
});
