import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { markedSequence } from '../../lib/compute/markedPairs.ts';
import { naiveVla, times } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { view } from './view.ts';

const config = { seeds: 1, headSize: 8, pairs: 2, later: 60, lambda0: 1 };

describe('penalties set by hand', () => {
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 6 });
  });

  test('give the answers of the recurrence written out', () => {
    const { keys, values } = markedSequence(seededRandom(6), config, 'all');
    const [k, v] = [rowsOf(keys, 8), rowsOf(values, 2 + 8)];
    const isPenalised = {
      noise: (t: number) => t >= 2,
      targets: (t: number) => t < 2,
      all: () => true,
    };
    for (const write of ['normalized', 'plain'] as const) {
      for (const placement of ['noise', 'targets', 'all'] as const) {
        const u = k.map((key, t) => key.map((value) => (isPenalised[placement](t) ? 10 * value : 0)));
        const memory = naiveVla({ k, v, u, lambda0: 1, write })[k.length - 1].memory;
        const cosines = [0, 1].map((i) => {
          const answer = times(memory, k[i]);
          return answer[i] / Math.hypot(...answer);
        });
        const found = data.cosine[write][placement][data.penalties.indexOf(100)].mean;
        expect(found).toBeCloseTo((cosines[0] + cosines[1]) / 2, 2);
      }
    }
  });

  test('make no difference where they are small', () => {
    const { noise, targets, all } = data.cosine.normalized;
    expect(noise[0].mean).toBeCloseTo(targets[0].mean, 1);
    expect(noise[0].mean).toBeCloseTo(all[0].mean, 1);
  });

  test('are quoted for both ways of writing', () => {
    expect(view.quantities(data).map(({ name }) => name)).toEqual([
      'noiseNormalized',
      'targetsNormalized',
      'allNormalized',
      'noisePlain',
      'targetsPlain',
      'allPlain',
    ]);
  });
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
