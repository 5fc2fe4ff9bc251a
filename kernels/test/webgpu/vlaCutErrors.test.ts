import { beforeAll, expect, test } from 'vitest';
import type { VlaInputs, VlaOptions, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { vla } from '../../src/ops/vla/index.ts';
import type { VlaSizes } from '../../src/ops/vla/problem.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { seededRandom } from '../../src/random.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { rounded } from '../support/generated.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

const NAMES = ['output', 'finalMemory', 'finalInverse', 'writeDirections', 'errors'] as const;

function withState(seed: number, sizes: VlaSizes): VlaInputs {
  const random = seededRandom(seed);
  const { B, H, D, Dv } = sizes;
  return rounded({
    ...vlaInputs(random, sizes),
    initialMemory: normals(random, B, H, Dv, D),
    initialInverse: positiveDefinite(random, B, H, D),
  });
}

/** The bound that cuts about half of the errors that would be written. */
function middleBound(inputs: VlaInputs, options: VlaOptions): number {
  const { errors } = vlaReference(vlaProblem(inputs, { ...options, errorBound: 0, keepIntermediates: true }));
  const Dv = errors!.shape[3]!;
  const lengths = Array.from({ length: errors!.data.length / Dv }, (_, i) =>
    Math.hypot(...errors!.data.subarray(i * Dv, (i + 1) * Dv)),
  );
  return lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)]!;
}

const cases: readonly (readonly [VlaSizes, Partial<VlaOptions> & { chunkLength?: number; segments?: number }])[] = [
  [{ B: 1, H: 3, T: 33, D: 16, Dv: 24, R: 1 }, {}],
  [
    { B: 2, H: 2, T: 45, D: 13, Dv: 5, R: 1 },
    { write: 'plain', error: 'additive' },
  ],
  [
    { B: 1, H: 2, T: 31, D: 13, Dv: 7, R: 2 },
    { chunkLength: 7, segments: 2 },
  ],
  [
    { B: 2, H: 1, T: 97, D: 48, Dv: 130, R: 1 },
    { readout: 'penalized', chunkLength: 24 },
  ],
  [
    { B: 1, H: 2, T: 75, D: 16, Dv: 8, R: 2 },
    { stabilization: { period: 7, epsilon: 0.05 }, firstStep: 5 },
  ],
  [{ B: 1, H: 1, T: 40, D: 136, Dv: 1, R: 1 }, {}],
];

test.each(cases)('by chunks, and in parallel: the recurrence, its errors cut: %o %o', async (sizes, given) => {
  const { chunkLength, segments, ...own } = { lambda0: 0.5, ...given };
  const inputs = withState(sizes.T, sizes);
  const options = { ...own, errorBound: middleBound(inputs, own), keepIntermediates: true };
  const expected = vlaReference(vlaProblem(inputs, options));
  for (const form of options.stabilization ? (['chunk'] as const) : (['chunk', 'parallel'] as const)) {
    const result = await vla(inputs, { ...options, chunkLength, segments, form, session });
    expect(result.ran.form).toBe(form);
    for (const name of NAMES)
      expect(relativeError(result[name]!.data, expected[name]!.data), name).toBeLessThanOrEqual(2e-5);
  }
});

const one = { B: 1, H: 2, T: 40, D: 8, Dv: 6, R: 1 };

test('errors whose squares leave float32 are cut to the bound', async () => {
  const inputs = withState(5, one);
  const v = { ...inputs.v, data: inputs.v.data.map((value) => value * 1e30) };
  const options = { lambda0: 1, errorBound: 10 };
  const expected = vlaReference(vlaProblem({ ...inputs, v }, options));
  const result = await vla({ ...inputs, v }, { ...options, form: 'chunk', session });
  expect(relativeError(result.output.data, expected.output.data)).toBeLessThanOrEqual(2e-5);
});

test('left to itself a call with a bound goes by chunks, and step by step where its keys do not fit', async () => {
  const options = { lambda0: 1, errorBound: 1, session };
  const { ran } = await vla(withState(6, { ...one, H: 4 }), options);
  expect(ran).toMatchObject({ form: 'chunk', reason: 'the faster one here from 32 steps on' });
  const wide = rounded(vlaInputs(seededRandom(7), { ...one, H: 4, D: 385 }));
  expect((await vla(wide, options)).ran).toMatchObject({
    form: 'recurrent',
    reason: 'the chunk form does not fit this device',
  });
  await expect(vla(wide, { ...options, form: 'chunk' })).rejects.toThrow('keys have 385 numbers');
});
