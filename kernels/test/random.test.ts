import { describe, expect, test } from 'vitest';
import { norm } from '../src/math/index.ts';
import { seededRandom } from '../src/random.ts';

const draws = <Value>(count: number, draw: () => Value): Value[] => Array.from({ length: count }, draw);
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a seed fixes the stream', () => {
  test('equal seeds, equal draws', () => {
    const [a, b] = [seededRandom(7), seededRandom(7)];
    expect(draws(20, () => a.normal())).toEqual(draws(20, () => b.normal()));
  });

  test('recorded draws', () => {
    const random = seededRandom(1);
    expect(draws(3, () => random.uniform())).toEqual([0.6243301104518497, 0.8324719070497952, 0.25684612554243513]);
  });

  test('first draws of neighbouring seeds are spread evenly', () => {
    const values = Array.from({ length: 1000 }, (_, seed) => seededRandom(seed).uniform());
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(0.04);
    const lagged = values.slice(1).map((value, i) => (value - 0.5) * (values[i] - 0.5));
    expect(Math.abs(mean(lagged)) * 12).toBeLessThan(0.13);
  });
});

describe('distributions', () => {
  const random = seededRandom(3);

  test('normal: mean, deviation, tails', () => {
    const values = [...random.fillNormal(new Float64Array(100_000), 2, 3)];
    const centre = mean(values);
    expect(Math.abs(centre - 2)).toBeLessThan(0.04);
    expect(Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))).toBeCloseTo(3, 1);
    const beyondTwo = values.filter((value) => Math.abs(value - 2) > 6).length / values.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.003);
  });

  test('uniform and integer stay in range', () => {
    const uniform = draws(1000, () => random.uniform(-1, 3));
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...uniform)).toBeLessThan(3);
    expect(new Set(draws(1000, () => random.integer(4)))).toEqual(new Set([0, 1, 2, 3]));
  });

  test('unit vectors have length 1', () => {
    expect(norm(random.unitVector(17))).toBeCloseTo(1, 14);
  });
});
