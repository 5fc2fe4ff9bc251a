import { describe, expect, test } from 'vitest';
import type { Matrix } from '../src/math/index.ts';
import {
  addDiagonal,
  cholesky,
  identity,
  invertPositiveDefinite,
  isPositiveDefinite,
  matrixAt,
  multiply,
  multiplyVector,
  relativeError,
  singularValues,
  spectralNorm,
  spectralRadius,
  symmetricConditionNumber,
  symmetricEigenvalues,
  transpose,
} from '../src/math/index.ts';
import { seededRandom } from '../src/random.ts';

const of = (rows: number, columns: number, ...values: number[]): Matrix => {
  return { rows, columns, data: Float64Array.from(values) };
};

function gram(size: number, seed: number): Matrix {
  const g = { rows: size, columns: size, data: seededRandom(seed).fillNormal(new Float64Array(size * size)) };
  return addDiagonal(multiply(g, transpose(g)), 0.1);
}

describe('matrices', () => {
  const a = of(2, 3, 1, 2, 3, 4, 5, 6);

  test('products', () => {
    expect([...multiply(a, transpose(a)).data]).toEqual([14, 32, 32, 77]);
    expect([...multiplyVector(a, [1, 0, -1])]).toEqual([-2, -2]);
    expect(() => multiply(a, a)).toThrow('cannot multiply a 2×3 matrix by a 2×3 matrix');
  });

  test('a head of a tensor', () => {
    const tensor = { shape: [1, 2, 2, 2], data: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]) };
    expect([...matrixAt(tensor, 1).data]).toEqual([5, 6, 7, 8]);
  });

  test('the Cholesky factor reproduces the matrix', () => {
    const m = gram(12, 1);
    const factor = cholesky(m);
    expect(factor).not.toBeNull();
    expect(relativeError(multiply(factor!, transpose(factor!)).data, m.data)).toBeLessThan(1e-14);
  });

  test('the inverse times the matrix is I', () => {
    const m = gram(12, 2);
    expect(relativeError(multiply(m, invertPositiveDefinite(m)!).data, identity(12).data)).toBeLessThan(1e-10);
  });

  test('an indefinite matrix has no factor', () => {
    expect(isPositiveDefinite(of(2, 2, 1, 2, 2, 1))).toBe(false);
    expect(isPositiveDefinite(of(2, 2, 1, NaN, NaN, 1))).toBe(false);
    expect(isPositiveDefinite(of(2, 2, 2, 1, 1, 2))).toBe(true);
  });
});

describe('spectra', () => {
  test('eigenvalues of a symmetric matrix', () => {
    const values = symmetricEigenvalues(of(2, 2, 2, 1, 1, 2));
    expect(values[0]).toBeCloseTo(1, 14);
    expect(values[1]).toBeCloseTo(3, 14);
    expect(symmetricConditionNumber(of(2, 2, 2, 1, 1, 2))).toBeCloseTo(3, 13);
  });

  test('singular values squared are the eigenvalues of AᵀA', () => {
    const a = of(2, 3, 1, 2, 3, 4, 5, 6);
    const squares = symmetricEigenvalues(multiply(a, transpose(a))).reverse();
    const [first, second] = singularValues(a);
    expect(first ** 2).toBeCloseTo(squares[0], 10);
    expect(second ** 2).toBeCloseTo(squares[1], 10);
    expect(singularValues(transpose(a))).toHaveLength(2);
  });

  test('norm and radius differ for a shear', () => {
    const shear = of(2, 2, 1, 1, 0, 1);
    expect(spectralRadius(shear)).toBeCloseTo(1, 7);
    expect(spectralNorm(shear)).toBeCloseTo((1 + Math.sqrt(5)) / 2, 12);
  });

  test('a rotation has complex eigenvalues of size 1', () => {
    expect(spectralRadius(of(2, 2, 0, -2, 2, 0))).toBeCloseTo(2, 12);
  });
});

test('relative error: NaN stays NaN, lengths must agree, zeros compare absolutely', () => {
  expect(relativeError([NaN], [1])).toBeNaN();
  expect(relativeError([0.5], [0])).toBe(0.5);
  expect(() => relativeError([1], [1, 2])).toThrow('actual: has 1 numbers; expected 2');
});
