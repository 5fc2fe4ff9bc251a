import { matMul, reshape, serialization, sigmoid, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { deltaNet } from '../ops/deltanet/index.ts';
import { AttentionLayer, singleInput } from './attentionLayer.ts';
import { unitLength } from './functions.ts';

/**
 * Causal multi-head DeltaNet: [B,T,modelDim] → [B,T,modelDim]. Keys have unit length, and each head writes with the
 * strength β_t = sigmoid(w_βᵀ k_t), w_β being a weight [headDim] of its own.
 */
export class DeltaNetLayer extends AttentionLayer {
  static readonly className = 'DeltaNetLayer';

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    this.addParameter('strength', [this.heads, this.headDim, 1]);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = singleInput(inputs);
    return tidy(() => {
      const q = this.project(x, 'query');
      const k = unitLength(this.project(x, 'key'));
      const v = this.project(x, 'value');
      const [B, H, T] = k.shape;
      const beta = reshape(sigmoid(matMul(k, this.parameter('strength'))), [B, H, T]);
      return this.mergeAndProject(deltaNet({ q, k, v, beta }).output);
    });
  }
}

serialization.registerClass(DeltaNetLayer);
