import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { AttentionState } from './attentionLayer.ts';

export type VLAState = AttentionState & {
  /** S, [B,H,headDim,headDim]. */
  readonly memory: Tensor4D;
  /** A, [B,H,headDim,headDim]. */
  readonly inverse: Tensor4D;
  /** Σ k over the tokens so far, [B,H,headDim]; only v3 has one. */
  readonly normalizer?: Tensor3D;
};

/** A forward pass with everything it leaves behind. */
export type VLAForward = {
  /** [B,T,modelDim] */
  readonly output: Tensor3D;
  readonly state: VLAState;
  /** [B,H] */
  readonly skippedUpdates: Tensor;
  /** λ_t of the penalty builder, [B,H,T]; only with a λ head. */
  readonly lambda?: Tensor3D;
};
