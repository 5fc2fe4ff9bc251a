import type { Random } from '@vla/kernels/random';
import { eluPlusOne, project, scaleRows } from './features.ts';

/** What the v3 layer hands to the operators, each [T, headSize]. */
export interface LayerOutputs {
  /** elu(k_raw) + 1, the keys of linear attention. */
  readonly features: Float32Array;
  /** The same at unit length, the keys of VLA and DeltaNet. */
  readonly keys: Float32Array;
  readonly values: Float32Array;
  /** Penalty directions normalize(W_u k_raw)/√D. */
  readonly directions: Float32Array;
}

export interface LayerArguments {
  readonly random: Random;
  readonly steps: number;
  readonly headSize: number;
  readonly modelSize: number;
  /** Standard deviation of the weights. */
  readonly weightScale: number;
}

/** One head of a v3 layer with fresh normal weights, on tokens that are independent standard normals. */
export function untrainedLayer({ random, steps, headSize, modelSize, weightScale }: LayerArguments): LayerOutputs {
  const weights = (rows: number, columns: number): Float64Array =>
    random.fillNormal(new Float64Array(rows * columns), 0, weightScale);
  const [keyWeights, valueWeights] = [weights(headSize, modelSize), weights(headSize, modelSize)];
  const directionWeights = weights(headSize, headSize);
  const tokens = random.fillNormal(new Float32Array(steps * modelSize));
  const rawKeys = project(tokens, keyWeights, modelSize);
  const features = eluPlusOne(rawKeys.slice());
  return {
    features,
    keys: scaleRows(features.slice(), headSize),
    values: project(tokens, valueWeights, modelSize),
    directions: scaleRows(project(rawKeys, directionWeights, headSize), headSize, 1 / Math.sqrt(headSize)),
  };
}
