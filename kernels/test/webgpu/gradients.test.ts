import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { vla, vlaGradient } from '../../src/index.ts';
import type { HostTensor, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { vlaGradientProblem } from '../../src/ops/vla/gradientProblem.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradientReference.ts';
import { seededRandom } from '../../src/random.ts';
import { baselineCases } from '../gradients/baselineCases.ts';
import type { Tensors } from '../gradients/differences.ts';
import { gradientInputs } from '../gradients/vlaCases.ts';
import { defaultLimitsSession, sharedDeviceSession } from '../support/device.ts';
import { normals, vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});

/** Against float64, as allowed of the golden cases; what is measured is below 1e-5. */
const TOLERANCE = 1e-3;

function expectSame(actual: object, expected: object): void {
  for (const [name, { shape, data }] of Object.entries(expected) as [string, HostTensor][]) {
    const tensor = (actual as Record<string, HostTensor>)[name]!;
    expect(tensor.shape, name).toEqual(shape);
    expect(relativeError(tensor.data, data), name).toBeLessThanOrEqual(TOLERANCE);
  }
}

describe('the gradient of vla on a device', () => {
  const random = seededRandom(31);
  const sizes = { B: 1, H: 2, T: 21, R: 1, D: 8, Dv: 8 };
  const variants: [string, Partial<typeof sizes>, object, boolean?][] = [
    ['the defaults', {}, {}],
    ['plain write', {}, { write: 'plain' }],
    ['additive error', {}, { error: 'additive' }],
    ['rank 3', { R: 3 }, {}],
    ['keys and values of other sizes', { D: 10, Dv: 7 }, {}],
    ['one step', { T: 1 }, {}],
    ['with states', { D: 5, Dv: 1 }, {}, true],
    ['with states, plain and additive', { D: 6, Dv: 9 }, { write: 'plain', error: 'additive' }, true],
    ['heads of 64', { H: 1, T: 70, D: 64, Dv: 64 }, {}],
  ];

  test.each(variants)('%s', async (_, change, options, states = false) => {
    const { B, H, T, R, D, Dv } = { ...sizes, ...change };
    const inputs = {
      ...vlaInputs(random, { B, H, T, R, D, Dv }),
      outputGradient: normals(random, B, H, T, Dv),
      ...(states && {
        initialMemory: normals(random, B, H, Dv, D),
        finalMemoryGradient: normals(random, B, H, Dv, D),
        finalInverseGradient: normals(random, B, H, D, D),
      }),
    };
    const all = { lambda0: 0.3, ...options };
    const { ran, ...gradients } = await vlaGradient(inputs, { ...all, session });
    expect(ran).toMatchObject({ backend: 'webgpu', form: 'recurrent' });
    expect(ran.dispatches).toBeLessThanOrEqual(8);
    const expected = vlaGradientReference(vlaGradientProblem(inputs, all));
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(expected).sort());
    expectSame(gradients, expected);
  });

  test('a long sequence, cut into several dispatches of each pass', async () => {
    const [B, H, T, D] = [1, 4, 1200, 32];
    const inputs = { ...vlaInputs(random, { B, H, T, R: 1, D, Dv: D }), outputGradient: normals(random, B, H, T, D) };
    const { ran, ...gradients } = await vlaGradient(inputs, { lambda0: 0.3, session });
    expect(ran.dispatches).toBeGreaterThan(8);
    expectSame(gradients, vlaGradientReference(vlaGradientProblem(inputs, { lambda0: 0.3 })));
  });

  test('a device with the default limits', async () => {
    const own = await defaultLimitsSession();
    const inputs = { ...vlaInputs(random, sizes), outputGradient: normals(random, 1, 2, 21, 8) };
    const gradients = await vlaGradient(inputs, { lambda0: 0.3, session: own });
    expectSame(gradients, vlaGradientReference(vlaGradientProblem(inputs, { lambda0: 0.3 })));
    own.dispose();
  });

  test('what a device does not do is done on the processor, and the report says so', async () => {
    const inputs = { ...vlaInputs(random, sizes), outputGradient: normals(random, 1, 2, 21, 8) };
    const options = { lambda0: 0.3, stabilization: { period: 5, epsilon: 0.01 } };
    const gradients = await vlaGradient(inputs, { ...options, session });
    expect(gradients.ran).toMatchObject({
      backend: 'cpu',
      formReason: expect.stringContaining('stabilization.period'),
    });
    expectSame(gradients, vlaGradientReference(vlaGradientProblem(inputs, options)));
  });
});

