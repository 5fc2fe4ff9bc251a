import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { useLightKernels } from '../../src/training/lightKernels/index.ts';
import { sharedDeviceSession } from '../support/device.ts';
import { normals } from '../support/random.ts';
import { seededRandom } from '../../src/random.ts';

beforeAll(async () => {
  const { adapter } = await sharedDeviceSession();
  expect(adapter.software).toBe(true);
  useLightKernels();
});

/** Programs that tfjs compiled while something ran, by the part of their key that names them. */
async function programsOf(work: () => tf.Tensor): Promise<{ values: Float32Array; keys: string }> {
  const backend = tf.backend() as unknown as { runWebGPUProgram: (program: { shaderKey: string }) => unknown };
  const own = backend.runWebGPUProgram;
  const keys: string[] = [];
  backend.runWebGPUProgram = function (this: unknown, ...args) {
    keys.push(args[0].shaderKey);
    return own.apply(this, args);
  };
  const result = work();
  backend.runWebGPUProgram = own;
  const values = (await result.data()) as Float32Array;
  result.dispose();
  return { values, keys: keys.join() };
}

const filled = (shape: number[]): Float32Array => Float32Array.from(normals(seededRandom(3), ...shape).data);

describe('the matrix product', () => {
  test.each([
    [[], 1, 4, 4, true],
    [[], 7, 8, 12, true],
    [[], 192, 32, 128, true],
    [[3], 5, 4, 8, true],
    [[2, 2], 6, 12, 4, true],
    [[], 5, 6, 8, false],
    [[], 5, 8, 6, false],
  ])('%j of %i × %i × %i', async (batch: number[], rows, inner, columns, isLight) => {
    const [a, b] = [filled([...batch, rows, inner]), filled([...batch, inner, columns])];
    const batches = batch.reduce((product, size) => product * size, 1);
    const expected = new Float64Array(batches * rows * columns);
    for (let n = 0; n < batches; n++)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          for (let k = 0; k < inner; k++)
            expected[(n * rows + i) * columns + j]! +=
              a[(n * rows + i) * inner + k]! * b[(n * inner + k) * columns + j]!;
    const { values, keys } = await programsOf(() =>
      tf.tidy(() => tf.matMul(tf.tensor(a, [...batch, rows, inner]), tf.tensor(b, [...batch, inner, columns]))),
    );
    expect(keys.includes('light_matrixProduct')).toBe(isLight);
    expect(relativeError(values, expected)).toBeLessThanOrEqual(2e-6);
  });
});

describe.each(['sum', 'mean'] as const)('the %s', (kind) => {
  test.each([
    [[24, 32], [-1], true],
    [[4, 5, 7], [2], true],
    [[6, 4, 40], [0, 1], true],
    [[6, 20, 5], [1], true],
    [[6, 20, 5], [0, 2], false],
    [[300], [0], false],
  ])('of %j over %j', async (shape: number[], axes: number[], isLight) => {
    const data = filled(shape);
    const { values, keys } = await programsOf(() => tf.tidy(() => tf[kind](tf.tensor(data, shape), axes)));
    const reduced = shape.map((_, axis) => axes.includes(axis) || axes.includes(axis - shape.length));
    const expected = new Map<string, number>();
    data.forEach((value, index) => {
      let rest = index;
      const place = shape.map(() => 0);
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        place[axis] = rest % shape[axis]!;
        rest = Math.floor(rest / shape[axis]!);
      }
      const key = place.filter((_, axis) => !reduced[axis]).join();
      expected.set(key, (expected.get(key) ?? 0) + value);
    });
    const count = kind === 'sum' ? 1 : data.length / expected.size;
    expect(keys.includes('light_reduction')).toBe(isLight);
    expect(
      relativeError(
        values,
        Float64Array.from(expected.values(), (total) => total / count),
      ),
    ).toBeLessThanOrEqual(2e-6);
  });
});

test('a vector is added to and multiplied with every row', async () => {
  const [rows, vector] = [filled([64, 32]), filled([32])];
  const { values } = await programsOf(() =>
    tf.tidy(() => tf.add(tf.mul(tf.tensor2d(rows, [64, 32]), tf.tensor1d(vector)), tf.tensor1d(vector))),
  );
  expect(
    relativeError(
      values,
      rows.map((value, i) => Math.fround(value * vector[i % 32]!) + vector[i % 32]!),
    ),
  ).toBeLessThanOrEqual(1e-6);
});
