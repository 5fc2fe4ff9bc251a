import { serialization, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isNonNegative, numberOption } from '../ops/validation/options.ts';
import { linearAttention } from '../ops/linear/index.ts';
import type { AttentionLayerArgs } from './attentionLayer.ts';
import { AttentionLayer, singleInput } from './attentionLayer.ts';
import { positiveFeatures } from './functions.ts';

export interface LinearAttentionLayerArgs extends AttentionLayerArgs {
  /** Added to the denominator. Default 1e-6. */
  readonly epsilon?: number;
}

/** Causal multi-head linear attention with the features elu + 1: [B,T,modelDim] → [B,T,modelDim]. */
export class LinearAttentionLayer extends AttentionLayer {
  static readonly className = 'LinearAttentionLayer';
  readonly epsilon: number;

  constructor(args: LinearAttentionLayerArgs) {
    super(args);
    const expected = 'a finite number of at least 0';
    const value = args.epsilon;
    this.epsilon = numberOption({ name: 'epsilon', value, fallback: 1e-6, expected, accept: isNonNegative });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = singleInput(inputs);
    return tidy(() => {
      const q = positiveFeatures(this.project(x, 'query'));
      const k = positiveFeatures(this.project(x, 'key'));
      const v = this.project(x, 'value');
      return this.mergeAndProject(linearAttention({ q, k, v }, { epsilon: this.epsilon }).output);
    });
  }
}

serialization.registerClass(LinearAttentionLayer);
