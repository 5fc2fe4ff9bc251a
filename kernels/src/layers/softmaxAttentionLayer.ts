import {
  concat,
  expandDims,
  greaterEqual,
  matMul,
  mul,
  range,
  serialization,
  slice,
  softmax,
  where,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { softmaxAttention } from '../ops/softmax/index.ts';
import type { AttentionState, Projections } from './attentionLayer.ts';
import type { StateAxes } from './arguments.ts';
import { AttentionLayer } from './attentionLayer.ts';
import { checkInStep, stepsAfter } from './padding.ts';
import type { LengthOptions } from './padding.ts';

export type SoftmaxAttentionState = AttentionState & {
  /** Keys of all tokens so far, [B,H,step,headDim]. */
  readonly keys: Tensor4D;
  /** Values of all tokens so far, [B,H,step,headDim]. */
  readonly values: Tensor4D;
};

/** Causal multi-head softmax attention: [B,T,modelDim] → [B,T,modelDim]. Its state grows with the sequence. */
export class SoftmaxAttentionLayer extends AttentionLayer {
  static readonly className = 'SoftmaxAttentionLayer';

  protected override stateAxes(): StateAxes {
    return { keys: '[B,H,step,D]', values: '[B,H,step,D]' };
  }

  override forward(
    given: Tensor,
    state?: SoftmaxAttentionState,
    options?: LengthOptions,
  ): { output: Tensor3D; state: SoftmaxAttentionState } {
    checkInStep(state, 'keys are kept in one tensor');
    return this.pass(given, state, options, (x, places) => {
      const { query, key, value, ...after } = this.project(x, state, places);
      const keys = state ? concat([state.keys, key], 2) : key;
      const values = state ? concat([state.values, value], 2) : value;
      const heads = state
        ? attendFrom(state.step, { query, key: keys, value: values })
        : softmaxAttention({ q: query, k: key, v: value }).output;
      const standing = stepsAfter(state, x.shape[1]!, places);
      const ofTokens = (all: Tensor4D): Tensor4D => slice(all, [0, 0, 0, 0], [-1, -1, standing.step, -1]);
      return {
        output: this.mergeAndProject(heads),
        // What is behind the longest sequence is padding of all.
        state: { ...after, keys: ofTokens(keys), values: ofTokens(values), ...standing },
      };
    });
  }
}

/** Queries of the positions step, step + 1, … against the keys of all positions up to their own. */
function attendFrom(step: number, { query, key, value }: Projections): Tensor4D {
  const [T, D] = query.shape.slice(2);
  const scores = mul(matMul(query, key, false, true), 1 / Math.sqrt(D));
  const visible = greaterEqual(expandDims(range(step, step + T), 1), expandDims(range(0, step + T), 0));
  // Far below every score, and finite.
  return matMul(softmax(where(visible, scores, -1e30)), value) as Tensor4D;
}

serialization.registerClass(SoftmaxAttentionLayer);
