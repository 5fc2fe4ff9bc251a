import { beforeAll, expect, test } from 'vitest';
import { openVlaDecoder, vla } from '../../src/index.ts';
import type { VlaInputs, VlaOptions, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { vlaGeneralPlan } from '../../src/ops/vla/recurrent/general/plan.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { asFloat32 } from '../../src/ops/host/float32.ts';
import { seededRandom } from '../../src/random.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import { summarizeAdapter } from '../../src/runtime/adapter.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { decode, stacked } from '../support/decoding.ts';
import { rounded } from '../support/generated.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';
import { packVlaState } from '../support/vlaState.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

const sizes = { B: 2, H: 3, T: 40, R: 2, D: 18, Dv: 70 };

function inputsOf(seed: number, decays: boolean, over = sizes): VlaInputs {
  const random = seededRandom(seed);
  const { B, H, T, D, Dv } = over;
  const shares = (least: number): HostTensor => ({
    shape: [B, H, T],
    data: Float64Array.from({ length: B * H * T }, () => random.uniform(least, 1)),
  });
  return rounded({
    ...vlaInputs(random, over),
    initialMemory: normals(random, B, H, Dv, D),
    initialInverse: positiveDefinite(random, B, H, D),
    ...(decays && { memoryDecay: shares(0), penaltyDecay: shares(0.9) }),
  });
}

const cases: readonly (readonly [string, VlaOptions, boolean])[] = [
  ['errors that are cut', { lambda0: 1, errorBound: 4 }, false],
  ['values that are cut', { lambda0: 1, errorBound: 4, error: 'additive', write: 'plain' }, false],
  ['a penalized readout', { lambda0: 1, readout: 'penalized' }, false],
  ['decays', { lambda0: 1 }, true],
  [
    'all of these, with nudges, renormalised',
    {
      ...{ lambda0: 1, errorBound: 4, readout: 'penalized', renormalizeAbove: 3, firstStep: 5 },
      stabilization: { period: 7, epsilon: 0.1 },
    },
    true,
  ],
  [
    'updates skipped by a floor above 1',
    { lambda0: 1, readout: 'penalized', stabilization: { deltaFloor: 1.05 } },
    false,
  ],
];

test.each(cases)('%s: the reference, with every intermediate', async (_, options, decays) => {
  const inputs = inputsOf(3, decays);
  const { keepIntermediates } = { keepIntermediates: true };
  const expected = vlaReference(vlaProblem(inputs, { ...options, keepIntermediates }));
  for (const keep of [true, false]) {
    const result = await vla(inputs, { ...options, keepIntermediates: keep, form: 'recurrent', session });
    expect(result.ran).toMatchObject({ backend: 'webgpu', form: 'recurrent' });
    expect([...result.skippedUpdates.data]).toEqual([...expected.skippedUpdates.data]);
    for (const [name, { data }] of Object.entries(expected) as [keyof typeof expected, HostTensor][]) {
      if (!result[name] || name === 'skippedUpdates') continue;
      expect(relativeError(result[name].data, data), name).toBeLessThanOrEqual(2e-5);
    }
  }
});

test('a workspace for a part of the sequence gives what a whole one gives', async () => {
  const inputs = inputsOf(4, true);
  const problem = vlaProblem(inputs, { lambda0: 1, errorBound: 4, readout: 'penalized' });
  // The directions of 6 heads, 18 numbers each: 12 tokens fit.
  const limits = { ...DEFAULT_LIMITS, maxStorageBufferBindingSize: 4 * (12 * 6 * 18 + 64) };
  const plan = vlaGeneralPlan(problem, { limits, adapter: summarizeAdapter({ description: 'SwiftShader' }) });
  expect(plan.passes).toHaveLength(8);
  const given = Object.entries(problem.inputs).filter(([name, tensor]) => tensor && !name.startsWith('initial'));
  const { outputs } = await session.execute(plan, {
    ...Object.fromEntries(given.map(([name, tensor]) => [name, asFloat32(tensor!)])),
    state: packVlaState(problem),
  });
  expect(relativeError(outputs['output']!, vlaReference(problem).output.data)).toBeLessThanOrEqual(2e-5);
});

test('errors whose squares leave float32 are cut to the bound', async () => {
  const inputs = inputsOf(5, false);
  const v = { ...inputs.v, data: inputs.v.data.map((value) => value * 1e30) };
  const options = { lambda0: 1, errorBound: 10 };
  const expected = vlaReference(vlaProblem({ ...inputs, v }, options));
  const result = await vla({ ...inputs, v }, { ...options, form: 'recurrent', session });
  expect(relativeError(result.output.data, expected.output.data)).toBeLessThanOrEqual(2e-5);
});

test('token by token: what the whole sequence gives', async () => {
  const [sizes, T] = [{ B: 1, H: 2, R: 1, D: 8, Dv: 5 }, 6];
  const tokens = vlaInputs(seededRandom(6), { ...sizes, T });
  const options = { lambda0: 1, errorBound: 1.5, readout: 'penalized' } as const;
  const expected = vlaReference(vlaProblem(tokens, options));
  const decoder = await openVlaDecoder({ sizes, options, session });
  const decoded = await decode(decoder, tokens, 0, T);
  expect(relativeError(stacked(decoded).data, expected.output.data)).toBeLessThanOrEqual(2e-5);
  const withDecay = { ...tokens, memoryDecay: { shape: tokens.q.shape.slice(0, 3), data: tokens.q.data } };
  await expect(decode(decoder, withDecay as VlaInputs, 0, 1)).rejects.toThrow('token.memoryDecay: is not known');
  decoder.dispose();
});
