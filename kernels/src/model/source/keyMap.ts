import { sourceLayers } from '../../layers/source/index.ts';
import type { SourceLayerName } from '../../layers/source/index.ts';
import type { SourceWeight } from '../../layers/source/weights.ts';
import { blockWeights } from './blocks.ts';
import { headWeights, lraNames } from './lraModel.ts';
import { tinyNames } from './tinyLm.ts';
import { checkClass } from './recognise.ts';
import type { SourceClass } from './recognise.ts';

const modelDim = 4;
const sizes = { modelDim, width: modelDim, rank: 1, hidden: 4 * modelDim };
const model = { ...{ modelDim, vocabulary: 5, length: 3, layers: 1, ff: 8 } };

/**
 * Where the weights of a class of the source are in its files, for one of small sizes: names and changes are the same for all. A model has one
 * block, with the attention that it has where nothing else is said.
 */
export function sourceKeyMap(name: SourceClass): readonly SourceWeight[] {
  checkClass('name', name);
  // In a whole model nothing depends on the network for λ_t, and it is passed over.
  const within = { ...sizes, hidden: 0 };
  if (name === 'TinyLM') return blockWeights(tinyNames, { ...model, layer: sourceLayers.VLAv3Attn, sizes: within });
  if (name === 'LRAModel') {
    const blocks = blockWeights(lraNames, { ...model, layer: sourceLayers.VLALayer, sizes: within });
    return [...blocks, ...headWeights(model)];
  }
  const layer = sourceLayers[name satisfies SourceLayerName];
  return layer.weights({ ...sizes, ...(name === 'SoftmaxAttn' && { packed: true }) });
}
