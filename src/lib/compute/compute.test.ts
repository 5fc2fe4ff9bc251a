import { openSession } from '@vla/kernels';
import { norm } from '@vla/kernels/math';
import { seededRandom } from '@vla/kernels/random';
import { describe, expect, test } from 'vitest';
import { nearLine, withinSpan } from './directions.ts';
import { eluPlusOne, project, scaleRows } from './features.ts';
import { lateGrowth, riseOverStart } from './growth.ts';
import { answersTo, markedSequence, valueSize } from './markedPairs.ts';
import { forEachSeed } from './seeds.ts';
import { stage } from './stage.ts';
import { deviation, mean, quantile, summary } from './statistics.ts';
import { evenSteps, logarithmicSteps } from './steps.ts';
import { sliceSteps, stack } from './tensors.ts';
import { followVla } from './trajectory.ts';

const { signal } = new AbortController();

describe('statistics', () => {
  test('mean and sample standard deviation', () => {
    expect(summary([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7) });
    expect(mean([3])).toBe(3);
    expect(deviation([3])).toBe(0);
  });

  test('quantiles are interpolated', () => {
    const ascending = [1, 2, 4, 8];
    expect([0, 0.5, 1, 1 / 3, 0.9].map((q) => quantile(ascending, q))).toEqual([1, 3, 8, 2, expect.closeTo(6.8)]);
  });
});

describe('growth', () => {
  const steps = [1, 10, 90, 1000];
  const course = (power: number) => ({ steps, values: steps.map((step) => 3 * step ** power) });

  test('finds the power with which the last tenfold grew', () => {
    for (const power of [0, 0.5, 1]) expect(lateGrowth(course(power))).toBeCloseTo(power, 12);
    expect(lateGrowth({ steps, values: [1, 50, 7, 7] })).toBe(0);
  });

  test('compares the largest value with the first', () => {
    expect(riseOverStart({ steps, values: [2, 9, 30, 4] })).toBe(15);
  });
});

describe('features', () => {
  test('elu + 1 is x + 1 above zero and eˣ below', () => {
    expect([...eluPlusOne(Float64Array.from([2, 0, -1]))]).toEqual([3, 1, Math.exp(-1)]);
  });

  test('rows are scaled one by one, and zero stays zero', () => {
    expect([...scaleRows(Float64Array.from([3, 4, 0, 0]), 2, 10)]).toEqual([6, 8, 0, 0]);
  });

  test('a projection multiplies by the transposed weights', () => {
    const weights = Float64Array.from([1, 2, 3, 4, 5, 6]);
    expect([...project(Float32Array.from([1, 0, 2, 0, 1, 0]), weights, 3)]).toEqual([7, 16, 2, 5]);
  });

  test('directions near a line have the wanted length, and keep the closer to it the less noise there is', () => {
    const turn = (noise: number): number => {
      const rows = nearLine({ random: seededRandom(1), steps: 200, size: 8, noise, length: 0.5 });
      const total = new Float64Array(8);
      rows.forEach((value, i) => (total[i % 8] += value / 200));
      expect(norm(rows.subarray(8, 16))).toBeCloseTo(0.5, 6);
      return norm(total) / 0.5;
    };
    expect(turn(0.05)).toBeGreaterThan(0.99);
    expect(turn(1)).toBeLessThan(0.95);
    expect(turn(Infinity)).toBeLessThan(0.3);
  });

  test('directions within a span are combinations of its rows, of the wanted length', () => {
    const basis = Float32Array.from([1, 0, 0, 0, 0, 2, 0, 0]);
    const rows = withinSpan({ random: seededRandom(1), steps: 20, basis, size: 4, length: 3 });
    for (let t = 0; t < 20; t++) {
      expect([...rows.subarray(4 * t + 2, 4 * t + 4)]).toEqual([0, 0]);
      expect(norm(rows.subarray(4 * t, 4 * t + 4))).toBeCloseTo(3, 5);
    }
  });
});

