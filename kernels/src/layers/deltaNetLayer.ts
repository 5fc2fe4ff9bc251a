import { add, reshape, serialization, sigmoid, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { deltaNet } from '../ops/deltanet/index.ts';
import type { AttentionState } from './attentionLayer.ts';
import { AttentionLayer } from './attentionLayer.ts';
import { multiplyPerHead, unitLength } from './functions.ts';

export type DeltaNetState = AttentionState & {
  /** S, [B,H,headDim,headDim]. */
  readonly memory: Tensor4D;
};

/**
 * Causal multi-head DeltaNet: [B,T,modelDim] → [B,T,modelDim]. Keys have unit length, and each head writes with the
 * strength β_t = sigmoid(w_βᵀ k_t), w_β being a weight [headDim] of its own, to which
 * `useBias` adds a number.
 */
export class DeltaNetLayer extends AttentionLayer {
  static readonly className = 'DeltaNetLayer';

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    this.addParameter('strength', [this.heads, this.headDim, 1]);
    if (this.useBias) this.addBias('strength', [this.heads, 1, 1]);
  }

  override forward(x: Tensor, state?: DeltaNetState): { output: Tensor3D; state: DeltaNetState } {
    this.prepare(x);
    return tidy(() => {
      const { query, key, value, ...after } = this.project(x, state);
      const k = unitLength(key);
      const [B, H, T] = k.shape;
      const scores = multiplyPerHead(k, this.parameter('strength'));
      const beta = reshape(sigmoid(this.useBias ? add(scores, this.parameter('strengthBias')) : scores), [
        B,
        H,
        T,
      ]) as Tensor3D;
      const result = deltaNet({ q: query, k, v: value, beta, initialMemory: state?.memory });
      const memory = result.finalMemory as Tensor4D;
      const step = (state?.step ?? 0) + T;
      return { output: this.mergeAndProject(result.output), state: { ...after, memory, step } };
    });
  }
}

serialization.registerClass(DeltaNetLayer);
