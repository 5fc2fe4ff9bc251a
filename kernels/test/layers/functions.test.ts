import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { dense, layerNormalize, multiplyPerHead, runningSum, unitLength } from '../../src/layers/functions.ts';
import { gelu } from '../../src/model/parts.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';

beforeAll(() => tf.setBackend('cpu'));

const normals = (shape: number[], seed: number): tf.Tensor =>
  tf.tensor(seededRandom(seed).fillNormal(new Float32Array(shape.reduce((a, b) => a * b))), shape);
const gamma = normals([5], 8);
const beta = normals([5], 9);

/** Each function, and the same in plain operations, whose gradients tfjs derives. */
const functions: [string, (x: tf.Tensor) => tf.Tensor, (x: tf.Tensor) => tf.Tensor][] = [
  ['unitLength', unitLength, (x) => tf.div(x, tf.sqrt(tf.sum(tf.square(x), -1, true)))],
  [
    'layerNormalize',
    (x) => layerNormalize(x, { gamma, beta }),
    (x) => {
      const { mean, variance } = tf.moments(x, -1, true);
      return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gamma), beta);
    },
  ],
  [
    'gelu',
    gelu,
    (x) => {
      const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.mul(x, x)))));
      return tf.mul(0.5, tf.mul(x, tf.add(1, tf.tanh(inner))));
    },
  ],
  [
    'runningSum',
    (x) => runningSum(x, 2),
    (x) => tf.transpose(tf.cumsum(tf.transpose(x, [0, 1, 3, 2]), 3), [0, 1, 3, 2]),
  ],
];

describe.each(functions)('%s', (_, actual, expected) => {
  test('value and gradient are those of plain operations', () => {
    const x = normals([2, 3, 4, 5], 1);
    const dy = normals([2, 3, 4, 5], 2);
    expect(relativeError(actual(x).dataSync(), expected(x).dataSync())).toBeLessThanOrEqual(1e-6);
    const [ours, theirs] = [actual, expected].map((f) => tf.grad(f)(x, dy).dataSync());
    expect(relativeError(ours, theirs)).toBeLessThanOrEqual(1e-5);
  });
});

test('unitLength of zeros is zeros, with a finite gradient', () => {
  const x = tf.zeros([2, 3]);
  expect([...unitLength(x).dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(
    tf
      .grad(unitLength)(x, tf.ones([2, 3]))
      .dataSync()
      .every(Number.isFinite),
  ).toBe(true);
});

test('dense: value and gradients of both matrices', () => {
  const [a, b, dy] = [normals([3, 4], 3), normals([4, 2], 4), normals([3, 2], 5)] as tf.Tensor2D[];
  expect([...dense(a, b).dataSync()]).toEqual([...tf.matMul(a, b).dataSync()]);
  const [ours, theirs] = [dense, (x: tf.Tensor2D, y: tf.Tensor2D) => tf.matMul(x, y)].map((f) =>
    tf.grads(f as (...inputs: tf.Tensor[]) => tf.Tensor)([a, b], dy),
  );
  ours.forEach((gradient, i) =>
    expect(relativeError(gradient.dataSync(), theirs[i].dataSync())).toBeLessThanOrEqual(1e-6),
  );
});

test('multiplyPerHead: every head by its own matrix', () => {
  const [x, weight] = [normals([2, 3, 4, 5], 6), normals([3, 5, 2], 7)];
  const expected = tf.matMul(x, tf.tile(tf.reshape(weight, [1, 3, 5, 2]), [2, 1, 1, 1]));
  expect(relativeError(multiplyPerHead(x as tf.Tensor4D, weight).dataSync(), expected.dataSync())).toBeLessThanOrEqual(
    1e-6,
  );
});

test('the gradient of unitLength goes to zero with the vector, without a jump', () => {
  const direction = [0.6, 0, -0.8];
  const gradientAt = (length: number, factor?: number) => [
    ...tf
      .grad((x) => unitLength(x, factor))(tf.tensor([direction.map((value) => value * length)]), tf.tensor([[1, 2, 3]]))
      .dataSync(),
  ];
  expect(gradientAt(0).map(Math.abs)).toEqual([0, 0, 0]);
  expect(gradientAt(0, 0.25).map(Math.abs)).toEqual([0, 0, 0]);
  const [under, over] = [0.999e-12, 1.001e-12].map((length) => gradientAt(length));
  expect(relativeError(under!, over!)).toBeLessThan(0.01);
  const half = gradientAt(0.5e-12);
  // A part of the gradient along the vector is left where it is not of length 1, and a quarter of the rest.
  expect(Math.hypot(...half)).toBeLessThan(0.5e12 * Math.hypot(1, 2, 3));
});
