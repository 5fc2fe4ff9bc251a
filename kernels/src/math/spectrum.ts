import { EigenvalueDecomposition, Matrix as DenseMatrix, SingularValueDecomposition } from 'ml-matrix';
import type { Matrix } from './matrix.ts';
import { checkMatrix, checkSquare } from './shapes.ts';

/** Eigenvalues of a symmetric matrix, ascending. */
export function symmetricEigenvalues(a: Matrix): number[] {
  checkSquare('a', a);
  return new EigenvalueDecomposition(dense(a), { assumeSymmetric: true }).realEigenvalues.sort((x, y) => x - y);
}

/** Singular values, descending; as many as the smaller of rows and columns. */
export function singularValues(a: Matrix): number[] {
  checkMatrix('a', a);
  const options = { computeLeftSingularVectors: false, computeRightSingularVectors: false, autoTranspose: true };
  return new SingularValueDecomposition(dense(a), options).diagonal.slice(0, Math.min(a.rows, a.columns));
}

/** Largest singular value. */
export function spectralNorm(a: Matrix): number {
  return singularValues(a)[0];
}

/** Largest absolute eigenvalue of any square matrix. */
export function spectralRadius(a: Matrix): number {
  checkSquare('a', a);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(dense(a));
  return Math.max(...realEigenvalues.map((real, i) => Math.hypot(real, imaginaryEigenvalues[i])));
}

/** Ratio of the largest to the smallest absolute eigenvalue of a symmetric matrix; Infinity when singular. */
export function symmetricConditionNumber(a: Matrix): number {
  const sizes = symmetricEigenvalues(a).map(Math.abs);
  return Math.max(...sizes) / Math.min(...sizes);
}

function dense(a: Matrix): DenseMatrix {
  return DenseMatrix.from1DArray(a.rows, a.columns, a.data);
}
