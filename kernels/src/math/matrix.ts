import { describe } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import type { HostTensor } from '../tensor.ts';
import { checkMatrix, checkScalar, checkSize, checkVector } from './shapes.ts';
import type { Matrix, Vector } from './types.ts';

export type { Matrix, Vector } from './types.ts';

export function zeros(rows: number, columns: number): Matrix {
  checkSize('rows', rows);
  checkSize('columns', columns);
  return { rows, columns, data: new Float64Array(rows * columns) };
}

/** scale·I */
export function identity(size: number, scale = 1): Matrix {
  checkSize('size', size);
  return addDiagonal(zeros(size, size), scale);
}

/** The index-th matrix of a tensor [..., rows, columns], as a copy: index b·H + h for [B,H,rows,columns]. */
export function matrixAt(tensor: HostTensor, index: number): Matrix {
  checkSize('index', index);
  const { shape, data } = checkedTensor(tensor);
  const [rows, columns] = shape.slice(-2) as [number, number];
  const start = index * rows * columns;
  const end = start + rows * columns;
  if (end > data.length)
    throw new ArgumentError('index', `was ${index}; the tensor has ${data.length / (rows * columns)} matrices`);
  return { rows, columns, data: Float64Array.from(data.subarray(start, end)) };
}

function checkedTensor(tensor: HostTensor): HostTensor {
  const { shape, data } = (tensor ?? {}) as Partial<HostTensor>;
  if (!Array.isArray(shape) || shape.length < 2 || !ArrayBuffer.isView(data))
    throw new ArgumentError('tensor', `was ${describe(tensor)}; expected a tensor {shape, data} of matrices`);
  return tensor;
}

export function copy(a: Matrix): Matrix {
  checkMatrix('a', a);
  return { rows: a.rows, columns: a.columns, data: a.data.slice() };
}

export function transpose(a: Matrix): Matrix {
  checkMatrix('a', a);
  const result = zeros(a.columns, a.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) result.data[j * a.rows + i] = a.data[i * a.columns + j];
  }
  return result;
}

/** A B, of A [m,n] and B [n,p]. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  checkMatrix('a', a);
  checkMatrix('b', b);
  if (a.columns !== b.rows) throw new ArgumentError('b', `cannot multiply ${size(a)} by ${size(b)}`);
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
  checkMatrix('a', a);
  checkVector('x', x, a.columns);
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
  checkMatrix('a', a);
  checkScalar('scale', scale);
  checkVector('x', x, a.rows);
  checkVector('y', y, a.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) a.data[i * a.columns + j] += scale * (x[i] * y[j]);
  }
  return a;
}

/** A ← A + scale·I, in place. */
export function addDiagonal(a: Matrix, scale: number): Matrix {
  checkMatrix('a', a);
  checkScalar('scale', scale);
  for (let i = 0; i < Math.min(a.rows, a.columns); i++) a.data[i * a.columns + i] += scale;
  return a;
}

/** A + scale·B as a new matrix. */
export function addScaled(a: Matrix, scale: number, b: Matrix): Matrix {
  checkMatrix('a', a);
  checkScalar('scale', scale);
  checkMatrix('b', b);
  if (a.rows !== b.rows || a.columns !== b.columns) throw new ArgumentError('b', `cannot add ${size(b)} to ${size(a)}`);
  return { rows: a.rows, columns: a.columns, data: a.data.map((value, i) => value + scale * b.data[i]) };
}

function size(a: Matrix): string {
  return `a ${a.rows}×${a.columns} matrix`;
}
