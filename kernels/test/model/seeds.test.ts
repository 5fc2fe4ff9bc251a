import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { VLATransformer } from '../../src/model/index.ts';

beforeAll(() => tf.setBackend('cpu'));

/** The first of a model's random numbers, scaled as those of a deviation of 1, weight by weight. */
function starts(seed: number): Map<string, string> {
  const model = new VLATransformer({ vocabulary: 32, length: 32, modelDim: 32, heads: 1, convolution: 2, seed });
  const found = new Map<string, string>();
  for (const { name, variable } of model.parameters) {
    const numbers = Float32Array.from(variable.dataSync());
    const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const first = [...numbers.slice(0, 4)].map((value) => (value / largest).toFixed(3)).join();
    if (new Set(numbers).size > 2) found.set(name, first);
  }
  model.dispose();
  return found;
}

const border = 900_719_925;

describe('seeds of a model', () => {
  test.each([0, 1, border - 1, border, border + 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1])(
    '%d: no two weights start equal',
    (seed) => {
      const first = starts(seed);
      expect(first.size).toBeGreaterThan(15);
      expect(new Set(first.values()).size).toBe(first.size);
    },
  );

  test.each([
    [0, 1],
    [border - 2, border - 1],
    [border - 1, border],
    [border, border + 1],
    [2 ** 32 - 2, 2 ** 32 - 1],
    [2 ** 32 - 1, 0],
  ])('%d and %d share no weights', (one, other) => {
    const shared = new Set(starts(one).values());
    expect([...starts(other).values()].filter((start) => shared.has(start))).toEqual([]);
  });

  test('a seed gives the weights that it always gave', () => {
    const model = new VLATransformer({ vocabulary: 16, length: 8, modelDim: 32, heads: 1, seed: border - 1 });
    const query = model.parameters.find(({ name }) => name === 'blocks.0.mixer.query')!;
    expect(query.variable.dataSync()[0]).toBeCloseTo(0.03186645731329918, 12);
    model.dispose();
  });
});
