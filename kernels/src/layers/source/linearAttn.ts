import { linearLayer } from './linear.ts';
import { packedProjections, packedSizes } from './packed.ts';
import { NOTEBOOK_NAMES } from './projections.ts';
import type { SourceLayer } from './types.ts';

const apart = linearLayer('LinearAttn', NOTEBOOK_NAMES, ['heads']);

/** Its projections may be one matrix; names do not tell it from softmax attention then, and the class has to be said. */
export const linearAttn: SourceLayer = {
  ...apart,
  accepts: (names) => names.has('qkv.weight') || apart.recognises(names),
  sizes: (tensors) => (Object.hasOwn(tensors, 'qkv.weight') ? packedSizes(tensors) : apart.sizes(tensors)),
  weights: (sizes) => (sizes.packed ? packedProjections(sizes) : apart.weights(sizes)),
};
