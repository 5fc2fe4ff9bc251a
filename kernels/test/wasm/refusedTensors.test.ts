import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { loadWasm, vla } from '../../src/index.ts';
import type { VlaInputs } from '../../src/index.ts';
import { exampleInputs, operatorNames, operators, runOperator } from '../../src/operators.ts';
import type { Operator } from '../../src/operators.ts';
import { directionBounds } from '../../src/ops/vla/directionSize.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { rounded } from '../support/generated.ts';
import { positiveDefinite, vlaInputs } from '../support/random.ts';

beforeAll(async () => {
  await loadWasm();
  await tf.setBackend('wasm');
});

type Tensors = Record<string, HostTensor>;

const onTf = (tensors: Tensors): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, tf.tensor(data as Float32Array, [...shape])]),
  );

const outputOf = (tensors: object): tf.Tensor => vla(tensors as VlaInputs<tf.Tensor>, { lambda0: 1 }).output;

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing';
};

const sizes = { B: 1, H: 2, T: 5, R: 1, D: 6, Dv: 5 };
const inputs = rounded(vlaInputs(seededRandom(1), sizes)) as unknown as Tensors;
const changed = (name: string, change: (x: number, i: number) => number, among: Tensors = inputs): Tensors => ({
  ...among,
  [name]: { shape: among[name]!.shape, data: among[name]!.data.map(change) },
});
const withInverse = { ...inputs, initialInverse: rounded({ A: positiveDefinite(seededRandom(2), 1, 2, 6) }).A };
/** u whose first row has a length. */
const longest = (length: number): Tensors => changed('u', (x, i) => (i < 6 ? length / Math.sqrt(6) : x));
const bound = directionBounds({ sizes, options: vlaProblem(inputs as never, { lambda0: 1 }).options }).u.longest;

describe('what arrays would be refused for, tensors in place are refused for in the same words', () => {
  test.each<[string, Tensors, object?]>([
    ['NaN', changed('q', (x, i) => (i === 7 ? NaN : x))],
    ['infinity at the end', changed('v', (x, i) => (i === 49 ? -Infinity : x))],
    ['a direction that is too long', longest(1.001 * bound)],
    [
      'a direction that an initial inverse makes too long',
      changed(
        'u',
        (x) => x * 1e18,
        changed('initialInverse', (x) => x * 1e6, withInverse),
      ),
    ],
    ['an inverse that is not symmetric', changed('initialInverse', (x, i) => (i === 1 ? x + 1 : x), withInverse)],
    ['NaN in an inverse', changed('initialInverse', (x, i) => (i === 40 ? NaN : x), withInverse)],
    ['another shape', { ...inputs, k: inputs['v']! }],
    ['another rank', { ...inputs, initialMemory: inputs['v']! }],
    ['an unknown tensor', { ...inputs, alpha: inputs['q']! }],
    ['an unknown option', inputs, { lambda: 1 }],
    ['a bad option', inputs, { lambda0: -1 }],
  ])('%s', (_, given, options = {}) => {
    const expected = messageOf(() => vlaProblem(given as never, { lambda0: 1, ...options }));
    expect(expected).toMatch(/^ArgumentError: /);
    const before = tf.memory().numTensors;
    const tensors = onTf(given);
    expect(messageOf(() => vla(tensors as never, { lambda0: 1, ...options }))).toBe(expected);
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a direction as long as it may be is taken', () => {
    const shape = tf.tidy(() => outputOf(onTf(longest(0.9999 * bound))).shape);
    expect(shape).toEqual([1, 2, 5, 5]);
  });

  test('numbers that are no float32 are refused', () => {
    const tensors = { ...onTf(inputs), k: tf.ones([1, 2, 5, 6], 'int32') };
    expect(() => vla(tensors as never, { lambda0: 1 })).toThrow('k: is a tf.Tensor of int32; expected float32');
    tf.dispose(tensors);
  });

  test('a gradient of a result that is not finite is refused by its name', () => {
    const tensors = onTf(inputs);
    const loss = (v: tf.Tensor): tf.Scalar => tf.sum(tf.mul(outputOf({ ...tensors, v }), NaN));
    expect(() => tf.grad(loss)(tensors['v']!)).toThrow(/^outputGradient: is NaN at \[0, 0, 0, 0\]/);
    tf.dispose(tensors);
  });
});

test.each(operatorNames)('a sound call of %s and its gradient read nothing from tensors', (name) => {
  const operator: Operator = operators[name];
  const [[, options]] = operator.example.options as [[string, object]];
  const given = rounded(exampleInputs(operator, seededRandom(3), sizes)) as unknown as Tensors;
  const tensors = onTf(given);
  const names = Object.keys(tensors);
  const reading = vi.spyOn(tf.backend(), 'readSync');
  try {
    const gradients = tf.grads((...values: tf.Tensor[]) => {
      const call = Object.fromEntries(names.map((one, index) => [one, values[index]!]));
      return tf.sum(runOperator<never, never, { output: tf.Tensor }>(operator as never, call, options as never).output);
    })(Object.values(tensors));
    expect(reading).not.toHaveBeenCalled();
    tf.dispose(gradients);
  } finally {
    reading.mockRestore();
    tf.dispose(tensors);
  }
});
