import { describe, expect, test } from 'vitest';
import { largestSingularValue, naiveVla, square } from '../testing/naive.ts';
import { cancelled, runOnCpu, sequenceOf } from '../testing/run.ts';
import { compute } from './compute.ts';
import { drawInputs } from './inputs.ts';
import { alignment, closedFormNorm, numericJacobian } from './jacobian.ts';
import { view } from './view.ts';

const config = { seeds: 3, length: 48, headSize: 8 };
const signal = new AbortController().signal;

const jacobian = (alpha: readonly number[], key: readonly number[]) =>
  square(key.length, (i, j) => (i === j ? 1 : 0) - key[i] * alpha[j]);

describe('closed form of the Jacobian’s norm', () => {
  test('is 1 where the write direction is the key, and the golden ratio where they are orthogonal', () => {
    expect(closedFormNorm(1)).toBeCloseTo(1, 14);
    expect(closedFormNorm(0)).toBeCloseTo((1 + Math.sqrt(5)) / 2, 14);
  });

  test('agrees with power iteration for directions at any angle', () => {
    for (const angle of [0.1, 0.5, 1, 1.4]) {
      const [key, alpha] = [
        [1, 0, 0],
        [Math.cos(angle), Math.sin(angle), 0],
      ];
      expect(closedFormNorm(alignment(alpha, key))).toBeCloseTo(largestSingularValue(jacobian(alpha, key)), 8);
      expect(numericJacobian(alpha, key).norm).toBeCloseTo(largestSingularValue(jacobian(alpha, key)), 8);
    }
  });
});

describe('along a sequence', () => {
  test('the largest norm is the one of directions from an explicit inverse', async () => {
    const data = await runOnCpu(compute, { config });
    const { k, u } = await drawInputs({ config, seed: 1, signal });
    for (const { lambda0, largest } of data.curves) {
      const norms = [0, 1, 2].map((b) => {
        const [keys, directions] = [sequenceOf(k, b), sequenceOf(u, b)];
        const steps = naiveVla({ k: keys, v: keys, u: directions, lambda0 });
        return Math.max(...steps.map(({ alpha }, t) => largestSingularValue(jacobian(alpha, keys[t]))));
      });
      expect(largest.mean).toBeCloseTo((norms[0] + norms[1] + norms[2]) / 3, 4);
    }
  });

  test('the norm exceeds 1, more so for a smaller λ0, while the radius stays 1', async () => {
    const { curves, radiusDeviation, closedFormDeviation } = await runOnCpu(compute, { config });
    const [small, middle, large] = curves.map(({ largest }) => largest.mean);
    expect(small).toBeGreaterThan(middle);
    expect(middle).toBeGreaterThan(large);
    expect(large).toBeGreaterThan(1);
    expect(small).toBeGreaterThan(1.05);
    expect(radiusDeviation).toBeLessThan(1e-10);
    expect(closedFormDeviation).toBeLessThan(1e-10);
  });

  test('quotes one largest norm for each λ0', async () => {
    const data = await runOnCpu(compute, { config });
    const names = view.quantities(data).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['maxNormLambda01', 'maxNormLambda1', 'maxNormLambda10', 'maxClosedFormDeviation']),
    );
  });
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
