import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeviceError } from '../src/errors.ts';
import { dot, relativeError } from '../src/math/index.ts';
import { deltaNetCpuJob } from '../src/ops/deltanet/cpu.ts';
import { deltaNetProblem } from '../src/ops/deltanet/problem.ts';
import { deltaNetReference } from '../src/ops/deltanet/reference.ts';
import { runAtOnce } from '../src/ops/host/job.ts';
import { linearAttentionCpuJob } from '../src/ops/linear/cpu.ts';
import { linearAttentionProblem } from '../src/ops/linear/problem.ts';
import { linearAttentionReference } from '../src/ops/linear/reference.ts';
import { softmaxAttentionCpuJob } from '../src/ops/softmax/cpu.ts';
import { softmaxAttentionProblem } from '../src/ops/softmax/problem.ts';
import { softmaxAttentionReference } from '../src/ops/softmax/reference.ts';
import type { Random } from '../src/random.ts';
import { seededRandom } from '../src/random.ts';
import type { HostTensor } from '../src/tensor.ts';
import { normals, unitVectors } from './support/random.ts';

const sizes = fc.record({
  B: fc.integer({ min: 1, max: 2 }),
  H: fc.integer({ min: 1, max: 2 }),
  T: fc.integer({ min: 2, max: 40 }),
  D: fc.integer({ min: 1, max: 12 }),
  Dv: fc.integer({ min: 1, max: 10 }),
});
type Sizes = { B: number; H: number; T: number; D: number; Dv: number };
const seed = fc.integer({ min: 0, max: 0x7fffffff });

const map = (tensor: HostTensor, f: (value: number) => number): HostTensor => ({
  shape: tensor.shape,
  data: tensor.data.map(f),
});
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

const deltaNetInputs = (random: Random, { B, H, T, D, Dv }: Sizes) => ({
  q: normals(random, B, H, T, D),
  k: unitVectors(random, B, H, T, D),
  v: normals(random, B, H, T, Dv),
  beta: map(normals(random, B, H, T), sigmoid),
  initialMemory: normals(random, B, H, Dv, D),
});

/** Positive features, so that no denominator comes close to zero. */
const linearInputs = (random: Random, { B, H, T, D, Dv }: Sizes) => ({
  q: map(normals(random, B, H, T, D), Math.exp),
  k: map(normals(random, B, H, T, D), Math.exp),
  v: normals(random, B, H, T, Dv),
  initialMemory: normals(random, B, H, Dv, D),
  initialNormalizer: map(normals(random, B, H, D), Math.exp),
});

const softmaxInputs = (random: Random, { B, H, T, D, Dv }: Sizes) => ({
  q: normals(random, B, H, T, D),
  k: normals(random, B, H, T, D),
  v: normals(random, B, H, T, Dv),
});

/** Each operator with generated inputs, in float64 and with float32 state. */
const operators = {
  deltaNet: (random: Random, size: Sizes): [Tensors, Tensors] => {
    const problem = deltaNetProblem(deltaNetInputs(random, size));
    return [runAtOnce(deltaNetCpuJob(problem)), deltaNetReference(problem)];
  },
  linearAttention: (random: Random, size: Sizes): [Tensors, Tensors] => {
    const problem = linearAttentionProblem(linearInputs(random, size));
    return [runAtOnce(linearAttentionCpuJob(problem)), linearAttentionReference(problem)];
  },
  softmaxAttention: (random: Random, size: Sizes): [Tensors, Tensors] => {
    const problem = softmaxAttentionProblem(softmaxInputs(random, size));
    return [runAtOnce(softmaxAttentionCpuJob(problem)), softmaxAttentionReference(problem)];
  },
};
type Tensors = object;

describe('float32 state follows the reference', () => {
  test.each(Object.entries(operators))('%s', (_, both) => {
    fc.assert(
      fc.property(sizes, seed, (size, number) => {
        const [actual, expected] = both(seededRandom(number), size);
        expect(Object.keys(actual)).toEqual(Object.keys(expected));
        for (const [name, tensor] of Object.entries(expected) as [string, HostTensor][]) {
          const { shape, data } = (actual as Record<string, HostTensor>)[name];
          expect(shape).toEqual(tensor.shape);
          expect(relativeError(data, tensor.data), name).toBeLessThanOrEqual(2e-5);
        }
      }),
      { seed: 4, numRuns: 60 },
    );
  });
});

/** Steps [start, end) of a tensor [1,1,T,…]. */
const steps = (tensor: HostTensor, start: number, end: number): HostTensor => {
  const size = tensor.data.length / tensor.shape[2];
  return {
    shape: [1, 1, end - start, ...tensor.shape.slice(3)],
    data: tensor.data.slice(start * size, end * size),
  };
};

