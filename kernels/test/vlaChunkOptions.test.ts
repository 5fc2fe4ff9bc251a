import { expect, test } from 'vitest';
import { relativeError } from '../src/math/index.ts';
import { vlaChunked, vlaParallel } from '../src/ops/vla/host/chunked.ts';
import { vlaProblem } from '../src/ops/vla/problem.ts';
import { vlaReference } from '../src/ops/vla/reference.ts';
import type { VlaOptions } from '../src/ops/vla/types.ts';
import { seededRandom } from '../src/random.ts';
import { normals, positiveDefinite, vlaInputs } from './support/random.ts';

const cases: readonly (readonly [string, VlaOptions])[] = [
  ['read through A', { lambda0: 1, readout: 'penalized' }],
  ['read through A, nudged', { lambda0: 1, readout: 'penalized', stabilization: { period: 5, epsilon: 0.1 } }],
  ['errors cut', { lambda0: 1, errorBound: 2 }],
  ['values cut', { lambda0: 1, errorBound: 2, error: 'additive' }],
  ['both', { lambda0: 1, errorBound: 2, readout: 'penalized', write: 'plain' }],
];

test.each(cases)('%s: chunks are the recurrence to twelve digits, whatever their length', (_, options) => {
  const random = seededRandom(1);
  const inputs = {
    ...vlaInputs(random, { B: 2, H: 2, T: 50, R: 2, D: 12, Dv: 9 }),
    initialMemory: normals(random, 2, 2, 9, 12),
    initialInverse: positiveDefinite(random, 2, 2, 12),
  };
  const problem = vlaProblem(inputs, { ...options, keepIntermediates: true });
  const expected = vlaReference(problem);
  const found = [1, 7, 16, 64].map((chunkLength) => vlaChunked(problem, chunkLength));
  if (!options.stabilization) found.push(vlaParallel(problem, { chunkLength: 8, segments: 3 }));
  for (const result of found)
    for (const name of ['output', 'finalMemory', 'finalInverse', 'writeDirections', 'errors'] as const)
      expect(relativeError(result[name]!.data, expected[name]!.data), name).toBeLessThanOrEqual(1e-12);
});
