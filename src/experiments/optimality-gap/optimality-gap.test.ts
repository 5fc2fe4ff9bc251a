import { identity, matrixAt } from '@vla/kernels/math';
import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Rows } from '../testing/naive.ts';
import { frobenius, inverted, naiveVla, square, times } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import { bestMemory, gapOf, sumsAt } from './best.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { draw } from './inputs.ts';
import { view } from './view.ts';

const config = { seeds: 1, length: 40, headSize: 5, noise: 0.3 };
const size = config.headSize;
const drawn = draw(seededRandom(8), config);
const [k, v, u] = (['keys', 'values', 'directions'] as const).map((part) => rowsOf(drawn.elu[part], size));

/** Σ‖v − S k‖² + tr(S P Sᵀ), term by term. */
function loss(memory: Rows, penalty: Rows): number {
  const errors = k.reduce((sum, key, t) => {
    return sum + times(memory, key).reduce((total, value, i) => total + (v[t][i] - value) ** 2, 0);
  }, 0);
  return errors + memory.reduce((sum, row) => sum + times(penalty, row).reduce((s, x, i) => s + x * row[i], 0), 0);
}

const sumOf = (vectors: Rows, start: number): Rows =>
  square(size, (i, j) => vectors.reduce((sum, x) => sum + x[i] * x[j], i === j ? start : 0));

describe('the best memory', () => {
  const [sums] = sumsAt(drawn.elu, size, [config.length]);

  test.each([
    ['constant', sumOf([], 0.1), false],
    ['layer', sumOf(u, 0.1), true],
  ])('is the bottom of the loss, %s penalty', (_, penalty, withDirections) => {
    const best = bestMemory(sums, 0.1, withDirections);
    const rows = rowsOf(best.memory.data, size);
    const lowest = loss(rows, penalty);
    for (let i = 0; i < size * size; i++) {
      const moved = rowsOf(
        best.memory.data.map((value, j) => value + (i === j ? 0.01 : 0)),
        size,
      );
      expect(loss(moved, penalty)).toBeGreaterThan(lowest);
    }
    // The gap without a difference of sums is the difference of the sums.
    const other = identity(size, 0.7);
    const empty = loss(
      square(size, () => 0),
      penalty,
    );
    const expected = (loss(rowsOf(other.data, size), penalty) - lowest) / (empty - lowest);
    expect(gapOf(other, best).missed / expected).toBeCloseTo(1, 8);
  });
});

describe('the gap', () => {
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 8 });
  });
  const last = (penalty: 'constant' | 'layer', form: 'vla' | 'gram' | 'plain') => {
    const { missed, distance } = data.curves.elu[penalty][form][data.lambdas.indexOf(0.1)];
    return { missed: missed[missed.length - 1].mean, distance: distance[distance.length - 1].mean };
  };

  test('of VLA is that of the recurrence written out and of a solution by elimination', () => {
    const memory = naiveVla({ k, v, u, lambda0: 0.1 })[config.length - 1].memory;
    const penalty = sumOf(u, 0.1);
    const solve = inverted(penalty.map((row, i) => row.map((value, j) => value + sumOf(k, 0)[i][j])));
    const best = square(size, (i, j) => k.reduce((sum, key, t) => sum + v[t][i] * times(solve, key)[j], 0));
    const lowest = loss(best, penalty);
    const missed =
      (loss(memory, penalty) - lowest) /
      (loss(
        square(size, () => 0),
        penalty,
      ) -
        lowest);
    expect(last('layer', 'vla').missed / missed).toBeCloseTo(1, 3);
    const off = memory.map((row, i) => row.map((value, j) => value - best[i][j]));
    expect(last('layer', 'vla').distance / (frobenius(off) / frobenius(best))).toBeCloseTo(1, 3);
  });

  test('is rounding for plain writes with the keys in M and a constant penalty, at every step', () => {
    for (const { missed } of data.curves.gaussian.constant.plain) {
      for (const { mean } of missed) expect(mean).toBeLessThan(1e-8);
    }
    expect(last('constant', 'gram').missed).toBeGreaterThan(1e-4);
  });

  test('is quoted for every form and penalty', () => {
    const names = view.quantities(data).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['vlaLayerEluMissed', 'plainConstantLargestMissed']));
  });
});

test('a memory from the kernels and the best one have the same layout', () => {
  const best = bestMemory(sumsAt(drawn.elu, size, [3])[0], 1, false);
  const tensor = { shape: [1, 1, size, size], data: Float32Array.from(best.memory.data) };
  expect(gapOf(matrixAt(tensor, 0), best).distance).toBeLessThan(1e-6);
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
