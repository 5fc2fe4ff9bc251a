import { dot } from '../../src/math/index.ts';
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
  const step = 1e-3;
  const { shape, data } = inputs[name]!;
  const size = shape[shape.length - 1];
  const mirrored = (i: number): number => {
    const within = i % (size * size);
    return i - within + (within % size) * size + Math.floor(within / size);
  };
  const at = (i: number, shift: number): number => {
    const moved = Float64Array.from(data);
    moved[i] += symmetric ? shift / 2 : shift;
    if (symmetric) moved[mirrored(i)] += shift / 2;
    return loss({ ...inputs, [name]: { shape, data: moved } });
  };
  return Float64Array.from(data, (_, i) => {
    const [near, far] = [at(i, step) - at(i, -step), at(i, 2 * step) - at(i, -2 * step)];
    return (8 * near - far) / (12 * step);
  });
}
