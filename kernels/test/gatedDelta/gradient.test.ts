import { describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { gatedDeltaGradientChunkedJob } from '../../src/ops/gatedDelta/gradientChunked.ts';
import { gatedDeltaGradientCpuJob } from '../../src/ops/gatedDelta/gradientCpu.ts';
import { gatedDeltaGradientReference } from '../../src/ops/gatedDelta/gradientReference.ts';
import { gatedDeltaGradientProblem, gatedDeltaProblem } from '../../src/ops/gatedDelta/problem.ts';
import { gatedDeltaReference } from '../../src/ops/gatedDelta/reference.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { centralDifferences, weighted } from '../gradients/differences.ts';
import type { Tensors } from '../gradients/differences.ts';
import { expectGradients } from '../support/expectGradients.ts';
import { normals } from '../support/random.ts';
import { gatedDeltaInputs } from './inputs.ts';

const random = seededRandom(52);
const [B, H, T, D, Dv] = [2, 1, 9, 4, 3];
const all = gatedDeltaInputs(random, { B, H, T, D, Dv });
// A reset, one that is nearly one, and one at the first step.
all.gamma.data.set([0.9, 0.4, 0, 0.7, 1e-4], 0);
all.gamma.data.set([0, 0.8], T);
const { q, k, v, p, beta, gamma, initialMemory } = all;
const output = normals(random, B, H, T, Dv);
const finalMemory = normals(random, B, H, Dv, D);

const cases: [string, object, Tensors, 'residual' | 'additive'][] = [
  ['all', all, { output, finalMemory }, 'residual'],
  ['all, additive', all, { output, finalMemory }, 'additive'],
  ['what it needs', { q, k, v }, { output }, 'residual'],
  ['what it needs, additive', { q, k, v }, { output }, 'additive'],
  ['gated DeltaNet', { q, k, v, beta, gamma }, { output }, 'residual'],
  ['the final memory only', { q, k, p, v, gamma }, { finalMemory }, 'residual'],
  ['a read key, no decay', { q, k, p, v, beta, initialMemory }, { output, finalMemory }, 'residual'],
];

const withGradients = (inputs: object, weights: Tensors): never =>
  ({
    ...inputs,
    ...Object.fromEntries(Object.entries(weights).map(([name, weight]) => [`${name}Gradient`, weight])),
  }) as never;

describe.each(cases)('%s', (_, inputs, weights, error) => {
  const problem = gatedDeltaGradientProblem(withGradients(inputs, weights), { error });
  const gradients = gatedDeltaGradientReference(problem) as Record<string, HostTensor>;

  test('one gradient for each tensor of the call', () => {
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(inputs).sort());
  });

  test.each(Object.keys(inputs))('%s against central differences', (name) => {
    const loss = (tensors: Tensors): number =>
      weighted(gatedDeltaReference(gatedDeltaProblem(tensors as never, { error })), weights);
    const expected = centralDifferences(loss, inputs as Tensors, name);
    expect(gradients[name]!.shape).toEqual((inputs as Tensors)[name]!.shape);
    // Read keys that nothing is read with have the gradient zero.
    if (name === 'p' && error === 'additive')
      expect([...gradients[name]!.data, ...expected].every((x) => x === 0)).toBe(true);
    else expect(relativeError(gradients[name]!.data, expected)).toBeLessThan(1e-6);
  });

  test('by chunks of any length', () => {
    for (const chunkLength of [1, 2, 4, 7, 64]) {
      expectGradients(runAtOnce(gatedDeltaGradientChunkedJob(problem, chunkLength)), gradients, 1e-12);
    }
  });

  test('with float32 state', () => {
    expectGradients(runAtOnce(gatedDeltaGradientCpuJob(problem)), gradients, 2e-6);
  });
});
