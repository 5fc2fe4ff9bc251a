import { beforeAll, describe, expect, test } from 'vitest';
import type { WebGpuSession } from '../../src/index.ts';
import { norm, relativeError } from '../../src/math/index.ts';
import { asFloat32 } from '../../src/ops/host/float32.ts';
import type { VlaInputs, VlaOptions, VlaResult } from '../../src/ops/vla/types.ts';
import { vlaChunkPlan } from '../../src/ops/vla/chunk/plan.ts';
import { packVlaState, unpackVlaState } from '../support/vlaState.ts';
import { vla } from '../../src/ops/vla/index.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import type { VlaSizes } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { seededRandom } from '../../src/random.ts';
import type { Random } from '../../src/random.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import type { DeviceTraits } from '../../src/runtime/types.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

const NAMES = ['output', 'finalMemory', 'finalInverse', 'writeDirections', 'errors'] as const;
const TOLERANCE = 2e-5;

/** The inputs as the device gets them, so that rounding them is no part of the error. */
function rounded(inputs: VlaInputs): VlaInputs {
  const entries = Object.entries(inputs) as [string, HostTensor][];
  return Object.fromEntries(
    entries.map(([name, { shape, data }]) => [name, { shape, data: asFloat32({ shape, data }) }]),
  ) as unknown as VlaInputs;
}

function withState(random: Random, sizes: VlaSizes): VlaInputs {
  const { B, H, D, Dv } = sizes;
  return {
    ...vlaInputs(random, sizes),
    initialMemory: normals(random, B, H, Dv, D),
    initialInverse: positiveDefinite(random, B, H, D),
  };
}

function chunk(inputs: VlaInputs, options: VlaOptions & { chunkLength?: number }): Promise<VlaResult> {
  return vla(inputs, { ...options, form: 'chunk', session });
}

async function expectReference(inputs: VlaInputs, options: VlaOptions & { chunkLength?: number }): Promise<void> {
  const result = await chunk(inputs, { keepIntermediates: true, ...options });
  const { chunkLength: _, ...own } = options;
  const expected = vlaReference(vlaProblem(inputs, { keepIntermediates: true, ...own }));
  expect(result.ran.form).toBe('chunk');
  expect([...result.skippedUpdates.data].some((count) => count !== 0)).toBe(false);
  for (const name of NAMES) {
    if (!expected[name]) continue;
    expect(result[name]!.shape, name).toEqual(expected[name].shape);
    expect(relativeError(result[name]!.data, expected[name].data), name).toBeLessThanOrEqual(TOLERANCE);
  }
}

/** The chunk plan for a device of the given kind, run on this one. */
async function runPlan(inputs: VlaInputs, options: VlaOptions, device: DeviceTraits, state?: Float32Array) {
  const problem = vlaProblem(inputs, options);
  const { outputs } = await session.execute(vlaChunkPlan(problem, device), {
    q: asFloat32(inputs.q),
    k: asFloat32(inputs.k),
    v: asFloat32(inputs.v),
    u: asFloat32(inputs.u),
    state: state ?? packVlaState(problem),
  });
  return outputs;
}

/** Steps [start, end) of all inputs. */
function stepsOf(inputs: VlaInputs, start: number, end: number): VlaInputs {
  const cut = ({ shape: [B, H, T, ...rest], data }: HostTensor): HostTensor => {
    const width = rest.reduce((product, size) => product * size, 1);
    const heads = Array.from({ length: B * H }, (_, head) => [
      ...data.subarray((head * T + start) * width, (head * T + end) * width),
    ]);
    return { shape: [B, H, end - start, ...rest], data: Float32Array.from(heads.flat()) };
  };
  const { q, k, v, u, ...state } = inputs;
  return { ...state, q: cut(q), k: cut(k), v: cut(v), u: cut(u) };
}

/** Runs a call in two parts and puts the outputs together. */
async function inTwo(
  inputs: VlaInputs,
  options: VlaOptions,
  at: number,
): Promise<{ output: number[]; end: VlaResult }> {
  const [, , T] = inputs.q.shape;
  const start = await chunk(stepsOf(inputs, 0, at), options);
  const end = await chunk(
    { ...stepsOf(inputs, at, T), initialMemory: start.finalMemory, initialInverse: start.finalInverse },
    { ...options, firstStep: (options.firstStep ?? 0) + at },
  );
  const width = inputs.v.shape[3];
  const heads = inputs.v.shape[0] * inputs.v.shape[1];
  const output = Array.from({ length: heads }, (_, head) => [
    ...start.output.data.subarray(head * at * width, (head + 1) * at * width),
    ...end.output.data.subarray(head * (T - at) * width, (head + 1) * (T - at) * width),
  ]);
  return { output: output.flat(), end };
}

