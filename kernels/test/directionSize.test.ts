import { describe, expect, test } from 'vitest';
import { openSession, openVlaDecoder, vla, vlaGradient } from '../src/index.ts';
import type { HostTensor } from '../src/index.ts';
import { seededRandom } from '../src/random.ts';
import { vlaInputs } from './support/random.ts';

const sizes = { B: 1, H: 1, T: 4, R: 1, D: 4, Dv: 4 };
const inputs = vlaInputs(seededRandom(3), sizes);
const long = (size: number): HostTensor => ({ shape: inputs.u.shape, data: inputs.u.data.map(() => size) });
const refusal = { name: 'ArgumentError', argument: 'u' };

describe.each(['cpu', 'wasm', 'reference'] as const)(
  'directions for which 1 + uᵀA u leaves float32, on %s',
  (backend) => {
    const session = openSession({ backend });

    test('are refused', async () => {
      const call = vla({ ...inputs, u: long(1e20) }, { lambda0: 1e-7, session: await session });
      await expect(call).rejects.toMatchObject({
        ...refusal,
        message: expect.stringMatching(
          /^u: has a direction of length 2.00e\+20 at \[0, 0, 0, 0\]; expected at most/,
        ) as string,
      });
      const outputGradient = inputs.v;
      const gradient = vlaGradient(
        { ...inputs, u: long(1e20), outputGradient },
        { lambda0: 1e-7, session: await session },
      );
      await expect(gradient).rejects.toMatchObject(refusal);
    });

    test('are refused where A is large for another reason', async () => {
      const eye = Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1e30 : 0));
      const initialInverse = { shape: [1, 1, 4, 4], data: eye };
      const options = { lambda0: 1, session: await session };
      await expect(vla({ ...inputs, u: long(1e5), initialInverse }, options)).rejects.toMatchObject(refusal);
      const stabilization = { period: 1, epsilon: 1e30 };
      await expect(vla({ ...inputs, u: long(1e5) }, { ...options, stabilization })).rejects.toMatchObject(refusal);
      const memory = { shape: [1, 1, 4, 4], data: new Float32Array(16) };
      const decoder = await openVlaDecoder({
        sizes: { B: 1, H: 1, D: 4, Dv: 4 },
        options: { lambda0: 1 },
        session: await session,
        state: { memory, inverse: initialInverse, steps: 0 },
      });
      const vector = { shape: [1, 1, 4], data: Float32Array.of(1, 1, 1, 1) };
      const token = { q: vector, k: vector, v: vector, u: { shape: [1, 1, 4], data: vector.data.map(() => 1e5) } };
      await expect(decoder.step(token)).rejects.toMatchObject(refusal);
    });

    test('are taken where it does not', async () => {
      // Each direction once: what float32 leaves of A along one that comes again is for δ to judge.
      const data = inputs.u.data.map((_, i) => (i % 5 === 0 ? 2e14 : 0));
      const once = { shape: inputs.u.shape, data };
      for (const u of backend === 'wasm' ? [once] : [once, long(1e14)]) {
        const { skippedUpdates } = await vla({ ...inputs, u }, { lambda0: 1e-7, session: await session });
        expect([...skippedUpdates.data]).toEqual([0]);
      }
    });
  },
);
