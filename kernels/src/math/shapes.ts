import { ArgumentError } from '../errors.ts';
import { describe } from '../arguments.ts';
import type { Matrix, Vector } from './types.ts';

/* Looked at in inner loops, so that they are written out, and not made of the shapes of other arguments. */

/** Throws ArgumentError unless a value is an array or a typed array, of `length` numbers where that is said. */
export function checkVector(name: string, x: Vector, length?: number): void {
  if ((Array.isArray(x) || ArrayBuffer.isView(x)) && typeof x.length === 'number') {
    if (length === undefined || x.length === length) return;
    throw new ArgumentError(name, `has ${x.length} numbers; expected ${length}`);
  }
  throw new ArgumentError(name, `was ${describe(x)}; expected an array of numbers`);
}

/** Throws ArgumentError unless a value is a matrix with a number for each place. */
export function checkMatrix(name: string, a: Matrix): void {
  if (typeof a !== 'object' || a === null)
    throw new ArgumentError(name, `was ${describe(a)}; expected a matrix {rows, columns, data}`);
  const { rows, columns, data } = a;
  if (!isSize(rows)) throw new ArgumentError(`${name}.rows`, `was ${describe(rows)}; expected a non-negative integer`);
  if (!isSize(columns))
    throw new ArgumentError(`${name}.columns`, `was ${describe(columns)}; expected a non-negative integer`);
  if (!ArrayBuffer.isView(data))
    throw new ArgumentError(`${name}.data`, `was ${describe(data)}; expected a Float64Array`);
  if (data.length !== rows * columns)
    throw new ArgumentError(`${name}.data`, `has ${data.length} numbers; ${rows} × ${columns} needs ${rows * columns}`);
}

/** Throws ArgumentError unless a value is a matrix with as many rows as columns. */
export function checkSquare(name: string, a: Matrix): void {
  checkMatrix(name, a);
  if (a.rows !== a.columns)
    throw new ArgumentError(name, `is a ${a.rows}×${a.columns} matrix; expected as many rows as columns`);
}

export function checkScalar(name: string, value: number): void {
  if (typeof value !== 'number') throw new ArgumentError(name, `was ${describe(value)}; expected a number`);
}

export function checkSize(name: string, value: number): void {
  if (!isSize(value)) throw new ArgumentError(name, `was ${describe(value)}; expected a non-negative integer`);
}

/** Throws ArgumentError unless a value is an object. What it has to hold is looked at one by one. */
export function checkObject(name: string, value: object, fields: string): void {
  if (typeof value !== 'object' || value === null)
    throw new ArgumentError(name, `was ${describe(value)}; expected an object with ${fields}`);
}

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
