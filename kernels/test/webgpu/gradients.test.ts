import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { vla, vlaGradient } from '../../src/index.ts';
import type { HostTensor, WebGpuSession } from '../../src/index.ts';
import { vlaGradientProblem } from '../../src/ops/vla/problem.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradient/reference.ts';
import { seededRandom } from '../../src/random.ts';
import { baselineCases } from '../gradients/baselineCases.ts';
import type { Tensors } from '../gradients/differences.ts';
import { HUGE_LAMBDA, hugeNeighbours } from '../gradients/hugeNeighbours.ts';
import { gradientInputs } from '../gradients/vlaCases.ts';
import { defaultLimitsSession, driver, sharedDeviceSession } from '../support/device.ts';
import { expectGradients } from '../support/expectGradients.ts';
import { rounded } from '../support/generated.ts';
import { normals, vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});

/** Against float64, as allowed of the golden cases; what is measured is below 1e-5. */
const TOLERANCE = 1e-3;

const expectSame = (actual: object, expected: object, tolerance = TOLERANCE): void =>
  expectGradients(actual, expected, tolerance);

const forms = ['recurrent', 'chunk'] as const;

describe.each(forms)('the gradient of vla on a device, %s', (form) => {
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
    ['steps per chunk', { T: 33, D: 12, Dv: 20, R: 2 }, { chunkLength: 5 }, true],
    ['a chunk for all steps', { T: 33, D: 9 }, { chunkLength: 100 }],
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
    const all = { lambda0: 0.3, form, ...options };
    const { ran, ...gradients } = await vlaGradient(inputs, { ...all, session });
    expect(ran).toMatchObject({ backend: 'webgpu', form, reason: 'asked for' });
    const expected = vlaGradientReference(vlaGradientProblem(inputs, all));
    expectSame(gradients, expected);
  });

  test('numbers next to a matrix are none of its own', async () => {
    const call = rounded(hugeNeighbours());
    const options = { lambda0: HUGE_LAMBDA, form };
    const { ran, ...gradients } = await vlaGradient(call, { ...options, session });
    expect(ran).toMatchObject({ backend: 'webgpu', form });
    expectSame(gradients, vlaGradientReference(vlaGradientProblem(call, options)));
  });

  test('a long sequence, cut into several dispatches of each pass', async () => {
    const [B, H, T, D] = [1, 4, 1200, 32];
    const inputs = { ...vlaInputs(random, { B, H, T, R: 1, D, Dv: D }), outputGradient: normals(random, B, H, T, D) };
    // One that has not learned how fast the device is: then it cuts into more pieces.
    const own = await defaultLimitsSession();
    const { ran, ...gradients } = await vlaGradient(inputs, { lambda0: 0.3, form, session: own });
    expect(ran.dispatches).toBeGreaterThan(8);
    expectSame(gradients, vlaGradientReference(vlaGradientProblem(inputs, { lambda0: 0.3 })));
    own.dispose();
  });

  test('a device with the default limits', async () => {
    const own = await defaultLimitsSession();
    const inputs = { ...vlaInputs(random, sizes), outputGradient: normals(random, 1, 2, 21, 8) };
    const gradients = await vlaGradient(inputs, { lambda0: 0.3, form, session: own });
    expectSame(gradients, vlaGradientReference(vlaGradientProblem(inputs, { lambda0: 0.3 })));
    own.dispose();
  });

  test('a start with a large inverse and aligned keys', async () => {
    const tensors = vlaInputs(random, { ...sizes, T: 60, D: 16, Dv: 16 });
    const aligned = { shape: tensors.k.shape, data: tensors.k.data.map((x) => Math.abs(x) + 0.5) };
    const outputGradient = normals(random, 1, 2, 60, 16);
    const inputs = { ...tensors, k: aligned, u: { ...aligned, shape: [1, 2, 60, 1, 16] }, outputGradient };
    const gradients = await vlaGradient(inputs, { lambda0: 1e-3, form, session });
    expectSame(gradients, vlaGradientReference(vlaGradientProblem(inputs, { lambda0: 1e-3 })), 10 * TOLERANCE);
  });

  test('what a device does not do is done on the processor, and the report says so', async () => {
    const inputs = { ...vlaInputs(random, sizes), outputGradient: normals(random, 1, 2, 21, 8) };
    const options = { lambda0: 0.3, renormalizeAbove: 2 };
    const gradients = await vlaGradient(inputs, { ...options, session });
    expect(gradients.ran).toMatchObject({
      backend: 'wasm',
      reason: expect.stringContaining('renormalizeAbove'),
    });
    expectSame(gradients, vlaGradientReference(vlaGradientProblem(inputs, options)));
  });
});

describe('the form of the gradient', () => {
  const random = seededRandom(33);

  test.each([1, 2, 3, 4, 5, 6])('chunks of a generated shape %i give the gradients of float64', async (seed) => {
    const drawn = seededRandom(seed);
    const size = (most: number): number => 1 + drawn.integer(most);
    const sizes = { B: size(2), H: size(3), T: size(80), R: size(3), D: size(40), Dv: size(40) };
    const { B, H, T, Dv } = sizes;
    const inputs = { ...vlaInputs(drawn, sizes), outputGradient: normals(drawn, B, H, T, Dv) };
    const options = { lambda0: drawn.uniform(0.1, 2), chunkLength: size(40) };
    const gradients = await vlaGradient(inputs, { ...options, form: 'chunk', session });
    expectSame(gradients, vlaGradientReference(vlaGradientProblem(inputs, options)));
  });

  test('follows the driver for heads of 64, and the report says why', async () => {
    const sizes = { B: 1, H: 1, T: 20, R: 1, D: 64, Dv: 64 };
    const inputs = { ...vlaInputs(random, sizes), outputGradient: normals(random, 1, 1, 20, 64) };
    const { ran } = await vlaGradient(inputs, { lambda0: 1, session });
    const form = driver === 'lavapipe' ? 'chunk' : 'recurrent';
    expect(ran).toMatchObject({ form, reason: expect.stringContaining('the faster one here for heads') });
  });

  test('a pivot that can not be used leaves no gradient that looks like one', async () => {
    const inputs = vlaInputs(random, { B: 1, H: 1, T: 20, R: 1, D: 8, Dv: 8 });
    const u = { ...inputs.u, data: inputs.u.data.map((x) => x * 1e17) };
    const all = { ...inputs, u, outputGradient: normals(random, 1, 1, 20, 8) };
    await expect(vlaGradient(all, { lambda0: 1, form: 'chunk', session })).rejects.toThrow('diverged');
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
      vla({ ...tensors, v } as never, { lambda0: 1, renormalizeAbove: 2 } as never) as never;
    expect(() => tf.grad((v) => (loss(v) as { output: tf.Tensor }).output)(tensors['v']!)).toThrow(
      'renormalizeAbove: its gradient is computed on the processor only',
    );
    tf.dispose(tensors);
  });

  test('with nudges, errors that are cut, and S read along A q', () => {
    const weights = { output: normals(random, B, H, T, Dv), finalMemory: normals(random, B, H, Dv, D) };
    const options = { lambda0: 0.3, errorBound: 2, readout: 'penalized', stabilization: { period: 5, epsilon: 0.1 } };
    const problem = vlaGradientProblem(gradientInputs(inputs, weights) as never, options as never);
    const nudged = (all: never) => vla(all, options as never) as object;
    return expectTfGradients(nudged, inputs, weights, vlaGradientReference(problem));
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
