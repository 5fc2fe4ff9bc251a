import { describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { vlaGradientChunked } from '../../src/ops/vla/gradient/chunked.ts';
import { vlaGradientProblem } from '../../src/ops/vla/problem.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradient/reference.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';
import { cases, gradientInputs, inputs as defaultInputs, weights } from './vlaCases.ts';
import type { Tensors } from './differences.ts';

const chunkable = Object.entries(cases).filter(
  ([, { options, skips, stepwise }]) => !skips && !stepwise && !options?.renormalizeAbove,
);

function expectSame(tensors: object, options: object, chunkLength: number): void {
  const problem = vlaGradientProblem(tensors as never, { lambda0: 0.5, ...options });
  const expected = vlaGradientReference(problem) as object;
  const actual = vlaGradientChunked(problem, chunkLength) as unknown as Record<string, HostTensor>;
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { data }] of Object.entries(expected) as [string, HostTensor][]) {
    expect(relativeError(actual[name]!.data, data), name).toBeLessThanOrEqual(1e-11);
  }
}

describe.each([1, 2, 3, 7, 64])('chunks of %i steps give the gradients of single steps', (chunkLength) => {
  test.each(chunkable)('%s', (_, given) => {
    const over = given.weights ?? { output: weights.output };
    expectSame(gradientInputs(given.inputs ?? defaultInputs, over as Tensors), given.options ?? {}, chunkLength);
  });
});

describe('longer sequences', () => {
  const random = seededRandom(9);
  const [B, H, T, D, Dv] = [1, 2, 150, 16, 8];
  const over = { output: normals(random, B, H, T, Dv) };
  test.each([1, 3])('rank %i', (R) => {
    const tensors = vlaInputs(random, { B, H, T, R, D, Dv });
    expectSame(gradientInputs(tensors, over), {}, 64);
    expectSame(gradientInputs(tensors, over), { stabilization: { period: 20, epsilon: 0.01 } }, 16);
  });

  test('with states at both ends', () => {
    const states = {
      initialMemory: normals(random, B, H, Dv, D),
      initialInverse: positiveDefinite(random, B, H, D),
    };
    const all = { ...over, finalMemory: normals(random, B, H, Dv, D), finalInverse: normals(random, B, H, D, D) };
    expectSame(gradientInputs({ ...vlaInputs(random, { B, H, T, R: 1, D, Dv }), ...states }, all), {}, 32);
  });
});
