import { serialization } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { isNonNegative, numberOption } from '../ops/validation/options.ts';
import { linearAttention } from '../ops/linear/index.ts';
import type { AttentionLayerArgs, AttentionState } from './attentionLayer.ts';
import type { StateAxes } from './arguments.ts';
import { AttentionLayer } from './attentionLayer.ts';
import { lengthsOf, stepsAfter } from './padding.ts';
import type { LengthOptions } from './padding.ts';
import { featureMaps, featuresOption } from './featureMaps.ts';
import type { FeatureMap } from './featureMaps.ts';

export interface LinearAttentionLayerArgs extends AttentionLayerArgs {
  /** Added to the denominator. Default 1e-6. */
  readonly epsilon?: number;
  /** What makes features of queries and keys. Default "elu+1". */
  readonly features?: FeatureMap;
}

export type LinearAttentionState = AttentionState & {
  /** S, [B,H,headDim,headDim]. */
  readonly memory: Tensor4D;
  /** Σ k over the tokens so far, [B,H,headDim]. */
  readonly normalizer: Tensor3D;
};

/** Causal multi-head linear attention with the features elu + 1 or others: [B,T,modelDim] → [B,T,modelDim]. */
export class LinearAttentionLayer extends AttentionLayer {
  static readonly className = 'LinearAttentionLayer';
  static override readonly argumentNames = [...AttentionLayer.argumentNames, 'epsilon', 'features'];
  readonly epsilon: number;
  readonly features: FeatureMap;

  constructor(args: LinearAttentionLayerArgs) {
    super(args);
    const expected = 'a finite number of at least 0';
    const value = args.epsilon;
    this.epsilon = numberOption({ name: 'epsilon', value, fallback: 1e-6, expected, accept: isNonNegative });
    this.features = featuresOption(args.features);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon, features: this.features };
  }

  protected override stateAxes(): StateAxes {
    return { memory: '[B,H,D,D]', normalizer: '[B,H,D]' };
  }

  override forward(
    given: Tensor,
    state?: LinearAttentionState,
    options?: LengthOptions,
  ): { output: Tensor3D; state: LinearAttentionState } {
    return this.pass(given, state, options, (x, places) => {
      const { query, key, value, ...after } = this.project(x, state, places);
      const featuresOf = featureMaps[this.features];
      const result = linearAttention(
        {
          q: featuresOf(query),
          k: featuresOf(key),
          v: value,
          initialMemory: state?.memory,
          initialNormalizer: state?.normalizer,
        },
        { epsilon: this.epsilon, ...lengthsOf(places) },
      );
      const memory = result.finalMemory as Tensor4D;
      const normalizer = result.finalNormalizer as Tensor3D;
      return {
        output: this.mergeAndProject(result.output),
        state: { ...after, memory, normalizer, ...stepsAfter(state, x.shape[1]!, places) },
      };
    });
  }
}

serialization.registerClass(LinearAttentionLayer);
