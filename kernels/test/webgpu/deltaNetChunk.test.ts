import { beforeAll, describe, expect, test } from 'vitest';
import { deltaNet } from '../../src/index.ts';
import type { WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { asFloat32, float32State } from '../../src/ops/host/float32.ts';
import { deltaNetChunkPlan, deltaNetPlan } from '../../src/ops/deltanet/plan.ts';
import { deltaNetProblem } from '../../src/ops/deltanet/problem.ts';
import { deltaNetReference } from '../../src/ops/deltanet/reference.ts';
import type { DeltaNetInputs } from '../../src/ops/deltanet/types.ts';
import { seededRandom } from '../../src/random.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import type { KernelPlan } from '../../src/runtime/plan.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { joined, rounded, stepsOf } from '../support/generated.ts';
import { normals, unitVectors } from '../support/random.ts';

const TOLERANCE = 2e-5;

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

interface Sizes {
  readonly B: number;
  readonly H: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
}

function inputsOf(seed: number, { B, H, T, D, Dv }: Sizes): DeltaNetInputs {
  const random = seededRandom(seed);
  const beta = random.fillNormal(new Float64Array(B * H * T)).map((x) => 1 / (1 + Math.exp(-x)));
  return rounded({
    q: normals(random, B, H, T, D),
    k: unitVectors(random, B, H, T, D),
    v: normals(random, B, H, T, Dv),
    beta: { shape: [B, H, T], data: beta },
    initialMemory: normals(random, B, H, Dv, D),
  });
}

async function runPlan(inputs: DeltaNetInputs, plan: KernelPlan): Promise<Record<string, Float32Array>> {
  const { sizes, inputs: tensors } = deltaNetProblem(inputs);
  const { q, k, v, beta, initialMemory } = tensors;
  const { outputs } = await session.execute(plan, {
    q: asFloat32(q),
    k: asFloat32(k),
    v: asFloat32(v),
    beta: asFloat32(beta),
    memory: float32State(initialMemory, sizes.B * sizes.H * sizes.Dv * sizes.D),
  });
  return outputs;
}

function expectReference(inputs: DeltaNetInputs, { output, memory }: Record<string, Float32Array>): void {
  const expected = deltaNetReference(deltaNetProblem(inputs));
  expect(relativeError(output!, expected.output.data)).toBeLessThanOrEqual(TOLERANCE);
  expect(relativeError(memory!, expected.finalMemory.data)).toBeLessThanOrEqual(TOLERANCE);
}

describe('the edges of a chunk', () => {
  const shape = { B: 1, H: 2, D: 12, Dv: 20 };

  // One step; less than a chunk; a whole one; one step more; a tile of eight steps that lies across two chunks.
  test.each([
    [1, 32],
    [31, 32],
    [32, 32],
    [33, 32],
    [40, 12],
    [40, 1],
    [7, 3000],
  ])('%i steps in chunks of %i', async (T, chunkLength) => {
    const sizes = { ...shape, T };
    const inputs = inputsOf(T, sizes);
    expectReference(inputs, await runPlan(inputs, deltaNetChunkPlan(sizes, session, chunkLength)));
  });

  test('cut at a boundary, a sequence is the same to the bit', async () => {
    const sizes = { ...shape, T: 96 };
    const inputs = inputsOf(5, sizes);
    const options = { session, form: 'chunk' as const, chunkLength: 16 };
    const whole = await deltaNet(inputs, options);
    const start = await deltaNet(stepsOf(inputs, 0, 48), options);
    const end = await deltaNet({ ...stepsOf(inputs, 48, 96), initialMemory: start.finalMemory }, options);
    expect(joined([start.output, end.output]).data).toEqual(whole.output.data);
    expect(end.finalMemory.data).toEqual(whole.finalMemory.data);
  });

  test('a workspace of a few chunks gives the same to the bit', async () => {
    const sizes = { ...shape, T: 400 };
    const inputs = inputsOf(6, sizes);
    const small = { ...session, limits: { ...DEFAULT_LIMITS, maxStorageBufferBindingSize: 60_000 } };
    const plan = deltaNetChunkPlan(sizes, small);
    expect(plan.passes.length).toBeGreaterThan(2);
    expect(await runPlan(inputs, plan)).toEqual(await runPlan(inputs, deltaNetChunkPlan(sizes, session)));
  });

  test('workgroups as for a graphics card give the same', async () => {
    const sizes = { B: 2, H: 1, T: 150, D: 40, Dv: 72 };
    const inputs = inputsOf(7, sizes);
    const plan = deltaNetChunkPlan(sizes, { ...session, adapter: { ...session.adapter, software: false } });
    expect(plan.workgroupSize).toBe(64);
    expectReference(inputs, await runPlan(inputs, plan));
  });
});

test('more heads than a grid has columns, step by step', async () => {
  const sizes = { B: 65_544, H: 1, T: 2, D: 1, Dv: 29 };
  const inputs = inputsOf(9, sizes);
  const plan = deltaNetPlan(sizes, session);
  expect(plan.passes[0]!.workgroups[2]).toBeGreaterThan(1);
  expectReference(inputs, await runPlan(inputs, plan));
});

test.each([
  [{ B: 1, H: 8, T: 65_536, D: 128, Dv: 128 }, undefined],
  [{ B: 2, H: 1, T: 200_000, D: 8, Dv: 8 }, 1],
  [{ B: 70_000, H: 1, T: 40, D: 1, Dv: 1 }, undefined],
])('no pass over %o in chunks of %s needs more than every device gives', (sizes, chunkLength) => {
  const card = { limits: DEFAULT_LIMITS, adapter: { ...session.adapter, software: false } };
  const { passes, workgroupBytes, workgroupSize } = deltaNetChunkPlan(sizes, card, chunkLength);
  expect(workgroupBytes).toBeLessThanOrEqual(16384);
  expect(workgroupSize).toBeLessThanOrEqual(256);
  for (const { bindings, workgroups } of passes) {
    expect(bindings.length).toBeLessThanOrEqual(8);
    expect(Math.max(...workgroups)).toBeLessThanOrEqual(65535);
    expect(workgroups[0] * workgroups[2]).toBeGreaterThanOrEqual(sizes.B * sizes.H);
  }
});

test('the workspace stays as small as promised', () => {
  const sizes = { B: 1, H: 8, T: 65_536, D: 128, Dv: 128 };
  const { buffers } = deltaNetChunkPlan(sizes, { limits: DEFAULT_LIMITS, adapter: session.adapter });
  expect(4 * buffers.find(({ name }) => name === 'work')!.words).toBeLessThanOrEqual(64 * 2 ** 20);
});
