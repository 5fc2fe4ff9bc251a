import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { square } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { drawSequence, isIrrelevant, parameterisations } from './inputs.ts';

const config = { seeds: 3, length: 48, headSize: 6, rank: 3, lambda0: 0.2, irrelevantShare: 0.5 };

describe('evolution of the penalty', () => {
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 9 });
  });

  test('ends at λ0·I plus the sum of the directions’ outer products', () => {
    const { directions } = drawSequence(seededRandom(9), config);
    for (const name of parameterisations) {
      const u = rowsOf(directions[name], config.headSize);
      const sum = square(config.headSize, (i, j) =>
        u.reduce((total, row) => total + row[i] * row[j], i === j ? 0.2 : 0),
      );
      const expected = sum.flatMap((row, i) => row.slice(0, i + 1));
      const { penalties } = data.courses[name];
      penalties[penalties.length - 1].forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3));
    }
    expect(data.inverseDeviation).toBeLessThan(1e-4);
  });

  test('writes r directions a step at rank r, and one otherwise', () => {
    const { directions } = drawSequence(seededRandom(9), config);
    const written = (name: keyof typeof directions) =>
      rowsOf(directions[name], config.headSize).filter((row) => row.some((value) => value !== 0)).length;
    expect(parameterisations.map(written)).toEqual([48, 144, 48, 48]);
  });

  test('grows on both groups of tokens', () => {
    for (const { relevant, irrelevant } of Object.values(data.courses)) {
      for (const group of [relevant, irrelevant])
        expect(group[group.length - 1].mean).toBeGreaterThan(3 * group[0].mean);
    }
  });
});

test('the penalty follows how often a group is written, not what it is called', async () => {
  const ratio = async (irrelevantShare: number) => {
    const data = await runOnCpu(compute, { config: { ...config, length: 120, irrelevantShare } });
    return data.courses.keys.finalRatio.mean;
  };
  expect(await ratio(0.5)).toBeCloseTo(1, 1);
  // With u = k the groups share no direction, so the ratio is that of the counts, up to λ0.
  expect(await ratio(0.8)).toBeGreaterThan(3);
  expect(await ratio(0.2)).toBeLessThan(1 / 3);
});

test('tokens of a group are spread evenly, and as many as its share', () => {
  const steps = Array.from({ length: 100 }, (_, t) => t);
  expect(steps.filter((t) => isIrrelevant(t, 0.25))).toHaveLength(25);
  expect(steps.slice(0, 20).filter((t) => isIrrelevant(t, 0.25))).toHaveLength(5);
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
