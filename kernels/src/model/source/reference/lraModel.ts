import { emptyTensor, rowOf } from '../../../ops/host/heads.ts';
import { blocks } from './blocks.ts';
import { embedding } from './embedding.ts';
import { linear } from './linear.ts';
import type { Model, Numbers } from './types.ts';

/** The model of the Long Range Arena scripts: a head over the vocabulary, and where the file has one, a head of classes on the mean over time. */
export const lraModel: Model = (tokens, weights, attention, options) => {
  const x = embedding(tokens, weights, { tokens: 'token_embedding', positions: 'position_embedding' });
  const hidden = blocks(x, weights, { blocks: 'layers', inner: 'ffn.0', outer: 'ffn.3', attention }, options);
  return {
    output: linear(hidden, weights, 'head'),
    ...(Object.hasOwn(weights, 'cls_head.weight') && { classes: linear(meanOverTime(hidden), weights, 'cls_head') }),
  };
};

/** [B,T,size] → [B,size] */
function meanOverTime(x: Numbers): Numbers {
  const [B, T, size] = x.shape as [number, number, number];
  const result = emptyTensor(B, size);
  for (let row = 0; row < B * T; row++) {
    const mean = rowOf(result, Math.floor(row / T));
    rowOf(x, row).forEach((value, i) => (mean[i]! += value / T));
  }
  return result;
}
