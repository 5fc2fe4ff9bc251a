import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { frobenius, naiveDelta, naiveVla } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { distributions } from './definition.ts';
import { inputsOf } from './inputs.ts';
import { view } from './view.ts';

const headSize = 4;
const config = { seeds: 1, length: 1200, headSize, lambda0: 0.1 };

describe('state norms', () => {
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 3 });
  });

  test('are those of the recurrences written out', () => {
    const random = seededRandom(3);
    for (const { value } of distributions) {
      const inputs = inputsOf[value](random, { steps: 1200, headSize, lambda0: 0.1 });
      const [k, v, u, features] = [inputs.keys, inputs.values, inputs.directions, inputs.features].map((part) =>
        rowsOf(part, headSize),
      );
      const at = (memories: number[][][]) => frobenius(memories[999]);
      const expected = {
        vla: at(naiveVla({ k, v, u, lambda0: 0.1 }).map(({ memory }) => memory)),
        deltanet: at(naiveDelta({ k, v })),
        linear: at(naiveDelta({ k: features, v, error: false })),
        linearUnit: at(naiveDelta({ k, v, error: false })),
      };
      const stop = data.steps.indexOf(1000);
      for (const operator of ['vla', 'deltanet', 'linear', 'linearUnit'] as const) {
        const found = data.norms[value][operator][stop].mean;
        expect(found / expected[operator]).toBeCloseTo(1, 3);
      }
      expect(data.ratios[value].ownKeys.mean).toBeCloseTo(expected.linear / expected.vla, 1);
    }
  });

  test('depend on the distribution: values with a mean make linear attention’s far larger', () => {
    expect(data.ratios.nonZeroMean.ownKeys.mean).toBeGreaterThan(20 * data.ratios.zeroMean.ownKeys.mean);
  });

  test('are quoted at the published step', () => {
    const names = view.quantities(data).map(({ name }) => name);
    for (const name of ['linearNormAt1000', 'vlaNormAt1000', 'deltaNetNormAt1000', 'ratioUntrained', 'ratioZeroMean']) {
      expect(names).toContain(name);
    }
    expect(names).not.toContain('vlaNormAt10000');
  });
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
