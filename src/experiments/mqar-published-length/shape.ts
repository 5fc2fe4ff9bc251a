import type { MixedShape } from '../published-size/mixed.ts';
import { batchSize, recallIn } from '../published-size/sizes.ts';

/** Eight pairs, trained in sequences of up to 128 tokens. */
export const shape: MixedShape = {
  trained: [128, 24, 49, 64, 96],
  tested: [49, 64, 128, 256, 512, 1024, 2048],
  task: recallIn,
  tokens: (length) => length,
  sequences: 128,
  batchSize,
};