describe.each(Object.entries(baselineCases))('on a device: the gradient of %s', (_, given) => {
  const tensors = given.inputs as Tensors;
  const weights = given.weights as Tensors;
  const over = gradientInputs(tensors, weights) as never;

  test('arrays', async () => {
    const { ran, ...gradients } = (await given.onSession(over, session)) as { ran: { backend: string } };
    expect(ran.backend).toBe('webgpu');
    const expected = given.gradient(over);
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(expected).sort());
    expectSame(gradients, expected);
  });

  test('tf.grads', () => expectTfGradients(given.onTensors, tensors, weights, given.gradient(over)));
});

describe('tf.grads of vla on a device', () => {
  const random = seededRandom(32);
  const [B, H, T, D, Dv] = [1, 2, 21, 8, 8];
  const inputs = { ...vlaInputs(random, { B, H, T, R: 1, D, Dv }) } as unknown as Tensors;
  const call = (all: never) => vla(all as { q: tf.Tensor; k: tf.Tensor; v: tf.Tensor; u: tf.Tensor }, { lambda0: 0.3 });

  test('of the output and the final state', () => {
    const weights = {
      output: normals(random, B, H, T, Dv),
      finalMemory: normals(random, B, H, Dv, D),
      finalInverse: normals(random, B, H, D, D),
    };
    const problem = vlaGradientProblem(gradientInputs(inputs, weights) as never, { lambda0: 0.3 });
    return expectTfGradients(call, inputs, weights, vlaGradientReference(problem));
  });

  test('an option that the device has no gradient for is refused by name', () => {
    const tensors = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, onTf(tensor)]));
    const loss = (v: tf.Tensor) =>
      vla({ ...tensors, v } as never, { lambda0: 1, stabilization: { period: 5, epsilon: 0.1 } } as never) as never;
    expect(() => tf.grad((v) => (loss(v) as { output: tf.Tensor }).output)(tensors['v']!)).toThrow(
      'stabilization.period: its gradient is computed on the processor only',
    );
    tf.dispose(tensors);
  });
});

function onTf({ shape, data }: HostTensor): tf.Tensor {
  return tf.tensor(Float32Array.from(data), [...shape]);
}

/** What tf.grads gives for Σ ⟨weight, result⟩, and that no tensor is left behind. */
async function expectTfGradients(
  call: (inputs: never) => object,
  inputs: Tensors,
  weights: Tensors,
  expected: object,
): Promise<void> {
  const names = Object.keys(inputs);
  const list = Object.entries(weights);
  const loss = (...values: tf.Tensor[]): tf.Tensor => {
    const given = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
    const results = call(given as never) as Record<string, tf.Tensor>;
    return tf.addN(list.map(([name, weight]) => tf.sum(tf.mul(results[name]!, onTf(weight)))));
  };
  await session.settled();
  const before = tf.memory().numTensors;
  const values = names.map((name) => onTf(inputs[name]!));
  const gradients = tf.tidy(() => tf.grads(loss)(values));
  const numbers = await Promise.all(gradients.map((gradient) => gradient.data()));
  const actual = names.map((name, index) => [name, { shape: gradients[index]!.shape, data: numbers[index] }]);
  expectSame(Object.fromEntries(actual), expected);
  tf.dispose([values, gradients]);
  await session.settled();
  expect(tf.memory().numTensors).toBe(before);
}
