import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArgumentError } from '../src/errors.ts';
import { deltaNet, openSession } from '../src/index.ts';
import { relativeError } from '../src/math/index.ts';
import { deltaNetChunked } from '../src/ops/deltanet/chunked.ts';
import { preferredDeltaNetForm } from '../src/ops/deltanet/form.ts';
import { deltaNetProblem } from '../src/ops/deltanet/problem.ts';
import { deltaNetReference } from '../src/ops/deltanet/reference.ts';
import { seededRandom } from '../src/random.ts';
import { summarizeAdapter } from '../src/runtime/adapter.ts';
import { normals, unitVectors } from './support/random.ts';

const inputsOf = (seed: number, T: number) => {
  const random = seededRandom(seed);
  const k = unitVectors(random, 2, 1, T, 6);
  return {
    q: normals(random, 2, 1, T, 6),
    k: { shape: k.shape, data: k.data.map((value) => 1.3 * value) },
    v: normals(random, 2, 1, T, 4),
    beta: { shape: [2, 1, T], data: random.fillNormal(new Float64Array(2 * T)).map((x) => 1 / (1 + Math.exp(-x))) },
    initialMemory: normals(random, 2, 1, 4, 6),
  };
};

test('the chunk form in float64 is the recurrence, for any chunk length', () => {
  const lengths = fc.record({ T: fc.integer({ min: 1, max: 50 }), C: fc.integer({ min: 1, max: 60 }) });
  fc.assert(
    fc.property(lengths, fc.nat(), ({ T, C }, seed) => {
      const problem = deltaNetProblem(inputsOf(seed, T));
      const chunked = deltaNetChunked(problem, C);
      const expected = deltaNetReference(problem);
      expect(relativeError(chunked.output.data, expected.output.data)).toBeLessThanOrEqual(1e-13);
      expect(relativeError(chunked.finalMemory.data, expected.finalMemory.data)).toBeLessThanOrEqual(1e-13);
    }),
    { seed: 9, numRuns: 100 },
  );
});

test.each(['cpu', 'reference'] as const)('backend %s has both forms and no other', async (backend) => {
  const session = await openSession({ backend });
  const inputs = inputsOf(3, 20);
  const expected = deltaNetReference(deltaNetProblem(inputs));
  for (const form of ['recurrent', 'chunk'] as const) {
    const { ran, output, finalMemory } = await deltaNet(inputs, { session, form, chunkLength: 7 });
    expect(ran).toMatchObject({ backend, form, reason: 'asked for' });
    expect(output.data).toBeInstanceOf(backend === 'cpu' ? Float32Array : Float64Array);
    expect(relativeError(output.data, expected.output.data)).toBeLessThanOrEqual(2e-6);
    expect(relativeError(finalMemory.data, expected.finalMemory.data)).toBeLessThanOrEqual(2e-6);
  }
  await expect(deltaNet(inputs, { session, form: 'full' })).rejects.toThrow(ArgumentError);
  await expect(deltaNet(inputs, { session, form: 'parallel' })).rejects.toThrow('deltanet has "recurrent" and "chunk"');
});

test.each([
  { description: 'llvmpipe: Mesa', D: 64, T: 4096, form: 'recurrent' },
  { description: 'SwiftShader', D: 128, T: 4096, form: 'recurrent' },
  { description: 'a graphics card', D: 64, T: 4096, form: 'chunk' },
  { description: 'a graphics card', D: 64, T: 31, form: 'recurrent' },
  { description: 'a graphics card', D: 8, T: 4096, form: 'recurrent' },
])('$description, heads of $D, $T steps: $form, with a reason', ({ description, D, T, form }) => {
  const choice = preferredDeltaNetForm({ B: 1, H: 1, T, D, Dv: D }, summarizeAdapter({ description }));
  expect(choice.form).toBe(form);
  expect(choice.reason).not.toBe('');
});
