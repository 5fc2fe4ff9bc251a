import type { Random } from '@vla/kernels/random';
import { nearLine } from '../../lib/compute/directions.ts';
import type { Config } from './definition.ts';

export type Kind = 'random' | 'aligned';

/** Directions of length 1/√D, as the layer scales them. */
export function draw(random: Random, { length, headSize, noise }: Config): Readonly<Record<Kind, Float32Array>> {
  const sizes = { random, steps: length, size: headSize, length: 1 / Math.sqrt(headSize) };
  return { random: nearLine({ ...sizes, noise: Infinity }), aligned: nearLine({ ...sizes, noise }) };
}
