import {
  customGrad,
  div,
  expandDims,
  maximum,
  mul,
  neg,
  reshape,
  serialization,
  sigmoid,
  squeeze,
  sub,
  sum,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { gatedDelta } from '../ops/gatedDelta/index.ts';
import type { AttentionState } from './attentionLayer.ts';
import type { StateAxes } from './arguments.ts';
import { AttentionLayer } from './attentionLayer.ts';
import { lengthsOf, stepsAfter } from './padding.ts';
import type { LengthOptions } from './padding.ts';
import { copyHeads, differentiable, positiveFeatures, unitLength } from './functions.ts';

export type RowGatedDeltaState = AttentionState & {
  /** S, [B,H,headDim,headDim]. */
  readonly memory: Tensor4D;
};

/**
 * The delta rule with a gate for each row of the memory, as the published "DeltaNet" has it: [B,T,modelDim] → [B,T,modelDim].
 *
 *     S ← diag(g) S + (v − S k) kᵀ      o = S q      g = sigmoid(W_g x), one number for each value
 *
 * with keys of unit length, queries elu + 1, and no strengths. Rows never meet, so that each is a head of the gated delta rule
 * with one value: its memory decays by g first, which the read key k/g makes up for. A gate below 10⁻¹² is one of 10⁻¹²: what it leaves of a row
 * is far below float32's rounding either way, and 1/g stays a number.
 */
export class RowGatedDeltaLayer extends AttentionLayer {
  static readonly className = 'RowGatedDeltaLayer';

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    const width = this.heads * this.headDim;
    this.addParameter('gate', [this.modelDim, width]);
    if (this.useBias) this.addBias('gate', [width]);
  }

  protected override stateAxes(): StateAxes {
    return { memory: '[B,H,D,D]' };
  }

  override forward(
    given: Tensor,
    state?: RowGatedDeltaState,
    options?: LengthOptions,
  ): { output: Tensor3D; state: RowGatedDeltaState } {
    return this.pass(given, state, options, (x, places) => {
      const { query, key, value, ...after } = this.project(x, state, places);
      const [B, H, T, D] = key.shape;
      const gamma = rowsOf(openGates(this.linear(x, 'gate')));
      const k = copyHeads(unitLength(key), D);
      const { output, finalMemory } = gatedDelta(
        {
          ...{ q: copyHeads(positiveFeatures(query), D), k, p: readKeys(k, gamma), gamma },
          v: expandDims(rowsOf(reshape(transpose(value, [0, 2, 1, 3]), [B, T, H * D]) as Tensor3D), 3),
          initialMemory: state && reshape(state.memory, [B, H * D, 1, D]),
        },
        lengthsOf(places),
      );
      const heads = transpose(reshape(squeeze(output, [3]), [B, H, D, T]), [0, 1, 3, 2]);
      const memory = reshape(finalMemory, [B, H, D, D]) as Tensor4D;
      return { output: this.mergeAndProject(heads), state: { ...after, memory, ...stepsAfter(state, T, places) } };
    });
  }
}

/** sigmoid(score), but not below what can be divided by. */
function openGates(score: Tensor3D): Tensor3D {
  return differentiable(score, (input) => {
    const value = sigmoid(maximum(input, LEAST_SCORE));
    return { value, saved: [], gradient: (dy, gate) => mul(dy, mul(gate, sub(1, gate))) };
  });
}

/** The score of a gate of 10⁻¹². */
const LEAST_SCORE = -12 * Math.LN10;

/** k/g: [B,rows,T,D] and [B,rows,T] → [B,rows,T,D]. TensorFlow.js's own gradient divides by g², which float32 may not hold. */
function readKeys(k: Tensor4D, gates: Tensor3D): Tensor4D {
  const operation = customGrad((...inputs) => {
    const [key, gate, save] = inputs as unknown as [Tensor4D, Tensor3D, (tensors: Tensor[]) => void];
    const value = div(key, expandDims(gate, 3));
    save([value, gate]);
    return {
      value,
      gradFunc: (dy: Tensor, [read, g]: Tensor[]) => [div(dy, expandDims(g!, 3)), neg(div(sum(mul(dy, read!), 3), g!))],
    };
  });
  return operation(k, gates) as Tensor4D;
}

/** Numbers of rows, side by side: [B,T,rows] → [B,rows,T]. */
function rowsOf(x: Tensor3D): Tensor3D {
  return transpose(x, [0, 2, 1]);
}

serialization.registerClass(RowGatedDeltaLayer);
