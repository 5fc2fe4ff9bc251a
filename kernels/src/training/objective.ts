import { argMax, losses, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { canFuse } from '../layers/fused/operation.ts';
import type { TransformerConfig, VLATransformer } from '../model/index.ts';
import type { RowSelection } from '../model/rows.ts';
import { oneHotRows } from '../model/rows.ts';
import type { Batch } from '../tasks/index.ts';
import { fusedCrossEntropy } from './fused/loss.ts';

/** A batch as tensors. The caller disposes them. */
export type Questions = {
  /** [B,T] */
  readonly tokens: Tensor2D;
  /** [N] of the N positions asked: tokens, or classes where the model has classes. */
  readonly targets: Tensor1D;
  readonly asked: RowSelection & { readonly [name: string]: Tensor1D };
};

/** What a model's head chooses from: of the classes where there are some, or else of the vocabulary. */
type Choices = Pick<TransformerConfig, 'classes' | 'firstClass'> & Partial<Pick<TransformerConfig, 'vocabulary'>>;

/** Throws ArgumentError for a batch in which nothing is asked, or something that the head does not choose from. */
export function questionsOf(
  { size, length, tokens, targets, mask }: Batch,
  { classes, firstClass, vocabulary = Infinity }: Choices = { classes: 0, firstClass: 0 },
): Questions {
  const indices = [...mask.keys()].filter((position) => mask[position] === 1);
  if (indices.length === 0) throw new ArgumentError('batch', 'asks nothing: its mask is 0 everywhere');
  const [least, beyond] = classes > 0 ? [firstClass, firstClass + classes] : [0, vocabulary];
  const stray = indices.find((position) => !(targets[position] >= least && targets[position] < beyond));
  if (stray !== undefined) {
    const expected = `${least} to ${beyond - 1}, the model’s ${classes > 0 ? 'classes' : 'vocabulary'}`;
    throw new ArgumentError('batch', `asks for the token ${targets[stray]}; expected ${expected}`);
  }
  const places = new Int32Array(mask.length).fill(indices.length);
  indices.forEach((position, place) => (places[position] = place));
  return {
    tokens: tensor2d(tokens, [size, length], 'int32'),
    targets: tensor1d(
      Int32Array.from(indices, (position) => targets[position] - firstClass),
      'int32',
    ),
    asked: { indices: tensor1d(Int32Array.from(indices), 'int32'), places: tensor1d(places, 'int32') },
  };
}

/** Logits of the N answers, [N,vocabulary] or [N,classes]. */
export function answerLogits(model: VLATransformer, { tokens, asked }: Questions): Tensor2D {
  return model.forwardAt(tokens, asked);
}

/** Mean cross-entropy of the answers, in nats. */
export function crossEntropy(logits: Tensor2D, targets: Tensor1D): Scalar {
  if (canFuse(logits)) return fusedCrossEntropy(logits, targets);
  return tidy(() => losses.softmaxCrossEntropy(oneHotRows(targets, logits.shape[1]), logits));
}

/** The likeliest token, or class, of each answer, [N]. */
export function answers(logits: Tensor2D): Tensor1D {
  return argMax(logits, 1);
}
