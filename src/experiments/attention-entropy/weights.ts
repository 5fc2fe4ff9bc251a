import type { HostTensor, Session } from '@vla/kernels';
import { deltaNetGradient, linearAttentionGradient, softmaxAttentionGradient, vlaGradient } from '@vla/kernels';
import { sliceSteps } from '../../lib/compute/tensors.ts';
import type { Operator } from './definition.ts';
import type { Drawn } from './inputs.ts';

/** Everything the four layers hand to their operators, [B,H,T,size]; strengths [B,H,T,1]. */
export type Layers = Readonly<Record<keyof Drawn, HostTensor>>;

interface RunArguments {
  readonly session: Session;
  readonly signal: AbortSignal;
}

/**
 * The weights w_s with which the values of the first `length` steps enter the output at the last of them, [B,H,length,1].
 * The output is linear in the values, so with values of one entry its gradient with respect to v_s is w_s: one backward
 * pass gives them all, exactly, whatever the operator.
 */
export async function effectiveWeights(
  operator: Operator,
  layers: Layers,
  { length, lambda0 }: { readonly length: number; readonly lambda0: number },
  options: RunArguments,
): Promise<HostTensor> {
  const first = (name: keyof Drawn): HostTensor => sliceSteps(layers[name], 0, length);
  const shape = [...layers.keys.shape.slice(0, 2), length, 1];
  const count = shape.reduce((product, extent) => product * extent, 1);
  const v = { shape, data: new Float32Array(count) };
  // One at the last step of every sequence.
  const outputGradient = { shape, data: Float32Array.from(v.data, (_, i) => ((i + 1) % length === 0 ? 1 : 0)) };
  switch (operator) {
    case 'softmax': {
      const inputs = { q: first('rawQueries'), k: first('rawKeys'), v, outputGradient };
      return (await softmaxAttentionGradient(inputs, options)).v;
    }
    case 'linear': {
      const inputs = { q: first('queries'), k: first('features'), v, outputGradient };
      return (await linearAttentionGradient(inputs, options)).v;
    }
    case 'deltanet': {
      const strengths = first('strengths');
      const beta = { shape: strengths.shape.slice(0, 3), data: strengths.data };
      const inputs = { q: first('rawQueries'), k: first('rawUnitKeys'), v, beta, outputGradient };
      return (await deltaNetGradient(inputs, options)).v;
    }
    case 'vla': {
      const inputs = { q: first('queries'), k: first('keys'), v, u: first('directions'), outputGradient };
      return (await vlaGradient(inputs, { lambda0, ...options })).v;
    }
  }
}

export interface Spread {
  /** −Σ p ln p with p = |w| / Σ|w|, in nats. */
  readonly entropy: number;
  /** Share of Σ|w| that weights below zero have. */
  readonly negative: number;
}

/** @throws RangeError for weights that are all zero, which no operator gives its own last token */
export function spreadOf(weights: ArrayLike<number>): Spread {
  let [total, negative] = [0, 0];
  for (let s = 0; s < weights.length; s++) {
    total += Math.abs(weights[s]);
    negative += Math.max(0, -weights[s]);
  }
  if (!(total > 0)) throw new RangeError('all weights are zero');
  let entropy = 0;
  for (let s = 0; s < weights.length; s++) {
    const p = Math.abs(weights[s]) / total;
    if (p > 0) entropy -= p * Math.log(p);
  }
  return { entropy, negative: negative / total };
}
