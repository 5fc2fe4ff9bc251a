import { describe, expect, test } from 'vitest';
import type { Matrix } from '../src/math/index.ts';
import {
  addOuter,
  cholesky,
  dot,
  identity,
  invertPositiveDefinite,
  multiply,
  multiplyVector,
  norm,
  relativeError,
  singularValues,
  solveLower,
  spectralRadius,
  symmetricConditionNumber,
  transpose,
  zeros,
} from '../src/math/index.ts';
import { vlaProblem } from '../src/ops/vla/problem.ts';
import { vlaReference } from '../src/ops/vla/reference.ts';
import { seededRandom } from '../src/random.ts';

/* What docs/mathematics.mdx says about stability, checked in float64. */

const D = 5;

/** M with a given condition, a unit key, and α = A k scaled to length 1. */
function situation(seed: number, directions: number) {
  const random = seededRandom(seed);
  const M = identity(D, 0.1);
  for (let s = 0; s < directions; s++) {
    const u = random.fillNormal(new Float64Array(D));
    addOuter(M, 1, u, u);
  }
  const A = invertPositiveDefinite(M);
  if (!A) throw new Error('not positive definite');
  const k = random.unitVector(D);
  const direction = multiplyVector(A, k);
  const alpha = direction.map((value) => value / norm(direction));
  return { random, M, A, k, alpha, c: dot(alpha, k) };
}

const jacobian = (k: Float64Array, alpha: Float64Array): Matrix => addOuter(identity(D), -1, k, alpha);
const seeds = [1, 2, 3, 4, 5];

describe('the Jacobian I − k αᵀ', () => {
  test.each(seeds)('has radius 1 and norm (1 + √(5 − 4c))/2, seed %i', (seed) => {
    const { A, k, alpha, c } = situation(seed, 4);
    const J = jacobian(k, alpha);
    expect(spectralRadius(J)).toBeCloseTo(1, 10);
    const values = singularValues(J);
    expect(values[0]).toBeCloseTo((1 + Math.sqrt(5 - 4 * c)) / 2, 10);
    expect(values[D - 1]).toBeCloseTo((Math.sqrt(5 - 4 * c) - 1) / 2, 10);
    const longForm = (3 - 2 * c + Math.sqrt((3 - 2 * c) ** 2 - 4 * (1 - c) ** 2)) / 2;
    expect(values[0] ** 2).toBeCloseTo(longForm, 10);
    expect(values[0]).toBeGreaterThan(1.001);
    expect(values[0]).toBeLessThan((1 + Math.sqrt(5)) / 2);
    const kappa = symmetricConditionNumber(A);
    expect(c).toBeGreaterThanOrEqual((2 * Math.sqrt(kappa)) / (1 + kappa));
  });

  test('has norm 1 when α = k', () => {
    const { k } = situation(1, 4);
    expect(singularValues(jacobian(k, k))[0]).toBeCloseTo(1, 12);
  });

  test.each(seeds)('is I − p pᵀ/‖A k‖ in the geometry of M, with norm 1, seed %i', (seed) => {
    const { M, k, alpha, c } = situation(seed, 4);
    // With M = L Lᵀ, tr(S M Sᵀ) = ‖S L‖², and S ↦ S J becomes multiplication by L⁻¹ J L.
    const L = cholesky(M);
    if (!L) throw new Error('not positive definite');
    const inGeometryOfM = solveLower(L, multiply(jacobian(k, alpha), L));
    const values = singularValues(inGeometryOfM);
    expect(values[0]).toBeCloseTo(1, 10);
    expect(values[D - 2]).toBeCloseTo(1, 10);
    expect(values[D - 1]).toBeCloseTo(1 - c, 10);
    expect(relativeError(inGeometryOfM.data, transpose(inGeometryOfM).data)).toBeLessThan(1e-10);
  });
});

test('‖S‖² changes by ‖v + S(α − k)‖² − ‖Sα‖²', () => {
  const { random, k, alpha } = situation(7, 4);
  const S = { rows: 3, columns: D, data: random.fillNormal(new Float64Array(3 * D)) };
  const v = random.fillNormal(new Float64Array(3));
  const error = multiplyVector(S, k).map((recalled, i) => v[i] - recalled);
  const next = addOuter(zeros(3, D), 1, error, alpha).data.map((value, i) => value + S.data[i]);
  const Sk = multiplyVector(S, k);
  const Sa = multiplyVector(S, alpha);
  const expected = norm(S.data) ** 2 - norm(Sa) ** 2 + norm(v.map((value, i) => value + Sa[i] - Sk[i])) ** 2;
  expect(norm(next) ** 2).toBeCloseTo(expected, 10);
});

test('bounded inputs can make the norm grow like √t', () => {
  const T = 400;
  const k = new Float64Array(2 * T);
  const v = new Float64Array(T);
  const memory = [0, 0];
  for (let t = 0; t < T; t++) {
    // A positive key orthogonal to the memory, and the sign that keeps the memory's entries of opposite sign.
    const key = t === 0 ? [1, 0] : t === 1 ? [0, 1] : [Math.abs(memory[1]), Math.abs(memory[0])];
    const length = Math.hypot(key[0], key[1]);
    v[t] = t === 0 || memory[0] + memory[1] < 0 ? 1 : -1;
    for (const i of [0, 1]) {
      k[2 * t + i] = key[i] / length;
      memory[i] += v[t] * k[2 * t + i];
    }
  }
  expect(Math.min(...k)).toBeGreaterThanOrEqual(0);
  const keys = { shape: [1, 1, T, 2], data: k };
  const inputs = { q: keys, k: keys, v: { shape: [1, 1, T, 1], data: v }, u: { ...keys, data: k.map(() => 0) } };
  const { finalMemory } = vlaReference(vlaProblem(inputs, { lambda0: 1 }));
  expect(norm(finalMemory.data)).toBeCloseTo(Math.sqrt(T), 9);
});

test('a nudged penalty levels off at √(gP/ε)', () => {
  const [gain, period, epsilon, T] = [1 / 32 ** 2, 20, 1e-3, 10_000];
  let mu = 0;
  for (let t = 1; t <= T; t++) {
    mu += gain;
    if (t % period === 0) mu /= 1 + epsilon * mu;
  }
  const level = Math.sqrt((gain * period) / epsilon);
  expect(level).toBeCloseTo(4.4, 1);
  expect(mu / (level * Math.tanh((gain * T) / level))).toBeCloseTo(1, 2);
  expect((0.1 + gain * T) / mu).toBeCloseTo(2.3, 1);
});
