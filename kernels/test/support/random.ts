import { addDiagonal, multiply, norm, transpose } from '../../src/math/index.ts';
import type { Random } from '../../src/random.ts';
import type { VlaInputs } from '../../src/ops/vla/types.ts';
import type { VlaSizes } from '../../src/ops/vla/problem.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { elementCount } from '../../src/tensor.ts';

/** Independent normals, float64. */
export function normals(random: Random, ...shape: number[]): HostTensor {
  return { shape, data: random.fillNormal(new Float64Array(elementCount(shape))) };
}

/** Vectors of length 1 along the last axis. */
export function unitVectors(random: Random, ...shape: number[]): HostTensor {
  const tensor = normals(random, ...shape);
  const size = shape[shape.length - 1];
  for (let start = 0; start < tensor.data.length; start += size) {
    const row = tensor.data.subarray(start, start + size);
    const length = norm(row);
    for (let i = 0; i < size; i++) row[i] /= length;
  }
  return tensor;
}

/** Inputs of a well-behaved call: unit keys, directions shorter than 1. */
export function vlaInputs(random: Random, { B, H, T, R, D, Dv }: VlaSizes): VlaInputs {
  const u = unitVectors(random, B, H, T, R, D);
  return {
    q: normals(random, B, H, T, D),
    k: unitVectors(random, B, H, T, D),
    v: normals(random, B, H, T, Dv),
    u: { shape: u.shape, data: u.data.map((value) => value / Math.sqrt(D)) },
  };
}

/** Symmetric positive definite matrices [B,H,size,size]. */
export function positiveDefinite(random: Random, B: number, H: number, size: number): HostTensor {
  const matrices = Array.from({ length: B * H }, () => {
    const factor = { rows: size, columns: size, data: random.fillNormal(new Float64Array(size * size)) };
    return [...addDiagonal(multiply(factor, transpose(factor)), 0.5).data];
  });
  return { shape: [B, H, size, size], data: Float64Array.from(matrices.flat()) };
}
