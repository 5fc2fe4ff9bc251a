import { describe, expect, test } from 'vitest';
import { openSession, vla } from '../src/index.ts';
import type { HostTensor, VlaInputs } from '../src/index.ts';
import { vlaGrowthWarning } from '../src/ops/vla/growth.ts';
import { seededRandom } from '../src/random.ts';
import { normals, positiveDefinite, unitVectors, vlaInputs } from './support/random.ts';

const sizes = { B: 2, H: 2, T: 60, R: 1, D: 8, Dv: 8 };
const { B, H, T, D } = sizes;

function float32({ shape, data }: HostTensor): HostTensor {
  return { shape, data: Float32Array.from(data) };
}

/** A call with keys of a length of about √D, or of 1. */
function inputsWith(keys: 'long' | 'unit', factor = 1): VlaInputs {
  const random = seededRandom(6);
  const inputs = vlaInputs(random, sizes);
  const made = (keys === 'unit' ? unitVectors : normals)(random, B, H, T, D);
  const k = { ...made, data: made.data.map((value) => value * factor) };
  return Object.fromEntries(
    Object.entries({ ...inputs, k }).map(([name, tensor]) => [name, float32(tensor)]),
  ) as unknown as VlaInputs;
}

const grown =
  /^the memory of batch [01], head [01] has grown to a size of \S+, \S+ times what was written; use keys of/;

describe.each(['reference', 'cpu', 'wasm'] as const)('on %s', (backend) => {
  const session = openSession({ backend });
  const run = async (inputs: VlaInputs, options: object = {}) =>
    (await vla(inputs, { lambda0: 1, session: await session, ...options })).ran.warning;

  test.each([{ write: 'plain' as const }, { write: 'normalized' as const }])(
    'a memory that grew comes with a warning that says what to do: %j',
    async ({ write }) => {
      const warning = await run(inputsWith('long', write === 'plain' ? 1 : 3), { write });
      expect(warning).toMatch(grown);
      expect(warning).toMatch(
        write === 'plain' ? /about 1, normalized writes, or an errorBound$/ : /about 1, or an errorBound$/,
      );
    },
  );

  test('the numbers are those of the call, whatever becomes of the arrays', async () => {
    const inputs = inputsWith('long');
    const expected = await run(inputs, { write: 'plain' });
    const call = vla(inputs, { lambda0: 1, write: 'plain', session: await session });
    for (const { data } of [inputs.k, inputs.v]) data.fill(1e6);
    expect((await call).ran.warning).toBe(expected);
  });

  test('what overflows says so too', async () => {
    await expect(run(inputsWith('long', 1e6), { write: 'plain' })).rejects.toThrow(
      /diverged at step \d+ .*; keys are up to \d+ long; use keys of length about 1, normalized writes, or an errorBound/,
    );
  });

  test('unit keys, additive writes, cut errors and large values need none', async () => {
    for (const write of ['plain', 'normalized']) expect(await run(inputsWith('unit'), { write })).toBeUndefined();
    expect(await run(inputsWith('long'), { write: 'plain', error: 'additive' })).toBeUndefined();
    expect(await run(inputsWith('long'), { write: 'plain', errorBound: 0.01 })).toBeUndefined();
    const { v, ...others } = inputsWith('unit');
    expect(await run({ ...others, v: { ...v, data: v.data.map((value) => value * 1e6) } })).toBeUndefined();
    const initialMemory = normals(seededRandom(2), B, H, D, D);
    const large = float32({ ...initialMemory, data: initialMemory.data.map((value) => value * 1e6) });
    expect(await run({ ...inputsWith('unit'), initialMemory: large })).toBeUndefined();
    const initialInverse = positiveDefinite(seededRandom(3), B, H, D);
    const strong = float32({ ...initialInverse, data: initialInverse.data.map((value) => value * 1e3) });
    const additive = { write: 'plain', error: 'additive' };
    expect(await run({ ...inputsWith('unit'), initialInverse: strong }, additive)).toBeUndefined();
    const memoryDecay = { shape: [B, H, T], data: new Float32Array(B * H * T).fill(1.3) };
    expect(await run({ ...inputsWith('unit'), memoryDecay }, { error: 'additive' })).toBeUndefined();
  });
});

test('the head that grew the most is the one that is named', () => {
  const of = (shape: number[], data: number[]) => ({ shape, data: Float32Array.from(data) });
  const k = of([1, 2, 1, 1], [3, 3]);
  const finalMemory = of([1, 2, 1, 1], [1e3, 1e5]);
  const finalInverse = of([1, 2, 1, 1], [1, 1]);
  const warning = vlaGrowthWarning({ k, v: of([1, 2, 1, 1], [1, 2]) }, { lambda0: 1 }, { finalMemory, finalInverse });
  expect(warning).toMatch(
    /^the memory of batch 0, head 1 has grown to a size of 100000, 50000 times what was written;/,
  );
});
