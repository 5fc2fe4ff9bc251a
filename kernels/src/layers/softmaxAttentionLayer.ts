import { serialization, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { softmaxAttention } from '../ops/softmax/index.ts';
import { AttentionLayer, singleInput } from './attentionLayer.ts';

/** Causal multi-head softmax attention: [B,T,modelDim] → [B,T,modelDim]. */
export class SoftmaxAttentionLayer extends AttentionLayer {
  static readonly className = 'SoftmaxAttentionLayer';

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = singleInput(inputs);
    return tidy(() => {
      const q = this.project(x, 'query');
      const k = this.project(x, 'key');
      const v = this.project(x, 'value');
      return this.mergeAndProject(softmaxAttention({ q, k, v }).output);
    });
  }
}

serialization.registerClass(SoftmaxAttentionLayer);
