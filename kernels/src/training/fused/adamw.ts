import type { Tensor, Tensor1D, Variable } from '@tensorflow/tfjs-core';
import { onBench } from '../../layers/fused/operation.ts';
import type { WasmKernels } from '../../runtime/wasm/generated.ts';

/** The numbers of a step that are the same for all weights. */
export type AdamWFactors = Omit<
  Parameters<WasmKernels['adamwStep']>[0],
  'to' | 'weights' | 'gradient' | 'mean' | 'variance' | 'count' | 'decay'
>;

/**
 * Gives all weights their new values, and updates the moments where they are: these are the optimiser's own, and nothing else reads their
 * tensors. The weights become new tensors, as others may have kept the old.
 */
export function fusedAdamW(
  weights: readonly Variable[],
  decays: readonly number[],
  moments: { readonly gradient: Tensor1D; readonly mean: Tensor; readonly variance: Tensor },
  factors: AdamWFactors,
): void {
  onBench(({ kernels, at, make }) => {
    const [gradient, mean, variance] = [moments.gradient, moments.mean, moments.variance].map(at) as [
      number,
      number,
      number,
    ];
    let offset = 0;
    weights.forEach((weight, index) => {
      const updated = make(weight.shape);
      kernels.adamwStep({
        ...{ to: at(updated), weights: at(weight), count: weight.size, decay: decays[index]! },
        ...{ gradient: gradient + offset, mean: mean + offset, variance: variance + offset, ...factors },
      });
      weight.assign(updated);
      updated.dispose();
      offset += 4 * weight.size;
    });
  });
}
