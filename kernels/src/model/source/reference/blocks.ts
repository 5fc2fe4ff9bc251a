import type { SourceLayerName } from '../../../layers/source/index.ts';
import type { SourceTensors } from '../../../layers/source/weights.ts';
import { below } from '../below.ts';
import type { SourceModelOptions } from '../types.ts';
import { attention as attentionOf } from './attention.ts';
import { mapped, sum } from './elementwise.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';
import type { Numbers } from './types.ts';

/** What models call their parts, and which attention they have. */
export interface Blocks {
  /** Of all blocks. */
  readonly blocks: string;
  /** The feed-forward network's two matrices, in a block. */
  readonly inner: string;
  readonly outer: string;
  readonly attention: SourceLayerName;
}

/**
 * Pre-LN blocks one after the other, and the last norm: [B,T,dModel] → [B,T,dModel].
 *
 *     x ← x + attention(norm(x));  x ← x + W₂ gelu(W₁ norm(x) + b₁) + b₂
 */
export function blocks(
  x: Numbers,
  weights: SourceTensors,
  { blocks: all, inner, outer, attention: name }: Blocks,
  options: SourceModelOptions,
): Numbers {
  let result = x;
  for (let i = 0; Object.hasOwn(weights, `${all}.${i}.ln1.weight`); i++) {
    const own = below(weights, `${all}.${i}`);
    result = sum(result, attentionOf[name](layerNorm(result, own, 'ln1'), below(own, 'attn'), options));
    const hidden = mapped(linear(layerNorm(result, own, 'ln2'), own, inner), gelu);
    result = sum(result, linear(hidden, own, outer));
  }
  return layerNorm(result, weights, 'ln_f');
}
