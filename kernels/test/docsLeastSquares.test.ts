import { describe, expect, test } from 'vitest';
import {
  addOuter,
  identity,
  invertPositiveDefinite,
  multiply,
  multiplyVector,
  norm,
  relativeError,
  symmetricConditionNumber,
  zeros,
} from '../src/math/index.ts';
import type { Matrix } from '../src/math/index.ts';
import { deltaNetProblem } from '../src/ops/deltanet/problem.ts';
import { deltaNetReference } from '../src/ops/deltanet/reference.ts';
import { vlaProblem } from '../src/ops/vla/problem.ts';
import { vlaReference } from '../src/ops/vla/reference.ts';
import { seededRandom } from '../src/random.ts';

/* What docs/mathematics.mdx says about least squares, checked in float64. */

const D = 6;
const Dv = 4;
const T = 30;
const lambda0 = 0.1;

function vectors(count: number, size: number, seed: number): Float64Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.fillNormal(new Float64Array(size)));
}

const asTensor = (rows: readonly Float64Array[]) => ({
  shape: [1, 1, rows.length, rows[0].length],
  data: Float64Array.from(rows.flatMap((row) => [...row])),
});

/** V Kᵀ (λ0 I + K Kᵀ + U Uᵀ)⁻¹: the minimiser of Σ‖v − S k‖² + tr(S M Sᵀ), from scratch. */
function minimiser(k: readonly Float64Array[], v: readonly Float64Array[], u: readonly Float64Array[]): Float64Array {
  const gram = identity(D, lambda0);
  const cross = zeros(Dv, D);
  for (const direction of [...k, ...u]) addOuter(gram, 1, direction, direction);
  k.forEach((key, t) => addOuter(cross, 1, v[t], key));
  return multiply(cross, inverseOf(gram)).data;
}

function inverseOf(matrix: Matrix): Matrix {
  const inverse = invertPositiveDefinite(matrix);
  if (!inverse) throw new Error('not positive definite');
  return inverse;
}

const k = vectors(T, D, 1);
const v = vectors(T, Dv, 2);
const u = vectors(T, D, 3);

test('plain VLA with u = k is ridge regression after every step', () => {
  for (const steps of [1, 5, T]) {
    const [keys, values] = [k.slice(0, steps), v.slice(0, steps)];
    const inputs = { q: asTensor(keys), k: asTensor(keys), v: asTensor(values), u: asTensor(keys) };
    const { finalMemory } = vlaReference(vlaProblem(inputs, { lambda0, write: 'plain' }));
    expect(relativeError(finalMemory.data, minimiser(keys, values, []))).toBeLessThan(1e-12);
  }
});

test('the penalised objective needs two outer products a step, and VLA does not solve it', () => {
  const S = zeros(Dv, D);
  const C = identity(D, lambda0);
  for (let t = 0; t < T; t++) {
    addOuter(addOuter(C, 1, k[t], k[t]), 1, u[t], u[t]);
    const inverse = inverseOf(C);
    const error = multiplyVector(S, k[t]).map((recalled, i) => v[t][i] - recalled);
    const erased = multiplyVector(S, u[t]);
    addOuter(S, 1, error, multiplyVector(inverse, k[t]));
    addOuter(S, -1, erased, multiplyVector(inverse, u[t]));
  }
  const exact = minimiser(k, v, u);
  expect(relativeError(S.data, exact)).toBeLessThan(1e-12);
  for (const write of ['plain', 'normalized'] as const) {
    const inputs = { q: asTensor(k), k: asTensor(k), v: asTensor(v), u: asTensor(u) };
    const { finalMemory } = vlaReference(vlaProblem(inputs, { lambda0, write }));
    expect(relativeError(finalMemory.data, exact)).toBeGreaterThan(0.1);
  }
});

describe('three memories, two tokens', () => {
  const keys = [Float64Array.of(1, 0), Float64Array.of(0.6, 0.8)];
  const values = [Float64Array.of(1), Float64Array.of(2)];
  const [qk, vt] = [asTensor(keys), asTensor(values)];
  const answers = (memory: ArrayLike<number>) =>
    keys.map((key) => Number((memory[0] * key[0] + memory[1] * key[1]).toFixed(3)));
  const vla = (write: 'plain' | 'normalized') =>
    vlaReference(vlaProblem({ q: qk, k: qk, v: vt, u: qk }, { lambda0: 0.1, write })).finalMemory.data;

  test('the table of the page', () => {
    expect(answers([2.2, 1.6])).toEqual([2.2, 2.6]);
    expect(answers(deltaNetReference(deltaNetProblem({ q: qk, k: qk, v: vt })).finalMemory.data)).toEqual([1.84, 2]);
    expect(answers(vla('normalized'))).toEqual([1.095, 1.775]);
    expect(answers(vla('plain'))).toEqual([1.012, 1.812]);
  });
});

test('the condition number is at most 1 + Σ‖u‖²/λ0, and parallel directions reach it', () => {
  const cond = (directions: readonly Float64Array[]): number =>
    symmetricConditionNumber(directions.reduce((M, u) => addOuter(M, 1, u, u), identity(D, lambda0)));
  const bound = (directions: readonly Float64Array[]): number =>
    1 + directions.reduce((sum, direction) => sum + norm(direction) ** 2, 0) / lambda0;
  expect(cond(u)).toBeLessThan(bound(u));
  const parallel = u.map((_, t) => u[0].map((value) => value * Math.sin(t + 1)));
  expect(cond(parallel) / bound(parallel)).toBeCloseTo(1, 9);
});
