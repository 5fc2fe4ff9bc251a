import { blocks } from './blocks.ts';
import { embedding } from './embedding.ts';
import { linear } from './linear.ts';
import type { Model } from './types.ts';

/** The language model of notebook 07: its head is the token embedding. */
export const tinyLm: Model = (tokens, weights, attention, options) => {
  const x = embedding(tokens, weights, { tokens: 'tok', positions: 'pos' });
  const hidden = blocks(x, weights, { blocks: 'blocks', inner: 'ff.0', outer: 'ff.2', attention }, options);
  return { output: linear(hidden, weights, 'tok') };
};
