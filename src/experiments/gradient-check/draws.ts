import type { HostTensor } from '@vla/kernels';
import { addDiagonal, multiply, transpose } from '@vla/kernels/math';
import type { Random } from '@vla/kernels/random';
import { scaleRows } from '../../lib/compute/features.ts';
import type { Config } from './definition.ts';

export type Tensors = Readonly<Record<string, HostTensor>>;

/** Random tensors of one head; all numbers are representable in float32, so that every place starts from the same ones. */
export function drawsOf(random: Random, { length, headSize }: Config) {
  const normals = (...shape: number[]): HostTensor => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    return { shape, data: random.fillNormal(new Float32Array(count)) };
  };
  const positive = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.map((x) => Math.exp(x)) });
  const unit = ({ shape, data }: HostTensor, scale = 1): HostTensor => ({
    shape,
    data: scaleRows(data as Float32Array, headSize, scale),
  });
  const rows = (): HostTensor => normals(1, 1, length, headSize);
  return {
    q: rows,
    positive: () => positive(rows()),
    k: () => unit(rows()),
    v: rows,
    strengths: () => positive(normals(1, 1, length)),
    directions: (rank = 1) => unit(normals(1, 1, length, rank, headSize), 1 / Math.sqrt(headSize)),
    memory: () => normals(1, 1, headSize, headSize),
    normalizer: () => positive(normals(1, 1, headSize)),
    /** Symmetric and positive definite, [1,1,D,D]. */
    inverse: (): HostTensor => {
      const factor = { rows: headSize, columns: headSize, data: random.fillNormal(new Float64Array(headSize ** 2)) };
      const { data } = addDiagonal(multiply(factor, transpose(factor)), 0.5);
      return { shape: [1, 1, headSize, headSize], data: Float32Array.from(data) };
    },
  };
}

export type Draws = ReturnType<typeof drawsOf>;
