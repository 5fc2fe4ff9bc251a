import { openSession, vla } from '@vla/kernels';
import { seededRandom } from '@vla/kernels/random';
import { expect, test } from 'vitest';
import { cancelled, runOnCpu } from '../testing/run.ts';
import { compute } from './compute.ts';
import { definition } from './definition.ts';
import { Head } from './head.ts';

const config = { ...definition.config, length: 2000, headSize: 4, vocabulary: 16 };

test.each([
  ['without a nudge', 0, 0],
  ['with one', 5, 1e-3],
])('a head follows the package’s operator %s', async (_, period, epsilon) => {
  const [T, size, lambda0] = [120, 5, 0.1];
  const random = seededRandom(2);
  const rows = (): Float32Array => random.fillNormal(new Float32Array(T * size));
  const [k, v, u] = [rows(), rows(), rows()];
  const tensor = (data: Float32Array) => ({ shape: [1, 1, T, size], data });
  const session = await openSession({ backend: 'reference' });
  const { finalMemory, finalInverse } = await vla(
    { q: tensor(k), k: tensor(k), v: tensor(v), u: tensor(u) },
    { lambda0, session, stabilization: { period, epsilon, deltaFloor: 1e-6 } },
  );
  for (const [make, digits] of [
    [(count: number) => new Float64Array(count), 9],
    [(count: number) => new Float32Array(count), 3],
  ] as const) {
    const head = new Head({ size, lambda0, period, epsilon }, make);
    for (let t = 0; t < T; t++) head.step({ k, v, u }, t * size);
    head.inverse.forEach((value, i) => expect(value).toBeCloseTo(finalInverse.data[i]!, digits));
    head.memory.forEach((value, i) => expect(value).toBeCloseTo(finalMemory.data[i]!, digits));
  }
});

test('float64 stays with the exact inverse, float32 less, and the nudge leaves it', async () => {
  const { tracks, steps, finiteTokens } = await runOnCpu(compute, { config });
  const last = (name: keyof typeof tracks) => tracks[name].deviation.at(-1)!;
  expect(last('float64')).toBeLessThan(1e-11);
  expect(last('float32')).toBeGreaterThan(100 * last('float64'));
  expect(last('float32')).toBeLessThan(1e-3);
  expect(last('nudged')).toBeGreaterThan(100 * last('float32'));
  expect(finiteTokens).toEqual({ float32: 2000, float64: 2000, nudged: 2000 });
  for (const name of ['float32', 'float64'] as const) {
    expect(tracks[name].largest).toHaveLength(steps.length);
    expect(tracks[name].smallest.at(-1)! * 100).toBeLessThan(tracks[name].smallest[0]!);
  }
});

test('a cancelled run rejects with the reason', async () => {
  const long = { ...config, length: 100_000 };
  expect(await cancelled(compute, { config: long, after: 0.1 })).toMatchObject({ message: 'cancelled by the test' });
});
