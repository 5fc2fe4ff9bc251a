import { relu, softplus } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { choiceOption } from '../ops/validation/options.ts';
import { positiveFeatures } from './functions.ts';

/**
 * What makes features of queries and keys: elu(x) + 1, above 0 everywhere; log(1 + eˣ), the same without a corner; or the positive part of
 * x, which leaves many features at 0, so that fewer keys meet, and a key or query without any reads and writes nothing.
 */
export type FeatureMap = 'elu+1' | 'softplus' | 'relu';

export const featureMaps: Readonly<Record<FeatureMap, (x: Tensor4D) => Tensor4D>> = {
  'elu+1': positiveFeatures,
  softplus,
  relu,
};

/** The map of that name; elu + 1 where none is named. Throws ArgumentError. */
export function featuresOption(value: unknown): FeatureMap {
  const choices = Object.keys(featureMaps) as FeatureMap[];
  return choiceOption<FeatureMap>({ name: 'features', value, fallback: 'elu+1', choices });
}
