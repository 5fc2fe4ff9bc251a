import type { HostTensor } from '../../tensor.ts';

/**
 * Inner loops of the CPU kernels. Numbers live in float32 arrays; sums run in JavaScript's float64 registers
 * and are rounded once, when stored. Vectors are given as an array and the offset of their first element, so
 * that a token costs no allocation.
 */

/** The tensor's numbers in float32: its own array where it has one, which is then not to be written to. */
export function asFloat32({ data }: HostTensor): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/** The same tensors with their numbers in float32. */
export function tensorsInFloat32<Tensors extends object>(tensors: Tensors): Tensors {
  const entries = Object.entries(tensors) as [string, HostTensor][];
  return Object.fromEntries(entries.map(([name, tensor]) => [name, { ...tensor, data: asFloat32(tensor) }])) as Tensors;
}

/** A float32 copy of a tensor's numbers, or `length` zeros: a state to be updated in place. */
export function float32State(initial: HostTensor | null, length: number): Float32Array {
  return initial ? Float32Array.from(initial.data) : new Float32Array(length);
}

/** xᵀy */
export function dotAt(x: Float32Array, xStart: number, y: Float32Array, yStart: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += x[xStart + i] * y[yStart + i];
  return sum;
}

/** target ← A x for the square matrix A [size,size] at `start`. */
export function multiplyAt(
  target: Float32Array,
  a: Float32Array,
  start: number,
  x: Float32Array,
  xStart: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) target[i] = dotAt(a, start + i * size, x, xStart, size);
}

/** A ← A − z zᵀ/δ for the square matrix A [size,size] at `start`. */
export function downdateAt(a: Float32Array, start: number, z: Float32Array, delta: number, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = start + i * size;
    for (let j = 0; j < size; j++) a[row + j] -= (z[i] * z[j]) / delta;
  }
}

/** A ← A + scale·I for the square matrix A [size,size] at `start`. */
export function addDiagonalAt(a: Float32Array, start: number, scale: number, size: number): void {
  for (let i = 0; i < size; i++) a[start + i * (size + 1)] += scale;
}

/** A ← A + scale·(x yᵀ + y xᵀ) for the square matrix A [size,size] at 0. */
export function addBothWaysAt(
  a: Float32Array,
  scale: number,
  x: Float32Array,
  xStart: number,
  y: Float32Array,
  yStart: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) {
    const [xi, yi] = [scale * x[xStart + i], scale * y[yStart + i]];
    for (let j = 0; j < size; j++) a[i * size + j] += xi * y[yStart + j] + yi * x[xStart + j];
  }
}

/** x ← scale·x for `length` numbers from `start` on. */
export function scaleAt(x: Float32Array, start: number, scale: number, length: number): void {
  for (let i = start; i < start + length; i++) x[i] *= scale;
}

/** One row s of a memory: s ← s + weight·direction; returns sᵀq. */
export function writeRow(
  s: Float32Array,
  row: number,
  weight: number,
  direction: Float32Array,
  directionStart: number,
  q: Float32Array,
  qStart: number,
  length: number,
): number {
  let output = 0;
  for (let j = 0; j < length; j++) {
    const value = s[row + j] + weight * direction[directionStart + j];
    s[row + j] = value;
    output += value * q[qStart + j];
  }
  return output;
}
