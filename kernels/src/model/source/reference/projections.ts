import type { SourceTensors } from '../../../layers/source/weights.ts';
import { linear } from './linear.ts';
import type { Numbers } from './types.ts';

/** Queries, keys and values of all heads side by side, [B,T,width] each. */
export interface Projections {
  readonly query: Numbers;
  readonly key: Numbers;
  readonly value: Numbers;
}

/** By three matrices: W_q, W_k and W_v in the source's modules, Wq, Wk and Wv in its notebook. */
export function projections(x: Numbers, weights: SourceTensors, prefix: 'W_' | 'W'): Projections {
  const [query, key, value] = ['q', 'k', 'v'].map((letter) => linear(x, weights, `${prefix}${letter}`));
  return { query: query!, key: key!, value: value! };
}

/** By one, whose rows are theirs one after the other. */
export function packedProjections(x: Numbers, weights: SourceTensors): Projections {
  const all = linear(x, weights, 'qkv');
  const width = all.shape.at(-1)! / 3;
  const third = (index: number): Numbers => ({
    shape: [...all.shape.slice(0, -1), width],
    data: all.data.filter((_, i) => Math.floor((i % (3 * width)) / width) === index),
  });
  return { query: third(0), key: third(1), value: third(2) };
}
