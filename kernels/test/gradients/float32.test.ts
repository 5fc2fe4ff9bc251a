import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { vla } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import { vlaGradientCpuJob } from '../../src/ops/vla/gradient/cpu.ts';
import { vlaGradientProblem } from '../../src/ops/vla/problem.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradient/reference.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { normals, vlaInputs } from '../support/random.ts';
import { baselineCases } from './baselineCases.ts';
import type { Tensors } from './differences.ts';
import { cases, gradientInputs, weights } from './vlaCases.ts';
import { inputs as defaultInputs } from './vlaCases.ts';

beforeAll(() => tf.setBackend('cpu'));

interface Float32Case {
  readonly inputs: object;
  readonly weights: object;
  readonly gradient: (inputs: never) => object;
  readonly onCpu: (inputs: never) => object;
  readonly onTensors: (inputs: never) => object;
}

const vlaCases = Object.entries(cases).map(([name, given]): [string, Float32Case] => {
  const options = { lambda0: 0.5, ...given.options };
  return [
    `vla, ${name}`,
    {
      inputs: given.inputs ?? defaultInputs,
      weights: given.weights ?? { output: weights.output },
      gradient: (all) => vlaGradientReference(vlaGradientProblem(all, options)),
      onCpu: (all) => runAtOnce(vlaGradientCpuJob(vlaGradientProblem(all, options))),
      onTensors: (all) => vla(all as { q: tf.Tensor; k: tf.Tensor; v: tf.Tensor; u: tf.Tensor }, options),
    },
  ];
});

const onTf = ({ shape, data }: HostTensor): tf.Tensor => tf.tensor(Float32Array.from(data), [...shape]);

describe.each([...vlaCases, ...Object.entries<Float32Case>(baselineCases)])('float32 gradients: %s', (_, given) => {
  const tensors = given.inputs as Tensors;
  const names = Object.keys(tensors);
  const over = gradientInputs(tensors, given.weights as Tensors) as never;
  const expected = given.gradient(over) as Tensors;

  test('the CPU kernel agrees with float64', () => {
    const actual = given.onCpu(over) as Tensors;
    expect(Object.keys(actual).sort()).toEqual([...names].sort());
    for (const name of names) {
      expect(relativeError(actual[name]!.data, expected[name]!.data), name).toBeLessThanOrEqual(1e-4);
      expect(actual[name]!.data).toBeInstanceOf(Float32Array);
    }
  });

  test('tf.grads goes through it', () => {
    const list = Object.entries(given.weights as Tensors);
    const loss = (...values: tf.Tensor[]): tf.Tensor => {
      const call = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
      const results = given.onTensors(call as never) as Record<string, tf.Tensor>;
      return tf.addN(list.map(([name, weight]) => tf.sum(tf.mul(results[name]!, onTf(weight)))));
    };
    const before = tf.memory().numTensors;
    const values = names.map((name) => onTf(tensors[name]!));
    const gradients = tf.tidy(() => tf.grads(loss)(values));
    names.forEach((name, index) => {
      expect(gradients[index]!.shape).toEqual(tensors[name]!.shape);
      expect(relativeError(gradients[index]!.dataSync(), expected[name]!.data), name).toBeLessThanOrEqual(1e-4);
    });
    tf.dispose([values, gradients]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('training', () => {
  const sizes = { B: 1, H: 2, T: 8, R: 1, D: 4, Dv: 4 };
  const { q, k, v, u } = vlaInputs(seededRandom(3), sizes);

  test('optimizer.minimize learns values through vla, and leaves no tensor behind', () => {
    const [queries, keys, directions] = [onTf(q), onTf(k), onTf(u)];
    const target = onTf(normals(seededRandom(4), 1, 2, 8, 4));
    const values = tf.variable(onTf(v));
    const optimizer = tf.train.sgd(0.1);
    const loss = (): tf.Scalar =>
      tf.tidy(() => {
        const { output } = vla({ q: queries, k: keys, v: values, u: directions }, { lambda0: 0.5 });
        return tf.mean(tf.squaredDifference(output, target)) as tf.Scalar;
      });
    const [first] = loss().dataSync();
    optimizer.minimize(loss, false, [values]);
    const before = tf.memory();
    for (let step = 0; step < 30; step++) optimizer.minimize(loss, false, [values]);
    const after = tf.memory();
    expect(after.numTensors).toBe(before.numTensors);
    expect(after.numBytes).toBe(before.numBytes);
    expect(loss().dataSync()[0]).toBeLessThan(0.8 * first);
  });

  test('rank 1 directions without their axis keep their shape', () => {
    const flat = { shape: [1, 2, 8, 4], data: u.data };
    const gradient = tf.grad((x) => vla({ q: onTf(q), k: onTf(k), v: onTf(v), u: x }, { lambda0: 1 }).output)(
      onTf(flat),
    );
    expect(gradient.shape).toEqual([1, 2, 8, 4]);
  });

  test('a call with intermediates has no gradient, and says so', () => {
    const values = onTf(v);
    const call = (x: tf.Tensor): tf.Tensor => {
      return vla({ q: onTf(q), k: onTf(k), v: x, u: onTf(u) }, { lambda0: 1, keepIntermediates: true }).output;
    };
    expect(() => tf.grad(call)(values)).toThrow('keepIntermediates: there is no gradient');
    expect(call(values).shape).toEqual([1, 2, 8, 4]);
  });
});
