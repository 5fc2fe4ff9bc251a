import { describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { deltaNetGradientChunkedJob } from '../../src/ops/deltanet/gradientChunked.ts';
import { deltaNetGradientChunkPlan } from '../../src/ops/deltanet/gradientChunkPlan.ts';
import { deltaNetGradientForm } from '../../src/ops/deltanet/gradientForm.ts';
import { deltaNetGradientProblem } from '../../src/ops/deltanet/gradientProblem.ts';
import { deltaNetGradientReference } from '../../src/ops/deltanet/gradientReference.ts';
import { runAtOnce } from '../../src/ops/hostJob.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { normals, unitVectors } from '../support/random.ts';
import { baselineCases } from './baselineCases.ts';
import type { Tensors } from './differences.ts';
import { gradientInputs } from './vlaCases.ts';

function expectSame(inputs: object, chunkLength: number): void {
  const problem = deltaNetGradientProblem(inputs as never);
  const expected = Object.entries(deltaNetGradientReference(problem)) as [string, HostTensor][];
  const actual = runAtOnce(deltaNetGradientChunkedJob(problem, chunkLength)) as unknown as Record<string, HostTensor>;
  expect(Object.keys(actual).sort()).toEqual(expected.map(([name]) => name).sort());
  for (const [name, { shape, data }] of expected) {
    expect(actual[name]!.shape, name).toEqual(shape);
    expect(relativeError(actual[name]!.data, data), name).toBeLessThanOrEqual(1e-12);
  }
}

const cases = Object.entries(baselineCases).filter(([name]) => name.startsWith('deltaNet'));

describe.each([1, 2, 4, 64])('DeltaNet: chunks of %i steps give the gradients of single steps', (chunkLength) => {
  test.each(cases)('%s', (_, { inputs, weights }) => {
    expectSame(gradientInputs(inputs as Tensors, weights as Tensors), chunkLength);
  });
});

test('a longer sequence, its last chunk shorter', () => {
  const random = seededRandom(14);
  const [B, H, T, D, Dv] = [2, 2, 150, 16, 8];
  const beta = { shape: [B, H, T], data: Float32Array.from({ length: B * H * T }, () => random.uniform(0, 1)) };
  const tensors = {
    q: normals(random, B, H, T, D),
    k: unitVectors(random, B, H, T, D),
    v: normals(random, B, H, T, Dv),
  };
  const ends = { outputGradient: normals(random, B, H, T, Dv), finalMemoryGradient: normals(random, B, H, Dv, D) };
  expectSame({ ...tensors, beta, initialMemory: normals(random, B, H, Dv, D), ...ends }, 64);
});

describe('the form on a device', () => {
  const shapeOf = (change: object) => ({
    ...{ hasBeta: true, hasInitialMemory: true },
    sizes: { B: 1, H: 8, T: 2048, D: 64, Dv: 64, ...change },
  });
  const deviceOf = (software: boolean) => ({
    limits: DEFAULT_LIMITS,
    adapter: { label: '', vendor: '', architecture: '', device: '', description: '', software },
  });

  test('follows the size of the heads and the kind of device', () => {
    expect(deltaNetGradientForm(shapeOf({}), 'auto', deviceOf(true)).form).toBe('recurrent');
    expect(deltaNetGradientForm(shapeOf({ D: 128 }), 'auto', deviceOf(true)).form).toBe('chunk');
    expect(deltaNetGradientForm(shapeOf({}), 'auto', deviceOf(false)).form).toBe('chunk');
  });

  test('a sequence whose records do not fit into one buffer goes step by step, and the reason says so', () => {
    const { form, reason } = deltaNetGradientForm(shapeOf({ T: 2 ** 17 }), 'auto', deviceOf(false));
    expect({ form, reason }).toEqual({
      form: 'recurrent',
      reason: 'the records of all chunks do not fit into one buffer',
    });
  });

  test('four passes, with at most eight buffers each', () => {
    const { passes } = deltaNetGradientChunkPlan(shapeOf({}), deviceOf(true));
    expect(passes).toHaveLength(4);
    for (const { bindings } of passes) expect(bindings.length).toBeLessThanOrEqual(8);
  });
});
