import type { Tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { FeatureMap } from '../../src/layers/index.ts';
import type { Matrix } from '../../src/math/index.ts';
import { multiply, norm } from '../../src/math/index.ts';
import type { HostTensor } from '../../src/tensor.ts';

/* Pieces of a layer in float64, written down a second time and without tfjs. */

export function host(tensor: Tensor): { shape: number[]; data: Float64Array } {
  return { shape: [...tensor.shape], data: Float64Array.from(tensor.dataSync()) };
}

/** The layer's weights by the last part of their names. */
export function weightsOf(layer: layers.Layer): Record<string, ReturnType<typeof host>> {
  return Object.fromEntries(
    layer.weights.map((weight) => [weight.originalName.split('/').at(-1)!, host(weight.read())]),
  );
}

export const asMatrix = ({ shape, data }: HostTensor): Matrix => {
  const columns = shape[shape.length - 1];
  return { rows: data.length / columns, columns, data: Float64Array.from(data) };
};

/** x W of x [B,T,width], cut into heads: [B,H,T,size]. */
export function project(x: HostTensor, weight: HostTensor, heads: number): HostTensor {
  const [B, T] = x.shape;
  const product = multiply(asMatrix(x), asMatrix(weight));
  const size = product.columns / heads;
  const data = new Float64Array(product.data.length);
  for (let b = 0; b < B; b++)
    for (let h = 0; h < heads; h++)
      for (let t = 0; t < T; t++)
        for (let i = 0; i < size; i++)
          data[((b * heads + h) * T + t) * size + i] = product.data[(b * T + t) * product.columns + h * size + i];
  return { shape: [B, heads, T, size], data };
}

/** [B,H,T,size] as rows [B·T, H·size]. */
export function merge({ shape: [B, H, T, size], data }: HostTensor): Matrix {
  const rows = { rows: B * T, columns: H * size, data: new Float64Array(data.length) };
  for (let b = 0; b < B; b++)
    for (let h = 0; h < H; h++)
      for (let t = 0; t < T; t++)
        for (let i = 0; i < size; i++)
          rows.data[(b * T + t) * H * size + h * size + i] = data[((b * H + h) * T + t) * size + i];
  return rows;
}

/** Applies `f` to every vector along the last axis. */
export function mapRows(tensor: HostTensor, f: (row: Float64Array, index: number) => ArrayLike<number>): HostTensor {
  const size = tensor.shape[tensor.shape.length - 1];
  const data = new Float64Array(tensor.data.length);
  for (let i = 0; i * size < data.length; i++) {
    data.set(Array.from(f(Float64Array.from(tensor.data.subarray(i * size, (i + 1) * size)), i)), i * size);
  }
  return { shape: tensor.shape, data };
}

export const eluPlusOne = (x: number): number => (x > 0 ? x + 1 : Math.exp(x));
export const featureMap: Readonly<Record<FeatureMap, (x: number) => number>> = {
  'elu+1': eluPlusOne,
  softplus: (x) => Math.log(1 + Math.exp(x)),
  relu: (x) => Math.max(x, 0),
};
/** To length 1; zeros stay zeros. */
export const unit = (row: Float64Array): Float64Array => row.map((value) => (value === 0 ? 0 : value / norm(row)));

export function layerNorm(row: Float64Array, gamma: HostTensor, beta: HostTensor): Float64Array {
  const mean = row.reduce((a, b) => a + b) / row.length;
  const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / row.length;
  return row.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gamma.data[i] + beta.data[i]);
}
