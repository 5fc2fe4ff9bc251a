import type { Random } from '@vla/kernels/random';
import { eluPlusOne, project, scaleRows } from '../../lib/compute/features.ts';
import type { Config, Family } from './definition.ts';
import { families } from './definition.ts';

/** One sequence; each [T, headSize]. */
export interface Drawn {
  readonly keys: Float32Array;
  readonly values: Float32Array;
  /** Penalty directions normalize(W_u k_raw)/√D, as the untrained v3 layer makes them. */
  readonly directions: Float32Array;
}

/** Both kinds of keys come from the same raw ones; directions, values and noise are drawn with them. */
export function draw(random: Random, { length, headSize, noise }: Config): Readonly<Record<Family, Drawn>> {
  const raw = random.fillNormal(new Float32Array(length * headSize));
  const weights = (): Float64Array =>
    random.fillNormal(new Float64Array(headSize * headSize), 0, 1 / Math.sqrt(headSize));
  const [directionWeights, valueWeights] = [weights(), weights()];
  const directions = scaleRows(project(raw, directionWeights, headSize), headSize, 1 / Math.sqrt(headSize));
  const unexplained = random.fillNormal(new Float32Array(length * headSize), 0, noise / Math.sqrt(headSize));
  const sequence = (family: Family): Drawn => {
    const keys = scaleRows(family === 'elu' ? eluPlusOne(raw.slice()) : raw.slice(), headSize);
    const values = project(keys, valueWeights, headSize).map((value, i) => value + unexplained[i]);
    return { keys, values, directions };
  };
  return Object.fromEntries(families.map((family) => [family, sequence(family)])) as Record<Family, Drawn>;
}
