import { describe, expect, test } from 'vitest';
import { crossover, fitPowerLaw, goalIn, laneOf, meets, quantile, quantilesOf } from '../bench/index.ts';
import * as flops from '../bench/flops.ts';
import { exactly, rowOf } from '../bench/row.ts';
import { attentionArrays } from '../bench/inputs.ts';

describe('quantiles', () => {
  test('are interpolated between neighbours, whatever the order', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([4, 1, 3, 2], 0)).toBe(1);
    expect(quantile([4, 1, 3, 2], 1)).toBe(4);
    expect(quantilesOf([10, 0, 5]).p10).toBeCloseTo(1, 12);
    expect(quantilesOf([10, 0, 5]).p90).toBeCloseTo(9, 12);
    expect(quantile([7], 0.9)).toBe(7);
  });
});

describe('power laws', () => {
  test('the exponent of an exact one is found', () => {
    const points = [1024, 4096, 32768].map((x) => ({ x, y: 3e-4 * x ** 1.25 }));
    expect(fitPowerLaw(points).exponent).toBeCloseTo(1.25, 12);
    expect(fitPowerLaw(points).factor).toBeCloseTo(3e-4, 12);
  });

  test('noise moves it as least squares says', () => {
    // On logarithms to base 2: points (0,0), (1,2), (2,1) have the slope 1/2.
    const points = [1, 4, 2].map((y, index) => ({ x: 2 ** index, y }));
    expect(fitPowerLaw(points).exponent).toBeCloseTo(0.5, 12);
  });

  test('nothing can be fitted to one length, or to a time of zero', () => {
    expect(() => fitPowerLaw([{ x: 8, y: 1 }])).toThrow(RangeError);
    const timeless = [
      { x: 8, y: 1 },
      { x: 16, y: 0 },
    ];
    expect(() => fitPowerLaw(timeless)).toThrow(RangeError);
  });
});

describe('crossovers', () => {
  const points = (...ratios: number[]) => ratios.map((y, index) => ({ x: 128 * 2 ** index, y }));

  test('lie between the last length above 1 and the first below, in proportion of the logarithms', () => {
    expect(crossover(points(4, 2, 0.5, 0.2))).toBeCloseTo(256 * Math.SQRT2, 9);
  });

  test('are the first length where every one is below 1, and none where the longest is not', () => {
    expect(crossover(points(0.9, 0.5))).toBe(128);
    expect(crossover(points(4, 2))).toBeNull();
  });

  test('count only where the ratio stays below 1', () => {
    expect(crossover(points(0.9, 2, 0.5))).toBeCloseTo(256 * Math.SQRT2, 9);
  });
});

describe('operation counts', () => {
  test('are those of one token, times B·H·T', () => {
    const one = { B: 1, H: 1, T: 1, D: 64 };
    expect(flops.vlaRecurrentFlops(one)).toBe(12 * 64 * 64);
    expect(flops.vlaChunkFlops(one, 32)).toBeCloseTo(11 * 64 * 64 + 8 * 32 * 64 + (32 * 32) / 3, 9);
    expect(flops.deltaNetChunkFlops(one, 32)).toBe(6 * 64 * 64 + 7 * 32 * 64);
    expect(flops.vlaChunkFlops({ B: 2, H: 3, T: 5, D: 64 }, 32)).toBeCloseTo(30 * flops.vlaChunkFlops(one, 32), 6);
  });

  test('of causal softmax grow with the square of the length', () => {
    const count = (T: number) => flops.softmaxFlops({ B: 1, H: 1, T, D: 64 });
    expect(count(1024) / count(512)).toBe(4);
    expect(count(512)).toBe(2 * 512 * 512 * 64);
  });
});

describe('lanes', () => {
  const swiftshader = { label: 'SwiftShader Device (Subzero) (software GPU)', software: true };
  const llvmpipe = { label: 'llvmpipe (LLVM 15.0.6, 256 bits) (software GPU)', software: true };

  test('are named by driver and program', () => {
    expect(laneOf(swiftshader, 'browser')).toBe('S');
    expect(laneOf(swiftshader, 'node')).toBe('S (Node)');
    expect(laneOf(llvmpipe, 'node')).toBe('L');
    expect(laneOf({ label: 'some card', software: false }, 'browser')).toBe('G');
  });

  test('have the bounds of their driver', () => {
    expect(goalIn('P1', 'S').must).toEqual({ relation: '>=', value: 250 });
    expect(goalIn('C1', 'C').must).toEqual({ relation: '>=', value: 12 });
    expect(goalIn('P1', 'S (Node)')).toEqual(goalIn('P1', 'S'));
    expect(goalIn('P3a', 'L').must).toBeNull();
    expect(goalIn('P6', 'software').must).toEqual({ relation: '<=', value: 2 });
  });

  test('NaN meets no bound', () => {
    expect(meets(NaN, { relation: '<=', value: 1 })).toBe(false);
    expect(meets(NaN, { relation: '>=', value: 1 })).toBe(false);
  });
});

describe('rows', () => {
  const parts = { lane: 'S', goal: 'P1', title: '', shape: { T: 128 }, unit: 'times', samples: 9 } as const;
  const check = (difference: number) => ({ difference, allowed: 1e-4, ok: difference <= 1e-4 });

  test('say whether the median keeps the bounds', () => {
    const row = rowOf({ ...parts, value: { median: 300, p10: 270, p90: 330 }, check: check(1e-6) });
    expect(row).toMatchObject({ goal: 'P1', median: 300, p10: 270, p90: 330, met: true, reached: false });
  });

  test.each([1e-3, NaN])('hold no number where the outputs differ by %d', (difference) => {
    const row = rowOf({ ...parts, value: exactly(100), check: check(difference) });
    expect(row).toMatchObject({ median: null, p10: null, p90: null, met: false });
  });

  test('of no goal are neither met nor missed', () => {
    expect(rowOf({ ...parts, goal: null, value: exactly(1) })).toMatchObject({ goal: null, must: null, met: null });
  });
});

test('inputs: the same seed gives the same numbers; keys have unit length', () => {
  const extent = { B: 1, H: 2, T: 3, D: 4 };
  const { k, u } = attentionArrays(extent, 7);
  expect(attentionArrays(extent, 7).k).toEqual(k);
  expect(attentionArrays(extent, 8).k).not.toEqual(k);
  for (let row = 0; row < 6; row++) {
    expect(Math.hypot(...k.subarray(4 * row, 4 * row + 4))).toBeCloseTo(1, 6);
    expect(Math.hypot(...u.subarray(4 * row, 4 * row + 4))).toBeCloseTo(0.5, 6);
  }
});
