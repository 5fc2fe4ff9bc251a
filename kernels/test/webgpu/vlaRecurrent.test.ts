import { beforeAll, describe, expect, test } from 'vitest';
import { openSession, vla } from '../../src/index.ts';
import type { VlaInputs, VlaOptions, VlaResult, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { asFloat32 } from '../../src/ops/host/float32.ts';
import { packVlaState, unpackVlaState } from '../support/vlaState.ts';
import { vlaRecurrentPlan } from '../../src/ops/vla/recurrent/plan.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import type { VlaProblem, VlaSizes } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { vlaStepsPlan } from '../../src/ops/vla/recurrent/twoPassPlan.ts';
import { seededRandom } from '../../src/random.ts';
import { summarizeAdapter } from '../../src/runtime/adapter.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import type { KernelPlan } from '../../src/runtime/plan.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { defaultLimitsSession, driver, subgroupsSession } from '../support/device.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';

const TOLERANCE = 2e-5;

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

/** The inputs as the device gets them, so that rounding them is no part of the error. */
function rounded(inputs: VlaInputs): VlaInputs {
  const entries = Object.entries(inputs) as [string, HostTensor][];
  return Object.fromEntries(
    entries.map(([name, tensor]) => [name, { shape: tensor.shape, data: asFloat32(tensor) }]),
  ) as unknown as VlaInputs;
}

function inputsOf(seed: number, sizes: VlaSizes): VlaInputs {
  return rounded(vlaInputs(seededRandom(seed), sizes));
}

function expectClose(result: object, expected: object, tolerance = TOLERANCE): void {
  for (const [name, tensor] of Object.entries(expected) as [string, HostTensor | undefined][]) {
    if (!tensor) continue;
    const actual = (result as Record<string, HostTensor>)[name]!;
    expect(actual.shape, name).toEqual(tensor.shape);
    expect(relativeError(actual.data, tensor.data), name).toBeLessThanOrEqual(tolerance);
  }
}

async function expectReference(inputs: VlaInputs, options: VlaOptions, tolerance?: number): Promise<VlaResult> {
  const all = { keepIntermediates: true, ...options };
  const result = await vla(inputs, { ...all, form: 'recurrent', session });
  expect(result.ran).toMatchObject({ backend: 'webgpu', form: 'recurrent' });
  expectClose(result, vlaReference(vlaProblem(inputs, all)), tolerance);
  return result;
}

describe.each([
  ['without subgroups', defaultLimitsSession, /^VLA, (recurrent|step by step)$/],
  ['in subgroups', subgroupsSession, /^VLA, .*in subgroups of \d+$/],
] as const)('%s', (_, open, kernel) => {
  beforeAll(async () => {
    session = await open();
  });

  test('the report names the plan that ran', async () => {
    const result = await vla(inputsOf(14, { B: 1, H: 1, T: 40, D: 4, Dv: 4, R: 1 }), {
      lambda0: 1,
      form: 'recurrent',
      session,
    });
    expect(result.ran.kernel).toMatch(kernel);
  });

  describe('any size, at WebGPU’s default limits', () => {
    test.each([
      { B: 1, H: 1, T: 1, D: 1, Dv: 1, R: 1 },
      { B: 1, H: 2, T: 200, D: 1, Dv: 7, R: 2 },
      { B: 2, H: 2, T: 33, D: 8, Dv: 8, R: 1 },
      { B: 1, H: 3, T: 65, D: 7, Dv: 9, R: 3 },
      { B: 2, H: 1, T: 50, D: 16, Dv: 24, R: 4 },
      { B: 1, H: 2, T: 31, D: 24, Dv: 16, R: 1 },
      { B: 1, H: 5, T: 64, D: 32, Dv: 32, R: 2 },
      { B: 1, H: 1, T: 17, D: 48, Dv: 130, R: 1 },
      { B: 1, H: 4, T: 128, D: 64, Dv: 64, R: 1 },
      { B: 1, H: 2, T: 40, D: 96, Dv: 64, R: 1 },
      { B: 1, H: 2, T: 60, D: 128, Dv: 128, R: 2 },
      { B: 65_540, H: 1, T: 2, D: 1, Dv: 2, R: 1 },
    ])('B=$B H=$H T=$T D=$D Dv=$Dv R=$R', async (sizes) => {
      await expectReference(inputsOf(100 + sizes.D, sizes), { lambda0: 0.1 });
    });

    test('sizes without space in an invocation are refused, naming what they need', async () => {
      const inputs = inputsOf(1, { B: 1, H: 1, T: 1, D: 1024, Dv: 8, R: 1 });
      const call = vla(inputs, { lambda0: 1, form: 'recurrent', session });
      await expect(call).rejects.toMatchObject({ name: 'DeviceError', fault: 'limit' });
    });
  });

  describe('every option', () => {
    const sizes = { B: 1, H: 2, T: 70, D: 16, Dv: 12, R: 2 };
    const random = seededRandom(7);
    const inputs = rounded(vlaInputs(random, sizes));
    const state = rounded({
      ...inputs,
      initialMemory: normals(random, 1, 2, 12, 16),
      initialInverse: positiveDefinite(random, 1, 2, 16),
    });

    test.each<[string, VlaOptions]>([
      ['plain write', { lambda0: 1, write: 'plain' }],
      ['additive error', { lambda0: 1, error: 'additive' }],
      ['plain and additive', { lambda0: 1, write: 'plain', error: 'additive' }],
      ['a nudge', { lambda0: 1, stabilization: { period: 7, epsilon: 0.01 }, firstStep: 10 }],
      ['a nudge later than this call', { lambda0: 1, stabilization: { period: 1000, epsilon: 0.01 } }],
      [
        'a nudge at its last step only',
        { lambda0: 1, stabilization: { period: 2 ** 40, epsilon: 1 }, firstStep: 2 ** 40 - 70 },
      ],
      ['renormalised memory', { lambda0: 1, renormalizeAbove: 1.5 }],
    ])('%s', async (_, options) => {
      await expectReference(inputs, options);
    });

    test('a state to continue', async () => {
      await expectReference(state, { lambda0: 1 });
    });

    test('skipped updates are counted and leave their trace in A', async () => {
      const result = await expectReference(inputs, { lambda0: 0.05, stabilization: { deltaFloor: 1.9 } });
      const skipped = [...result.skippedUpdates.data];
      expect(Math.min(...skipped)).toBeGreaterThan(0);
      expect(Math.max(...skipped)).toBeLessThan(sizes.T * sizes.R);
    });

    test('keys of any length', async () => {
      const k = { shape: inputs.k.shape, data: inputs.k.data.map((x, i) => x * (i % 3 === 0 ? 0 : 0.7)) };
      await expectReference({ ...inputs, k }, { lambda0: 0.1 });
    });

    test('directions too short and too long for a sum of squares in float32', async () => {
      for (const lambda0 of [1e-25, 1e25]) {
        const u = { shape: inputs.u.shape, data: inputs.u.data.map(() => 0) };
        await expectReference({ ...inputs, u }, { lambda0 });
      }
    });
  });

  describe('cut anywhere', () => {
    const sizes = { B: 1, H: 2, T: 41, D: 16, Dv: 16, R: 1 };
    const inputs = inputsOf(9, sizes);
    const part = (tensor: HostTensor, begin: number, end: number): HostTensor => {
      const width = tensor.data.length / (2 * sizes.T);
      const rows = [0, 1].map((head) =>
        tensor.data.subarray((head * sizes.T + begin) * width, (head * sizes.T + end) * width),
      );
      return {
        shape: [1, 2, end - begin, ...tensor.shape.slice(3)],
        data: Float32Array.from(rows.flatMap((r) => [...r])),
      };
    };

    test.each([1, 20, 40])('before step %i, with the state carried on', async (cut) => {
      const options = { lambda0: 0.1, form: 'recurrent', session } as const;
      const whole = await vla(inputs, options);
      const piece = (begin: number, end: number): VlaInputs => ({
        q: part(inputs.q, begin, end),
        k: part(inputs.k, begin, end),
        v: part(inputs.v, begin, end),
        u: part(inputs.u, begin, end),
      });
      const first = await vla(piece(0, cut), options);
      const rest = { ...piece(cut, sizes.T), initialMemory: first.finalMemory, initialInverse: first.finalInverse };
      const second = await vla(rest, { ...options, firstStep: cut });
      expectClose(second, { finalMemory: whole.finalMemory, finalInverse: whole.finalInverse }, 1e-6);
      expectClose(first, { output: part(whole.output, 0, cut) }, 1e-6);
      expectClose(second, { output: part(whole.output, cut, sizes.T) }, 1e-6);
    });

    test('a long sequence runs in several bounded dispatches', async () => {
      const long = inputsOf(10, { B: 1, H: 1, T: 12_000, D: 16, Dv: 16, R: 1 });
      const result = await expectReference(long, { lambda0: 0.1, keepIntermediates: false });
      expect(result.ran.dispatches).toBeGreaterThan(1);
    });
  });

  test('a recurrence that overflows is reported as the step where it did', async () => {
    const inputs = inputsOf(13, { B: 1, H: 2, T: 60, D: 8, Dv: 8, R: 1 });
    const k = { shape: inputs.k.shape, data: inputs.k.data.map((x) => 300 * x) };
    const call = vla({ ...inputs, k }, { lambda0: 1e-3, write: 'plain', form: 'recurrent', session });
    await expect(call).rejects.toMatchObject({
      fault: 'non-finite',
      message: expect.stringMatching(/diverged at step \d+ of batch 0, head \d/) as string,
    });
    expect(session.memory()).toEqual({ buffers: 0, bytes: 0 });
  });
});

/** Runs a plan, and compares all it leaves with the reference. Gives the state. */
async function expectPlan(plan: KernelPlan, inputs: VlaInputs, problem: VlaProblem) {
  const { outputs } = await session.execute(plan, {
    q: asFloat32(inputs.q),
    k: asFloat32(inputs.k),
    v: asFloat32(inputs.v),
    u: asFloat32(inputs.u),
    state: packVlaState(problem),
  });
  const { output, writeDirections = null, errors = null, ...state } = vlaReference(problem);
  const computed = unpackVlaState(outputs['state']!, problem.sizes);
  expectClose(computed, state);
  expect(relativeError(outputs['output']!, output.data)).toBeLessThanOrEqual(TOLERANCE);
  for (const [name, tensor] of Object.entries({ writeDirections, errors })) {
    if (tensor) expect(relativeError(outputs[name]!, tensor.data), name).toBeLessThanOrEqual(TOLERANCE);
  }
  return computed;
}

test('both texts of the shader give the reference', async () => {
  const inputs = inputsOf(12, { B: 1, H: 3, T: 40, D: 12, Dv: 8, R: 2 });
  const problem = vlaProblem(inputs, { lambda0: 0.1, keepIntermediates: true });
  for (const description of ['llvmpipe', 'another adapter']) {
    const plan = vlaRecurrentPlan(problem, { limits: session.limits, adapter: summarizeAdapter({ description }) });
    await expectPlan(plan, inputs, problem);
  }
});

test.each([
  ['llvmpipe', 1, 'a workspace for a part of the sequence', false],
  ['SwiftShader', 2, 'a workspace for a part of the sequence', false],
  ['llvmpipe', 2, 'intermediates', true],
  ['SwiftShader', 1, 'intermediates', true],
] as const)(
  'in two passes, as for %s, rank %i, with %s: the reference',
  async (description, R, _, keepIntermediates) => {
    const sizes = { B: 1, H: 3, T: 40, D: 18, Dv: 9, R };
    const inputs = inputsOf(15, sizes);
    const problem = vlaProblem(inputs, {
      lambda0: 0.1,
      keepIntermediates,
      stabilization: { period: 7, epsilon: 0.01 },
    });
    // The directions of 3 heads, 18 numbers each: 12 tokens fit.
    const limits = { ...DEFAULT_LIMITS, maxStorageBufferBindingSize: 4 * (12 * 3 * 18 + 64) };
    const plan = vlaStepsPlan(problem, { limits, adapter: summarizeAdapter({ description }) })!;
    expect(plan.passes).toHaveLength(keepIntermediates ? 2 : 8);
    const computed = await expectPlan(plan, inputs, problem);
    // A stays symmetric to the bit.
    const A = computed.finalInverse.data;
    for (let i = 0; i < 18; i++) for (let j = 0; j < i; j++) expect(A[18 * i + j]).toBe(A[18 * j + i]);
  },
);

test('memory that is renormalised, and keys too long for registers, have no two passes', () => {
  const device = { limits: DEFAULT_LIMITS, adapter: summarizeAdapter({ description: 'SwiftShader' }) };
  const short = inputsOf(16, { B: 1, H: 1, T: 2, D: 8, Dv: 8, R: 1 });
  expect(vlaStepsPlan(vlaProblem(short, { lambda0: 1 }), device)).not.toBeNull();
  expect(vlaStepsPlan(vlaProblem(short, { lambda0: 1, renormalizeAbove: 1 }), device)).toBeNull();
  const long = inputsOf(16, { B: 1, H: 1, T: 2, D: 388, Dv: 8, R: 1 });
  expect(vlaStepsPlan(vlaProblem(long, { lambda0: 1 }), device)).toBeNull();
});

test('the report names the device that computed', async () => {
  const result = await vla(inputsOf(14, { B: 1, H: 1, T: 40, D: 4, Dv: 4, R: 1 }), { lambda0: 1, session });
  expect(result.ran.adapter.software).toBe(true);
  expect(result.ran.adapter.label).toMatch(driver === 'lavapipe' ? /llvmpipe/ : /SwiftShader/);
});

test('default-limits session comes from a device without extra limits', async () => {
  expect(session.limits.maxComputeWorkgroupStorageSize).toBe(16384);
  expect(session.limits.maxStorageBufferBindingSize).toBe(128 << 20);
  expect((await openSession({ backend: 'cpu' })).backend).toBe('cpu');
});
