import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { inverted, largestSingularValue, naiveVla } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { draw } from './inputs.ts';

const config = { seeds: 1, length: 120, headSize: 5, lambda0: 0.1, inputs: 'untrained' as const };

describe('spectra', () => {
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 4 });
  });

  test('have the extremes that power iteration finds on the recurrence written out', () => {
    const { keys, values, directions } = draw(seededRandom(4), config);
    const [k, v, u] = [keys, values, directions].map((part) => rowsOf(part, config.headSize));
    const steps = naiveVla({ k, v, u, lambda0: config.lambda0 });
    const { penalty, memory } = steps[steps.length - 1];
    const [largest, smallest] = [largestSingularValue(penalty), 1 / largestSingularValue(inverted(penalty))];
    expect(data.final.penaltyLargest.mean / largest).toBeCloseTo(1, 6);
    expect(data.final.penaltySmallest.mean / smallest).toBeCloseTo(1, 6);
    expect(data.final.memoryLargest.mean / largestSingularValue(memory) ** 2).toBeCloseTo(1, 4);
    expect(data.condition[data.condition.length - 1].mean / (largest / smallest)).toBeCloseTo(1, 4);
  });

  test('of A and M are reciprocal', () => {
    expect(data.inverseDeviation).toBeLessThan(1e-4);
    data.steps.forEach((_, i) => {
      expect(data.inverse.largest[i] * data.penalty.smallest[i]).toBeCloseTo(1, 3);
      expect(data.inverse.median[i] * data.penalty.median[i]).toBeCloseTo(1, 1);
    });
  });

  test('are ordered, and the penalty never shrinks', () => {
    for (const { smallest, tenth, median, ninetieth, largest } of [data.penalty, data.inverse, data.memory]) {
      data.steps.forEach((_, i) => {
        const quantiles = [smallest[i], tenth[i], median[i], ninetieth[i], largest[i]];
        expect([...quantiles].sort((a, b) => a - b)).toEqual(quantiles);
      });
    }
    data.penalty.largest.slice(1).forEach((value, i) => expect(value).toBeGreaterThanOrEqual(data.penalty.largest[i]));
  });
});

test('aligned inputs have a larger condition number than random ones', async () => {
  const condition = async (inputs: 'random' | 'aligned') => {
    const data = await runOnCpu(compute, { config: { ...config, inputs, length: 300 } });
    return data.condition[data.condition.length - 1].mean;
  };
  expect(await condition('aligned')).toBeGreaterThan(10 * (await condition('random')));
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
