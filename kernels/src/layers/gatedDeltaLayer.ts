import { add, exp, mul, neg, serialization, sigmoid, softplus, transpose } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { gatedDelta } from '../ops/gatedDelta/index.ts';
import type { AttentionState } from './attentionLayer.ts';
import type { StateAxes } from './arguments.ts';
import { AttentionLayer } from './attentionLayer.ts';
import { lengthsOf, stepsAfter } from './padding.ts';
import type { LengthOptions } from './padding.ts';
import { unitLength } from './functions.ts';
import { weightSeed } from './seeds.ts';

export type GatedDeltaState = AttentionState & {
  /** S, [B,H,headDim,headDim]. */
  readonly memory: Tensor4D;
};

/**
 * Causal multi-head Gated DeltaNet: [B,T,modelDim] → [B,T,modelDim]. Keys have unit length. Of each vector x_t, every head takes
 * a write strength and a decay,
 *
 *     β_t = sigmoid(w_βᵀ x_t)      γ_t = exp(−exp(a) softplus(w_γᵀ x_t + b))
 *
 * with numbers a and b of its own, as in Mamba-2. At first b makes steps between about 0.001 and 0.1 and a lets them count one- to
 * sixteenfold, so that some heads forget within a few tokens and others within thousands.
 */
export class GatedDeltaLayer extends AttentionLayer {
  static readonly className = 'GatedDeltaLayer';

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    this.addParameter('strength', [this.modelDim, this.heads]);
    this.addParameter('decay', [this.modelDim, this.heads]);
    this.addParameter('decayRate', [this.heads], this.#uniform(0, Math.log(16)));
    this.addParameter('decayBias', [this.heads], this.#uniform(Math.log(0.001), Math.log(0.1)));
  }

  protected override stateAxes(): StateAxes {
    return { memory: '[B,H,D,D]' };
  }

  override forward(
    given: Tensor,
    state?: GatedDeltaState,
    options?: LengthOptions,
  ): { output: Tensor3D; state: GatedDeltaState } {
    return this.pass(given, state, options, (x, places) => {
      const { query, key, value, ...after } = this.project(x, state, places);
      const beta = perHead(sigmoid(this.linear(x, 'strength')));
      const steps = softplus(add(this.linear(x, 'decay'), this.parameter('decayBias')));
      // Alone, the rates would be raised by the processor or the device, as they were last written by one or the other, and differ
      // in their last bits. Beside a tensor that is on the device they never are.
      const rates = exp(add(mul(steps, 0), this.parameter('decayRate')));
      const gamma = perHead(exp(neg(mul(rates, steps))));
      const k = unitLength(key);
      const result = gatedDelta(
        { q: query, k, v: value, beta, gamma, initialMemory: state?.memory },
        lengthsOf(places),
      );
      const memory = result.finalMemory as Tensor4D;
      return {
        output: this.mergeAndProject(result.output),
        state: { ...after, memory, ...stepsAfter(state, x.shape[1]!, places) },
      };
    });
  }

  /** With a seed of its own for each weight. */
  #uniform(minval: number, maxval: number) {
    return initializers.randomUniform({ minval, maxval, seed: weightSeed(this.seed, this.weights.length) });
  }
}

/** [B,T,H] → [B,H,T] */
function perHead(x: Tensor3D): Tensor3D {
  return transpose(x, [0, 2, 1]);
}

serialization.registerClass(GatedDeltaLayer);
