import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { cancelled, runOnCpu } from '../testing/run.ts';
import { asGradients, cases, lossOf } from './cases.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { drawsOf } from './draws.ts';
import { view } from './view.ts';

const config = { seeds: 1, length: 4, headSize: 3 };

describe('gradients', () => {
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 2 });
  });

  test('agree with central differences in float64, and float32 with float64', () => {
    expect(data.cases.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
    for (const { id, largestDifference, largestDevice, processor, ranOn } of data.cases) {
      expect(largestDifference, id).toBeLessThan(1e-6);
      expect(largestDevice, id).toBeLessThan(1e-4);
      // Two precisions that never differ would mean that one of them was compared with itself.
      expect(largestDevice, id).toBeGreaterThan(1e-12);
      expect(processor.mean, id).toBeLessThan(1e-4);
      expect(ranOn).toBe('wasm');
    }
  });

  test('have a quantity for each case and precision, and the largest of all', () => {
    const quantities = view.quantities(data);
    expect(quantities).toHaveLength(2 * cases.length + 2);
    const largest = quantities.find(({ name }) => name === 'largestFloat32')!.value;
    expect(largest).toBe(Math.max(...data.cases.map(({ largestDevice }) => largestDevice)));
  });
});

test('every case has a slope that a step along its gradient finds', () => {
  for (const { id, inputs, weights, forward, gradient } of cases) {
    const draws = drawsOf(seededRandom(4), config);
    const [tensors, weighted] = [inputs(draws), weights(draws)];
    const { v } = gradient({ ...tensors, ...asGradients(weighted) } as never) as Record<string, { data: Float64Array }>;
    const loss = (by: number): number => {
      const moved = { ...tensors.v, data: Float64Array.from(tensors.v.data, (value, i) => value + by * v.data[i]) };
      return lossOf(forward({ ...tensors, v: moved } as never), weighted);
    };
    const slope = v.data.reduce((sum, value) => sum + value * value, 0);
    expect((loss(1e-4) - loss(-1e-4)) / (2e-4 * slope), id).toBeCloseTo(1, 5);
  }
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
