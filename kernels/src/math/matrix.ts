import type { HostTensor } from '../tensor.ts';

/** A dense row-major float64 matrix. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

export type Vector = ArrayLike<number>;

export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

/** scale·I */
export function identity(size: number, scale = 1): Matrix {
  return addDiagonal(zeros(size, size), scale);
}

/** The index-th matrix of a tensor [..., rows, columns], as a copy: index b·H + h for [B,H,rows,columns]. */
export function matrixAt(tensor: HostTensor, index: number): Matrix {
  const [rows, columns] = tensor.shape.slice(-2);
  const start = index * rows * columns;
  return { rows, columns, data: Float64Array.from(tensor.data.subarray(start, start + rows * columns)) };
}

export function copy(a: Matrix): Matrix {
  return { rows: a.rows, columns: a.columns, data: a.data.slice() };
}

export function transpose(a: Matrix): Matrix {
  const result = zeros(a.columns, a.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) result.data[j * a.rows + i] = a.data[i * a.columns + j];
  }
  return result;
}

/** A B, of A [m,n] and B [n,p]. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw new RangeError(`cannot multiply ${size(a)} by ${size(b)}`);
  const result = zeros(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let l = 0; l < a.columns; l++) {
      const factor = a.data[i * a.columns + l];
      for (let j = 0; j < b.columns; j++) result.data[i * b.columns + j] += factor * b.data[l * b.columns + j];
    }
  }
  return result;
}

/** A x, of A [m,n] and x [n]. */
export function multiplyVector(a: Matrix, x: Vector): Float64Array {
  const result = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) {
    let sum = 0;
    for (let j = 0; j < a.columns; j++) sum += a.data[i * a.columns + j] * x[j];
    result[i] = sum;
  }
  return result;
}

/** A ← A + scale·x yᵀ, in place. */
export function addOuter(a: Matrix, scale: number, x: Vector, y: Vector): Matrix {
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) a.data[i * a.columns + j] += scale * (x[i] * y[j]);
  }
  return a;
}

/** A ← A + scale·I, in place. */
export function addDiagonal(a: Matrix, scale: number): Matrix {
  for (let i = 0; i < Math.min(a.rows, a.columns); i++) a.data[i * a.columns + i] += scale;
  return a;
}

/** A + scale·B as a new matrix. */
export function addScaled(a: Matrix, scale: number, b: Matrix): Matrix {
  if (a.rows !== b.rows || a.columns !== b.columns) throw new RangeError(`cannot add ${size(b)} to ${size(a)}`);
  return { rows: a.rows, columns: a.columns, data: a.data.map((value, i) => value + scale * b.data[i]) };
}

function size(a: Matrix): string {
  return `a ${a.rows}×${a.columns} matrix`;
}
