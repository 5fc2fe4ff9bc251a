import { describe, expect, test } from 'vitest';
import { agrees, askedOf, compareQuantities, isRepeat, reproduction } from './compare.ts';
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
      { quantity: quantity(1), own: null, deviation: null, allowed: 0.1, agrees: false },
    ]);
  });

  test('is no question for a quantity without a tolerance', () => {
    const time: Quantity = { ...quantity(10), tolerance: null };
    expect(agrees(time, 1000)).toBeNull();
    expect(compareQuantities([time], [])[0]!.agrees).toBeNull();
    expect(compareQuantities([time], [{ ...time, value: 12 }])[0]).toMatchObject({ deviation: 2, agrees: null });
  });
});

describe('the verdict on a run', () => {
  const own = (value: number, name: string): Quantity => ({ ...quantity(value), name });
  const verdict = (...values: readonly (readonly [recorded: number, own: number])[]) =>
    reproduction(
      compareQuantities(
        values.map(([recorded], index) => own(recorded, `q${index}`)),
        values.map(([, value], index) => own(value, `q${index}`)),
      ),
    );

  test('counts the quantities within tolerance and says how much of it the worst one takes', () => {
    expect(verdict([10, 10.5], [20, 20])).toEqual({ asked: 2, within: 2, largestShare: 0.5 });
    expect(verdict([10, 12], [20, 20])).toEqual({ asked: 2, within: 1, largestShare: 2 });
    expect(verdict([10, NaN])).toMatchObject({ asked: 1, within: 0 });
    expect(verdict([0, 0])).toEqual({ asked: 1, within: 1, largestShare: null });
  });

  test('is none where no tolerance is published', () => {
    const time: Quantity = { ...quantity(10), tolerance: null };
    expect(reproduction(compareQuantities([time], [time]))).toBeNull();
  });
});

describe('a run is asked to agree', () => {
  const definition = { config: { mixer: 'all', seeds: 5, steps: 500 }, seed: 1, parts: undefined };

  test('where it used the recorded settings', () => {
    expect(isRepeat(definition, { config: { ...definition.config }, seed: 1 })).toBe(true);
    expect(isRepeat(definition, { config: { ...definition.config, seeds: 1 }, seed: 1 })).toBe(false);
    expect(isRepeat(definition, { config: { ...definition.config }, seed: 2 })).toBe(false);
    expect(askedOf(definition, [quantity(1)], [])).toEqual([quantity(1)]);
  });

  test('where it repeats a part, in the numbers that it has', () => {
    const inParts = { ...definition, parts: ['mixer', 'seeds'] as never };
    expect(isRepeat(inParts, { config: { mixer: 'vla', seeds: 1, steps: 500 }, seed: 1 })).toBe(true);
    expect(isRepeat(inParts, { config: { mixer: 'vla', seeds: 1, steps: 400 }, seed: 1 })).toBe(false);
    const other = { ...quantity(2), name: 'other' };
    expect(askedOf(inParts, [quantity(1), other], [quantity(3)])).toEqual([quantity(1)]);
  });
});
