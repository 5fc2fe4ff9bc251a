import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { AttentionState } from '../layers/index.ts';

/** Where sequences stand after some tokens. The caller disposes it: tf.dispose takes it whole. */
export type TransformerState = {
  readonly blocks: AttentionState[];
  /** Number of tokens so far: of the longest sequence, where they differ. */
  readonly step: number;
  /** Those of each sequence [B], only where they differ. */
  readonly steps?: number[];
  /** The sum of what the head averages [B,modelDim], only of a model that pools by the mean. */
  readonly pooled?: Tensor2D;
};
