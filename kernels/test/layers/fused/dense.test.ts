import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { dense, multiplyPerHead } from '../../../src/layers/functions.ts';
import { expectFused, rowsTimes, vectorsOf } from './expectFused.ts';

/** Sizes at which tiles of 8 rows and 4 columns, and steps by two and four, are whole or not. */
const sizes = [
  [1, 1, 1],
  [3, 5, 4],
  [8, 4, 2],
  [9, 7, 5],
  [16, 8, 12],
  [13, 3, 9],
];

describe.each(sizes)('a product of [%d,%d] and %d columns', (M, K, N) => {
  test('is dense', () =>
    expectFused({
      shapes: [
        [1, M!, K!],
        [K!, N!],
      ],
      run: (x, weight) => dense(x!, weight!),
      float64: (x, weight) => rowsTimes(x!, weight!, K!),
    }));

  test('with a bias', () =>
    expectFused({
      shapes: [[M!, K!], [K!, N!], [N!]],
      run: (x, weight, bias) => dense(x!, weight!, { bias: bias! }),
      float64: (x, weight, bias) => rowsTimes(x!, weight!, K!).map((value, index) => value + bias![index % N!]!),
    }));

  test('with a transposed weight', () =>
    expectFused({
      shapes: [
        [M!, K!],
        [N!, K!],
      ],
      run: (x, weight) => dense(x!, weight!, { transposed: true }),
      float64: (x, weight) => rowsTimes(x!, transposed(weight!, K!), K!),
    }));

  test('with a matrix for every head', () =>
    expectFused({
      shapes: [
        [2, 3, M!, K!],
        [3, K!, N!],
      ],
      run: (x, weight) => multiplyPerHead(x as tf.Tensor4D, weight!),
      float64: (x, weight) => {
        const matrices = vectorsOf(weight!, K! * N!);
        const parts = vectorsOf(x!, M! * K!).map((rows, index) => rowsTimes(rows, matrices[index % 3]!, K!));
        return Float64Array.from(parts.flatMap((part) => [...part]));
      },
    }));
});

test.each([
  [258, 9, 5],
  [9, 5, 261],
  [10, 259, 6],
  [17, 513, 258],
])('a product of [%d,%d] and %d columns, longer than what is packed at a time', (M, K, N) =>
  expectFused({ shapes: [[M, K], [K, N], [N]], run: (x, weight, bias) => dense(x!, weight!, { bias: bias! }) }),
);

test('a gradient of a gradient is put together from the operations of tfjs', async () => {
  await expectFused({
    shapes: [
      [2, 3],
      [3, 2],
    ],
    run: (x, weight) => dense(x!, weight!),
  });
  const x = tf.tensor2d([[1, 2]]);
  const cubed = (y: tf.Tensor): tf.Tensor => tf.pow(dense(y, tf.tensor2d([[1], [1]])), 3);
  const second = tf.grad((y) => tf.grad(cubed)(y));
  expect([...second(x).dataSync()]).toEqual([36, 36]);
});

function transposed(matrix: Float64Array, columns: number): Float64Array {
  const rows = matrix.length / columns;
  return Float64Array.from(matrix, (_, index) => matrix[(index % rows) * columns + Math.floor(index / rows)]!);
}
