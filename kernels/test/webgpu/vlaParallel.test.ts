import { beforeAll, expect, test } from 'vitest';
import type { WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { vla } from '../../src/ops/vla/index.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { seededRandom } from '../../src/random.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { rounded } from '../support/generated.ts';
import { vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

test.each([
  ['matrices of a segment that lie next to the next head’s', { H: 2, T: 64, D: 64, R: 1 }, 16, 2],
  ['and next to the next segment’s', { H: 1, T: 96, D: 64, R: 1 }, 16, 3],
  ['a chunk with more directions than are added up at a time', { H: 2, T: 120, D: 8, R: 1 }, 40, 3],
  ['directions of several ranks, of which a chunk has more', { H: 1, T: 64, D: 5, R: 4 }, 16, 2],
])('%s', async (_, { H, T, D, R }, chunkLength, segments) => {
  const inputs = rounded(vlaInputs(seededRandom(T + D), { B: 1, H, T, R, D, Dv: D }));
  const result = await vla(inputs, { lambda0: 0.5, form: 'parallel', chunkLength, segments, session });
  expect(result.ran.form).toBe('parallel');
  const expected = vlaReference(vlaProblem(inputs, { lambda0: 0.5 }));
  for (const name of ['output', 'finalMemory', 'finalInverse'] as const)
    expect(relativeError(result[name].data, expected[name].data), name).toBeLessThanOrEqual(2e-5);
});
