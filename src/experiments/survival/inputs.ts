import type { Random } from '@vla/kernels/random';
import { scaleRows } from '../../lib/compute/features.ts';
import type { MarkedSequence } from '../../lib/compute/markedPairs.ts';
import { markedSequence } from '../../lib/compute/markedPairs.ts';
import type { Config } from './definition.ts';

/** Directions of the keys written later. */
export const families = ['all', 'written'] as const;
export type Family = (typeof families)[number];

export interface Drawn {
  readonly sequences: Readonly<Record<Family, MarkedSequence>>;
  /** Penalty directions of length 1 that have nothing to do with the keys, [pairs + later, headSize]. */
  readonly directions: Float32Array;
}

export function draw(random: Random, config: Config): Drawn {
  const { pairs, later, headSize } = config;
  return {
    sequences: {
      all: markedSequence(random, config, 'all'),
      written: markedSequence(random, config, 'written'),
    },
    directions: scaleRows(random.fillNormal(new Float32Array((pairs + later) * headSize)), headSize),
  };
}
