import type { Matrix } from '../../math/matrix.ts';
import { matrixAt, zeros } from '../../math/matrix.ts';
import type { HostTensor } from '../../tensor.ts';

/** A view of row `index` of a tensor [..., size]: index (b·H + h)·T + t for [B,H,T,size]. */
export function rowOf<Data extends Float32Array | Float64Array>(
  tensor: { readonly shape: readonly number[]; readonly data: Data },
  index: number,
): Data {
  const size = tensor.shape[tensor.shape.length - 1];
  return tensor.data.subarray(index * size, (index + 1) * size) as Data;
}

/** Rows [start, end) of a tensor [..., columns], as a copy. */
export function rowsOf(tensor: HostTensor, start: number, end: number): Matrix {
  const columns = tensor.shape[tensor.shape.length - 1];
  return { rows: end - start, columns, data: Float64Array.from(tensor.data.subarray(start * columns, end * columns)) };
}

/** What a head starts with: its matrix [rows,columns] of `initial`, or zeros. */
export function initialMatrix(initial: HostTensor | null, head: number, rows: number, columns: number): Matrix {
  return initial ? matrixAt(initial, head) : zeros(rows, columns);
}

/** What a head starts with: its vector [size] of `initial`, or zeros. */
export function initialVector(initial: HostTensor | null, head: number, size: number): Float64Array {
  return initial ? Float64Array.from(rowOf(initial, head)) : new Float64Array(size);
}

/** A float64 tensor of zeros. */
export function emptyTensor(...shape: number[]): { readonly shape: number[]; readonly data: Float64Array } {
  return { shape, data: new Float64Array(shape.reduce((count, size) => count * size, 1)) };
}
