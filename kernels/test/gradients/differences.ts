import { centralDifferences as differences, dot } from '../../src/math/index.ts';
import type { HostTensor } from '../../src/tensor.ts';

export type Tensors = Readonly<Record<string, HostTensor>>;

/** A loss that is linear in the results, with the weights as the gradient: Σ over the weights' names of ⟨weight, result⟩. */
export function weighted(results: object, weights: Tensors): number {
  return Object.entries(weights).reduce((sum, [name, { data }]) => {
    return sum + dot(data, (results as Record<string, HostTensor>)[name]!.data);
  }, 0);
}

/**
 * The gradient of a loss with respect to one of its tensors by central differences of fourth order, in float64.
 *
 * @param symmetric change entries [i,j] and [j,i] of square matrices together, each by half
 */
export function centralDifferences(
  loss: (inputs: Tensors) => number,
  inputs: Tensors,
  name: string,
  symmetric = false,
): Float64Array {
  const { shape, data } = inputs[name]!;
  const size = shape[shape.length - 1];
  const mirrored = (i: number): number => {
    const within = i % (size * size);
    return i - within + (within % size) * size + Math.floor(within / size);
  };
  const move = (x: Float64Array, i: number, by: number): void => {
    x[i] += symmetric ? by / 2 : by;
    if (symmetric) x[mirrored(i)] += by / 2;
  };
  return differences((moved) => loss({ ...inputs, [name]: { shape, data: moved } }), data, { move });
}
