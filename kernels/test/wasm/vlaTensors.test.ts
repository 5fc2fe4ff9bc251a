import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { openSession, vla, vlaGradient } from '../../src/index.ts';
import type { HostTensor, VlaInputs, VlaOptions } from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import { rounded } from '../support/generated.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';

beforeAll(() => tf.setBackend('wasm').then(() => undefined));

const onTf = ({ shape, data }: HostTensor): tf.Tensor => tf.tensor(data as Float32Array, [...shape]);

function inputsOf(D: number, Dv: number): VlaInputs {
  const random = seededRandom(D);
  const sizes = { B: 2, H: 2, T: 19, R: 2, D, Dv };
  return rounded({
    ...vlaInputs(random, sizes),
    initialMemory: normals(random, 2, 2, Dv, D),
    initialInverse: positiveDefinite(random, 2, 2, D),
  });
}

test.each([
  [8, 8],
  [6, 5],
  [16, 4],
])('tensors and arrays give the same to the bit: D = %i, Dv = %i', async (D, Dv) => {
  const session = await openSession({ backend: 'wasm' });
  const inputs = inputsOf(D, Dv);
  const options: VlaOptions = {
    ...{ lambda0: 0.5, keepIntermediates: true },
    stabilization: { period: 4, epsilon: 0.1 },
  };
  const { ran: _, ...expected } = await vla(inputs, { ...options, session });
  const before = tf.memory().numTensors;
  const entries = Object.entries(inputs as unknown as Record<string, HostTensor>);
  const tensors = Object.fromEntries(
    entries.map(([name, tensor]) => [name, onTf(tensor)]),
  ) as unknown as VlaInputs<tf.Tensor>;
  const { ran, ...results } = vla(tensors, options);
  expect(ran).toMatchObject({ backend: 'wasm', form: 'recurrent' });
  expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { shape, data }] of Object.entries(expected) as [keyof typeof results, HostTensor][]) {
    expect(results[name]!.shape, name).toEqual(shape);
    expect(results[name]!.dataSync(), name).toEqual(data);
  }
  tf.dispose([...Object.values(tensors), ...Object.values(results)] as tf.Tensor[]);
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  [8, 8],
  [6, 5],
])('tf.grads gives what arrays give to the bit, and leaves nothing behind: D = %i, Dv = %i', async (D, Dv) => {
  const session = await openSession({ backend: 'wasm' });
  const inputs = inputsOf(D, Dv) as unknown as Record<string, HostTensor>;
  const options: VlaOptions = { lambda0: 0.5, stabilization: { period: 4, epsilon: 0.1 } };
  const random = seededRandom(9);
  const weights = {
    output: rounded({ one: normals(random, 2, 2, 19, Dv) }).one,
    finalMemory: rounded({ one: normals(random, 2, 2, Dv, D) }).one,
  };
  const call = { ...inputs, outputGradient: weights.output, finalMemoryGradient: weights.finalMemory };
  const expected = (await vlaGradient(call as never, { ...options, session })) as unknown as Record<string, HostTensor>;
  const before = tf.memory().numTensors;
  const names = Object.keys(inputs);
  const tensors = Object.values(inputs).map(onTf);
  const gradients = tf.tidy(() =>
    tf.grads((...values: tf.Tensor[]) => {
      const given = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
      const { output, finalMemory } = vla(given as unknown as VlaInputs<tf.Tensor>, options);
      return tf.add(
        tf.sum(tf.mul(output, onTf(weights.output))),
        tf.sum(tf.mul(finalMemory, onTf(weights.finalMemory))),
      );
    })(tensors),
  );
  names.forEach((name, index) => {
    expect(gradients[index]!.shape).toEqual(inputs[name]!.shape);
    expect(gradients[index]!.dataSync(), name).toEqual(expected[name]!.data);
  });
  tf.dispose([...tensors, ...gradients]);
  expect(tf.memory().numTensors).toBe(before);
});
