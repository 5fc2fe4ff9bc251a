import type { Random } from '@vla/kernels/random';
import { eluPlusOne, scaleRows } from '../../lib/compute/features.ts';
import type { Config } from './definition.ts';

export interface Drawn {
  readonly gaussian: Float32Array;
  readonly elu: Float32Array;
  readonly values: Float32Array;
  readonly directions: Float32Array;
}

/** Keys of two families, values and random penalty directions, all of unit length, [mostPairs, headSize]. */
export function draw(random: Random, { mostPairs, headSize }: Config): Drawn {
  const normals = (): Float32Array => random.fillNormal(new Float32Array(mostPairs * headSize));
  const unit = (rows: Float32Array): Float32Array => scaleRows(rows, headSize);
  const raw = normals();
  return {
    gaussian: unit(raw.slice()),
    elu: unit(eluPlusOne(raw)),
    values: unit(normals()),
    directions: unit(normals()),
  };
}
