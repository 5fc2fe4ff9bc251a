import { describe, expect, test } from 'vitest';
import { agrees, compareQuantities } from './compare.ts';
import type { Quantity } from './experiment.ts';

const quantity = (value: number, relative = 0.1, absolute = 0): Quantity => ({
  name: 'norm',
  label: 'Norm',
  value,
  tolerance: { relative, absolute },
});

describe('agreement', () => {
  test('is |a − b| ≤ absolute + relative·|a|', () => {
    expect(agrees(quantity(10), 11)).toBe(true);
    expect(agrees(quantity(10), 11.001)).toBe(false);
    expect(agrees(quantity(-10), -9)).toBe(true);
    expect(agrees(quantity(0, 0.1, 1e-6), 1e-6)).toBe(true);
    expect(agrees(quantity(0), 1e-30)).toBe(false);
  });

  test('never holds for a number that is not finite', () => {
    expect(agrees(quantity(10), NaN)).toBe(false);
    expect(agrees(quantity(NaN), 10)).toBe(false);
    expect(agrees(quantity(10), Infinity)).toBe(false);
  });

  test('a quantity that the run lacks does not agree', () => {
    expect(compareQuantities([quantity(1)], [])).toEqual([
      { quantity: quantity(1), own: null, deviation: null, agrees: false },
    ]);
  });

  test('is no question for a quantity without a tolerance', () => {
    const time: Quantity = { ...quantity(10), tolerance: null };
    expect(agrees(time, 1000)).toBeNull();
    expect(compareQuantities([time], [])[0]!.agrees).toBeNull();
    expect(compareQuantities([time], [{ ...time, value: 12 }])[0]).toMatchObject({ deviation: 2, agrees: null });
  });
});
