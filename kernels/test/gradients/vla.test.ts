import { describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { vlaGradientProblem } from '../../src/ops/vla/problem.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradient/reference.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { normals, vlaInputs } from '../support/random.ts';
import { centralDifferences, weighted } from './differences.ts';
import type { Tensors } from './differences.ts';
import { cases, gradientInputs, inputs, random, sizes, weights } from './vlaCases.ts';

const scaled = ({ shape, data }: HostTensor, by: number): HostTensor => ({ shape, data: data.map((x) => x * by) });

describe.each(Object.entries(cases))('float64 gradients against central differences: %s', (_, given) => {
  const tensors = (given.inputs ?? inputs) as Tensors;
  const options = { lambda0: 0.5, ...given.options };
  const over = given.weights ?? { output: weights.output };
  const run = (all: Tensors) => vlaReference(vlaProblem(all as never, options));
  const gradients = vlaGradientReference(vlaGradientProblem(gradientInputs(tensors, over) as never, options)) as object;

  test('the case does what it is named after', () => {
    const skipped = [...run(tensors).skippedUpdates.data].reduce((sum, count) => sum + count);
    if (given.skips) expect(skipped).toBeGreaterThan(0);
    else expect(skipped).toBe(0);
  });

  test('one gradient for each tensor of the call', () => {
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(tensors).sort());
  });

  test.each(Object.keys(tensors))('%s', (name) => {
    const loss = (all: Tensors): number => weighted(run(all), over);
    const expected = centralDifferences(loss, tensors, name, name === 'initialInverse');
    const actual = (gradients as Record<string, HostTensor>)[name]!;
    expect(actual.shape).toEqual(tensors[name]!.shape);
    expect(relativeError(actual.data, expected)).toBeLessThan(1e-6);
  });
});

test('a sequence gives what its steps give one by one, each handing its gradient to the one before', () => {
  const whole = { ...vlaInputs(seededRandom(6), { ...sizes, H: 1, T: 20 }) };
  const cut = (from: number, to: number) =>
    Object.fromEntries(
      Object.entries(whole).map(([name, { shape, data }]) => {
        const width = data.length / 20;
        return [name, { shape: [1, 1, to - from, ...shape.slice(3)], data: data.slice(from * width, to * width) }];
      }),
    ) as unknown as typeof whole;
  const outputGradient = normals(random, 1, 1, 20, 3);
  const gradientOf = (tensors: object) => {
    return vlaGradientReference(vlaGradientProblem(tensors as never, { lambda0: 0.5 }));
  };
  const expected = gradientOf({ ...whole, outputGradient });
  // The same through twenty calls of one step, each of which hands the gradient of its state to the one before it.
  const runs = Array.from({ length: 20 }, () => ({}) as { initialMemory?: HostTensor; initialInverse?: HostTensor });
  for (let t = 0; t < 19; t++) {
    const { finalMemory, finalInverse } = vlaReference(vlaProblem({ ...cut(t, t + 1), ...runs[t] }, { lambda0: 0.5 }));
    runs[t + 1] = { initialMemory: finalMemory, initialInverse: finalInverse };
  }
  let after: object = {};
  for (let t = 19; t >= 0; t--) {
    const gradient = gradientOf({
      ...cut(t, t + 1),
      ...runs[t],
      outputGradient: { shape: [1, 1, 1, 3], data: outputGradient.data.slice(3 * t, 3 * t + 3) },
      ...after,
    });
    expect(relativeError(gradient.k.data, expected.k.data.slice(4 * t, 4 * t + 4))).toBeLessThan(1e-12);
    expect(relativeError(gradient.u.data, expected.u.data.slice(4 * t, 4 * t + 4))).toBeLessThan(1e-9);
    after = { finalMemoryGradient: gradient.initialMemory, finalInverseGradient: gradient.initialInverse };
  }
});

describe('unusable gradient calls are refused by name', () => {
  const outputGradient = weights.output;
  test.each<[string, object, string]>([
    ['no gradient', inputs, 'outputGradient: was undefined; expected at least one of outputGradient'],
    ['a gradient of another shape', { ...inputs, outputGradient: inputs.q }, 'outputGradient: has shape [1, 2, 7, 4]'],
    ['an unknown gradient', { ...inputs, outputGradient, alphaGradient: inputs.q }, 'inputs.alphaGradient'],
    ['NaN', { ...inputs, outputGradient: scaled(outputGradient, NaN) }, 'outputGradient: is NaN at [0, 0, 0, 0]'],
    ['a bad call', { ...inputs, outputGradient, k: inputs.v }, 'k: has shape'],
  ])('%s', (_, tensors, message) => {
    expect(() => vlaGradientProblem(tensors as never, { lambda0: 1 })).toThrow(message);
  });
});
