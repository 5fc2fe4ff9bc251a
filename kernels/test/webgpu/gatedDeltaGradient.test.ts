import { beforeAll, describe, expect, test } from 'vitest';
import { gatedDeltaGradient } from '../../src/index.ts';
import type { GatedDeltaGradientInputs, GatedDeltaOptions, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { gatedDeltaOperator } from '../../src/ops/gatedDelta/operator.ts';
import { seededRandom } from '../../src/random.ts';
import { gatedDeltaGradientProblem, gatedDeltaGradientReference } from '../../src/reference.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { gatedDeltaInputs } from '../gatedDelta/inputs.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { rounded } from '../support/generated.ts';
import type { Sizes } from '../support/memoryGradients.ts';
import { normals } from '../support/random.ts';

/** Against float64; what is measured is below 2e-6. */
const TOLERANCE = 1e-5;

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

type Options = GatedDeltaOptions & { readonly form: 'recurrent' | 'chunk'; readonly chunkLength?: number };

async function expectReference(
  inputs: GatedDeltaGradientInputs,
  options: Options,
  on: WebGpuSession = session,
): Promise<number> {
  const { ran, ...gradients } = await gatedDeltaGradient(inputs, { ...options, session: on });
  expect(ran).toMatchObject({ backend: 'webgpu', form: options.form });
  const expected = gatedDeltaGradientReference(gatedDeltaGradientProblem(inputs, { error: options.error }));
  expect(Object.keys(gradients).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { shape, data }] of Object.entries(expected) as [string, HostTensor][]) {
    const actual = (gradients as unknown as Record<string, HostTensor>)[name]!;
    expect(actual.shape, name).toEqual(shape);
    // Read keys that nothing is read with have the gradient zero.
    if (data.every((x) => x === 0)) expect([...actual.data].filter((x) => x !== 0)).toEqual([]);
    else expect(relativeError(actual.data, data), name).toBeLessThanOrEqual(TOLERANCE);
  }
  return ran.dispatches;
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

describe.each(['recurrent'] as const)('%s', (form) => {
  test.each(settings)('%s', async (_name, inputs, options) => {
    expect(await expectReference(inputs, { ...options, form })).toBeLessThanOrEqual(8);
  });

  test('a long sequence, cut into several dispatches of each pass', async () => {
    // One that has not learned how fast the device is: then it cuts into more pieces.
    const own = await defaultLimitsSession();
    const inputs = inputsOf(12, { B: 1, H: 4, T: 2000, D: 32, Dv: 32 });
    // Of its six passes, four go along the sequence.
    expect(await expectReference(inputs, { form }, own)).toBeGreaterThan(6 + 2);
    own.dispose();
  });

  test.each([
    { B: 1, H: 2, T: 1, D: 5, Dv: 1 },
    { B: 1, H: 2, T: 40, D: 5, Dv: 7 },
    { B: 2, H: 1, T: 70, D: 64, Dv: 64 },
    { B: 1, H: 1, T: 33, D: 12, Dv: 20 },
    { B: 1, H: 1, T: 12, D: 130, Dv: 3 },
  ])('heads of $D and $Dv, $T steps', async (sizes) => {
    expect(await expectReference(inputsOf(sizes.T, sizes), { form })).toBeGreaterThan(0);
  });

  test('at most eight passes, with at most eight buffers each', () => {
    const call = { sizes: { B: 1, H: 8, T: 2048, D: 64, Dv: 64 }, options: { error: 'residual' as const } };
    for (const names of [['p', 'beta', 'gamma', 'initialMemory'], ['gamma']]) {
      const given = new Set(['q', 'k', 'v', ...names]);
      const { passes } = gatedDeltaOperator.gradient.plan({ ...call, given }, form, session);
      expect(passes.length).toBeLessThanOrEqual(8);
      for (const { bindings } of passes)
        expect(bindings.length).toBeLessThanOrEqual(DEFAULT_LIMITS.maxStorageBuffersPerShaderStage);
    }
  });
});
