import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
// It registers the gradients of tfjs's own operations.
import '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { loadWasm } from '../../../src/index.ts';
import { centralDifferences, dot, relativeError } from '../../../src/math/index.ts';
import { seededRandom } from '../../../src/random.ts';

/** An operation on tensors, and the same in float64: vectors in, vectors out. */
export interface FusedCase {
  /** Shapes of the inputs, in their order. */
  readonly shapes: readonly (readonly number[])[];
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  readonly float64?: (...inputs: Float64Array[]) => Float64Array | Float64Array[];
  /** Kernels of tfjs that the operation is made of where it is fused. Default none. */
  readonly kernels?: readonly string[];
}

const TOLERANCE = 2e-6;

/** Value and gradients of the fused operation are those of float64, by central differences, and of the operation put together. */
export async function expectFused({ shapes, run, float64, kernels = [] }: FusedCase): Promise<void> {
  await loadWasm();
  const random = seededRandom(shapes.flat().reduce((sum, size) => 31 * sum + size, 7));
  const normals = (shape: readonly number[]): Float32Array =>
    random.fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1)));
  const inputs = shapes.map(normals);
  await tf.setBackend('cpu');
  const [unfused, weights] = valuesAndGradients(run, shapes, inputs, (result) => normals(result.shape));
  await tf.setBackend('wasm');
  const before = tf.memory().numTensors;
  const { kernelNames } = await tf.profile(() => tf.tidy(() => void run(...tensorsOf(shapes, inputs))));
  // A fused operation has the name of what calls it.
  const used = kernelNames.filter((name) => name !== 'unnamed scope');
  expect(used, 'it is fused').toEqual([...kernels]);
  const [fused] = valuesAndGradients(run, shapes, inputs, (_, index) => weights[index]!);
  expect(tf.memory().numTensors).toBe(before);
  const expectClose = (actual: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): void => {
    expect(actual.length).toBe(expected.length);
    expected.forEach((one, index) =>
      expect(relativeError(actual[index] as never, one as never), `at ${index}`).toBeLessThanOrEqual(TOLERANCE),
    );
  };
  expectClose(fused, unfused);
  if (!float64) return;
  const exact = inputs.map((one) => Float64Array.from(one));
  const resultsOf = (given: readonly Float64Array[]): Float64Array[] => [float64(...given)].flat();
  const loss = (given: readonly Float64Array[]): number =>
    resultsOf(given).reduce((sum, one, index) => sum + dot(weights[index]!, one), 0);
  const gradients = exact.map((one, index) =>
    centralDifferences((moved) => loss(exact.map((other, at) => (at === index ? moved : other))), one),
  );
  expectClose(fused, [...resultsOf(exact), ...gradients]);
}

function tensorsOf(shapes: readonly (readonly number[])[], inputs: readonly Float32Array[]): tf.Tensor[] {
  return shapes.map((shape, index) => tf.tensor(inputs[index]!.slice(), [...shape]));
}

/** Results, and after them the gradients of Σ ⟨weight, result⟩; and the weights. */
function valuesAndGradients(
  run: FusedCase['run'],
  shapes: FusedCase['shapes'],
  inputs: readonly Float32Array[],
  weightOf: (result: tf.Tensor, index: number) => Float32Array,
): [Float32Array[], Float32Array[]] {
  const weights: Float32Array[] = [];
  const tensors = tf.tidy(() => {
    const given = tensorsOf(shapes, inputs);
    const results = [run(...given)].flat();
    results.forEach((result, index) => weights.push(weightOf(result, index)));
    const loss = (...moved: tf.Tensor[]): tf.Scalar =>
      [run(...moved)]
        .flat()
        .map((result, index) => tf.sum<tf.Scalar>(tf.mul(result, tf.tensor(weights[index]!, result.shape))))
        .reduce((sum, part) => tf.add(sum, part));
    return [...results, ...tf.grads(loss)(given)];
  });
  const values = tensors.map((tensor) => Float32Array.from(tensor.dataSync()));
  tf.dispose(tensors);
  return [values, weights];
}

/** Vectors of `size` numbers, one after another. */
export function vectorsOf(x: Float64Array, size: number): Float64Array[] {
  return Array.from({ length: x.length / size }, (_, index) => x.subarray(index * size, (index + 1) * size));
}

/** x W in float64, for vectors of K and a matrix [K,N]. */
export function rowsTimes(x: Float64Array, matrix: Float64Array, K: number): Float64Array {
  const N = matrix.length / K;
  return Float64Array.from({ length: (x.length / K) * N }, (_, index) => {
    const row = Math.floor(index / N);
    let sum = 0;
    for (let k = 0; k < K; k++) sum += x[row * K + k]! * matrix[k * N + (index % N)]!;
    return sum;
  });
}
