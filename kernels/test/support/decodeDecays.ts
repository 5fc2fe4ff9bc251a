import { describe, expect, test } from 'vitest';
import { decodeStep, openVlaDecoder, vla } from '../../src/index.ts';
import type { Session, VlaDecodeState, VlaDecodeToken } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import { decode, stacked, tokenAt } from './decoding.ts';
import { vlaInputs } from './random.ts';

const sizes = { B: 2, H: 2, D: 6, Dv: 5, R: 2 };
const T = 9;

/** Tokens with decays give what a call over the whole sequence gives. */
export function testDecodeDecays(open: () => Promise<Session>): void {
  const random = seededRandom(1);
  const shares = { shape: [2, 2, T], data: new Float64Array(4 * T).map(() => 0.6 + 0.4 * random.uniform()) };
  const other = { shape: [2, 2, T], data: shares.data.map((share) => 1.5 - share) };
  const plain = vlaInputs(random, { ...sizes, T });
  const inputs = { ...plain, memoryDecay: shares, penaltyDecay: other };
  const session = open();

  describe.each([
    ['no option', { lambda0: 0.3 }],
    ['nudges', { lambda0: 0.3, stabilization: { period: 4, epsilon: 0.01 } }],
  ] as const)('%s', (_name, options) => {
    test('one by one, some at once, and some without', async () => {
      const tolerance = 2e-5;
      const whole = await vla(inputs, { ...options, session: await session });
      const decoder = await openVlaDecoder({ sizes, options, decays: true, session: await session });
      const first = await decode(decoder, inputs as never, 0, 4);
      const rest = Object.fromEntries(
        Object.entries(inputs).map(([name, { shape, data }]) => {
          const [B, H, , ...more] = shape as [number, number, number, ...number[]];
          const width = more.reduce((product, size) => product * size, 1);
          const heads = Array.from({ length: B * H }, (_head, head) => [
            ...data.slice((head * T + 4) * width, (head + 1) * T * width),
          ]);
          return [name, { shape: [B, H, T - 4, ...more], data: Float64Array.from(heads.flat()) }];
        }),
      );
      const { output: last } = await decoder.stepMany(rest as unknown as VlaDecodeToken);
      const firstWhole = Array.from({ length: 4 }, (_, head) => [
        ...whole.output.data.slice(head * T * 5, (head * T + 4) * 5),
      ]).flat();
      const lastWhole = Array.from({ length: 4 }, (_, head) => [
        ...whole.output.data.slice((head * T + 4) * 5, (head + 1) * T * 5),
      ]).flat();
      expect(relativeError(stacked(first).data, firstWhole)).toBeLessThan(tolerance);
      expect(relativeError(last.data, lastWhole)).toBeLessThan(tolerance);
      const state = await decoder.state();
      expect(relativeError(state.memory.data, whole.finalMemory.data)).toBeLessThan(tolerance);
      expect(relativeError(state.inverse.data, whole.finalInverse.data)).toBeLessThan(tolerance);

      const { memoryDecay: _, ...without } = tokenAt(inputs, 0);
      const next = await decoder.step(without as unknown as VlaDecodeToken);
      const from = (given: VlaDecodeState) => decodeStep(given, without as never, { ...options });
      const expected = await from(state);
      expect(relativeError(next.output.data, expected.output.data)).toBeLessThan(tolerance);
    });
  });

  test('a decoder that was not opened for them refuses decays', async () => {
    const decoder = await openVlaDecoder({ sizes, options: { lambda0: 0.3 }, session: await session });
    await expect(decoder.step(tokenAt(inputs, 0) as never)).rejects.toThrow('token.memoryDecay: is not known');
    await expect(openVlaDecoder({ sizes, options: { lambda0: 1 }, decays: 1 as never })).rejects.toThrow(
      'decays: was 1; expected true or false',
    );
  });
}
