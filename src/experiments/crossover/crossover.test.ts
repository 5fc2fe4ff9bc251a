import { DeviceError } from '@vla/kernels';
import type * as Bench from '@vla/kernels/bench';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { cancelled, runOnCpu } from '../testing/run.ts';
import type { Data, Point } from './compute.ts';
import { compute, parityLength } from './compute.ts';
import { view } from './view.ts';

/** How many of the next pairs are too short for the clock. */
let tooShort = 0;
vi.mock('@vla/kernels/bench', async (original) => {
  const bench = await original<typeof Bench>();
  const timePairs: typeof bench.timePairs = async (...args) => {
    if (tooShort-- > 0) throw new DeviceError('timing', 'a coarse clock');
    return bench.timePairs(...args);
  };
  return { ...bench, timePairs };
});
afterEach(() => void (tooShort = 0));

const config = { heads: 1, headSize: 8, longest: 512, pairs: 3, patience: 1000 };

describe('on the processor', () => {
  // At the last length the ratio is over ten times that at the first, whatever else the machine does.
  const longest = 2048;
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config: { ...config, longest } });
  }, 60_000);

  test('VLA meets softmax attention, and TensorFlow.js is left out', () => {
    expect(data.points.map(({ T }) => T)).toEqual([64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048]);
    for (const { form, tfjs, tfjsRatio, softmaxRatio } of data.points) {
      expect({ form, tfjs, tfjsRatio }).toEqual({ form: 'recurrent', tfjs: null, tfjsRatio: null });
      expect(softmaxRatio.p10).toBeLessThanOrEqual(softmaxRatio.p90);
    }
    expect(data.crossovers.tfjs).toBeNull();
  });

  test('softmax falls behind as sequences get longer', () => {
    const ratio = (T: number): number => data.points.find((point) => point.T === T)!.softmaxRatio.median;
    expect(ratio(longest)).toBeGreaterThan(ratio(64));
  });
});

test('it ends after the first length where softmax takes too long', async () => {
  const { points } = await runOnCpu(compute, { config: { ...config, patience: 1e-3 } });
  expect(points).toHaveLength(1);
});

test('lengths that are too short for the clock are left out, and the table says so', async () => {
  tooShort = 2;
  const data = await runOnCpu(compute, { config: { ...config, longest: 128 } });
  expect(data.points.map(({ T }) => T)).toEqual([128]);
  expect(data.untimed).toEqual([64, 96]);
  expect(view.table(data).rows.map(([T, form]) => [T, form])).toEqual([
    [64, 'too short to be timed here'],
    [96, 'too short to be timed here'],
    [128, expect.any(String)],
  ]);
});

test('where every length is, the reason is the result', async () => {
  tooShort = 1000;
  await expect(runOnCpu(compute, { config })).rejects.toMatchObject({ fault: 'timing' });
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});

test('operations are equal where 2Td is 11d² + 8Cd + C²/3', () => {
  for (const d of [32, 64, 128]) {
    expect(2 * parityLength(d) * d).toBeCloseTo(11 * d ** 2 + 8 * 32 * d + 32 ** 2 / 3, 6);
  }
});

describe('numbers', () => {
  const quantiles = (median: number) => ({ median, p10: median, p90: median });
  const point = (T: number, ratio: number, tfjsRatio: number | null): Point => ({
    T,
    form: 'parallel',
    vla: 1,
    softmax: ratio,
    tfjs: tfjsRatio,
    softmaxRatio: quantiles(ratio),
    tfjsRatio: tfjsRatio === null ? null : quantiles(tfjsRatio),
  });
  const data = (softmax: number | null): Data => ({
    heads: 1,
    headSize: 8,
    parity: 100,
    points: [point(64, 0.5, 2), point(128, 1.5, null)],
    crossovers: { softmax, tfjs: 64 },
  });
  const valuesOf = (one: Data) => Object.fromEntries(view.quantities(one).map(({ name, value }) => [name, value]));

  test('give where the lines meet, and the last ratio of each', () => {
    expect(valuesOf(data(90))).toEqual({
      crossoverSoftmax: 90,
      crossoverTfjs: 64,
      parity: 100,
      ratioSoftmax: 1.5,
      longestSoftmax: 128,
      ratioTfjs: 2,
      longestTfjs: 64,
    });
  });

  test('leave out a meeting that was not reached', () => {
    expect(valuesOf(data(null))).not.toHaveProperty('crossoverSoftmax');
  });
});