describe('marked pairs', () => {
  const sizes = { pairs: 2, later: 3, headSize: 4 };
  const { keys, values } = markedSequence(seededRandom(2), sizes, 'all');

  test('have values that no later value overlaps with, all of length 1', () => {
    const size = valueSize(sizes);
    const row = (t: number) => [...values.subarray(t * size, (t + 1) * size)];
    expect([row(0).indexOf(1), row(1).indexOf(1)]).toEqual([0, 1]);
    for (let t = 0; t < 5; t++) expect(norm(row(t))).toBeCloseTo(1, 6);
    for (let t = 2; t < 5; t++) expect(row(t).slice(0, 2)).toEqual([0, 0]);
  });

  test('are found again in the answers of a memory', () => {
    // S = (3 e₁ + 4 e₃) k₁ᵀ answers the first key with 3 of its value and 4 of something else.
    const data = new Float32Array(valueSize(sizes) * 4);
    for (let i = 0; i < 4; i++) [data[i], data[2 * 4 + i]] = [3 * keys[i], 4 * keys[i]];
    const [first] = answersTo(keys, sizes, { shape: [1, 1, valueSize(sizes), 4], data }, 0);
    expect(first.left).toBeCloseTo(3, 5);
    expect(first.disturbance).toBeCloseTo(4, 5);
    expect(first.cosine).toBeCloseTo(0.6, 5);
    const empty = { shape: [1, 1, valueSize(sizes), 4], data: new Float32Array(data.length) };
    expect(answersTo(keys, sizes, empty, 0)[0]).toEqual({ left: 0, disturbance: 0, cosine: 0 });
  });
});

describe('steps', () => {
  test('on a logarithmic axis start at 1, end at the last and hold what is asked for', () => {
    const steps = logarithmicSteps(1000, 4, [30, 2000]);
    expect(steps).toEqual([1, 10, 30, 100, 1000]);
  });

  test('at even gaps end at the last one too', () => {
    expect(evenSteps(10, 5)).toEqual([5, 10]);
    expect(evenSteps(11, 5)).toEqual([5, 10, 11]);
    expect(evenSteps(3, 5)).toEqual([3]);
  });
});

describe('tensors', () => {
  const rows = [0, 1, 2, 3].map((n) => Float32Array.from({ length: 6 }, (_, i) => 10 * n + i));

  test('stack sequences by batch and head, and give back any stretch of steps', () => {
    const tensor = stack(
      [
        [rows[0], rows[1]],
        [rows[2], rows[3]],
      ],
      2,
    );
    expect(tensor.shape).toEqual([2, 2, 3, 2]);
    const slice = sliceSteps(tensor, 1, 2);
    expect(slice.shape).toEqual([2, 2, 1, 2]);
    expect([...slice.data]).toEqual([2, 3, 12, 13, 22, 23, 32, 33]);
  });
});

test('each seed has a stream of its own', async () => {
  const draw = await forEachSeed({ seed: 4, count: 2, signal, draw: (random) => random.normal() });
  expect(draw).toEqual([seededRandom(4).normal(), seededRandom(5).normal()]);
});

test('a stage reports its part of the whole', () => {
  const reports: number[] = [];
  const report = stage(({ fraction }) => reports.push(fraction), { from: 0.5, to: 0.7, message: '' });
  [0, 0.5, 1].forEach(report);
  expect(reports).toEqual([0.5, expect.closeTo(0.6), expect.closeTo(0.7)]);
});

test('a run in legs ends where one without stops ends', async () => {
  const random = seededRandom(2);
  const tensor = () => ({ shape: [2, 1, 12, 4], data: random.fillNormal(new Float32Array(96)) });
  const [inputs, runtime] = [
    { q: tensor(), k: tensor(), v: tensor(), u: tensor() },
    await openSession({ backend: 'cpu' }),
  ];
  const options = { lambda0: 0.5, stabilization: { period: 5, epsilon: 0.1 } };
  const end = async (stops: number[]) => {
    const results = [];
    for await (const { result } of followVla(inputs, options, { runtime, signal, stops })) results.push(result);
    return results[results.length - 1];
  };
  const [whole, cut] = [await end([12]), await end([1, 4, 7, 12])];
  for (const part of ['finalMemory', 'finalInverse'] as const) {
    whole[part].data.forEach((value, i) => expect(cut[part].data[i]).toBeCloseTo(value, 4));
  }
  cut.output.data.forEach((value, i) => {
    const row = Math.floor(i / 20);
    expect(value).toBeCloseTo(whole.output.data[row * 48 + 28 + (i % 20)], 3);
  });
});
