import type { SourceTensors } from '../../../layers/source/weights.ts';
import { linearAttentionProblem } from '../../../ops/linear/problem.ts';
import { linearAttentionReference } from '../../../ops/linear/reference.ts';
import { mapped, positive } from './elementwise.ts';
import { mergeHeads, splitHeads } from './heads.ts';
import { linear } from './linear.ts';
import { packedProjections, projections } from './projections.ts';
import type { Projections } from './projections.ts';
import type { Attention, Numbers } from './types.ts';

/** Features elu + 1, and a denominator z·q + 1e-6. */
function attend({ query, key, value }: Projections, heads = 1): Numbers {
  const q = splitHeads(mapped(query, positive), heads);
  const k = splitHeads(mapped(key, positive), heads);
  const problem = linearAttentionProblem({ q, k, v: splitHeads(value, heads) }, { epsilon: 1e-6 });
  return mergeHeads(linearAttentionReference(problem).output as Numbers);
}

/** One head. */
export const linearTransformerLayer: Attention = (x, weights) =>
  linear(attend(projections(x, weights, 'W_')), weights, 'W_o');

/** Several heads, whose projections may be one matrix. */
export const linearAttn: Attention = (x, weights, { heads }) =>
  isPacked(weights)
    ? linear(attend(packedProjections(x, weights), heads), weights, 'o')
    : linear(attend(projections(x, weights, 'W'), heads), weights, 'Wo');

const isPacked = (weights: SourceTensors): boolean => Object.hasOwn(weights, 'qkv.weight');
