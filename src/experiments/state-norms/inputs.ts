import type { Random } from '@vla/kernels/random';
import { eluPlusOne, scaleRows } from '../../lib/compute/features.ts';
import type { LayerOutputs } from '../../lib/compute/untrainedLayer.ts';
import { untrainedLayer } from '../../lib/compute/untrainedLayer.ts';
import type { Distribution } from './definition.ts';
import { away, orthogonalToStored } from './orthogonal.ts';
import type { Sizes } from './sizes.ts';

type Draw = (random: Random, sizes: Sizes) => LayerOutputs;

export const inputsOf: Readonly<Record<Distribution, Draw>> = {
  /** Width 128 and weights of standard deviation 0.02, as language models are commonly initialised. */
  untrained: (random, sizes) => untrainedLayer({ random, ...sizes, modelSize: 128, weightScale: 0.02 }),

  /** Keys as in the layer, from standard normals; values with mean 1 in every coordinate and deviation 1. */
  nonZeroMean: (random, sizes) => {
    const features = eluPlusOne(normals(random, sizes));
    return {
      features,
      keys: unit(features, sizes),
      values: normals(random, sizes, 1),
      directions: away(random, sizes),
    };
  },

  /** Unit keys in uniformly random directions, no feature map; standard normal values. */
  zeroMean: (random, sizes) => {
    const keys = unit(normals(random, sizes), sizes);
    return { features: keys, keys, values: normals(random, sizes), directions: away(random, sizes) };
  },

  adversarial: orthogonalToStored,
};

function normals(random: Random, { steps, headSize }: Sizes, mean = 0): Float32Array {
  return random.fillNormal(new Float32Array(steps * headSize), mean);
}

function unit(rows: Float32Array, { headSize }: Sizes): Float32Array {
  return scaleRows(rows.slice(), headSize);
}
