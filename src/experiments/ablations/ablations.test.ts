import { seededRandom } from '@vla/kernels/random';
import { expect, test } from 'vitest';
import { naiveVla } from '../testing/naive.ts';
import { cancelled, rowsOf, runOnCpu } from '../testing/run.ts';
import { compute } from './compute.ts';
import { directionsOf, draw } from './inputs.ts';
import { ablations } from './variants.ts';

const config = { seeds: 2, headSize: 6, mostPairs: 32, lambda0: 0.1 };

test('the first line of every chart is the same memory', async () => {
  const { recall } = await runOnCpu(compute, { config });
  // γ = 0 has a second direction, of zeros.
  for (const { name } of ablations) expect(recall[name]!['Base']).toEqual(recall['rank']!['Base']);
});

test('recall is that of the recurrence written out', async () => {
  const { recall, pairs } = await runOnCpu(compute, { config: { ...config, seeds: 1 } });
  const drawn = draw(seededRandom(1), config);
  const u = directionsOf(drawn, { name: '', label: '' }, 6)[0]!;
  const [k, v, directions] = [drawn.keys, drawn.values, u].map((part) => rowsOf(part, 6));
  const { memory } = naiveVla({ k: k!, v: v!, u: directions!, lambda0: 10 }).at(-1)!;
  const answer = (key: readonly number[]) => memory.map((row) => row.reduce((sum, x, i) => sum + x * key[i]!, 0));
  const score = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const hits = k!.filter((key, n) =>
    v!.every((value) => score(answer(key), value) <= score(answer(key), v![n]!) + 1e-12),
  );
  expect(recall['lambda0']!['Ten']![pairs.indexOf(32)]!.mean).toBeCloseTo(hits.length / 32, 12);
});

test('directions: the key first, maps of it after, and a symbolic one from the token before', () => {
  const drawn = draw(seededRandom(3), config);
  const four = directionsOf(drawn, { name: '', label: '', rank: 4 }, 6);
  expect(four).toHaveLength(4);
  for (const rows of four)
    for (const row of rowsOf(rows, 6)) expect(Math.hypot(...row)).toBeCloseTo(1 / Math.sqrt(6), 6);
  const [, symbolic] = directionsOf(drawn, { name: '', label: '', gamma: 4 }, 6);
  const [keys, rows] = [rowsOf(drawn.keys, 6), rowsOf(symbolic!, 6)];
  expect(rows[0]).toEqual([0, 0, 0, 0, 0, 0]);
  // The first token has one neighbour, the others two.
  rows[1]!.forEach((x, i) => expect(x).toBeCloseTo((2 * keys[0]![i]!) / Math.sqrt(2), 6));
  rows[2]!.forEach((x, i) => expect(x).toBeCloseTo((2 * keys[1]![i]!) / 2, 6));
});

test('the forms differ by rounding', async () => {
  const { formsDifference } = await runOnCpu(compute, { config });
  expect(formsDifference).toBeGreaterThan(0);
  expect(formsDifference).toBeLessThan(1e-4);
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
