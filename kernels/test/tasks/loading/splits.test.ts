import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitOff } from '../../../src/tasks/records/splits.ts';

const numbers = Array.from({ length: 50 }, (_, i) => i);

test('a split has every entry once, in order, and as many as are wanted', () => {
  const property = fc.property(fc.nat(50), fc.nat(2 ** 32 - 1), (count, seed) => {
    const { first, rest } = splitOff(numbers, { count, seed, keyOf: (number) => number });
    expect(first).toHaveLength(count);
    for (const part of [first, rest]) expect(part).toEqual([...part].sort((a, b) => a - b));
    expect([...first, ...rest].sort((a, b) => a - b)).toEqual(numbers);
  });
  fc.assert(property);
});

test('entries with one key stay together, and the first part is not larger than wanted', () => {
  const keyOf = (number: number): number => Math.floor(number / 4);
  for (let seed = 0; seed < 50; seed++) {
    const { first, rest } = splitOff(numbers, { count: 10, seed, keyOf });
    expect(first.length).toBeLessThanOrEqual(10);
    expect(first.length).toBeGreaterThanOrEqual(8);
    expect(first.map(keyOf).filter((key) => rest.map(keyOf).includes(key))).toEqual([]);
  }
});

test('every entry is as likely as any other to be chosen, by seeds', () => {
  const chosen = numbers.map(() => 0);
  const draws = 4000;
  for (let seed = 0; seed < draws; seed++)
    for (const number of splitOff(numbers, { count: 10, seed, keyOf: (one) => one }).first) chosen[number]!++;
  // A fifth of the draws each; the standard deviation is 25.
  for (const count of chosen) expect(Math.abs(count - draws / 5)).toBeLessThan(125);
});
