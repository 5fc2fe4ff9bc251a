import { LinearAttentionLayer } from '../linearAttentionLayer.ts';
import { projections } from './projections.ts';
import { common, sizesFrom } from './types.ts';
import type { SourceLayer } from './types.ts';

/** Linear attention with biases: the source's module, and the class of its notebook. */
export function linearLayer(
  name: string,
  names: readonly [string, string, string, string],
  options: SourceLayer['options'],
): SourceLayer {
  const own = names.flatMap((projection) => [`${projection}.weight`, `${projection}.bias`]);
  return {
    name,
    mixer: 'linear',
    options,
    // It has no weight that the others lack.
    recognises: (found) => own.every((weight) => found.has(weight)) && found.size === own.length,
    sizes: (tensors) => sizesFrom(tensors, { from: names[0] }),
    layer: (sizes, given) => new LinearAttentionLayer(common(sizes, given)),
    weights: (sizes) => projections(sizes, names),
  };
}