describe('the chunk form on a device with default limits equals the float64 recurrence', () => {
  const shapes: [VlaSizes, Partial<VlaOptions> & { chunkLength?: number }][] = [
    [{ B: 1, H: 1, T: 1, D: 8, Dv: 8, R: 1 }, {}],
    [
      { B: 2, H: 2, T: 45, D: 8, Dv: 5, R: 1 },
      { write: 'plain', error: 'additive' },
    ],
    [{ B: 1, H: 3, T: 33, D: 16, Dv: 24, R: 2 }, { write: 'plain' }],
    [
      { B: 1, H: 2, T: 100, D: 24, Dv: 16, R: 1 },
      { error: 'additive', chunkLength: 16 },
    ],
    [{ B: 1, H: 1, T: 300, D: 32, Dv: 32, R: 4 }, {}],
    [{ B: 2, H: 1, T: 97, D: 48, Dv: 40, R: 3 }, { chunkLength: 24 }],
    [{ B: 1, H: 2, T: 129, D: 64, Dv: 64, R: 1 }, {}],
    [{ B: 1, H: 1, T: 64, D: 64, Dv: 128, R: 2 }, { chunkLength: 20 }],
    [{ B: 1, H: 1, T: 70, D: 96, Dv: 33, R: 1 }, { chunkLength: 64 }],
    [{ B: 1, H: 1, T: 65, D: 128, Dv: 128, R: 1 }, {}],
    [{ B: 1, H: 2, T: 31, D: 13, Dv: 7, R: 2 }, { chunkLength: 7 }],
    [{ B: 1, H: 1, T: 40, D: 37, Dv: 1, R: 1 }, {}],
    [{ B: 1, H: 1, T: 12, D: 1, Dv: 3, R: 20 }, {}],
  ];
  test.each(shapes)('%o %o', async (sizes, options) => {
    const random = seededRandom(sizes.T);
    await expectReference(rounded(withState(random, sizes)), { lambda0: 0.5, ...options });
  });

  test('from a fresh state, without intermediates', async () => {
    const inputs = rounded(vlaInputs(seededRandom(1), { B: 2, H: 2, T: 77, D: 32, Dv: 16, R: 1 }));
    await expectReference(inputs, { lambda0: 0.1, keepIntermediates: false });
  });

  test('unnormalised keys as penalty directions', async () => {
    const sizes = { B: 1, H: 2, T: 90, D: 16, Dv: 16, R: 1 };
    const inputs = rounded(vlaInputs(seededRandom(2), sizes));
    const k = rounded({ ...inputs, k: normals(seededRandom(3), 1, 2, 90, 16) }).k;
    expect(
      Math.max(...Array.from({ length: 180 }, (_, i) => norm(k.data.subarray(16 * i, 16 * i + 16)))),
    ).toBeGreaterThan(5);
    await expectReference({ ...inputs, k, u: k }, { lambda0: 1, write: 'plain' });
  });

  test.each([
    [7, 0, 8],
    [20, 5, 32],
    [20, 19, 8],
    [33, 1000, 32],
    [1, 0, 16],
    [500, 3, 32],
  ])('nudges every %i steps, from step %i on, chunks of %i', async (period, firstStep, chunkLength) => {
    const inputs = rounded(withState(seededRandom(period), { B: 1, H: 2, T: 75, D: 16, Dv: 8, R: 2 }));
    await expectReference(inputs, { lambda0: 0.1, stabilization: { period, epsilon: 0.05 }, firstStep, chunkLength });
  });
});

