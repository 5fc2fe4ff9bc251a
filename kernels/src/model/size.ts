import { answerCount } from './config.ts';
import type { TransformerConfig } from './config.ts';

/** Weights of a model, without making it. */
export function weightCount(config: TransformerConfig): number {
  const { vocabulary, length, modelDim, layers, heads, headDim, feedForwardDim, convolution } = config;
  const width = heads * headDim;
  const mixers: Record<TransformerConfig['mixer'], number> = {
    vla: width * headDim * config.rank + 2 * width,
    deltanet: width,
    gatedDelta: 2 * (modelDim + 1) * heads,
    linear: 0,
    softmax: 0,
  };
  const mixer = 4 * modelDim * width + 3 * convolution * width + mixers[config.mixer];
  const feedForward = feedForwardDim === 0 ? 0 : 2 * modelDim * feedForwardDim + feedForwardDim + 3 * modelDim;
  const embeddings =
    (vocabulary + (config.tiedHead ? 0 : answerCount(config)) + (config.positions === 'learned' ? length : 0)) *
    modelDim;
  return embeddings + layers * (2 * modelDim + mixer + feedForward) + 2 * modelDim;
}
