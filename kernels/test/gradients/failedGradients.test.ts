import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { deltaNet, linearAttention, softmaxAttention, vla } from '../../src/index.ts';
import type { HostTensor } from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import { vlaInputs } from '../support/random.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const onTf = ({ shape, data }: HostTensor): tf.Tensor => tf.tensor(Float32Array.from(data), [...shape]);
const { q, k, v, u } = vlaInputs(seededRandom(7), { B: 1, H: 2, T: 6, R: 1, D: 4, Dv: 4 });

const operators: Record<string, (inputs: { q: tf.Tensor; k: tf.Tensor; v: tf.Tensor }) => tf.Tensor> = {
  vla: (inputs) => vla({ ...inputs, u: onTf(u) }, { lambda0: 1 }).output,
  deltaNet: (inputs) => deltaNet({ ...inputs, beta: tf.fill([1, 2, 6], 0.5) }).output,
  linearAttention: (inputs) => linearAttention(inputs, { epsilon: 1e-6 }).output,
  softmaxAttention: (inputs) => softmaxAttention(inputs).output,
};

const memory = (): object => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes };
};

/** Until microtasks have run, in which tensors of failed gradients are freed. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe.each(Object.entries(operators))('%s: memory is as before', (_, operator) => {
  const run = (x: tf.Tensor): tf.Tensor => tf.tidy(() => operator({ q: onTf(q), k: onTf(k), v: x }));

  test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['the loss function throws', (x) => fail(run(x))],
    ['the loss is no tensor', (x) => (run(x), 0 as never)],
    ['the loss does not depend on the values', (x) => (run(x), tf.scalar(0))],
    ['another operation’s gradient throws', (x) => failingGradient(run(x))],
  ])('where %s, however often', async (__, loss) => {
    const values = onTf(v);
    const before = memory();
    for (let i = 0; i < 3; i++) expect(() => tf.tidy(() => tf.grad(loss)(values))).toThrow();
    await settled();
    expect(memory()).toEqual(before);
    // Nor does it harm the next gradient.
    tf.dispose(tf.tidy(() => tf.grad(run)(values)));
    await settled();
    expect(memory()).toEqual(before);
    values.dispose();
  });

  test('where a gradient inside another fails, and the outer one continues', async () => {
    const values = onTf(v);
    const sum = (x: tf.Tensor): tf.Tensor => tf.sum(run(x));
    const expected = tf.tidy(() => tf.grad(sum)(values));
    const before = memory();
    const loss = (x: tf.Tensor): tf.Tensor => {
      const total = sum(x);
      expect(() => tf.grad((y) => fail(run(y)))(x)).toThrow('no loss');
      return total;
    };
    const gradient = tf.tidy(() => tf.grad(loss)(values));
    expect(gradient.dataSync()).toEqual(expected.dataSync());
    gradient.dispose();
    await settled();
    expect(memory()).toEqual(before);
    tf.dispose([values, expected]);
  });

  test('where optimizer.minimize is given a loss that throws', async () => {
    const values = tf.variable(onTf(v));
    const optimizer = tf.train.sgd(0.1);
    const before = memory();
    expect(() => optimizer.minimize(() => fail(run(values)) as tf.Scalar, false, [values])).toThrow('no loss');
    await settled();
    expect(memory()).toEqual(before);
    values.dispose();
  });
});

function fail(_: tf.Tensor): tf.Tensor {
  throw new Error('no loss');
}

function failingGradient(x: tf.Tensor): tf.Tensor {
  const operation = tf.customGrad((input) => ({
    value: tf.sum(input as tf.Tensor),
    gradFunc: () => {
      throw new Error('no gradient');
    },
  }));
  return operation(x);
}
