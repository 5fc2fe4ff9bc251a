import { describe, expect, test } from 'vitest';
import { deltaNet, gatedDelta, openSession } from '../src/index.ts';
import { seededRandom } from '../src/random.ts';
import { normals, unitVectors } from './support/random.ts';

const sizes = [1, 2, 100, 8] as const;

describe.each(['reference', 'cpu', 'wasm'] as const)('on %s', (backend) => {
  const random = seededRandom(4);
  const float32 = ({ shape, data }: { shape: readonly number[]; data: ArrayLike<number> }) => ({
    shape,
    data: Float32Array.from(data),
  });
  const inputs = { q: normals(random, ...sizes), v: normals(random, ...sizes) };
  const long = { ...inputs, k: normals(random, ...sizes) };
  const unit = { ...inputs, k: unitVectors(random, ...sizes) };
  const given = (tensors: typeof long) => ({ q: float32(tensors.q), k: float32(tensors.k), v: float32(tensors.v) });
  const session = openSession({ backend });

  test('long keys come with a warning that says what to do', async () => {
    for (const operator of [deltaNet, gatedDelta]) {
      const { output, ran } = await operator(given(long), { session: await session });
      expect(Math.max(...output.data.map(Math.abs))).toBeGreaterThan(1e20);
      expect(ran.warning).toMatch(
        /the memory may grow without bound: step \d+ of batch 0, head [01] .*keys of length about 1/,
      );
    }
  });

  test('what overflows says so too', async () => {
    const longer = { ...long, k: { ...long.k, data: long.k.data.map((value) => 1000 * value) } };
    for (const operator of [deltaNet, gatedDelta])
      await expect(operator(given(longer), { session: await session })).rejects.toThrow(
        /diverged at step .*use keys of length about 1/,
      );
  });

  test('unit keys, small strengths, fast decays and additive writes need none', async () => {
    const options = { session: await session };
    const [, H, T] = sizes;
    const all = (value: number) => ({ shape: [1, H, T], data: new Float32Array(H * T).fill(value) });
    expect((await deltaNet(given(unit), options)).ran.warning).toBeUndefined();
    expect((await deltaNet({ ...given(unit), beta: all(1.99) }, options)).ran.warning).toBeUndefined();
    expect((await deltaNet({ ...given(long), beta: all(0.01) }, options)).ran.warning).toBeUndefined();
    expect((await gatedDelta({ ...given(long), gamma: all(0.01) }, options)).ran.warning).toBeUndefined();
    expect((await gatedDelta(given(long), { ...options, error: 'additive' })).ran.warning).toBeUndefined();
  });
});
