import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { countWork } from '../../bench/submissions.ts';
import { vla, vlaGradient } from '../../src/index.ts';
import type { HostTensor, VlaOptions, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { vlaGradientProblem } from '../../src/ops/vla/problem.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradient/reference.ts';
import { seededRandom } from '../../src/random.ts';
import type { Tensors } from '../gradients/differences.ts';
import { gradientInputs } from '../gradients/vlaCases.ts';
import { driver, sharedDeviceSession } from '../support/device.ts';
import { normals, vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});

const random = seededRandom(41);
/** Long and wide enough for the forward pass in two passes, which keeps vectors, and which only SwiftShader has. */
const sizes = { B: 1, H: 2, T: 40, R: 1, D: 16, Dv: 16 };
/** Elsewhere gradients and memory are to be the same, without. */
const keeps = driver === 'swiftshader';

interface Case {
  readonly inputs: Tensors;
  readonly weights: Tensors;
  readonly options: VlaOptions;
}

function caseOf(change: Partial<typeof sizes>, options: object, everything = false): Case {
  const all = { ...sizes, ...change };
  const { B, H, T, D, Dv } = all;
  return {
    inputs: {
      ...(vlaInputs(random, all) as unknown as Tensors),
      ...(everything && { initialMemory: normals(random, B, H, Dv, D) }),
    },
    weights: {
      output: normals(random, B, H, T, Dv),
      ...(everything && { finalMemory: normals(random, B, H, Dv, D), finalInverse: normals(random, B, H, D, D) }),
    },
    options: { lambda0: 0.3, ...options },
  };
}

const onTf = ({ shape, data }: HostTensor): tf.Tensor => tf.tensor(Float32Array.from(data), [...shape]);

/** The gradients of Σ ⟨weight, result⟩ with respect to the values of the inputs. */
function gradientsOf({ inputs, weights, options }: Case, values: tf.Tensor[]): tf.Tensor[] {
  const names = Object.keys(inputs);
  const loss = (...tensors: tf.Tensor[]): tf.Tensor => {
    const given = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
    const results = vla(given as never, options as never) as unknown as Record<string, tf.Tensor>;
    return tf.addN(Object.entries(weights).map(([name, weight]) => tf.sum(tf.mul(results[name]!, onTf(weight)))));
  };
  return tf.tidy(() => tf.grads(loss)(values));
}

const memory = (): object => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes };
};

describe('tf.grads with vectors that the forward pass kept', () => {
  test.each<[string, Partial<typeof sizes>, object, boolean?]>([
    ['the defaults', {}, {}],
    ['additive error', {}, { error: 'additive' }],
    ['plain and additive', {}, { write: 'plain', error: 'additive' }],
    ['rank 3', { R: 3 }, {}],
    ['with states', {}, {}, true],
    ['with states, keys and values of other sizes, rank 2', { D: 19, Dv: 22, R: 2 }, {}, true],
    ['with states, plain and additive', { D: 20 }, { write: 'plain', error: 'additive' }, true],
    ['heads of 64', { T: 70, D: 64, Dv: 64 }, {}],
  ])('%s: what it is without them, and the reference', async (_, change, options, everything) => {
    const given = caseOf(change, { form: 'recurrent', ...options }, everything);
    const values = Object.values(given.inputs).map(onTf);
    const gradients = gradientsOf(given, values);
    const over = gradientInputs(given.inputs, given.weights) as never;
    const alone = await vlaGradient(over, { ...given.options, session });
    const reference = vlaGradientReference(vlaGradientProblem(over, given.options));
    for (const [index, name] of Object.keys(given.inputs).entries()) {
      const data = await gradients[index]!.data();
      const without = (alone as unknown as Record<string, HostTensor>)[name]!;
      const exact = (reference as unknown as Record<string, HostTensor>)[name]!;
      expect(gradients[index]!.shape, name).toEqual(exact.shape);
      expect(relativeError(data, without.data), `${name} without`).toBeLessThanOrEqual(2e-5);
      expect(relativeError(data, exact.data), `${name} exactly`).toBeLessThanOrEqual(1e-4);
    }
    tf.dispose([values, gradients]);
  });

  if (keeps) {
    test('are two dispatches less, and a final state that no loss depends on costs none', async () => {
      const given = caseOf({}, {});
      const q = onTf(given.inputs['q']!);
      const rest = Object.fromEntries(Object.entries(given.inputs).map(([name, tensor]) => [name, onTf(tensor)]));
      const run = (x: tf.Tensor): tf.Tensor =>
        (vla({ ...rest, q: x } as never, given.options as never) as unknown as { output: tf.Tensor }).output;
      const dy = onTf(given.weights['output']!);
      const work = countWork(session.device, () => tf.dispose(tf.grad(run)(q, dy)));
      // Two forwards; f, dα, dq, g, dk and du backwards; and each way a look at what goes in and at what comes out.
      expect(work.dispatches).toBe(8 + 2 * 2);
      tf.dispose([q, rest, dy]);
    });
  }

  test('are let go of with the step: memory stays as it was', async () => {
    const given = caseOf({}, {}, true);
    const values = Object.values(given.inputs).map(onTf);
    const step = async (): Promise<object> => {
      const gradients = gradientsOf(given, values);
      await Promise.all(gradients.map((gradient) => gradient.data()));
      tf.dispose(gradients);
      await session.settled();
      return memory();
    };
    const before = await step();
    for (let i = 0; i < 4; i++) expect(await step()).toEqual(before);
    tf.dispose(values);
  });

  test('are let go of where the loss function throws', async () => {
    const given = caseOf({}, {});
    const values = Object.values(given.inputs).map(onTf);
    const names = Object.keys(given.inputs);
    const failing = (...tensors: tf.Tensor[]): tf.Tensor => {
      vla(Object.fromEntries(names.map((name, index) => [name, tensors[index]!])) as never, given.options as never);
      throw new Error('no loss');
    };
    const before = memory();
    for (let i = 0; i < 3; i++) expect(() => tf.tidy(() => tf.grads(failing)(values))).toThrow('no loss');
    await session.settled();
    expect(memory()).toEqual(before);
    tf.dispose(values);
  });

  test('a call that is not differentiated keeps nothing', async () => {
    const given = caseOf({}, {});
    const tensors = Object.fromEntries(Object.entries(given.inputs).map(([name, tensor]) => [name, onTf(tensor)]));
    const before = tf.memory().numDataBuffers;
    const { ran, ...results } = vla(tensors as never, given.options as never) as unknown as Record<string, tf.Tensor>;
    expect(ran).toBeDefined();
    expect(tf.memory().numDataBuffers - before).toBe(Object.keys(results).length);
    tf.dispose([results, tensors]);
    await session.settled();
  });
});
