import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError, DeviceError } from '../src/errors.ts';
import { invertPositiveDefinite, matrixAt, norm, relativeError } from '../src/math/index.ts';
import { runAtOnce } from '../src/ops/host/job.ts';
import type { VlaInputs, VlaOptions } from '../src/ops/vla/types.ts';
import { chunkBounds, vlaChunked, vlaChunkedJob, vlaParallel } from '../src/ops/vla/host/chunked.ts';
import { vlaCpuJob } from '../src/ops/vla/host/cpu.ts';
import { chooseForm as choose, formsOf } from '../src/ops/call/form.ts';
import type { FormChoice } from '../src/ops/operator.ts';
import { vlaOperator } from '../src/ops/vla/operator.ts';
import type { Form } from '../src/runtime/types.ts';
import type { VlaSizes } from '../src/ops/vla/problem.ts';
import { vlaProblem } from '../src/ops/vla/problem.ts';
import type { VlaProblem } from '../src/ops/vla/problem.ts';
import type { VlaTensors } from '../src/ops/vla/reference.ts';
import { vlaReference } from '../src/ops/vla/reference.ts';
import { seededRandom } from '../src/random.ts';
import type { HostTensor } from '../src/tensor.ts';
import { normals, positiveDefinite, vlaInputs } from './support/random.ts';

const names = ['output', 'finalMemory', 'finalInverse', 'writeDirections', 'errors'] as const;

function expectEqual(actual: VlaTensors, expected: VlaTensors, tolerance: number): void {
  for (const name of names) {
    expect(actual[name]!.shape).toEqual(expected[name]!.shape);
    expect(relativeError(actual[name]!.data, expected[name]!.data), name).toBeLessThanOrEqual(tolerance);
  }
  expect([...actual.skippedUpdates.data]).toEqual([...expected.skippedUpdates.data]);
}

const sizes = fc.record({
  B: fc.integer({ min: 1, max: 2 }),
  H: fc.integer({ min: 1, max: 2 }),
  T: fc.integer({ min: 1, max: 40 }),
  D: fc.integer({ min: 1, max: 12 }),
  Dv: fc.integer({ min: 1, max: 10 }),
  R: fc.integer({ min: 1, max: 3 }),
});

/** Options that both forms honour. λ0 stays away from 0: ill-conditioned cases have their golden files. */
const options = fc.record({
  lambda0: fc.double({ min: 0.1, max: 10, noNaN: true }),
  write: fc.constantFrom('normalized', 'plain'),
  error: fc.constantFrom('residual', 'additive'),
  readout: fc.constantFrom('memory', 'penalized'),
  errorBound: fc.constantFrom(0, 0.5, 2),
  stabilization: fc.record({ period: fc.integer({ min: 0, max: 9 }), epsilon: fc.constantFrom(0, 1e-3, 0.1) }),
  firstStep: fc.integer({ min: 0, max: 30 }),
  keepIntermediates: fc.constant(true),
}) satisfies fc.Arbitrary<VlaOptions>;

const seed = fc.integer({ min: 0, max: 0x7fffffff });

function withState(random: ReturnType<typeof seededRandom>, size: VlaSizes, carried: boolean): VlaInputs {
  const { B, H, D, Dv } = size;
  const inputs = vlaInputs(random, size);
  if (!carried) return inputs;
  return {
    ...inputs,
    initialMemory: normals(random, B, H, Dv, D),
    initialInverse: positiveDefinite(random, B, H, D),
  };
}

/** Steps [start, end) of a tensor [B,H,T,…]. */
function steps(tensor: HostTensor, start: number, end: number): HostTensor {
  const [B, H, T, ...rest] = tensor.shape;
  const size = tensor.data.length / (B * H * T);
  const parts = Array.from({ length: B * H }, (_, head) => {
    return [...tensor.data.subarray((head * T + start) * size, (head * T + end) * size)];
  });
  return { shape: [B, H, end - start, ...rest], data: Float64Array.from(parts.flat()) };
}

