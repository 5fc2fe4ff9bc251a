import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { deltaNetProblem } from '../../src/ops/deltanet/problem.ts';
import { deltaNetReference } from '../../src/ops/deltanet/reference.ts';
import { gatedDeltaChunked } from '../../src/ops/gatedDelta/chunked.ts';
import { gatedDeltaCpuJob } from '../../src/ops/gatedDelta/cpu.ts';
import { gatedDeltaProblem } from '../../src/ops/gatedDelta/problem.ts';
import { gatedDeltaReference } from '../../src/ops/gatedDelta/reference.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import { linearAttentionProblem } from '../../src/ops/linear/problem.ts';
import { linearAttentionReference } from '../../src/ops/linear/reference.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { normals, vlaInputs } from '../support/random.ts';
import { gatedDeltaInputs } from './inputs.ts';

const sizes = { B: 2, H: 2, T: 40, D: 6, Dv: 5 };
const random = seededRandom(51);

function expectSame(actual: object, expected: object, tolerance: number): void {
  for (const name of ['output', 'finalMemory'] as const) {
    const [a, b] = [actual, expected].map((all) => (all as Record<string, HostTensor>)[name]!);
    expect(a!.shape, name).toEqual(b!.shape);
    expect(relativeError(a!.data, b!.data), name).toBeLessThanOrEqual(tolerance);
  }
}

const forms = ['residual', 'additive'] as const;

