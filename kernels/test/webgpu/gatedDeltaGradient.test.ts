import { beforeAll, describe, expect, test } from 'vitest';
import type { WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { gatedDeltaGradientPlan } from '../../src/ops/gatedDelta/gradientPlan.ts';
import { gatedDeltaGradientReference } from '../../src/ops/gatedDelta/gradientReference.ts';
import { gatedDeltaGradientProblem } from '../../src/ops/gatedDelta/problem.ts';
import type { GatedDeltaGradientInputs, GatedDeltaOptions } from '../../src/ops/gatedDelta/types.ts';
import { seededRandom } from '../../src/random.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import type { KernelPlan } from '../../src/runtime/plan.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { gatedDeltaInputs } from '../gatedDelta/inputs.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { rounded } from '../support/generated.ts';
import { normals } from '../support/random.ts';
import type { Sizes } from '../support/memoryGradients.ts';

/** Against float64; what is measured is below 2e-6. */
const TOLERANCE = 1e-5;

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

type Device = Pick<WebGpuSession, 'execute' | 'adapter'>;
type PlanOf = (
  shape: Parameters<typeof gatedDeltaGradientPlan>[0],
  adapter: Parameters<typeof gatedDeltaGradientPlan>[1],
) => KernelPlan;

async function expectReference(
  inputs: GatedDeltaGradientInputs,
  options: GatedDeltaOptions,
  planOf: PlanOf = gatedDeltaGradientPlan,
  device: Device = session,
): Promise<void> {
  const problem = gatedDeltaGradientProblem(inputs, options);
  const { forward, gradients } = problem;
  const plan = planOf({ ...forward, hasInitialMemory: inputs.initialMemory !== undefined }, device.adapter);
  const tensors: Record<string, HostTensor | null> = {
    ...forward.inputs,
    outputGradient: gradients.output,
    finalMemoryGradient: gradients.finalMemory,
  };
  const read = plan.buffers.filter(({ role }) => role === 'input');
  const data = read.map(({ name, words }) => [name, Float32Array.from(tensors[name]?.data ?? new Float32Array(words))]);
  const { outputs } = await session.execute(plan, Object.fromEntries(data));
  const expected = Object.entries(gatedDeltaGradientReference(problem)) as [string, HostTensor][];
  expect(Object.keys(outputs).sort()).toEqual(expected.map(([name]) => `${name}Gradient`).sort());
  for (const [name, { data: numbers }] of expected) {
    const actual = outputs[`${name}Gradient`]!;
    if (numbers.every((x) => x === 0))
      expect(
        [...actual].every((x) => x === 0),
        name,
      ).toBe(true);
    else expect(relativeError(actual, numbers), name).toBeLessThanOrEqual(TOLERANCE);
  }
}

function inputsOf(seed: number, sizes: Sizes): Required<GatedDeltaGradientInputs> {
  const random = seededRandom(seed);
  const { B, H, T, D, Dv } = sizes;
  return rounded({
    ...gatedDeltaInputs(random, sizes),
    outputGradient: normals(random, B, H, T, Dv),
    finalMemoryGradient: normals(random, B, H, Dv, D),
  });
}

const { initialMemory, finalMemoryGradient, outputGradient, p, beta, gamma, ...qkv } = inputsOf(31, {
  ...{ B: 2, H: 2, T: 21, D: 8, Dv: 8 },
});
const settings: [string, GatedDeltaGradientInputs, GatedDeltaOptions][] = [
  ['all', { ...qkv, p, beta, gamma, initialMemory, finalMemoryGradient, outputGradient }, {}],
  ['gated DeltaNet', { ...qkv, beta, gamma, outputGradient }, {}],
  ['DeltaNet', { ...qkv, beta, initialMemory, outputGradient }, {}],
  ['Mamba-2', { ...qkv, gamma, outputGradient, finalMemoryGradient }, { error: 'additive' }],
  ['linear attention', { ...qkv, outputGradient }, { error: 'additive' }],
  ['a read key alone', { ...qkv, p, finalMemoryGradient }, {}],
  ['a read key that is not read', { ...qkv, p, beta, gamma, outputGradient }, { error: 'additive' }],
];

describe.each([['step by step', gatedDeltaGradientPlan as PlanOf]])('%s', (_, planOf) => {
  test.each(settings)('%s', (_name, inputs, options) => expectReference(inputs, options, planOf));

  test.each([
    { B: 1, H: 2, T: 1, D: 5, Dv: 1 },
    { B: 1, H: 2, T: 40, D: 5, Dv: 7 },
    { B: 2, H: 1, T: 70, D: 64, Dv: 64 },
    { B: 1, H: 1, T: 33, D: 12, Dv: 20 },
    { B: 1, H: 1, T: 12, D: 130, Dv: 3 },
  ])('heads of $D and $Dv, $T steps', (sizes) => expectReference(inputsOf(sizes.T, sizes), {}, planOf));

  test('at most eight passes, with at most eight buffers each', () => {
    const shape = {
      sizes: { B: 1, H: 8, T: 2048, D: 64, Dv: 64 },
      options: { error: 'residual' as const },
      given: { p: true, beta: true, gamma: true },
      hasInitialMemory: true,
    };
    for (const given of [shape.given, { ...shape.given, p: false }]) {
      const { passes } = planOf({ ...shape, given }, session.adapter);
      expect(passes.length).toBeLessThanOrEqual(8);
      for (const { bindings } of passes)
        expect(bindings.length).toBeLessThanOrEqual(DEFAULT_LIMITS.maxStorageBuffersPerShaderStage);
    }
  });
});
