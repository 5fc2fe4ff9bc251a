import { describe, expect, test } from 'vitest';
import {
  deltaNet,
  gatedDelta,
  openDeltaNetDecoder,
  openGatedDeltaDecoder,
  openSession,
  openVlaDecoder,
} from '../src/index.ts';
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

  describe('a decoder', () => {
    const [B, H, T, D] = sizes;
    const of = { B, H, D, Dv: D };
    const piece = ({ shape, data }: ReturnType<typeof float32>, from: number, to: number) => {
      const part = Array.from({ length: H }, (_, head) => data.subarray((head * T + from) * D, (head * T + to) * D));
      return { shape: [B, H, to - from, shape[3]!], data: Float32Array.from(part.flatMap((rows) => [...rows])) };
    };
    const tokens = (all: ReturnType<typeof given>, from: number, to: number) => ({
      q: piece(all.q, from, to),
      k: piece(all.k, from, to),
      v: piece(all.v, from, to),
    });

    test.each([openDeltaNetDecoder, openGatedDeltaDecoder])(
      'warns of long keys over all tokens so far',
      async (open) => {
        const decoder = await open({ sizes: of, session: await session });
        const whole = await deltaNet(given(long), { session: await session });
        const warnings: (string | undefined)[] = [];
        for (let t = 0; t < T; t += 2) {
          const { ran } = await decoder.stepMany(tokens(given(long), t, t + 2));
          warnings.push(ran.warning);
        }
        // Two tokens alone are not worth a word.
        expect(warnings[0]).toBeUndefined();
        const worst = /step \d+ of batch 0, head [01] multiplies it by \S+/.exec(whole.ran.warning!)![0];
        expect(warnings.filter(Boolean).join('; ')).toContain(worst);
        decoder.dispose();
      },
    );

    test('needs no warning of unit keys', async () => {
      const decoder = await openDeltaNetDecoder({ sizes: of, session: await session });
      for (let t = 0; t < T; t += 10)
        expect((await decoder.stepMany(tokens(given(unit), t, t + 10))).ran.warning).toBeUndefined();
      decoder.dispose();
    });

    test('that diverges says what to do', async () => {
      const longer = { ...long, k: { ...long.k, data: long.k.data.map((value) => 1e20 * value) } };
      const all = given(longer);
      const deltaDecoder = await openDeltaNetDecoder({ sizes: of, session: await session });
      await expect(deltaDecoder.stepMany(tokens(all, 0, 20))).rejects.toThrow(
        /diverged at step .*keys of length about 1/,
      );
      const vlaDecoder = await openVlaDecoder({
        ...{ sizes: of, session: await session },
        options: { lambda0: 0.1, write: 'plain' },
      });
      const token = { ...tokens(all, 0, 20), u: piece(float32(normals(random, ...sizes)), 0, 20) };
      await expect(vlaDecoder.stepMany(token)).rejects.toThrow(/diverged at step .*keys are up to .* long; use keys/);
    });

    test('that was stopped before its tokens counts none of them', async () => {
      const decoder = await openDeltaNetDecoder({ sizes: of, session: await session });
      const stop = new AbortController();
      const stopped = decoder.stepMany(tokens(given(long), 0, 2), { signal: stop.signal });
      stop.abort(new Error('stopped'));
      await expect(stopped).rejects.toThrow('stopped');
      const { steps } = decoder;
      const { ran } = await decoder.stepMany(tokens(given(long), steps, steps + 2));
      expect(ran.warning).toBeUndefined();
    });
  });
});
