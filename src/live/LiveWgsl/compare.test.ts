import { expect, test } from 'vitest';
import { deviations } from './compare.ts';

test('the largest difference of each result, and where it is', () => {
  const original = { output: [1, 2, 3], memory: [0, 0] };
  expect(deviations(original, { output: [1, 2.5, 2.75], memory: [0, 0] })).toEqual([
    { buffer: 'output', largest: 0.5, index: 1, scale: 3 },
    { buffer: 'memory', largest: 0, index: 0, scale: 0 },
  ]);
});

test('a number that is none is the largest difference there is', () => {
  const [deviation] = deviations({ output: [1, 2, 3] }, { output: [9, Number.NaN, 3] });
  expect(deviation).toMatchObject({ largest: Number.NaN, index: 1 });
});

test('results of different sizes are not compared', () => {
  expect(() => deviations({ output: [1] }, { output: [1, 2] })).toThrow('different lengths');
});
