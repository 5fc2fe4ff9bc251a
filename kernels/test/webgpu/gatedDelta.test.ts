import { beforeAll, describe, expect, test } from 'vitest';
import { gatedDelta } from '../../src/index.ts';
import type { WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { gatedDeltaChunkPlan, gatedDeltaPlan } from '../../src/ops/gatedDelta/plan.ts';
import { gatedDeltaProblem } from '../../src/ops/gatedDelta/problem.ts';
import { gatedDeltaReference } from '../../src/ops/gatedDelta/reference.ts';
import type { GatedDeltaInputs, GatedDeltaOptions } from '../../src/ops/gatedDelta/types.ts';
import { asFloat32, float32State } from '../../src/ops/host/float32.ts';
import { seededRandom } from '../../src/random.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import type { KernelPlan } from '../../src/runtime/plan.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { gatedDeltaInputs } from '../gatedDelta/inputs.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { rounded } from '../support/generated.ts';

const TOLERANCE = 2e-5;

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

async function run(inputs: GatedDeltaInputs, plan: KernelPlan): Promise<Record<string, Float32Array>> {
  const { sizes, inputs: tensors } = gatedDeltaProblem(inputs);
  const state = float32State(tensors.initialMemory, sizes.B * sizes.H * sizes.Dv * sizes.D);
  const read = plan.buffers.filter(({ role }) => role === 'input');
  const data = read.map(({ name }) => [name, asFloat32((tensors as Record<string, HostTensor | null>)[name]!)]);
  const { outputs } = await session.execute(plan, { ...Object.fromEntries(data), memory: state });
  return outputs;
}

function expectReference(
  inputs: GatedDeltaInputs,
  options: GatedDeltaOptions,
  { output, memory }: Record<string, Float32Array>,
): void {
  const expected = gatedDeltaReference(gatedDeltaProblem(inputs, options));
  expect(relativeError(output!, expected.output.data)).toBeLessThanOrEqual(TOLERANCE);
  expect(relativeError(memory!, expected.finalMemory.data)).toBeLessThanOrEqual(TOLERANCE);
}

const sizes = { B: 2, H: 2, T: 45, D: 12, Dv: 20 };
const { q, k, v, p, beta, gamma, initialMemory } = rounded(gatedDeltaInputs(seededRandom(31), sizes));
const settings: [string, GatedDeltaInputs, GatedDeltaOptions][] = [
  ['all', { q, k, v, p, beta, gamma, initialMemory }, {}],
  ['gated DeltaNet', { q, k, v, beta, gamma }, {}],
  ['DeltaNet', { q, k, v, beta, initialMemory }, {}],
  ['Mamba-2', { q, k, v, gamma }, { error: 'additive' }],
  ['linear attention', { q, k, v }, { error: 'additive' }],
  ['a read key alone', { q, k, p, v }, {}],
  ['a read key that is not read', { q, k, p, v, beta, gamma }, { error: 'additive' }],
];

describe.each(settings)('%s', (_, inputs, options) => {
  const shape = gatedDeltaProblem(inputs, options);

  test('step by step', async () => {
    expectReference(inputs, options, await run(inputs, gatedDeltaPlan(shape, session)));
  });

  test.each([1, 7, 8, 32, 100])('in chunks of %i', async (chunkLength) => {
    expectReference(inputs, options, await run(inputs, gatedDeltaChunkPlan(shape, session, chunkLength)));
  });
});

test.each([
  { B: 1, H: 2, T: 70, D: 5, Dv: 7 },
  { B: 1, H: 1, T: 33, D: 64, Dv: 40 },
  { B: 1, H: 1, T: 20, D: 130, Dv: 3 },
  { B: 1, H: 1, T: 1, D: 8, Dv: 8 },
])('heads of $D and $Dv, $T steps', async (size) => {
  const inputs = rounded(gatedDeltaInputs(seededRandom(size.D), size));
  const shape = gatedDeltaProblem(inputs);
  expectReference(inputs, {}, await run(inputs, gatedDeltaPlan(shape, session)));
  expectReference(inputs, {}, await run(inputs, gatedDeltaChunkPlan(shape, session)));
});

test('workgroups as for a graphics card, and a workspace of a few chunks, give the same', async () => {
  const size = { B: 2, H: 1, T: 150, D: 40, Dv: 72 };
  const inputs = rounded(gatedDeltaInputs(seededRandom(7), size));
  const shape = gatedDeltaProblem(inputs);
  const card = { ...session, adapter: { ...session.adapter, software: false } };
  expectReference(inputs, {}, await run(inputs, gatedDeltaChunkPlan(shape, card)));
  const small = { ...session, limits: { ...DEFAULT_LIMITS, maxStorageBufferBindingSize: 250_000 } };
  const plan = gatedDeltaChunkPlan(shape, small);
  expect(plan.passes.length).toBeGreaterThan(2);
  expect(await run(inputs, plan)).toEqual(await run(inputs, gatedDeltaChunkPlan(shape, session)));
});

test.each(['recurrent', 'chunk'] as const)('a long sequence, cut into several dispatches, %s', async (form) => {
  const own = await defaultLimitsSession();
  const inputs = rounded(gatedDeltaInputs(seededRandom(13), { B: 1, H: 4, T: 2500, D: 32, Dv: 40 }));
  const { ran, output, finalMemory } = await gatedDelta(inputs, { form, session: own });
  expect(ran.dispatches).toBeGreaterThan(form === 'chunk' ? 2 : 1);
  const expected = gatedDeltaReference(gatedDeltaProblem(inputs));
  expect(relativeError(output.data, expected.output.data)).toBeLessThanOrEqual(TOLERANCE);
  expect(relativeError(finalMemory.data, expected.finalMemory.data)).toBeLessThanOrEqual(TOLERANCE);
  own.dispose();
});

test('what was before a decay of 0 leaves no trace', async () => {
  const inputs = rounded(gatedDeltaInputs(seededRandom(8), sizes));
  const reset = { ...inputs.gamma, data: inputs.gamma.data.map((x, i) => (i % sizes.T === 21 ? 0 : x)) };
  const other = {
    ...inputs,
    initialMemory: { ...inputs.initialMemory, data: inputs.initialMemory.data.map((x) => -3 * x) },
  };
  for (const planOf of [gatedDeltaPlan, gatedDeltaChunkPlan]) {
    const plan = planOf(gatedDeltaProblem(inputs), session);
    const [a, b] = [await run({ ...inputs, gamma: reset }, plan), await run({ ...other, gamma: reset }, plan)];
    expect(b.memory).toEqual(a.memory);
    expect(b.output).not.toEqual(a.output);
  }
});

test('no pass needs more than every device gives', () => {
  const large = { B: 1, H: 8, T: 65_536, D: 128, Dv: 128 };
  const shape = { sizes: large, options: { error: 'residual' as const }, given: { p: true, beta: true, gamma: true } };
  const card = { limits: DEFAULT_LIMITS, adapter: { ...session.adapter, software: false } };
  for (const { passes } of [gatedDeltaPlan(shape, card), gatedDeltaChunkPlan(shape, card)]) {
    for (const { bindings, workgroups } of passes) {
      expect(bindings.length).toBeLessThanOrEqual(8);
      expect(Math.max(...workgroups)).toBeLessThanOrEqual(65535);
    }
  }
});
