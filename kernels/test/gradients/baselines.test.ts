import { describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { baselineCases } from './baselineCases.ts';
import { centralDifferences, weighted } from './differences.ts';
import type { Tensors } from './differences.ts';

describe.each(Object.entries(baselineCases))('float64 gradients against central differences: %s', (_, given) => {
  const inputs = given.inputs as Tensors;
  const over = Object.fromEntries(Object.entries(given.weights).map(([name, weight]) => [`${name}Gradient`, weight]));
  const gradients = given.gradient({ ...inputs, ...over } as never) as Record<string, HostTensor>;

  test('one gradient for each tensor of the call', () => {
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(inputs).sort());
  });

  test.each(Object.keys(inputs))('%s', (name) => {
    const loss = (all: Tensors): number => weighted(given.forward(all as never), given.weights as Tensors);
    expect(gradients[name]!.shape).toEqual(inputs[name]!.shape);
    expect(relativeError(gradients[name]!.data, centralDifferences(loss, inputs, name))).toBeLessThan(1e-6);
  });
});
