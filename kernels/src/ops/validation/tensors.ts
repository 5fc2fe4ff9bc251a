import { ArgumentError } from '../../errors.ts';
import type { HostTensor } from '../../tensor.ts';
import { elementCount } from '../../tensor.ts';
import { describe, formatShape, indexAt, FLOAT32_MAX } from './options.ts';

const FLOAT_ARRAYS = ['[object Float32Array]', '[object Float64Array]'];

/** Throws unless `shape` has one of the ranks in `expected` (for example "[B,H,T,D]") and no empty axis. */
export function checkRank(name: string, shape: readonly number[], ranks: readonly number[], expected: string): void {
  if (!ranks.includes(shape.length)) {
    throw new ArgumentError(name, `has rank ${shape.length}, shape ${formatShape(shape)}; expected ${expected}`);
  }
  if (shape.some((size) => size === 0)) {
    throw new ArgumentError(name, `is empty, shape ${formatShape(shape)}; expected ${expected}, every size at least 1`);
  }
}

/** Throws unless `shape` equals `sizes`; `letters` names the axes, for example "[B,H,T,D]". */
export function checkShape(name: string, shape: readonly number[], sizes: readonly number[], letters: string): void {
  checkRank(name, shape, [sizes.length], `${letters} = ${formatShape(sizes)}`);
  if (shape.some((size, axis) => size !== sizes[axis])) {
    throw new ArgumentError(name, `has shape ${formatShape(shape)}; expected ${letters} = ${formatShape(sizes)}`);
  }
}

/** Throws unless `value` is a {@link HostTensor}: a shape, and a float array that fills it. */
export function checkHostTensor(name: string, value: unknown): asserts value is HostTensor {
  const expected = 'expected a tensor {shape, data}';
  if (typeof value !== 'object' || value === null) throw new ArgumentError(name, `was ${describe(value)}; ${expected}`);
  const { shape, data } = value as { shape?: unknown; data?: unknown };
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    const was = Array.isArray(shape) ? `[${shape.map(describe).join(', ')}]` : describe(shape);
    throw new ArgumentError(name, `has the shape ${was}; expected an array of non-negative integers`);
  }
  if (!FLOAT_ARRAYS.includes(Object.prototype.toString.call(data))) {
    throw new ArgumentError(name, `holds ${describe(data)}; expected a Float32Array or Float64Array`);
  }
  const { length } = data as Float32Array;
  if (length !== elementCount(shape)) {
    throw new ArgumentError(
      name,
      `holds ${length} numbers; its shape ${formatShape(shape)} needs ${elementCount(shape)}`,
    );
  }
}

/** Throws when a number is NaN, infinite or beyond float32, and says where the first one is. */
export function checkFinite(name: string, tensor: HostTensor): void {
  const { data, shape } = tensor;
  for (let i = 0; i < data.length; i++) {
    if (!(Math.abs(data[i]) <= FLOAT32_MAX)) {
      const where = formatShape(indexAt(shape, i));
      throw new ArgumentError(name, `is ${data[i]} at ${where}; expected finite numbers within float32's range`);
    }
  }
}

/** Throws unless each D×D matrix of the tensor [B,H,D,D] equals its transpose up to rounding. */
export function checkSymmetric(name: string, tensor: HostTensor): void {
  const [, heads, size] = tensor.shape;
  const { data } = tensor;
  for (let start = 0; start < data.length; start += size * size) {
    let largest = 0;
    for (let i = start; i < start + size * size; i++) largest = Math.max(largest, Math.abs(data[i]));
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < row; column++) {
        const below = data[start + row * size + column];
        const above = data[start + column * size + row];
        if (Math.abs(below - above) <= SYMMETRY_TOLERANCE * largest) continue;
        const head = start / (size * size);
        const where = `batch ${Math.floor(head / heads)}, head ${head % heads}`;
        const values = `[${row}, ${column}] = ${below} but [${column}, ${row}] = ${above}`;
        throw new ArgumentError(name, `is not symmetric in ${where}: ${values}`);
      }
    }
  }
}

/** Relative to the matrix's largest entry: wide enough for a float32 state that was carried over. */
const SYMMETRY_TOLERANCE = 1e-5;

/** Throws on the first number that is not above 0, or whose inverse leaves float32. */
export function checkPositive(name: string, { shape, data }: HostTensor): void {
  const wrong = data.findIndex((value) => !(value > 0 && 1 / value <= FLOAT32_MAX));
  if (wrong < 0) return;
  const where = formatShape(indexAt(shape, wrong));
  throw new ArgumentError(
    name,
    `is ${data[wrong]} at ${where}; expected numbers above 0 whose inverse fits in float32`,
  );
}
