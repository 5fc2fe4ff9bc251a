import { softmaxAttentionProblem } from '../../../ops/softmax/problem.ts';
import { softmaxAttentionReference } from '../../../ops/softmax/reference.ts';
import { mergeHeads, splitHeads } from './heads.ts';
import { linear } from './linear.ts';
import { packedProjections } from './projections.ts';
import type { Attention, Numbers } from './types.ts';

/** Several heads, causal, scores divided by √D. */
export const softmaxAttn: Attention = (x, weights, { heads = 1 }) => {
  const { query, key, value } = packedProjections(x, weights);
  const problem = softmaxAttentionProblem({
    ...{ q: splitHeads(query, heads), k: splitHeads(key, heads), v: splitHeads(value, heads) },
  });
  return linear(mergeHeads(softmaxAttentionReference(problem).output as Numbers), weights, 'o');
};
