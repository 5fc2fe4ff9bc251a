import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { naiveDelta, naiveVla, times } from '../testing/naive.ts';
import type { Rows } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import type { Family } from './inputs.ts';
import { draw } from './inputs.ts';
import { view } from './view.ts';

const config = { seeds: 1, headSize: 8, pairs: 3, later: 100, lambda0: 0.1 };

describe('survival', () => {
  let data: Data;
  const drawn = draw(seededRandom(2), config);
  const rows = (family: Family): Rows => rowsOf(drawn.sequences[family].keys, 8);
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 2 });
  });

  /** The multiple of value i in the answer to its key after t steps, from the product of the steps between. */
  const product = (k: Rows, alpha: Rows, i: number, t: number): number => {
    let row = alpha[i];
    for (let s = i + 1; s < t; s++) {
      const along = row.reduce((sum, value, j) => sum + value * k[s][j], 0);
      row = row.map((value, j) => value - along * alpha[s][j]);
    }
    return row.reduce((sum, value, j) => sum + value * k[i][j], 0);
  };

  test('is the product of the steps between writing and reading', () => {
    for (const family of ['all', 'written'] as const) {
      const k = rows(family);
      const alphas = {
        vla: naiveVla({ k, v: k, u: k, lambda0: 0.1 }).map(({ alpha }) => alpha),
        vlaRandom: naiveVla({ k, v: k, u: rowsOf(drawn.directions, 8), lambda0: 0.1 }).map(({ alpha }) => alpha),
        ridge: naiveVla({ k, v: k, u: k, lambda0: 0.1, write: 'plain' }).map(({ alpha }) => alpha),
        deltanet: k,
      };
      for (const [memory, alpha] of Object.entries(alphas)) {
        data.after.forEach((n, stop) => {
          const expected = [0, 1, 2].reduce((sum, i) => sum + product(k, alpha, i, 3 + n) / 3, 0);
          expect(data.curves[family][memory as keyof typeof alphas].left[stop].mean).toBeCloseTo(expected, 4);
        });
      }
    }
  });

  test('disturbance is the rest of the answer', () => {
    const k = rows('written');
    const v = rowsOf(drawn.sequences.written.values, 3 + 8);
    const memory = naiveDelta({ k, v })[3 + 10 - 1];
    const rest = [0, 1, 2].map((i) => Math.hypot(...times(memory, k[i]).map((value, j) => (j === i ? 0 : value))));
    const stop = data.after.indexOf(10);
    expect(data.curves.written.deltanet.disturbance[stop].mean).toBeCloseTo((rest[0] + rest[1] + rest[2]) / 3, 4);
  });

  test('keeps all of it in linear attention, whose disturbance grows', () => {
    for (const { linear } of [data.curves.all, data.curves.written]) {
      linear.left.forEach(({ mean }) => expect(mean).toBeCloseTo(1, 4));
      expect(linear.disturbance[data.after.length - 1].mean).toBeGreaterThan(2 * linear.disturbance[0].mean);
    }
  });

  test('later keys lie in the span of the pairs only where they should', () => {
    const volume = (family: Family): number => {
      // With three keys the fourth adds no new direction: what is left of it after three projections is zero.
      const [basis, other] = [rows(family).slice(0, 3), rows(family)[5]];
      const normals = basis.reduce<Rows>((done, key) => [...done, unit(without(key, done))], []);
      return Math.hypot(...without(other, normals));
    };
    expect(volume('written')).toBeLessThan(1e-5);
    expect(volume('all')).toBeGreaterThan(0.1);
  });

  test('is quoted for both kinds of later keys', () => {
    const names = view.quantities(data).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['vlaLeftAnywhereAfter100', 'deltaNetDisturbanceInSpanAfter10']));
  });
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});

function without(x: readonly number[], directions: Rows): number[] {
  return directions.reduce<number[]>(
    (rest, direction) => {
      const along = rest.reduce((sum, value, i) => sum + value * direction[i], 0);
      return rest.map((value, i) => value - along * direction[i]);
    },
    [...x],
  );
}

function unit(x: readonly number[]): number[] {
  return x.map((value) => value / Math.hypot(...x));
}
