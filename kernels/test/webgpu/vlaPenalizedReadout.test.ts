import { beforeAll, expect, test } from 'vitest';
import type { VlaInputs, VlaOptions, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { vlaChunkPlan } from '../../src/ops/vla/chunk/plan.ts';
import { vla } from '../../src/ops/vla/index.ts';
import type { VlaSizes } from '../../src/ops/vla/problem.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { asFloat32 } from '../../src/ops/host/float32.ts';
import { seededRandom } from '../../src/random.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';
import type { DeviceTraits } from '../../src/runtime/types.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { rounded } from '../support/generated.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';
import { packVlaState } from '../support/vlaState.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

function withState(seed: number, sizes: VlaSizes): VlaInputs {
  const random = seededRandom(seed);
  const { B, H, D, Dv } = sizes;
  return rounded({
    ...vlaInputs(random, sizes),
    initialMemory: normals(random, B, H, Dv, D),
    initialInverse: positiveDefinite(random, B, H, D),
  });
}

const cases: readonly (readonly [VlaSizes, Partial<VlaOptions> & { chunkLength?: number; segments?: number }])[] = [
  [{ B: 1, H: 1, T: 1, D: 8, Dv: 8, R: 1 }, {}],
  [
    { B: 2, H: 2, T: 45, D: 13, Dv: 5, R: 1 },
    { write: 'plain', error: 'additive' },
  ],
  [{ B: 1, H: 3, T: 33, D: 16, Dv: 24, R: 2 }, { write: 'plain' }],
  [{ B: 2, H: 1, T: 97, D: 48, Dv: 40, R: 3 }, { chunkLength: 24 }],
  [{ B: 1, H: 2, T: 129, D: 64, Dv: 64, R: 1 }, { segments: 3 }],
  [
    { B: 1, H: 2, T: 31, D: 13, Dv: 7, R: 2 },
    { chunkLength: 7, segments: 2 },
  ],
  [
    { B: 1, H: 2, T: 75, D: 16, Dv: 8, R: 2 },
    { stabilization: { period: 7, epsilon: 0.05 }, firstStep: 5 },
  ],
  [{ B: 1, H: 1, T: 40, D: 37, Dv: 1, R: 1 }, { lambda0: 0.01 }],
];

test.each(cases)('by chunks, and in parallel: the recurrence, read through A: %o %o', async (sizes, given) => {
  const { chunkLength, segments, ...options } = { lambda0: 0.5, readout: 'penalized' as const, ...given };
  const isFresh = options.lambda0 < 0.1;
  const inputs = isFresh ? rounded(vlaInputs(seededRandom(sizes.T), sizes)) : withState(sizes.T, sizes);
  const settings = { ...options, keepIntermediates: true };
  const expected = vlaReference(vlaProblem(inputs, settings));
  for (const form of options.stabilization ? (['chunk'] as const) : (['chunk', 'parallel'] as const)) {
    const result = await vla(inputs, { ...settings, chunkLength, segments, form, session });
    expect(result.ran.form).toBe(form);
    for (const name of ['output', 'finalMemory', 'finalInverse', 'writeDirections', 'errors'] as const)
      expect(relativeError(result[name]!.data, expected[name]!.data), name).toBeLessThanOrEqual(2e-5);
  }
});

const sizes = { B: 1, H: 2, T: 100, D: 40, Dv: 24, R: 2 };
const inputs = rounded(vlaInputs(seededRandom(8), sizes));
const options = { lambda0: 1, readout: 'penalized', stabilization: { period: 30, epsilon: 0.01 } } as const;

async function outputOf(device: DeviceTraits): Promise<Float32Array> {
  const problem = vlaProblem(inputs, options);
  const { q, k, v, u } = inputs;
  const { outputs } = await session.execute(vlaChunkPlan(problem, device), {
    ...{ q: asFloat32(q), k: asFloat32(k), v: asFloat32(v), u: asFloat32(u) },
    state: packVlaState(problem),
  });
  return outputs['output']!;
}

test('pairs and products of tiles, as on a graphics card, give the same', async () => {
  const card = { ...session, adapter: { ...session.adapter, software: false } };
  const expected = vlaReference(vlaProblem(inputs, options)).output;
  expect(relativeError(await outputOf(card), expected.data)).toBeLessThanOrEqual(2e-5);
});

test('so does a workspace of a few chunks, to the bit', async () => {
  const small = { ...session, limits: { ...DEFAULT_LIMITS, maxStorageBufferBindingSize: 80_000 } };
  expect(vlaChunkPlan(vlaProblem(inputs, options), small).passes.length).toBeGreaterThan(3);
  expect(await outputOf(small)).toEqual(await outputOf(session));
});
