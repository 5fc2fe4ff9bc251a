import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { inverted, naiveDelta, naiveVla, square, times } from '../testing/naive.ts';
import type { Rows } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { draw } from './inputs.ts';
import { recallOf } from './recall.ts';
import { view } from './view.ts';

const config = { seeds: 2, headSize: 16, mostPairs: 32, lambda0: 0.1 };

describe('recall', () => {
  const values = { shape: [1, 1, 3, 2], data: Float32Array.from([1, 0, 0, 1, -1, 0]) };

  test('counts the answers whose nearest value is their own', () => {
    expect(recallOf(values, values)).toEqual([[1]]);
    const answers = { shape: [1, 1, 3, 2], data: Float32Array.from([0, 5, 0.1, 0.2, -3, 1]) };
    expect(recallOf(answers, values)).toEqual([[2 / 3]]);
  });

  test('gives no credit for a tie', () => {
    expect(recallOf({ shape: [1, 1, 3, 2], data: new Float32Array(6) }, values)).toEqual([[0]]);
  });
});

describe('capacity', () => {
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 5 });
  });

  test('of every memory is that of its formula', () => {
    const memories: Record<string, (k: Rows, v: Rows, random: Rows) => Rows> = {
      vla: (k, v) => last(naiveVla({ k, v, u: k, lambda0: 0.1 })).memory,
      vlaRandom: (k, v, u) => last(naiveVla({ k, v, u, lambda0: 0.1 })).memory,
      deltanet: (k, v) => last(naiveDelta({ k, v })),
      linear: (k, v) => last(naiveDelta({ k, v, error: false })),
      ridge: ridgeSolution,
    };
    for (const family of ['gaussian', 'elu'] as const) {
      for (const [name, memoryOf] of Object.entries(memories)) {
        const expected = [5, 6].map((seed) => {
          const drawn = draw(seededRandom(seed), config);
          const [k, v, u] = [drawn[family], drawn.values, drawn.directions].map((part) => rowsOf(part, 16));
          return nearestShare(memoryOf(k, v, u), k, v);
        });
        const found = last(data.recall[family][name as keyof typeof data.recall.elu]).mean;
        // One pair of 64 may change sides through rounding.
        expect(Math.abs(found - (expected[0] + expected[1]) / 2)).toBeLessThanOrEqual(1 / 64);
      }
    }
  });

  test('is highest where the penalty falls on what was written', () => {
    const at = data.pairs.indexOf(16);
    const { vla, vlaRandom, deltanet } = data.recall.elu;
    expect(vla[at].mean).toBeGreaterThan(0.9);
    expect(vlaRandom[at].mean).toBeLessThan(0.5);
    expect(deltanet[at].mean).toBeLessThan(0.5);
  });

  test('is quoted at 32 pairs', () => {
    const names = view.quantities(data).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['vlaGaussianAt32', 'deltaNetEluAt32', 'ridgeEluAt32']));
  });
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});

/** S = V Kᵀ (K Kᵀ + λ0 I)⁻¹ with pairs as columns: the minimum of Σ‖v − S k‖² + λ0‖S‖². */
function ridgeSolution(k: Rows, v: Rows): Rows {
  const size = k[0].length;
  const gram = square(size, (i, j) => k.reduce((sum, key) => sum + key[i] * key[j], i === j ? 0.1 : 0));
  const solve = inverted(gram);
  return square(size, (i, j) => k.reduce((sum, key, n) => sum + v[n][i] * times(solve, key)[j], 0));
}

function nearestShare(memory: Rows, k: Rows, v: Rows): number {
  const squared = (x: number[], y: number[]) => Math.hypot(...x.map((value, i) => value - y[i]));
  const hits = k.filter((key, n) => {
    const answer = times(memory, key);
    const scale = Math.hypot(...answer);
    const distances = v.map((value) =>
      squared(
        answer.map((entry) => entry / scale),
        value,
      ),
    );
    return distances.indexOf(Math.min(...distances)) === n;
  });
  return hits.length / k.length;
}

function last<Item>(items: readonly Item[]): Item {
  return items[items.length - 1];
}
