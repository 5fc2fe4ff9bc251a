import { describe, expect, test } from 'vitest';
import { deltaNetGradientChunkPlan } from '../../src/ops/deltanet/gradientPlan.ts';
import { preferredDeltaNetGradientForm } from '../../src/ops/deltanet/form.ts';
import { linearAttentionGradientChunkPlan } from '../../src/ops/linear/gradientChunkPlan.ts';
import { preferredLinearGradientForm } from '../../src/ops/linear/form.ts';
import { linearAttentionSettings } from '../../src/ops/linear/problem.ts';
import { seededRandom } from '../../src/random.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import { expectGradients } from '../support/expectGradients.ts';
import { memoryOperators } from '../support/memoryGradients.ts';

describe.each(Object.entries(memoryOperators))('%s: the gradient by chunks is that of single steps', (_, operator) => {
  const random = seededRandom(14);

  test.each([
    ['with everything', true],
    ['with what it needs', false],
  ])('%s', (_name, all) => {
    const inputs = operator.inputs(random, { B: 2, H: 2, T: 75, D: 8, Dv: 5 }, all) as never;
    const expected = operator.reference(inputs);
    for (const chunkLength of [1, 2, 7, 32, 100]) {
      expectGradients(operator.chunked(inputs, chunkLength), expected, 1e-12);
    }
  });
});

const sizesOf = (change: object) => ({ B: 1, H: 8, T: 2048, D: 64, Dv: 64, ...change });
const callOf = (...given: string[]) => ({
  options: linearAttentionSettings({}),
  sizes: sizesOf({}),
  given: new Set(given),
});
const deviceOf = (software: boolean) => ({
  limits: DEFAULT_LIMITS,
  adapter: { label: '', vendor: '', architecture: '', device: '', description: '', software },
});

describe.each([
  ['deltanet', preferredDeltaNetGradientForm],
  ['linear', preferredLinearGradientForm],
])('%s: the form of the gradient on a device', (_, formOf) => {
  test('follows the size of the heads and the kind of device', () => {
    expect(formOf(sizesOf({ D: 32 }), deviceOf(true)).form).toBe('recurrent');
    expect(formOf(sizesOf({ D: 128 }), deviceOf(true)).form).toBe('chunk');
    expect(formOf(sizesOf({}), deviceOf(false)).form).toBe('chunk');
  });

  test('a sequence whose records do not fit into one buffer goes step by step, and the reason says so', () => {
    expect(formOf(sizesOf({ T: 2 ** 17 }), deviceOf(false))).toEqual({
      form: 'recurrent',
      reason: 'the records of all chunks do not fit into one buffer',
    });
  });
});

test.each([
  ['deltanet', deltaNetGradientChunkPlan],
  ['linear', linearAttentionGradientChunkPlan],
] as const)('%s: at most eight passes, with at most eight buffers each', (name, planOf) => {
  expect(planOf(callOf('beta'), deviceOf(true).adapter).passes).toHaveLength(memoryOperators[name].passes);
  const { passes } = planOf(callOf('beta', 'initialMemory', 'initialNormalizer'), deviceOf(true).adapter);
  expect(passes.length).toBeLessThanOrEqual(8);
  for (const { bindings } of passes) expect(bindings.length).toBeLessThanOrEqual(8);
});
