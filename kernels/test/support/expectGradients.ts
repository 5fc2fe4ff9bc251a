import { expect } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import type { HostTensor } from '../../src/tensor.ts';

/** The same tensors by name, in the same shapes, with numbers that differ by at most `tolerance`; a report is no gradient. */
export function expectGradients(actual: object, expected: object, tolerance: number): void {
  const { ran: _, ...gradients } = actual as Record<string, HostTensor>;
  expect(Object.keys(gradients).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { shape, data }] of Object.entries(expected) as [string, HostTensor][]) {
    expect(gradients[name]!.shape, name).toEqual(shape);
    expect(relativeError(gradients[name]!.data, data), name).toBeLessThanOrEqual(tolerance);
  }
}
