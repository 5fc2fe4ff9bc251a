import { invertPositiveDefinite, addOuter, identity } from '@vla/kernels/math';
import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { frobenius, naiveVla, square, times } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import { definition } from './definition.ts';
import { accumulate, roundedStart, toBfloat16, toFloat16 } from './halfPrecision.ts';
import { draw } from './inputs.ts';

const config = { ...definition.config, seeds: 1, length: 400, headSize: 6 };

describe('half precision', () => {
  test('rounds to the nearest number of the format, ties to even', () => {
    expect(toFloat16(0.1)).toBe(0.0999755859375);
    expect(toFloat16(2049)).toBe(2048);
    expect(toFloat16(2051)).toBe(2052);
    expect(toBfloat16(0.1)).toBe(0.10009765625);
    expect(toBfloat16(257)).toBe(256);
    expect(toBfloat16(259)).toBe(260);
    expect(toBfloat16(-0.1)).toBe(-0.10009765625);
  });

  test('without rounding the recurrence gives the exact inverse', () => {
    const directions = seededRandom(1).fillNormal(new Float32Array(50 * 3));
    const exact = identity(3, 0.1);
    for (let t = 0; t < 50; t++)
      addOuter(exact, 1, directions.subarray(3 * t, 3 * t + 3), directions.subarray(3 * t, 3 * t + 3));
    const tracked = roundedStart(3, 0.1, (value) => value);
    accumulate(tracked, directions, (value) => value);
    invertPositiveDefinite(exact)?.data.forEach((value, i) => expect(tracked.data[i]).toBeCloseTo(value, 12));
  });
});

describe('drift of the inverse', () => {
  let data: Data;
  const last = <Item>(items: readonly Item[]): Item => items[items.length - 1];
  beforeAll(async () => {
    data = await runOnCpu(compute, { config, seed: 7 });
  });

  test('stays at the size of rounding in float32', () => {
    for (const kind of ['random', 'aligned'] as const) {
      expect(last(data.errors.float32[kind]).mean).toBeLessThan(1e-5);
      expect(last(data.errors.float32[kind]).mean).toBeGreaterThan(0);
    }
  });

  test('is larger by orders of magnitude in the 16-bit formats, and bfloat16 is the worse', () => {
    for (const kind of ['random', 'aligned'] as const) {
      const [float32, float16, bfloat16] = (['float32', 'float16', 'bfloat16'] as const).map(
        (method) => last(data.errors[method][kind]).mean,
      );
      expect(float16).toBeGreaterThan(100 * float32);
      expect(bfloat16).toBeGreaterThan(2 * float16);
    }
  });

  test('of the nudged inverse is what the recurrence with εI added gives, from the first nudge on', () => {
    const u = rowsOf(draw(seededRandom(7), config).random, config.headSize);
    const exact = naiveVla({ k: u, v: u, u, lambda0: config.lambda0 }).map((step) => step.inverse);
    let inverse = square(config.headSize, (i, j) => (i === j ? 1 / config.lambda0 : 0));
    const errors = u.map((direction, t) => {
      const z = times(inverse, direction);
      const delta = 1 + z.reduce((sum, value, i) => sum + value * direction[i], 0);
      const nudge = (t + 1) % config.period === 0 ? config.epsilon : 0;
      inverse = inverse.map((row, i) => row.map((value, j) => value - (z[i] * z[j]) / delta + (i === j ? nudge : 0)));
      const difference = inverse.map((row, i) => row.map((value, j) => value - exact[t][i][j]));
      return frobenius(difference) / frobenius(exact[t]);
    });
    for (const step of [20, 100, 400]) {
      const found = data.errors.nudge.random[data.steps.indexOf(step)].mean;
      expect(found / errors[step - 1]).toBeCloseTo(1, 2);
    }
    expect(errors[399]).toBeGreaterThan(1e-3);
  });

  test('comes with a condition number that alignment makes large', () => {
    expect(last(data.condition.aligned).mean).toBeGreaterThan(10 * last(data.condition.random).mean);
  });
});

test('a run that is cancelled in the kernel or on the processor rejects with the reason', async () => {
  for (const after of [0.2, 0.7]) {
    expect(await cancelled(compute, { config, after })).toMatchObject({ message: 'cancelled by the test' });
  }
});
