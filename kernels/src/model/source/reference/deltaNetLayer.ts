import { deltaNetProblem } from '../../../ops/deltanet/problem.ts';
import { deltaNetReference } from '../../../ops/deltanet/reference.ts';
import { mapped, sigmoid } from './elementwise.ts';
import { mergeHeads, splitHeads } from './heads.ts';
import { linear } from './linear.ts';
import { projections } from './projections.ts';
import type { Attention, Numbers } from './types.ts';
import { unitLength } from './unitLength.ts';

/** One head, keys of length 1, and write strengths β = σ(W_β k + b) from them. */
export const deltaNetLayer: Attention = (x, weights) => {
  const { query, key, value } = projections(x, weights, 'W_');
  const k = unitLength(key);
  const [B, T] = k.shape as [number, number];
  const beta = { ...mapped(linear(k, weights, 'W_beta'), sigmoid), shape: [B, 1, T] };
  const { output } = deltaNetReference(
    deltaNetProblem({ q: splitHeads(query), k: splitHeads(k), v: splitHeads(value), beta }),
  );
  return linear(mergeHeads(output as Numbers), weights, 'W_o');
};