function chooseForm(problem: VlaProblem, requested: Form | 'auto', preferred: FormChoice): FormChoice {
  return choose(formsOf(vlaOperator, problem), requested, preferred);
}

describe('forms and backends agree', () => {
  test('the chunk form is the recurrence, for any sizes, options and chunk length', () => {
    const chunkLength = fc.integer({ min: 1, max: 48 });
    fc.assert(
      fc.property(sizes, options, seed, chunkLength, fc.boolean(), (size, chosen, number, length, carried) => {
        const problem = vlaProblem(withState(seededRandom(number), size, carried), chosen);
        expectEqual(vlaChunked(problem, length), vlaReference(problem), 1e-10);
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test('so is the form that is parallel in time, for any number of segments', () => {
    const run = fc.record({
      chunkLength: fc.integer({ min: 1, max: 12 }),
      segments: fc.oneof(fc.integer({ min: 2, max: 20 }), fc.constant(Infinity)),
    });
    fc.assert(
      fc.property(sizes, options, seed, run, fc.boolean(), (size, chosen, number, cut, carried) => {
        const still = { ...chosen, stabilization: { period: 0 } };
        const problem = vlaProblem(withState(seededRandom(number), size, carried), still);
        const reference = vlaReference(problem);
        expectEqual(vlaParallel(problem, cut), reference, 1e-10);
        expectEqual(runAtOnce(vlaChunkedJob(problem, { ...cut, float32State: true })), reference, 2e-5);
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  test('float32 state follows the reference', () => {
    fc.assert(
      fc.property(sizes, options, seed, fc.boolean(), (size, chosen, number, carried) => {
        const problem = vlaProblem(withState(seededRandom(number), size, carried), chosen);
        const reference = vlaReference(problem);
        expectEqual(runAtOnce(vlaCpuJob(problem)), reference, 2e-5);
        expectEqual(runAtOnce(vlaChunkedJob(problem, { chunkLength: 8, float32State: true })), reference, 2e-5);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test('cut anywhere, with the state and the step count carried over, is one pass', () => {
    const cut = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(sizes, options, seed, cut, fc.boolean(), (size, chosen, number, fraction, chunked) => {
        const T = size.T + 1;
        const at = Math.min(T - 1, 1 + Math.floor(fraction * (T - 1)));
        const inputs = vlaInputs(seededRandom(number), { ...size, T });
        const run = chunked ? (...args: Parameters<typeof vlaProblem>) => vlaChunked(vlaProblem(...args), 7) : runAll;
        const whole = run(inputs, chosen);
        const { q, k, v, u } = inputs;
        const part = (start: number, end: number) => ({
          q: steps(q, start, end),
          k: steps(k, start, end),
          v: steps(v, start, end),
          u: steps(u, start, end),
        });
        const first = run(part(0, at), chosen);
        const second = run(
          { ...part(at, T), initialMemory: first.finalMemory, initialInverse: first.finalInverse },
          { ...chosen, firstStep: chosen.firstStep + at },
        );
        expect(relativeError(second.finalMemory.data, whole.finalMemory.data)).toBeLessThanOrEqual(1e-10);
        expect(relativeError(second.finalInverse.data, whole.finalInverse.data)).toBeLessThanOrEqual(1e-10);
        expect(relativeError(second.output.data, steps(whole.output, at, T).data)).toBeLessThanOrEqual(1e-10);
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});

function runAll(...args: Parameters<typeof vlaProblem>): VlaTensors {
  return vlaReference(vlaProblem(...args));
}

describe('what the recurrence means', () => {
  const size = { B: 1, H: 1, T: 20, D: 5, Dv: 4, R: 2 };
  const inputs = vlaInputs(seededRandom(5), size);

  test('A is the inverse of λ0 I + Σ u uᵀ', () => {
    const M = { rows: 5, columns: 5, data: new Float64Array(25) };
    for (let i = 0; i < 5; i++) M.data[i * 6] = 0.3;
    for (let s = 0; s < 40; s++) {
      const u = inputs.u.data.subarray(s * 5, s * 5 + 5);
      for (let i = 0; i < 25; i++) M.data[i] += u[Math.floor(i / 5)] * u[i % 5];
    }
    const { finalInverse } = vlaReference(vlaProblem(inputs, { lambda0: 0.3 }));
    expect(relativeError(matrixAt(finalInverse, 0).data, invertPositiveDefinite(M)!.data)).toBeLessThan(1e-13);
  });

  test('write directions have length 1, and o = S q after the last write', () => {
    const { writeDirections, output, finalMemory } = runAll(inputs, { lambda0: 1, keepIntermediates: true });
    for (let t = 0; t < 20; t++) expect(norm(writeDirections!.data.subarray(t * 5, t * 5 + 5))).toBeCloseTo(1, 14);
    const q = inputs.q.data.subarray(19 * 5);
    for (let i = 0; i < 4; i++) {
      let expected = 0;
      for (let j = 0; j < 5; j++) expected += finalMemory.data[i * 5 + j] * q[j];
      expect(output.data[19 * 4 + i]).toBeCloseTo(expected, 12);
    }
  });

  test('heads do not see each other', () => {
    const two = { ...size, B: 2, H: 2 };
    const all = vlaInputs(seededRandom(6), two);
    const result = runAll(all, { lambda0: 0.5 });
    const third = (tensor: HostTensor): HostTensor => {
      const length = tensor.data.length / 4;
      return { shape: [1, 1, ...tensor.shape.slice(2)], data: tensor.data.slice(2 * length, 3 * length) };
    };
    const alone = runAll({ q: third(all.q), k: third(all.k), v: third(all.v), u: third(all.u) }, { lambda0: 0.5 });
    expect([...third(result.output).data]).toEqual([...alone.output.data]);
  });

  test('renormalizing keeps ‖S‖ at 1 or below the threshold', () => {
    const chosen = { lambda0: 1, renormalizeAbove: 2, keepIntermediates: true };
    const problem = vlaProblem(inputs, chosen);
    const reference = vlaReference(problem);
    expect(norm(reference.finalMemory.data)).toBeLessThanOrEqual(2);
    expectEqual(runAtOnce(vlaCpuJob(problem)), reference, 2e-5);
    expect(norm(runAll(inputs, { lambda0: 1 }).finalMemory.data)).toBeGreaterThan(2);
  });

  test('an update through an indefinite inverse is skipped and counted', () => {
    // The first direction gives δ = 1 − 1 = 0, the second δ = 2.
    const directions = { shape: [1, 1, 2, 2], data: Float64Array.from([1, 0, 0, 1]) };
    const initialInverse = { shape: [1, 1, 2, 2], data: Float64Array.from([-1, 0, 0, 1]) };
    const all = { q: directions, k: directions, v: directions, u: directions, initialInverse };
    const problem = vlaProblem(all, { lambda0: 1, stabilization: { deltaFloor: 1e-3 } });
    for (const result of [vlaReference(problem), runAtOnce(vlaCpuJob(problem))]) {
      expect([...result.skippedUpdates.data]).toEqual([1]);
      expect(result.finalInverse.data[0]).toBeCloseTo(-0.999, 6);
      expect(result.finalInverse.data[3]).toBeCloseTo(1.001 - 1.001 ** 2 / 2.001, 6);
    }
    expect(chooseForm(problem, 'auto', { form: 'chunk', reason: 'faster' })).toEqual({
      form: 'recurrent',
      reason: 'initialInverse: one that is not positive definite needs the recurrent form',
    });
  });

  test('an overflow is an error that names the step, not a number', () => {
    const growing = { ...inputs, k: { shape: inputs.k.shape, data: inputs.k.data.map((value) => value * 1e30) } };
    const problem = vlaProblem(growing, { lambda0: 1, write: 'plain' });
    for (const run of [() => vlaReference(problem), () => runAtOnce(vlaCpuJob(problem))]) {
      expect(run).toThrow(DeviceError);
      expect(run).toThrow(/diverged at step \d+ of batch 0, head 0/);
    }
  });
});

describe('the choice of form', () => {
  const size = { B: 1, H: 2, T: 4, D: 3, Dv: 3, R: 1 };
  const random = seededRandom(8);
  const inputs = vlaInputs(random, size);
  const preferred = { form: 'chunk', reason: 'the fastest' } as const;

  test('the backend decides where both forms honour the options', () => {
    const nudged = vlaProblem(inputs, { lambda0: 1, stabilization: { period: 2, epsilon: 0.1 } });
    expect(chooseForm(nudged, 'auto', preferred)).toBe(preferred);
    const carried = vlaProblem({ ...inputs, initialInverse: positiveDefinite(random, 1, 2, 3) }, { lambda0: 1 });
    expect(chooseForm(carried, 'auto', preferred)).toBe(preferred);
    expect(chooseForm(carried, 'recurrent', preferred).form).toBe('recurrent');
    expect(chooseForm(carried, 'chunk', { form: 'recurrent', reason: '' }).form).toBe('chunk');
  });

  const obstacles: [string, Partial<VlaInputs>, VlaOptions][] = [
    ['renormalizeAbove', {}, { lambda0: 1, renormalizeAbove: 2 }],
    ['stabilization.deltaFloor', {}, { lambda0: 1, stabilization: { deltaFloor: 1.5 } }],
    [
      'initialInverse',
      { initialInverse: { shape: [1, 2, 3, 3], data: Float64Array.from([...one(1), ...one(-1)]) } },
      { lambda0: 1 },
    ],
  ];

  test.each(obstacles)('%s needs the recurrent form, and says so', (option, state, chosen) => {
    const problem = vlaProblem({ ...inputs, ...state }, chosen);
    const choice = chooseForm(problem, 'auto', preferred);
    expect(choice.form).toBe('recurrent');
    expect(choice.reason).toContain(option);
    expect(() => chooseForm(problem, 'chunk', preferred)).toThrow(ArgumentError);
    expect(() => chooseForm(problem, 'chunk', preferred)).toThrow(option);
  });

  test('a nudge has no place in the sums of the parallel form', () => {
    const atOnce = { form: 'parallel', reason: 'the fastest' } as const;
    const nudged = vlaProblem(inputs, { lambda0: 1, stabilization: { period: 2, epsilon: 0.1 } });
    expect(chooseForm(nudged, 'auto', atOnce)).toEqual({
      form: 'chunk',
      reason: 'stabilization.period: nudging A after a step needs the chunk form or the recurrent one',
    });
    expect(() => chooseForm(nudged, 'parallel', atOnce)).toThrow(ArgumentError);
    expect(() => chooseForm(nudged, 'parallel', atOnce)).toThrow('stabilization.period');
    const still = vlaProblem(inputs, { lambda0: 1, stabilization: { period: 2, epsilon: 0 } });
    expect(chooseForm(still, 'auto', atOnce)).toBe(atOnce);
    expect(chooseForm(still, 'parallel', preferred)).toEqual({ form: 'parallel', reason: 'asked for' });
    const renormalized = vlaProblem(inputs, { lambda0: 1, renormalizeAbove: 2 });
    expect(chooseForm(renormalized, 'auto', atOnce).form).toBe('recurrent');
  });

  test('vla has no full form', () => {
    expect(() => chooseForm(vlaProblem(inputs, { lambda0: 1 }), 'full', preferred)).toThrow('form: was "full"');
  });
});

function one(corner: number): number[] {
  return [corner, 0, 0, 0, 1, 0, 0, 0, 1];
}

test('chunks end on the steps with a nudge, counted from the start of the sequence', () => {
  expect(chunkBounds(10, 4, { period: 0, firstStep: 0 })).toEqual([
    { start: 0, end: 4 },
    { start: 4, end: 8 },
    { start: 8, end: 10 },
  ]);
  expect(chunkBounds(9, 4, { period: 5, firstStep: 3 })).toEqual([
    { start: 0, end: 2 },
    { start: 2, end: 6 },
    { start: 6, end: 7 },
    { start: 7, end: 9 },
  ]);
});