describe.each(forms)('%s errors', (error) => {
  test('the chunk form in float64 is the recurrence, for any chunk length and any decays', () => {
    const lengths = fc.record({ T: fc.integer({ min: 1, max: 50 }), C: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(lengths, fc.nat(), ({ T, C }, seed) => {
        const inputs = gatedDeltaInputs(seededRandom(seed), { ...sizes, T });
        const problem = gatedDeltaProblem(inputs, { error });
        expectSame(gatedDeltaChunked(problem, C), gatedDeltaReference(problem), 1e-12);
      }),
      { seed: 9, numRuns: 60 },
    );
  });

  test('float32 state follows the reference', () => {
    const problem = gatedDeltaProblem(gatedDeltaInputs(random, { ...sizes, T: 200 }), { error });
    expectSame(runAtOnce(gatedDeltaCpuJob(problem)), gatedDeltaReference(problem), 2e-5);
  });
});

test('what was before a decay of 0 leaves no trace, in any form', () => {
  const inputs = gatedDeltaInputs(random, { B: 1, H: 1, T: 12, D: 4, Dv: 3 });
  const gamma = { shape: [1, 1, 12], data: inputs.gamma.data.map((value, t) => (t === 7 ? 0 : value)) };
  const other = {
    ...inputs,
    v: { ...inputs.v, data: inputs.v.data.map((x, i) => (i < 7 * 3 ? 1e6 * x : x)) },
    initialMemory: { ...inputs.initialMemory, data: inputs.initialMemory.data.map((x) => -3 * x) },
  };
  for (const run of [
    gatedDeltaReference,
    (problem: ReturnType<typeof gatedDeltaProblem>) => gatedDeltaChunked(problem, 5),
    (problem: ReturnType<typeof gatedDeltaProblem>) => runAtOnce(gatedDeltaCpuJob(problem)),
  ]) {
    const [a, b] = [inputs, other].map((call) => run(gatedDeltaProblem({ ...call, gamma })));
    expect(b!.output.data.subarray(7 * 3)).toEqual(a!.output.data.subarray(7 * 3));
    expect(b!.finalMemory.data).toEqual(a!.finalMemory.data);
  }
});

describe('what it is a setting of', () => {
  test('DeltaNet: one key, no decay', () => {
    const { q, k, v, beta, initialMemory } = gatedDeltaInputs(random, sizes);
    const expected = deltaNetReference(deltaNetProblem({ q, k, v, beta, initialMemory }));
    const ones = { shape: beta.shape, data: beta.data.map(() => 1) };
    for (const more of [{}, { p: k }, { gamma: ones }, { p: k, gamma: ones }]) {
      const problem = gatedDeltaProblem({ q, k, v, beta, initialMemory, ...more });
      expectSame(gatedDeltaReference(problem), expected, 1e-14);
      expectSame(gatedDeltaChunked(problem, 7), expected, 1e-12);
    }
  });

  test('the numerator of linear attention: no decay, whole values', () => {
    const positive = (x: HostTensor): HostTensor => ({ shape: x.shape, data: x.data.map(Math.exp) });
    const { q, k, v, initialMemory } = gatedDeltaInputs(random, sizes);
    const features = { q: positive(q), k: positive(k), v, initialMemory };
    const { output, finalMemory } = linearAttentionReference(linearAttentionProblem(features, { epsilon: 0 }));
    // Values of 1 have the denominator as their answer.
    const one = { shape: [...v.shape.slice(0, 3), 1], data: new Float64Array(v.data.length / sizes.Dv).fill(1) };
    const below = gatedDeltaReference(
      gatedDeltaProblem({ q: features.q, k: features.k, v: one }, { error: 'additive' }),
    );
    const { output: above, ...last } = gatedDeltaReference(gatedDeltaProblem(features, { error: 'additive' }));
    const quotient = above.data.map((value, i) => value / below.output.data[Math.floor(i / sizes.Dv)]!);
    expect(relativeError(quotient, output.data)).toBeLessThanOrEqual(1e-13);
    expect(relativeError(last.finalMemory.data, finalMemory.data)).toBeLessThanOrEqual(1e-14);
  });

  test('VLA’s pass over S: it writes along the directions, and reads with the keys', () => {
    const inputs = vlaInputs(random, { ...sizes, R: 1 });
    const problem = vlaProblem(inputs, { lambda0: 0.5, keepIntermediates: true });
    const expected = vlaReference(problem);
    const { q, k: p, v } = inputs;
    expectSame(gatedDeltaReference(gatedDeltaProblem({ q, p, v, k: expected.writeDirections! })), expected, 1e-13);
  });

  test('Mamba-2: a sum over the past, each value times the decays since', () => {
    const { q, k, v, gamma } = gatedDeltaInputs(random, { B: 1, H: 1, T: 9, D: 4, Dv: 3 });
    const { output } = gatedDeltaReference(gatedDeltaProblem({ q, k, v, gamma }, { error: 'additive' }));
    const at = (x: HostTensor, t: number, size: number) => [...x.data.subarray(t * size, (t + 1) * size)];
    for (let t = 0; t < 9; t++) {
      const sum = [0, 0, 0];
      for (let s = 0; s <= t; s++) {
        const left = [...gamma.data.subarray(s + 1, t + 1)].reduce((a, b) => a * b, 1);
        const key = at(k, s, 4);
        const score = at(q, t, 4).reduce((total, x, j) => total + x * key[j]!, 0);
        at(v, s, 3).forEach((x, i) => (sum[i]! += left * score * x));
      }
      expect(relativeError(at(output, t, 3), sum)).toBeLessThanOrEqual(1e-12);
    }
  });
});

describe('arguments', () => {
  const { q, k, v, ...others } = gatedDeltaInputs(random, sizes);

  test.each([
    ['p', 'p: has shape [2, 2, 40, 5]; expected [B,H,T,D] = [2, 2, 40, 6]', { p: v }],
    ['beta', 'beta: has rank 4', { beta: q }],
    ['gamma', 'gamma: has shape [2, 2, 39]; expected [B,H,T] = [2, 2, 40]', { gamma: normals(random, 2, 2, 39) }],
    ['initialMemory', 'initialMemory: has rank 3', { initialMemory: others.beta }],
    [
      'a decay',
      'gamma: is NaN at [0, 0, 1]',
      { gamma: { ...others.gamma, data: others.gamma.data.map((x, t) => (t === 1 ? NaN : x)) } },
    ],
    ['another name', 'inputs.alpha: is not known', { alpha: k }],
  ])('%s', (_, message, wrong) => {
    expect(() => gatedDeltaProblem({ q, k, v, ...wrong })).toThrow(message);
  });

  test('options', () => {
    expect(() => gatedDeltaProblem({ q, k, v }, { error: 'none' as never })).toThrow(
      'error: was "none"; expected "residual" or "additive"',
    );
    expect(() => gatedDeltaProblem({ q, k, v }, { write: 'plain' } as never)).toThrow('options.write: is not known');
  });
});
