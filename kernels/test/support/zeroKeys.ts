import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradient/reference.ts';
import { vlaGradientProblem } from '../../src/ops/vla/problem.ts';
import type { VlaGradientInputs } from '../../src/ops/vla/types.ts';
import { vlaGradient } from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import { vlaInputs } from './random.ts';

const [T, D] = [5, 4];
const asked = 3;

/** A call in which one key is as long as said. The state's gradient lets the penalty's gradient go both its ways. */
function callWith(length: number, withInverse: boolean): VlaGradientInputs {
  const random = seededRandom(3);
  const inputs = vlaInputs(random, { B: 1, H: 1, T, R: 1, D, Dv: 3 });
  const k = { ...inputs.k, data: inputs.k.data.slice() };
  const unit = random.unitVector(D);
  for (let i = 0; i < D; i++) k.data[asked * D + i] = length * unit[i]!;
  const numbers = (...shape: number[]) => ({
    shape,
    data: random.fillNormal(new Float32Array(shape.reduce((a, b) => a * b))),
  });
  const outputGradient = numbers(1, 1, T, 3);
  const { data } = numbers(1, 1, D, D);
  const finalInverseGradient = {
    shape: [1, 1, D, D],
    data: data.map((x, i) => x + data[(i % D) * D + Math.floor(i / D)]!),
  };
  return { ...inputs, k, outputGradient, ...(withInverse && { finalInverseGradient }) };
}

const keyOf = (gradients: { readonly k: { readonly data: ArrayLike<number> } }) =>
  Array.from({ length: D }, (_, i) => gradients.k.data[asked * D + i]!);

/** The gradient at keys of length zero, and of nearly zero, wherever it is computed. */
export function testZeroKeys(open: () => Promise<Session>): void {
  const forms = ['recurrent', 'chunk'] as const;
  const cases = forms.flatMap((form) => [false, true].map((withInverse) => [form, withInverse] as const));
  describe.each(cases)('%s, with a gradient of the inverse: %s', (form, withInverse) => {
    const options = { lambda0: 1, form };
    const gradient = async (length: number) =>
      vlaGradient(callWith(length, withInverse), { ...options, session: await open() });

    test('a key of zeros writes nothing, and its gradient is zero', async () => {
      const found = await gradient(0);
      expect(keyOf(found).map(Math.abs)).toEqual([0, 0, 0, 0]);
      for (const { data } of [found.q, found.k, found.v, found.u])
        for (const value of data) expect(Math.abs(value)).toBeLessThan(100);
    });

    test.each([0, 1e-15, 1e-13, 7e-13])('one of length %d has that of float64', async (length) => {
      const found = await gradient(length);
      const expected = vlaGradientReference(vlaGradientProblem(callWith(length, withInverse), { lambda0: 1 }));
      // Each token by itself: one that is huge hides no other.
      for (const name of ['q', 'k', 'v'] as const)
        for (let t = 0; t < T; t++) {
          const size = expected[name].data.length / T;
          const part = (data: Float32Array | Float64Array) => data.slice(t * size, (t + 1) * size);
          const [ours, truth] = [part(found[name].data), part(expected[name].data)];
          if (truth.every((value) => value === 0)) expect(ours.every((value) => Math.abs(value) === 0)).toBe(true);
          else expect(relativeError(ours, truth)).toBeLessThan(1e-4);
        }
    });

    test('nearby keys have nearly the same gradient, down to none', async () => {
      const [none, short, half, under, over] = await Promise.all(
        [0, 1e-16, 0.5e-12, 0.99e-12, 1.01e-12].map(async (length) => keyOf(await gradient(withoutShrink(length)))),
      );
      const length = (x: readonly number[]) => Math.hypot(...x);
      expect(length(short!.map((x, i) => x - none![i]!))).toBeLessThan(1e-6 * length(over!));
      expect(length(half!) / length(under!)).toBeGreaterThan(0.1);
      expect(length(under!.map((x, i) => x - over![i]!))).toBeLessThan(0.1 * length(over!));
    });
  });
}

/** A key so long that A k is: A shrinks it by about as much, whatever its length. */
function withoutShrink(length: number): number {
  const { k, u } = callWith(1, false);
  const A = inverseAt(u.data as Float32Array);
  const ofKey = A.map((row) => row.reduce((sum, value, i) => sum + value * k.data[asked * D + i]!, 0));
  return length / Math.hypot(...ofKey);
}

/** A before the asked token's write. */
function inverseAt(u: Float32Array): number[][] {
  const A: number[][] = Array.from({ length: D }, (_, i) =>
    Array.from({ length: D }, (_, j): number => (i === j ? 1 : 0)),
  );
  for (let t = 0; t <= asked; t++) {
    const direction = u.subarray(t * D, (t + 1) * D);
    const z = A.map((row) => row.reduce((sum, value, i) => sum + value * direction[i]!, 0));
    const delta = 1 + z.reduce((sum, value, i) => sum + value * direction[i]!, 0);
    A.forEach((row, i) => row.forEach((_, j) => (row[j]! -= (z[i]! * z[j]!) / delta)));
  }
  return A;
}