describe('cut anywhere, with the state carried over, is one pass', () => {
  const size = { B: 1, H: 1, T: 9, D: 5, Dv: 4 };

  test.each([1, 4, 8])('deltaNet, at %d', (at) => {
    const { q, k, v, beta, initialMemory } = deltaNetInputs(seededRandom(1), size);
    const whole = deltaNetReference(deltaNetProblem({ q, k, v, beta, initialMemory }));
    const part = (start: number, end: number, memory: HostTensor) => {
      const inputs = { q: steps(q, start, end), k: steps(k, start, end), v: steps(v, start, end) };
      return deltaNetReference(deltaNetProblem({ ...inputs, beta: steps(beta, start, end), initialMemory: memory }));
    };
    const second = part(at, 9, part(0, at, initialMemory).finalMemory);
    expect([...second.finalMemory.data]).toEqual([...whole.finalMemory.data]);
    expect([...second.output.data]).toEqual([...steps(whole.output, at, 9).data]);
  });

  test.each([1, 4, 8])('linearAttention, at %d', (at) => {
    const { q, k, v } = linearInputs(seededRandom(2), size);
    const whole = linearAttentionReference(linearAttentionProblem({ q, k, v }));
    const part = (start: number, end: number, state = {}) => {
      const inputs = { q: steps(q, start, end), k: steps(k, start, end), v: steps(v, start, end) };
      return linearAttentionReference(linearAttentionProblem({ ...inputs, ...state }));
    };
    const { finalMemory, finalNormalizer } = part(0, at);
    const second = part(at, 9, { initialMemory: finalMemory, initialNormalizer: finalNormalizer });
    expect([...second.finalMemory.data]).toEqual([...whole.finalMemory.data]);
    expect([...second.finalNormalizer.data]).toEqual([...whole.finalNormalizer.data]);
    expect([...second.output.data]).toEqual([...steps(whole.output, at, 9).data]);
  });
});

describe('what the baselines mean', () => {
  test('deltaNet with unit keys and β = 1 recalls the last value of a key', () => {
    const random = seededRandom(3);
    const key = unitVectors(random, 1, 1, 1, 6);
    const k = { shape: [1, 1, 2, 6], data: Float64Array.from([...key.data, ...key.data]) };
    const v = normals(random, 1, 1, 2, 3);
    const { output } = deltaNetReference(deltaNetProblem({ q: k, k, v }));
    expect(relativeError(output.data, v.data)).toBeLessThan(1e-14);
  });

  test('linear attention of one step returns its value, up to ε', () => {
    const k = { shape: [1, 1, 1, 2], data: Float64Array.from([1, 2]) };
    const v = { shape: [1, 1, 1, 1], data: Float64Array.from([3]) };
    const { output } = linearAttentionReference(linearAttentionProblem({ q: k, k, v }, { epsilon: 1 }));
    expect(output.data[0]).toBeCloseTo((3 * 5) / 6, 14);
  });

  test('a vanishing denominator is an error, not a number', () => {
    const q = { shape: [1, 1, 1, 1], data: Float64Array.from([1]) };
    const zero = { shape: [1, 1, 1, 1], data: Float64Array.from([0]) };
    const problem = linearAttentionProblem({ q, k: zero, v: q }, { epsilon: 0 });
    expect(() => linearAttentionReference(problem)).toThrow(DeviceError);
    expect(() => runAtOnce(linearAttentionCpuJob(problem))).toThrow('diverged at step 0 of batch 0, head 0: NaN');
  });

  test('softmax attention survives scores that would overflow an exponential', () => {
    const q = { shape: [1, 1, 2, 1], data: Float64Array.from([100, 100]) };
    const v = { shape: [1, 1, 2, 1], data: Float64Array.from([1, 3]) };
    const problem = softmaxAttentionProblem({ q, k: q, v });
    expect([...softmaxAttentionReference(problem).output.data]).toEqual([1, 2]);
    expect([...runAtOnce(softmaxAttentionCpuJob(problem)).output.data]).toEqual([1, 2]);
  });

  test('softmax attention does not look ahead', () => {
    const inputs = softmaxInputs(seededRandom(4), { B: 1, H: 1, T: 5, D: 3, Dv: 2 });
    const last = { shape: inputs.v.shape, data: inputs.v.data.map((value, i) => (i >= 8 ? value + 1 : value)) };
    const before = softmaxAttentionReference(softmaxAttentionProblem(inputs)).output.data;
    const after = softmaxAttentionReference(softmaxAttentionProblem({ ...inputs, v: last })).output.data;
    expect([...after.subarray(0, 8)]).toEqual([...before.subarray(0, 8)]);
    expect(dot(after.subarray(8), [1, 1])).not.toBeCloseTo(dot(before.subarray(8), [1, 1]), 3);
  });
});
