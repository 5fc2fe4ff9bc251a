import { DeviceError } from '@vla/kernels';
import type * as Bench from '@vla/kernels/bench';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { cancelled, runOnCpu } from '../testing/run.ts';
import type { Data, Line } from './compute.ts';
import { compute } from './compute.ts';
import { view } from './view.ts';

/** How many of the next batches are too short for the clock. */
let tooShort = 0;
vi.mock('@vla/kernels/bench', async (original) => {
  const bench = await original<typeof Bench>();
  const batchOf: typeof bench.batchOf = async (...args) => {
    if (tooShort-- > 0) throw new DeviceError('timing', 'a coarse clock');
    return bench.batchOf(...args);
  };
  return { ...bench, batchOf };
});
afterEach(() => void (tooShort = 0));

// Heads of a size at which the work of a step is more than what begins a call.
const config = { heads: 1, headSize: 32, longest: 2048, samples: 3, patience: 1e6 };

describe('on the processor', () => {
  // Four lengths in the fit: of two alone, one that was disturbed by what else the machine does decides the exponent.
  const longest = 8192;
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config: { ...config, longest } });
  }, 60_000);

  test('every operator is timed in its one form, and computes what the float64 reference does', () => {
    expect(data.lines.map(({ operator, form }) => `${operator} ${form}`)).toEqual([
      'vla recurrent',
      'deltanet recurrent',
      'linear recurrent',
      'softmax full',
    ]);
    expect(data.difference).toBeGreaterThan(0);
    expect(data.difference).toBeLessThan(1e-4);
  });

  test('lengths double, and a time has its percentiles around it', () => {
    for (const { points } of data.lines) {
      expect(points.map(({ T }) => T)).toEqual([128, 256, 512, 1024, 2048, 4096, 8192]);
      for (const point of points) {
        const time = point.time!;
        expect(time.p10).toBeGreaterThan(0);
        expect(time.median).toBeGreaterThanOrEqual(time.p10);
        expect(time.p90).toBeGreaterThanOrEqual(time.median);
      }
    }
  });

  test('softmax takes longer the longer it gets, and rises faster than the others', () => {
    const exponents = Object.fromEntries(data.lines.map(({ operator, exponent }) => [operator, exponent!.median]));
    expect(exponents['softmax']).toBeGreaterThan(1.2);
    expect(exponents['softmax']).toBeGreaterThan(exponents['vla']!);
  });
});

test('a line ends before the points that would take longer than the patience', async () => {
  const { lines } = await runOnCpu(compute, { config: { ...config, patience: 1e-3 } });
  for (const { points, exponent } of lines) {
    expect(points.map(({ T }) => T)).toEqual([128]);
    expect(exponent).toBeNull();
  }
});

test('a length that is too short for the clock has no time, and the others have', async () => {
  tooShort = 2;
  const { lines } = await runOnCpu(compute, { config: { ...config, longest: 512 } });
  expect(lines[0]!.points.map(({ T, time }) => [T, time !== null])).toEqual([
    [128, false],
    [256, false],
    [512, true],
  ]);
  expect(lines[1]!.points.every(({ time }) => time !== null)).toBe(true);
});

test('where every length is, the reason is the result', async () => {
  tooShort = 1000;
  const run = runOnCpu(compute, { config: { ...config, longest: 512 } });
  await expect(run).rejects.toMatchObject({ fault: 'timing' });
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});

describe('numbers', () => {
  const line = (times: readonly number[], exponent: Line['exponent']): Line => ({
    operator: 'vla',
    form: 'parallel',
    exponent,
    points: times.map((median, i) => ({ T: 128 * 2 ** i, time: { median, p10: median, p90: median } })),
  });
  const data = (one: Line): Data => ({ heads: 1, headSize: 4, fitFrom: 1024, difference: 0, lines: [one] });

  test('are the exponent and the rate at the longest length, without a tolerance', () => {
    const quantities = view.quantities(data(line([1, 2, 4, 8], { median: 1, p10: 0.9, p90: 1.1 })));
    expect(quantities.map(({ name, value }) => [name, value])).toEqual([
      ['vlaExponent', 1],
      ['vlaParallelExponent', 1],
      ['vlaParallelRate', 128_000],
      ['vlaParallelLongest', 1024],
    ]);
    expect(quantities.every(({ tolerance }) => tolerance === null)).toBe(true);
  });

  test('are those of lengths that were timed, and the table says which were not', () => {
    const { points, ...rest } = line([1, 2, 4], null);
    const [first, ...others] = points;
    const untimed = data({ ...rest, points: [first!, ...others.map(({ T }) => ({ T, time: null }))] });
    const values = Object.fromEntries(view.quantities(untimed).map(({ name, value }) => [name, value]));
    expect(values).toEqual({ vlaParallelRate: 128_000, vlaParallelLongest: 128 });
    expect(view.table(untimed).rows.at(-1)).toEqual([
      expect.any(String),
      512,
      'too short to be timed here',
      '',
      '',
      '',
    ]);
    const none = data({ ...rest, points: points.map(({ T }) => ({ T, time: null })) });
    expect(view.quantities(none)).toEqual([]);
  });

  test('leave out an exponent that could not be fitted', () => {
    expect(view.quantities(data(line([1], null))).map(({ name }) => name)).not.toContain('vlaParallelExponent');
  });
});
