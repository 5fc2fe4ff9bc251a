import type { Random } from '@vla/kernels/random';
import { eluPlusOne, project, scaleRows } from '../../lib/compute/features.ts';
import type { Config } from './definition.ts';
import { modelSize } from './definition.ts';

/** What the layers make of one sequence, each [T, headSize]; strengths [T]. */
export interface Drawn {
  /** Raw projections: queries of softmax attention and DeltaNet, keys of softmax attention. */
  readonly rawQueries: Float32Array;
  readonly rawKeys: Float32Array;
  /** Keys of DeltaNet, of length 1, and its write strengths sigmoid(w·k). */
  readonly rawUnitKeys: Float32Array;
  readonly strengths: Float32Array;
  /** elu + 1: queries and keys of linear attention, queries of VLA. */
  readonly queries: Float32Array;
  readonly features: Float32Array;
  /** Keys of VLA, of length 1, and its penalty directions normalize(W_u k_raw)/√D. */
  readonly keys: Float32Array;
  readonly directions: Float32Array;
}

/** One head, with normal weights of the given deviation, on tokens of independent standard normals. */
export function draw(random: Random, { length, headSize }: Config, deviation: number): Drawn {
  const weights = (rows: number, columns: number): Float64Array =>
    random.fillNormal(new Float64Array(rows * columns), 0, deviation);
  const tokens = random.fillNormal(new Float32Array(length * modelSize));
  const rawQueries = project(tokens, weights(headSize, modelSize), modelSize);
  const rawKeys = project(tokens, weights(headSize, modelSize), modelSize);
  const rawUnitKeys = scaleRows(rawKeys.slice(), headSize);
  const features = eluPlusOne(rawKeys.slice());
  return {
    rawQueries,
    rawKeys,
    rawUnitKeys,
    strengths: project(rawUnitKeys, weights(1, headSize), headSize).map((x) => 1 / (1 + Math.exp(-x))),
    queries: eluPlusOne(rawQueries.slice()),
    features,
    keys: scaleRows(features.slice(), headSize),
    directions: scaleRows(project(rawKeys, weights(headSize, headSize), headSize), headSize, 1 / Math.sqrt(headSize)),
  };
}
