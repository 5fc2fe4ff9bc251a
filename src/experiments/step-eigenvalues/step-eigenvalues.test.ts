import { singularValues, spectralRadius } from '@vla/kernels/math';
import { beforeAll, describe, expect, test } from 'vitest';
import { cancelled, runOnCpu } from '../testing/run.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { keyLengths, lambdas, strengths } from './definition.ts';

const config = { seeds: 6, headSize: 5, before: 7 };

describe('the eigenvalue of a step that is not 1', () => {
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 2 });
  });

  test('is 1 − β|k|² for DeltaNet, from 1 to −1 for unit keys', () => {
    keyLengths.forEach((length, i) =>
      strengths.forEach((strength, j) => expect(data.deltanet[i][j]).toBeCloseTo(1 - strength * length ** 2, 5)),
    );
  });

  test('lies between 0 and 1 for VLA with unit keys, whatever its penalty has seen', () => {
    for (const { smallest, mean, largest } of data.vla[keyLengths.indexOf(1)]) {
      expect(smallest).toBeGreaterThanOrEqual(-1e-6);
      expect(largest).toBeLessThan(1);
      expect(mean).toBeGreaterThanOrEqual(smallest);
      expect(mean).toBeLessThanOrEqual(largest);
    }
  });

  test('grows with what the penalty has seen: a large λ₀ leaves the delta rule at β = 1', () => {
    const means = data.vla[keyLengths.indexOf(1)].map(({ mean }) => mean);
    expect(means[0]).toBeGreaterThan(0.05);
    expect(means[lambdas.length - 1]).toBeLessThan(0.01);
  });

  test('of VLA is linear in the length of the key, so that longer keys could turn the sign', () => {
    const [unit, long] = [1, 1.5].map((length) => data.vla[keyLengths.indexOf(length)]);
    unit.forEach(({ smallest }, i) => expect(1 - long[i].smallest).toBeCloseTo(1.5 * (1 - smallest), 5));
    expect(Math.min(...long.map(({ smallest }) => smallest))).toBeLessThan(0);
  });

  test('of linear attention is 1', () => expect(data.linear).toBeCloseTo(1, 6));
});

test('the trace finds the eigenvalue of I − k αᵀ', () => {
  const [k, alpha] = [
    [0.6, 0.8, 0],
    [0.3, 0.5, 0.81],
  ];
  const step = {
    ...{ rows: 3, columns: 3 },
    data: Float64Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? 1 : 0) - k[Math.floor(i / 3)] * alpha[i % 3]),
  };
  const eigenvalue = step.data[0] + step.data[4] + step.data[8] - 2;
  // Two are 1, and the determinant, up to its sign the product of the singular values, is the third.
  expect(Math.abs(eigenvalue)).toBeCloseTo(
    singularValues(step).reduce((product, value) => product * value, 1),
    12,
  );
  expect(spectralRadius(step)).toBeCloseTo(1, 7);
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
