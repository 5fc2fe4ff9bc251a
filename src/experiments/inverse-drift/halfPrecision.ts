import { f16round } from '@petamoriken/float16';
import type { Matrix } from '@vla/kernels/math';
import { identity } from '@vla/kernels/math';

/** Rounds a number to the nearest one of a format. */
export type Rounding = (value: number) => number;

export const toFloat16: Rounding = f16round;

const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

/** The upper half of a float32, rounded to nearest, ties to even. For finite values below bfloat16's largest. */
export const toBfloat16: Rounding = (value) => {
  word[0] = value;
  bits[0] += 0x7fff + ((bits[0] >>> 16) & 1);
  bits[0] &= 0xffff0000;
  return word[0];
};

/** A = I/λ0 in the format. */
export function roundedStart(size: number, lambda0: number, round: Rounding): Matrix {
  return identity(size, round(1 / lambda0));
}

/**
 * A ← round(A − z zᵀ/δ) for the direction u of every step, `directions` [steps, size], in place. Only the stored A is
 * rounded; the arithmetic in between is float64, so what remains is the error of accumulating in the format.
 */
export function accumulate(inverse: Matrix, directions: Float32Array, round: Rounding): void {
  const { rows: size, data } = inverse;
  const z = new Float64Array(size);
  for (let start = 0; start < directions.length; start += size) {
    let delta = 1;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += data[i * size + j] * directions[start + j];
      z[i] = sum;
      delta += directions[start + i] * sum;
    }
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const value = round(data[i * size + j] - (z[i] * z[j]) / delta);
        data[i * size + j] = value;
        data[j * size + i] = value;
      }
    }
  }
}
