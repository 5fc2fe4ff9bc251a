import { beforeAll, describe, expect, test } from 'vitest';
import type { HostTensor, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { openVlaDecoder } from '../../src/ops/vla/decode/decoder.ts';
import type { VlaDecodeOptions } from '../../src/ops/vla/decode/decoder.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { seededRandom } from '../../src/random.ts';
import { decode, stacked, tokenAt } from '../support/decoding.ts';
import { driver, subgroupsSession } from '../support/device.ts';
import { begin, decoderCases, oneByOne, tokensOf } from '../support/manyTokens.ts';
import type { Tensors } from '../support/manyTokens.ts';
import { normals, vlaInputs } from '../support/random.ts';

const TOLERANCE = 2e-5;
/** Updates wait for four tokens: some rounds of them, and a part of one. */
const T = 15;

let session: WebGpuSession;
beforeAll(async () => {
  session = await subgroupsSession();
});

/** What the two drivers have at their default width. */
const lanes = driver === 'swiftshader' ? 4 : 8;

const expectEqual = (actual: HostTensor, expected: HostTensor): void => {
  expect(actual.shape).toEqual(expected.shape);
  expect(relativeError(actual.data, expected.data)).toBeLessThanOrEqual(TOLERANCE);
};

/** Around whole subgroups, and around four rows in each lane. */
test.each([
  [1, 1, { lambda0: 1 }],
  [3, 4 * lanes + 1, { lambda0: 0.3, error: 'additive' }],
  [lanes - 1, lanes + 1, { lambda0: 0.3, stabilization: { period: 3, epsilon: 0.8 } }],
  [lanes, 1, { lambda0: 2, stabilization: { deltaFloor: 1.4 } }],
  [lanes + 1, lanes - 1, { lambda0: 0.1, write: 'plain' }],
  [4 * lanes + 1, 2 * lanes, { lambda0: 0.1, stabilization: { period: 4, epsilon: 0.05 } }],
] as const)('keys of %i, values of %i, %o equal the float64 recurrence', async (D, Dv, options) => {
  const sizes = { B: 1, H: 2, D, Dv };
  const inputs = vlaInputs(seededRandom(D), { R: 1, ...sizes, T });
  const expected = vlaReference(vlaProblem(inputs, options));
  const decoder = await openVlaDecoder({ sizes, options, session });
  const single = await decode(decoder, inputs, 0, 3);
  for (const { ran } of single) expect(ran.kernel).toBe(`VLA, one token, in subgroups of ${lanes}`);
  const parts = [stacked(single)];
  for (const [start, end] of [
    [3, 5],
    [5, T],
  ] as const) {
    const { output, ran } = await decoder.stepMany(tokensOf(inputs as unknown as Tensors, start, end) as never);
    expect(ran).toMatchObject({ dispatches: 1, submissions: 1 });
    parts.push(output);
  }
  const steps = Array.from({ length: T }, (_, t) => {
    const [part, at] = t < 3 ? [0, t] : t < 5 ? [1, t - 3] : [2, t - 5];
    return { output: tokenAt({ x: parts[part]! }, at).x, ran: single[0]!.ran };
  });
  expectEqual(stacked(steps), expected.output);
  const { memory, inverse } = await decoder.state();
  expectEqual(memory, expected.finalMemory);
  expectEqual(inverse, expected.finalInverse);
  expect(inverse.data).toEqual(
    inverse.data.map((_, i) => inverse.data[i - (i % (D * D)) + (i % D) * D + (Math.floor(i / D) % D)]!),
  );
  decoder.dispose();
});

test.each([
  ['very short keys', 1e-17, {}],
  ['very long keys', 1e18, {}],
  ['very short keys and nudges as large as A', 1e-17, { stabilization: { period: 3, epsilon: 0.8 } }],
  ['very long keys and nudges as large as A', 1e18, { stabilization: { period: 3, epsilon: 0.8 } }],
] as const)('%s: the float64 recurrence', async (_, length, more) => {
  const sizes = { B: 1, H: 2, D: 6, Dv: 9 };
  const options = { lambda0: 1, error: 'additive', ...more } as const;
  const given = vlaInputs(seededRandom(12), { R: 1, ...sizes, T });
  const inputs = { ...given, k: { ...given.k, data: given.k.data.map((value) => length * value) } };
  const expected = vlaReference(vlaProblem(inputs, options));
  const decoder = await openVlaDecoder({ sizes, options, session });
  expectEqual(stacked(await decode(decoder, inputs, 0, T)), expected.output);
  expectEqual((await decoder.state()).memory, expected.finalMemory);
  decoder.dispose();
});

test('continues from a state that was cut at any token', async () => {
  const sizes = { B: 1, H: 2, D: 6, Dv: 9 };
  const options: VlaDecodeOptions = { lambda0: 0.1, stabilization: { period: 5, epsilon: 0.01 } };
  const random = seededRandom(7);
  const inputs = vlaInputs(random, { R: 1, ...sizes, T });
  const initialMemory = normals(random, 1, 2, 9, 6);
  const expected = vlaReference(vlaProblem({ ...inputs, initialMemory }, options));
  // I/λ0
  const inverse = { shape: [1, 2, 6, 6], data: new Float64Array(72).map((_, i) => ((i % 36) % 7 === 0 ? 10 : 0)) };
  for (const cut of [1, 4, 6]) {
    const state = { memory: initialMemory, inverse, steps: 0 };
    const first = await openVlaDecoder({ sizes, options, session, state });
    const before = await decode(first, inputs, 0, cut);
    const second = await openVlaDecoder({ sizes, options, session, state: await first.state() });
    const after = await decode(second, inputs, cut, T);
    expectEqual(stacked([...before, ...after]), expected.output);
    expectEqual((await second.state()).inverse, expected.finalInverse);
    first.dispose();
    second.dispose();
  }
});

const ofTokens = decoderCases.filter(({ title }) => title === 'vla, nudged' || title.startsWith('vla, plain'));

describe.each(ofTokens)('$title', (one) => {
  test('many tokens give the numbers and the state of single steps, to the bit', async () => {
    const { inputs, open } = await begin(one, session);
    const [single, many] = [await open(), await open()];
    const expected = { x: stacked(await oneByOne(single, inputs)) };
    const cuts = [0, 1, 4, 12, 13, T];
    for (const [i, end] of cuts.slice(1).entries()) {
      const { output, ran } = await many.stepMany(tokensOf(inputs, cuts[i]!, end));
      expect(ran.kernel).toContain('in subgroups of');
      expect([...output.data]).toEqual([...tokensOf(expected, cuts[i]!, end)['x']!.data]);
    }
    expect(await many.state()).toEqual(await single.state());
    for (const each of [single, many]) each.dispose();
  });

  test('what is kept, read in part, or leaves float32', async () => {
    const { inputs, open } = await begin(one, session, 100);
    const [single, many] = [await open(), await open()];
    const expected = { x: stacked(await oneByOne(single, inputs, 90)) };
    const { kept } = await many.stepMany(tokensOf(inputs, 0, 70), { readback: 'none' });
    const { output, ran } = await many.stepMany(tokensOf(inputs, 70, 90), { readback: 'last' });
    // One for the tokens, one that looks through those that are not read.
    expect(ran).toMatchObject({ dispatches: 2, submissions: 1 });
    expect([...(await kept.read()).data]).toEqual([...tokensOf(expected, 0, 70)['x']!.data]);
    expect([...output.data]).toEqual([...tokensOf(expected, 89, 90)['x']!.data]);
    kept.dispose();
    const wrong = tokensOf(inputs, 90, 100);
    // Token 7 of all heads: no value is infinite, but S q is.
    for (const name of ['q', 'v']) {
      const { shape, data } = wrong[name]!;
      const [n, width] = [shape[2]!, shape[3]!];
      for (let head = 0; head < data.length / n / width; head++)
        data.fill(3e38, (head * n + 7) * width, (head * n + 8) * width);
    }
    await expect(many.stepMany(wrong)).rejects.toThrow(/^diverged at step 97 of batch 0, head 0: /);
    for (const each of [single, many]) each.dispose();
  });
});

test.each([1e-20, 1e-30])('λ0 = %d, too small for float32: no result, and the step', async (lambda0) => {
  const sizes = { B: 1, H: 1, D: 16, Dv: 16 };
  const inputs = vlaInputs(seededRandom(3), { R: 1, ...sizes, T: 64 });
  const unchecked = { ...session, selfCheck: false };
  const decoder = await openVlaDecoder({ sizes, options: { lambda0 }, session: unchecked });
  await expect(decode(decoder, inputs, 0, 64)).rejects.toMatchObject({
    fault: 'non-finite',
    message: expect.stringMatching(/^diverged at step \d+ of batch 0, head 0/) as string,
  });
  decoder.dispose();
});
