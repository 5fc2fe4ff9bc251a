import { expect, test } from 'vitest';
import { openSession, vla, vlaGradient } from '../src/index.ts';
import { seededRandom } from '../src/random.ts';
import { normals, vlaInputs } from './support/random.ts';

const sizes = { B: 1, H: 1, T: 100, R: 1, D: 8, Dv: 8 };
const plain = vlaInputs(seededRandom(1), sizes);
const decay = { shape: [1, 1, 100], data: new Float32Array(100).fill(0.5) };

const cases = [
  ['memoryDecay', { ...plain, memoryDecay: decay }, {}],
  ['penaltyDecay', { ...plain, penaltyDecay: decay }, {}],
] as const;

test.each(cases)('%s: "auto" takes the recurrent form, and by chunks is refused', async (name, inputs, options) => {
  for (const backend of ['reference', 'cpu', 'wasm'] as const) {
    const session = await openSession({ backend });
    const call = { lambda0: 1, ...options, session };
    expect((await vla(inputs, call)).ran).toMatchObject({ backend, form: 'recurrent' });
    for (const form of ['chunk', 'parallel'] as const) {
      await expect(vla(inputs, { ...call, form })).rejects.toThrow(
        new RegExp(`^${name}: .*needs the recurrent form; form "${form}" was asked for`),
      );
    }
    const outputGradient = normals(seededRandom(2), 1, 1, 100, 8);
    await expect(vlaGradient({ ...inputs, outputGradient }, { ...call, form: 'chunk' })).rejects.toThrow(`${name}: `);
  }
});

test('a state that longer values drive out of float32 stays bounded with the cut', async () => {
  const session = await openSession({ backend: 'cpu' });
  const random = seededRandom(3);
  const wide = { B: 1, H: 1, T: 1000, D: 64 };
  const [q, k, v] = [0, 1, 2].map(() => normals(random, 1, 1, wide.T, wide.D));
  const u = { shape: k!.shape, data: k!.data.map((value) => value / 8) };
  const call = { lambda0: 1, write: 'plain', session } as const;
  await expect(vla({ q: q!, k: k!, v: v!, u }, call)).rejects.toThrow(/^diverged at step \d+/);
  const { output } = await vla({ q: q!, k: k!, v: v!, u }, { ...call, errorBound: 10 });
  expect(output.data.every(Number.isFinite)).toBe(true);
});
