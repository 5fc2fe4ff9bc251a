import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { fused } from '../../layers/fused/operation.ts';

/** The mean cross-entropy of logits [N,size] and the targets of their rows. */
export function fusedCrossEntropy(logits: Tensor2D, targets: Tensor1D): Scalar {
  const [rows, size] = logits.shape;
  const [loss] = fused(
    [logits],
    ({ kernels, at, make, scratch, floats }) => {
      const [result, likely] = [make([]), make(logits.shape)];
      const parts = scratch(2 * rows);
      const given = { logits: at(logits), targets: at(targets) };
      kernels.rowProbabilities({ to: at(likely), parts, ...given, rows, size });
      const each = floats(parts, 2 * rows);
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += Math.log(each[2 * row]!) + each[2 * row + 1]!;
      floats(at(result), 1)[0] = sum / rows;
      return { results: [result], kept: [likely, targets] };
    },
    ({ kernels, at, make, floats }, [dy], [likely, answers]) => {
      const dLogits = make(logits.shape);
      const scale = floats(at(dy!), 1)[0]! / rows;
      const given = { likely: at(likely!), targets: at(answers!) };
      kernels.rowProbabilitiesGradient({ dLogits: at(dLogits), ...given, rows, size, scale });
      return [dLogits];
    },
  );
  return loss as Scalar;
}
