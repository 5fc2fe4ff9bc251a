import { dispose, mul, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { VLATransformer } from '../model/index.ts';
import { unpadded } from '../tasks/padded.ts';
import type { Batch } from '../tasks/index.ts';
import { flatten } from './flat.ts';
import { answerLogits, crossEntropy, questionsOf } from './objective.ts';
import type { Questions } from './objective.ts';
import { recomputedGradients } from './recomputed.ts';

/** A loss, and its gradient as one vector of all weights in their order. The caller disposes it. */
export type LossGradient = {
  readonly loss: Scalar;
  readonly gradient: Tensor1D;
};

/**
 * The mean cross-entropy of a batch's answers, and its gradient. Padding has no part in either.
 *
 * @param share what both are multiplied with: the part of a larger batch's answers that this one has. Default 1
 */
export function lossGradient(model: VLATransformer, batch: Batch, share = 1): LossGradient {
  const questions = questionsOf(unpadded(batch), model.config);
  try {
    return tidy(() => {
      const { value, gradients } =
        model.config.recompute === 'blocks'
          ? recomputedGradients(model, questions, share)
          : gradientsInOnePass(model, questions, share);
      return { loss: value, gradient: flatten(gradients) };
    });
  } finally {
    dispose(questions);
  }
}

function gradientsInOnePass(
  model: VLATransformer,
  questions: Questions,
  share: number,
): { readonly value: Scalar; readonly gradients: readonly Tensor[] } {
  const weights = model.parameters.map(({ variable }) => variable);
  const lossOf = (): Scalar => {
    const loss = crossEntropy(answerLogits(model, questions), questions.targets);
    return share === 1 ? loss : mul(loss, share);
  };
  const { value, grads } = variableGrads(lossOf, weights);
  return { value, gradients: weights.map(({ name }) => grads[name]!) };
}