describe('a sequence cut in two', () => {
  const sizes = { B: 1, H: 2, T: 150, D: 32, Dv: 24, R: 1 };
  const inputs = rounded(vlaInputs(seededRandom(4), sizes));
  const options = { lambda0: 0.3 };

  test.each([1, 31, 50, 97, 149])('after %i steps', async (at) => {
    const whole = await chunk(inputs, options);
    const { output, end } = await inTwo(inputs, options, at);
    expect(relativeError(output, whole.output.data)).toBeLessThanOrEqual(TOLERANCE);
    expect(relativeError(end.finalMemory.data, whole.finalMemory.data)).toBeLessThanOrEqual(TOLERANCE);
    expect(relativeError(end.finalInverse.data, whole.finalInverse.data)).toBeLessThanOrEqual(TOLERANCE);
  });

  test('is the same to the bit at a chunk boundary', async () => {
    const whole = await chunk(inputs, options);
    const { output, end } = await inTwo(inputs, options, 64);
    expect(output).toEqual([...whole.output.data]);
    expect(end.finalMemory.data).toEqual(whole.finalMemory.data);
    expect(end.finalInverse.data).toEqual(whole.finalInverse.data);
  });

  test('within one call, when the workspace holds a few chunks only', async () => {
    const small = { ...session, limits: { ...DEFAULT_LIMITS, maxStorageBufferBindingSize: 200_000 } };
    expect(vlaChunkPlan(vlaProblem(inputs, options), small).passes.length).toBeGreaterThan(3);
    expect(await runPlan(inputs, options, small)).toEqual(await runPlan(inputs, options, session));
  });
});

test('workgroups as for a graphics card give the same', async () => {
  const sizes = { B: 1, H: 2, T: 100, D: 40, Dv: 24, R: 2 };
  const inputs = rounded(withState(seededRandom(8), sizes));
  const options = { lambda0: 1, keepIntermediates: true, stabilization: { period: 30, epsilon: 0.01 } };
  const card = { ...session, adapter: { ...session.adapter, software: false } };
  const plan = vlaChunkPlan(vlaProblem(inputs, options), card);
  expect(plan.workgroupSize).toBe(64);
  const outputs = await runPlan(inputs, options, card);
  const expected = vlaReference(vlaProblem(inputs, options));
  const state = unpackVlaState(outputs['state'], sizes);
  expect(relativeError(outputs['output'], expected.output.data)).toBeLessThanOrEqual(TOLERANCE);
  expect(relativeError(outputs['writeDirections'], expected.writeDirections!.data)).toBeLessThanOrEqual(TOLERANCE);
  expect(relativeError(outputs['errors'], expected.errors!.data)).toBeLessThanOrEqual(TOLERANCE);
  expect(relativeError(state.finalMemory.data, expected.finalMemory.data)).toBeLessThanOrEqual(TOLERANCE);
  expect(relativeError(state.finalInverse.data, expected.finalInverse.data)).toBeLessThanOrEqual(TOLERANCE);
});

describe('rounding', () => {
  // Keys and directions close to one another: A becomes small in one direction and stays 1/λ0 in the others.
  test.each([0.1, 1e-3])(
    'with aligned keys and λ0 = %d is at most four times that of single steps',
    async (lambda0) => {
      const sizes = { B: 1, H: 2, T: 256, D: 32, Dv: 32, R: 1 };
      const plain = vlaInputs(seededRandom(5), sizes);
      const k = { shape: plain.k.shape, data: plain.k.data.map((value, i) => 0.3 * value + Number(i % 32 === 0)) };
      const inputs = rounded({
        ...plain,
        k,
        u: { shape: plain.u.shape, data: k.data.map((value) => value / Math.sqrt(32)) },
      });
      const expected = vlaReference(vlaProblem(inputs, { lambda0 }));
      const inChunks = await chunk(inputs, { lambda0 });
      const inSteps = await vla(inputs, { lambda0, form: 'recurrent', session });
      const errorOf = (result: VlaResult) => relativeError(result.output.data, expected.output.data);
      expect(errorOf(inChunks)).toBeLessThanOrEqual(4 * errorOf(inSteps));
    },
  );
});

test('a pivot that can not be used is counted, and nothing else of the result is meant to hold', async () => {
  const sizes = { B: 1, H: 2, T: 10, D: 8, Dv: 8, R: 1 };
  const inputs = rounded(vlaInputs(seededRandom(6), sizes));
  const state = packVlaState(vlaProblem(inputs, { lambda0: 1 }));
  // The second head's A is negative: 1 + uᵀAu falls far below 0.
  for (let i = 0; i < 8; i++) state[64 + 9 * i] = -1000;
  const outputs = await runPlan(inputs, { lambda0: 1 }, session, state);
  const { skippedUpdates } = unpackVlaState(outputs['state'], sizes);
  expect(skippedUpdates.data[0]).toBe(0);
  expect(skippedUpdates.data[1]).toBeGreaterThan(0);
});
