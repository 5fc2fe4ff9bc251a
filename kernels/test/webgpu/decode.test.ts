import { beforeAll, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { deltaNet, openDeltaNetDecoder } from '../../src/ops/deltanet/index.ts';
import { openGatedDeltaDecoder } from '../../src/ops/gatedDelta/decode.ts';
import { gatedDelta } from '../../src/ops/gatedDelta/index.ts';
import { linearAttention, openLinearAttentionDecoder } from '../../src/ops/linear/index.ts';
import { decodeStep, openVlaDecoder } from '../../src/ops/vla/decode/decoder.ts';
import { vla } from '../../src/ops/vla/index.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { openSession } from '../../src/runtime/session.ts';
import type { WebGpuSession } from '../../src/runtime/session.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { gatedDeltaInputs } from '../gatedDelta/inputs.ts';
import { decode, stacked, tokenAt } from '../support/decoding.ts';
import { defaultLimitsDevice, defaultLimitsSession } from '../support/device.ts';
import { normals, unitVectors, vlaInputs } from '../support/random.ts';

const TOLERANCE = 2e-5;
const T = 20;

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

function expectEqual(actual: HostTensor, expected: HostTensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(relativeError(actual.data, expected.data)).toBeLessThanOrEqual(TOLERANCE);
}

test.each([
  [{ B: 1, H: 1, D: 8, Dv: 8 }, { lambda0: 1 }],
  [
    { B: 2, H: 2, D: 13, Dv: 6, R: 2 },
    { lambda0: 0.3, stabilization: { period: 4, epsilon: 0.05 } },
  ],
  [
    { B: 1, H: 2, D: 64, Dv: 32 },
    { lambda0: 0.1, write: 'plain', error: 'additive' },
  ],
  [
    { B: 2, H: 2, D: 13, Dv: 6 },
    { lambda0: 0.3, stabilization: { period: 4, epsilon: 0.05 } },
  ],
  [
    { B: 1, H: 3, D: 10, Dv: 37 },
    { lambda0: 2, stabilization: { deltaFloor: 1.4 } },
  ],
  [
    { B: 1, H: 1, D: 16, Dv: 16 },
    { lambda0: 0.5, renormalizeAbove: 2 },
  ],
] as const)('VLA %o %o equals the float64 recurrence, one dispatch a token', async (sizes, options) => {
  const inputs = vlaInputs(seededRandom(1), { R: 1, ...sizes, T });
  const expected = vlaReference(vlaProblem(inputs, options));
  const decoder = await openVlaDecoder({ sizes, options, session });
  const decoded = await decode(decoder, inputs, 0, T);
  for (const { ran } of decoded) expect(ran).toMatchObject({ backend: 'webgpu', form: 'recurrent', dispatches: 1 });
  expectEqual(stacked(decoded), expected.output);
  const { memory, inverse, steps } = await decoder.state();
  expect(steps).toBe(T);
  expectEqual(memory, expected.finalMemory);
  expectEqual(inverse, expected.finalInverse);
  decoder.dispose();
});

test.each([
  ['very short keys', 1e-17, {}],
  ['very long keys', 1e18, {}],
  ['very short keys and nudges as large as A', 1e-17, { stabilization: { period: 3, epsilon: 0.8 } }],
  ['very long keys and nudges as large as A', 1e18, { stabilization: { period: 3, epsilon: 0.8 } }],
  ['nudges as large as A', 1, { stabilization: { period: 1, epsilon: 0.8 } }],
] as const)('VLA with %s equals the float64 recurrence', async (_, length, more) => {
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

test.each([1, 7, 19])('VLA cut after %i tokens continues as if it were not', async (cut) => {
  const sizes = { B: 1, H: 2, D: 18, Dv: 7 };
  const options = { lambda0: 0.1, stabilization: { period: 5, epsilon: 0.01 } };
  const inputs = vlaInputs(seededRandom(7), { R: 1, ...sizes, T });
  const expected = vlaReference(vlaProblem(inputs, options));
  const first = await openVlaDecoder({ sizes, options, session });
  const before = await decode(first, inputs, 0, cut);
  const state = await first.state();
  const n = sizes.D;
  const { data } = state.inverse;
  expect(data).toEqual(data.map((_, at) => data[at - (at % (n * n)) + (at % n) * n + (Math.floor(at / n) % n)]));
  const second = await openVlaDecoder({ sizes, options, session, state });
  const after = await decode(second, inputs, cut, T);
  expectEqual(stacked([...before, ...after]), expected.output);
  expectEqual((await second.state()).inverse, expected.finalInverse);
  first.dispose();
  second.dispose();
});

test('VLA continues from the final state of a prompt, and frees everything', async () => {
  const sizes = { B: 1, H: 2, D: 16, Dv: 24 };
  const inputs = vlaInputs(seededRandom(2), { R: 1, ...sizes, T: 12 });
  const options = { lambda0: 0.2 };
  const prompt = await vla(inputs, { ...options, form: 'chunk', session });
  const before = session.memory();
  const decoder = await openVlaDecoder({
    sizes,
    options,
    session,
    state: { memory: prompt.finalMemory, inverse: prompt.finalInverse, steps: 12 },
  });
  expect(session.memory().buffers).toBe(before.buffers + 1);
  const token = tokenAt(vlaInputs(seededRandom(3), { R: 1, ...sizes, T: 1 }), 0);
  const { output } = await decoder.step(token);
  const running = session.memory();
  const single = await decodeStep({ memory: prompt.finalMemory, inverse: prompt.finalInverse, steps: 12 }, token, {
    ...options,
    session,
  });
  expectEqual(output, single.output);
  const { memory, inverse, steps } = await decoder.state();
  expect(steps).toBe(13);
  expectEqual(memory, single.state.memory);
  expectEqual(inverse, single.state.inverse);
  await decoder.step(token);
  expect(session.memory()).toEqual(running);
  decoder.dispose();
  expect(session.memory()).toEqual(before);
});

test.each(['residual', 'additive'] as const)('the gated delta rule, %s, equals the whole sequence', async (error) => {
  const sizes = { B: 2, H: 1, D: 10, Dv: 7 };
  const { initialMemory, ...inputs } = gatedDeltaInputs(seededRandom(6), { ...sizes, T });
  const reference = await openSession({ backend: 'reference' });
  const { q, k, v } = inputs;
  // With all that a token may have, and with what it needs.
  for (const tokens of [inputs, { q, k, v }]) {
    const whole = await gatedDelta({ ...tokens, initialMemory }, { error, session: reference });
    const state = { memory: initialMemory, steps: 0 };
    const decoder = await openGatedDeltaDecoder({ sizes, options: { error }, state, session });
    const decoded = await decode(decoder, tokens, 0, T);
    for (const { ran } of decoded) expect(ran).toMatchObject({ backend: 'webgpu', form: 'recurrent', dispatches: 1 });
    expectEqual(stacked(decoded), whole.output);
    expectEqual((await decoder.state()).memory, whole.finalMemory);
    decoder.dispose();
  }
});

test('DeltaNet and linear attention equal the whole sequence', async () => {
  const random = seededRandom(4);
  const [B, H, D, Dv] = [1, 2, 16, 8];
  const [q, k, v] = [normals(random, B, H, T, D), unitVectors(random, B, H, T, D), normals(random, B, H, T, Dv)];
  const beta = { shape: [B, H, T], data: new Float64Array(B * H * T).map(() => random.uniform()) };
  const reference = await openSession({ backend: 'reference' });

  const delta = await openDeltaNetDecoder({ sizes: { B, H, D, Dv }, session });
  const deltaWhole = await deltaNet({ q, k, v, beta }, { session: reference });
  expectEqual(stacked(await decode(delta, { q, k, v, beta }, 0, T)), deltaWhole.output);
  expectEqual((await delta.state()).memory, deltaWhole.finalMemory);
  delta.dispose();

  const features = { q: { ...q, data: q.data.map(Math.exp) }, k: { ...k, data: k.data.map(Math.exp) }, v };
  const linear = await openLinearAttentionDecoder({ sizes: { B, H, D, Dv }, session });
  const linearWhole = await linearAttention(features, { session: reference });
  expectEqual(stacked(await decode(linear, features, 0, T)), linearWhole.output);
  const state = await linear.state();
  expectEqual(state.memory, linearWhole.finalMemory);
  expectEqual(state.normalizer, linearWhole.finalNormalizer);
  linear.dispose();
});

test('a step without a result ends the decoder', async () => {
  const sizes = { B: 1, H: 1, D: 8, Dv: 8 };
  const decoder = await openVlaDecoder({ sizes, options: { lambda0: 1 }, session });
  const token = tokenAt(vlaInputs(seededRandom(5), { R: 1, ...sizes, T: 1 }), 0);
  const huge = { ...token, v: { ...token.v, data: token.v.data.map(() => 3e38) } };
  await expect(decoder.step({ ...huge, q: { ...token.q, data: token.q.data.map(() => 3e38) } })).rejects.toMatchObject({
    fault: 'non-finite',
  });
  await expect(decoder.step(token)).rejects.toThrow('open a new decoder');
  decoder.dispose();
});

test('a lost device ends the decoder', async () => {
  const device = await defaultLimitsDevice();
  const own = (await openSession({ backend: 'webgpu', device })) as WebGpuSession;
  const sizes = { B: 1, H: 1, D: 8, Dv: 8 };
  const decoder = await openVlaDecoder({ sizes, options: { lambda0: 1 }, session: own });
  const inputs = vlaInputs(seededRandom(6), { R: 1, ...sizes, T: 2 });
  await decoder.step(tokenAt(inputs, 0));
  device.destroy();
  await own.lost;
  await expect(decoder.step(tokenAt(inputs, 1))).rejects.toMatchObject({ fault: 'lost' });
  await expect(decoder.state()).rejects.toThrow('open a new decoder');
  decoder.dispose();
});

test('long keys come with a warning, and tokens that diverge with what to do', async () => {
  const random = seededRandom(8);
  const sizes = { B: 1, H: 2, D: 8, Dv: 8 };
  const many = (scale: number) => {
    const [q, k, v] = [0, 1, 2].map(() => normals(random, 1, 2, 10, 8));
    return { q: q!, k: { ...k!, data: k!.data.map((value) => scale * value) }, v: v! };
  };
  const decoder = await openDeltaNetDecoder({ sizes, session });
  expect((await decoder.stepMany(many(1))).ran.warning).toMatch(
    /step \d of batch 0, head [01] .*keys of length about 1/,
  );
  expect((await decoder.stepMany(many(1), { readback: 'none' })).ran.warning).toMatch(/step 1\d of batch 0/);
  await expect(decoder.stepMany(many(1e15))).rejects.toThrow(/diverged at step 2\d .*keys of length about 1/);
  const vlaDecoder = await openVlaDecoder({ sizes, session, options: { lambda0: 0.1, write: 'plain' } });
  await expect(vlaDecoder.stepMany({ ...many(1e15), u: normals(random, 1, 2, 10, 8) })).rejects.toThrow(
    /diverged at step \d.*; keys are up to .* long; use keys/,
  );
});
