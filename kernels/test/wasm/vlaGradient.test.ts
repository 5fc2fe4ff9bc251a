import { describe, expect, test } from 'vitest';
import { openSession, vlaGradient } from '../../src/index.ts';
import type { VlaGradientInputs, VlaOptions } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import { vlaGradientCpuJob } from '../../src/ops/vla/gradient/cpu.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradient/reference.ts';
import { vlaGradientProblem, vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { centralDifferences, weighted } from '../gradients/differences.ts';
import type { Tensors } from '../gradients/differences.ts';
import { HUGE_LAMBDA, hugeNeighbours } from '../gradients/hugeNeighbours.ts';
import { cases, gradientInputs, inputs as defaultInputs, weights } from '../gradients/vlaCases.ts';
import { rounded } from '../support/generated.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';

const session = await openSession({ backend: 'wasm' });

type Sizes = Parameters<typeof vlaInputs>[1];

/** Half of a unit in the last place of float32. What a sum costs of n numbers, rounded one by one, is about √n of that. */
const ROUNDING = 2 ** -24;

async function gradientOf(inputs: object, options: VlaOptions): Promise<Tensors> {
  const { ran, ...gradients } = await vlaGradient(inputs as VlaGradientInputs, { ...options, session });
  expect(ran).toMatchObject({ operator: 'vla gradient', backend: 'wasm', form: 'recurrent' });
  return gradients as unknown as Tensors;
}

/** Against float64: within 2e-5, and no more than four times as far off as float32 step by step in JavaScript. */
async function expectExact(inputs: object, options: VlaOptions): Promise<void> {
  const problem = vlaGradientProblem(inputs as VlaGradientInputs, options);
  const expected = vlaGradientReference(problem) as unknown as Tensors;
  const inJavaScript = runAtOnce(vlaGradientCpuJob(problem)) as unknown as Tensors;
  const actual = await gradientOf(inputs, options);
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  const { D, Dv, R } = problem.forward.sizes;
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(actual[name]!.data.length, name).toBe(shape.reduce((a, b) => a * b));
    const [error, other] = [actual, inJavaScript].map((all) => relativeError(all[name]!.data, data)) as [
      number,
      number,
    ];
    const floor = ROUNDING * Math.sqrt(R * (D + Dv));
    expect(error, name).toBeLessThanOrEqual(Math.min(2e-5, 4 * Math.max(other, floor)));
  }
}

/** A call and gradients of all its results, with states to begin with where `states`, and with decays where `decays`. */
function callOf(seed: number, sizes: Sizes, states: boolean, decays = false): object {
  const random = seededRandom(seed);
  const { B, H, T, D, Dv } = sizes;
  const shares = (least: number): HostTensor => ({
    shape: [B, H, T],
    data: Float64Array.from({ length: B * H * T }, () => random.uniform(least, 1.02)),
  });
  return rounded({
    ...vlaInputs(random, sizes),
    ...(states && { initialMemory: normals(random, B, H, Dv, D), initialInverse: positiveDefinite(random, B, H, D) }),
    ...(decays && { memoryDecay: shares(-0.5), penaltyDecay: shares(0.9) }),
    outputGradient: normals(random, B, H, T, Dv),
    finalMemoryGradient: normals(random, B, H, Dv, D),
    finalInverseGradient: normals(random, B, H, D, D),
  });
}

describe.each(Object.entries(cases))('every option: %s', (_, given) => {
  const options = { lambda0: 0.5, ...given.options };
  const tensors = rounded((given.inputs ?? defaultInputs) as Tensors);
  const over = rounded(given.weights ?? { output: weights.output });

  test('as in float64', () => expectExact(gradientInputs(tensors, over), options));

  test('as central differences have it', async () => {
    const actual = await gradientOf(gradientInputs(tensors, over), options);
    const wide = Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
    );
    const loss = (all: Tensors): number => weighted(vlaReference(vlaProblem(all as never, options)), over);
    for (const name of Object.keys(tensors)) {
      const expected = centralDifferences(loss, wide, name, name === 'initialInverse');
      expect(relativeError(actual[name]!.data, expected), name).toBeLessThanOrEqual(1e-5);
    }
  });
});

describe('at every edge of its blocks, as in float64', () => {
  const edges = [1, 3, 4, 5, 7, 8, 9, 12, 16, 33];
  const shapes = edges.flatMap((D, index) => [
    { B: 1, H: 1, T: 1, R: 1, D, Dv: D },
    { B: 2, H: 2, T: 9, R: 1 + (index % 3), D, Dv: edges[(index + 3) % edges.length]! },
  ]);

  test.each(shapes)('T=$T R=$R D=$D Dv=$Dv', async (sizes) => {
    await expectExact(callOf(1, sizes, false), { lambda0: 0.5 });
    const stabilization = { period: 3, epsilon: 0.01 };
    await expectExact(callOf(2, sizes, true), { lambda0: 0.5, firstStep: 2, error: 'additive', stabilization });
    await expectExact(callOf(3, sizes, false), { lambda0: 0.5, errorBound: 1.5, readout: 'penalized' });
  });

  // The gradient of a decay is one number, of which as many cancel as a state has: with one token little is left.
  test.each(shapes.filter(({ T }) => T > 1))('decays, T=$T R=$R D=$D Dv=$Dv', async (sizes) => {
    const stabilization = { period: 3, epsilon: 0.01 };
    await expectExact(callOf(4, sizes, true, true), {
      ...{ lambda0: 0.5, errorBound: 1.5, readout: 'penalized', stabilization },
    });
  });

  test('more heads than go together', () =>
    expectExact(callOf(3, { B: 5, H: 31, T: 20, R: 1, D: 12, Dv: 12 }, false), { lambda0: 0.5 }));

  test('a sequence in several pieces', async () => {
    const sizes = { B: 1, H: 2, T: 2500, R: 1, D: 20, Dv: 18 };
    await expectExact(callOf(4, sizes, false), { lambda0: 0.5 });
    await expectExact(callOf(5, sizes, true), { lambda0: 0.5, stabilization: { period: 9, epsilon: 0.01 } });
    await expectExact(callOf(8, sizes, false), { lambda0: 0.5, errorBound: 1.5, readout: 'penalized' });
  });

  test('decays, with states too many to be kept', async () => {
    const sizes = { B: 1, H: 2, T: 4400, R: 1, D: 24, Dv: 20 };
    await expectExact(callOf(9, sizes, true, true), { lambda0: 0.5, errorBound: 1.5, readout: 'penalized' });
  });

  test('memories that are renormalised, and too many to be kept', () =>
    expectExact(callOf(6, { B: 1, H: 2, T: 4400, R: 1, D: 24, Dv: 20 }, false), { lambda0: 0.5, renormalizeAbove: 2 }));
});

test('numbers next to a matrix are none of its own', () =>
  expectExact(rounded(hugeNeighbours()), { lambda0: HUGE_LAMBDA }));

test('a gradient that overflows says whose it is', async () => {
  const call = callOf(7, { B: 1, H: 2, T: 9, R: 1, D: 6, Dv: 5 }, false) as Record<string, HostTensor>;
  const { shape, data } = call['outputGradient']!;
  const outputGradient = { shape, data: data.map(() => 3e38) };
  await expect(vlaGradient({ ...call, outputGradient } as never, { lambda0: 0.5, session })).rejects.toThrow(
    /^diverged in the gradient of \w+: /,
  );
});
