import { concat, reshape } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';

/** Tensors in their order, as one vector. */
export function flatten(tensors: readonly Tensor[]): Tensor1D {
  return concat(tensors.map((tensor) => reshape(tensor, [-1]))) as Tensor1D;
}
