import { SoftmaxAttentionLayer } from '../softmaxAttentionLayer.ts';
import { packedProjections, packedSizes } from './packed.ts';
import { common } from './types.ts';
import type { SourceLayer } from './types.ts';

/** Softmax attention with biases, whose projections are one matrix. */
export const softmaxAttn: SourceLayer = {
  name: 'SoftmaxAttn',
  mixer: 'softmax',
  options: ['heads'],
  recognises: (names) => names.has('qkv.weight'),
  sizes: packedSizes,
  layer: (sizes, options) => new SoftmaxAttentionLayer(common(sizes, options)),
  weights: packedProjections,
};
