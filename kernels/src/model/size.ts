import { sourceLayers } from '../layers/source/index.ts';
import type { SourceLayerName } from '../layers/source/index.ts';
import type { SourceSizes } from '../layers/source/types.ts';
import { elementCount } from '../tensor.ts';
import { answerCount } from './config.ts';
import type { TransformerConfig } from './config.ts';
import { aConfig } from './shapes.ts';

/** Weights of a model, without making it. */
export function weightCount(config: TransformerConfig): number {
  aConfig('config', config);
  const { vocabulary, length, modelDim, layers, heads, headDim, feedForwardDim, convolution } = config;
  const width = heads * headDim;
  const directions = width * (config.penaltyScope === 'model' ? width : headDim * config.rank);
  const mixers: Record<TransformerConfig['mixer'], number> = {
    vla: directions + (config.variant === 'v1' ? 0 : 2 * width),
    deltanet: width,
    gatedDelta: 2 * (modelDim + 1) * heads,
    linear: 0,
    softmax: 0,
  };
  const own = 4 * modelDim * width + 3 * convolution * width + mixers[config.mixer];
  const mixer = config.preset === 'none' ? own : presetCount(config);
  const feedForward = feedForwardDim === 0 ? 0 : 2 * modelDim * feedForwardDim + feedForwardDim + 3 * modelDim;
  const embeddings =
    (vocabulary + (config.tiedHead ? 0 : answerCount(config)) + (config.positions === 'learned' ? length : 0)) *
    modelDim;
  const head = config.headBias ? answerCount(config) : 0;
  return embeddings + layers * (2 * modelDim + mixer + feedForward) + 2 * modelDim + head;
}

function presetCount(config: TransformerConfig): number {
  const weights = sourceLayers[config.preset as SourceLayerName].weights(presetSizes(config));
  return weights.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** Sizes of a mixer as the source has it. The output does not depend on λ_t, so that it has no network for that. */
export function presetSizes({ modelDim, heads, headDim, rank }: TransformerConfig): SourceSizes {
  return { modelDim, width: heads * headDim, rank, hidden: 0 };
}
