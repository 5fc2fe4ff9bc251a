import '@tensorflow/tfjs-backend-cpu';
// Registers the gradients of tfjs's own operations, which its build for Node leaves out.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { gatedDelta, gatedDeltaGradient, openGatedDeltaDecoder, openSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import {
  gatedDeltaGradientProblem,
  gatedDeltaGradientReference,
  gatedDeltaProblem,
  gatedDeltaReference,
} from '../../src/reference.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { tokenAt } from '../support/decoding.ts';
import { expectGradients } from '../support/expectGradients.ts';
import { normals } from '../support/random.ts';
import { gatedDeltaInputs } from './inputs.ts';

beforeAll(() => tf.setBackend('cpu'));

const random = seededRandom(53);
const sizes = { B: 2, H: 2, T: 11, D: 5, Dv: 4 };
const inputs = gatedDeltaInputs(random, sizes);
const outputGradient = normals(random, 2, 2, 11, 4);
const finalMemoryGradient = normals(random, 2, 2, 4, 5);
const onTf = ({ shape, data }: HostTensor): tf.Tensor => tf.tensor(Float32Array.from(data), [...shape]);

describe.each(['reference', 'cpu'] as const)('by arrays on %s', (backend) => {
  test.each(['recurrent', 'chunk'] as const)('%s', async (form) => {
    const session = await openSession({ backend });
    for (const error of ['residual', 'additive'] as const) {
      const options = { session, form, error, chunkLength: 4 };
      const result = await gatedDelta(inputs, options);
      const expected = gatedDeltaReference(gatedDeltaProblem(inputs, { error }));
      expect(result.ran).toMatchObject({ operator: 'gatedDelta', backend, form });
      expect(relativeError(result.output.data, expected.output.data)).toBeLessThanOrEqual(2e-6);
      expect(relativeError(result.finalMemory.data, expected.finalMemory.data)).toBeLessThanOrEqual(2e-6);
      const call = { ...inputs, outputGradient, finalMemoryGradient };
      const problem = gatedDeltaGradientProblem(call, { error });
      const { p: _, ...gradients } = gatedDeltaGradientReference(problem);
      const { p, ...actual } = await gatedDeltaGradient(call, { session, error });
      expectGradients(actual, gradients, 5e-6);
      expect(p!.data.every((x) => x === 0)).toBe(error === 'additive');
    }
  });
});

test.each([undefined, 'chunk'] as const)('by tensors, and through tfjs’s tape, form %s', (form) => {
  const names = Object.keys(inputs) as (keyof typeof inputs)[];
  const tensors = names.map((name) => onTf(inputs[name]));
  const call = (list: tf.Tensor[]) => Object.fromEntries(names.map((name, i) => [name, list[i]])) as never;
  const result = gatedDelta(call(tensors) as Record<'q' | 'k' | 'v', tf.Tensor>, { form });
  const expected = gatedDeltaReference(gatedDeltaProblem(inputs));
  expect(relativeError(result.output.dataSync(), expected.output.data)).toBeLessThanOrEqual(2e-6);
  const weight = onTf(outputGradient);
  const loss = (...list: tf.Tensor[]): tf.Scalar => {
    const { output } = gatedDelta(call(list) as Record<'q' | 'k' | 'v', tf.Tensor>, { form });
    return tf.sum(tf.mul(output, weight)) as tf.Scalar;
  };
  const gradients = tf.grads(loss)(tensors);
  const reference = gatedDeltaGradientReference(gatedDeltaGradientProblem({ ...inputs, outputGradient }));
  names.forEach((name, i) => {
    const target = (reference as unknown as Record<string, HostTensor>)[name]!;
    expect(relativeError(gradients[i]!.dataSync(), target.data), name).toBeLessThanOrEqual(5e-6);
  });
});

test.each(['reference', 'cpu'] as const)('a decoder on %s gives what one call gives', async (backend) => {
  const session = await openSession({ backend });
  const { initialMemory, ...perToken } = inputs;
  const { output, finalMemory } = gatedDeltaReference(gatedDeltaProblem(inputs));
  const state = { memory: initialMemory, steps: 3 };
  const decoder = await openGatedDeltaDecoder({ sizes: { B: 2, H: 2, D: 5, Dv: 4 }, state, session });
  for (let t = 0; t < sizes.T; t++) {
    const step = await decoder.step(tokenAt(perToken, t));
    expect(relativeError(step.output.data, tokenAt({ output }, t).output.data)).toBeLessThanOrEqual(2e-6);
  }
  expect(decoder.steps).toBe(3 + sizes.T);
  expect(relativeError((await decoder.state()).memory.data, finalMemory.data)).toBeLessThanOrEqual(2e-6);
  decoder.dispose();
});
