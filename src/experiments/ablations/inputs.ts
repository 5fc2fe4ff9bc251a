import type { Random } from '@vla/kernels/random';
import { scaleRows } from '../../lib/compute/features.ts';
import type { Config } from './definition.ts';
import type { Variant } from './variants.ts';

export interface Drawn {
  readonly keys: Float32Array;
  readonly values: Float32Array;
  /** Random maps of keys, [D,D] each, for the directions after the first. */
  readonly maps: readonly Float32Array[];
}

const MOST_MAPS = 3;

export function draw(random: Random, { mostPairs, headSize }: Config): Drawn {
  const unit = (): Float32Array => scaleRows(random.fillNormal(new Float32Array(mostPairs * headSize)), headSize);
  const map = (): Float32Array => random.fillNormal(new Float32Array(headSize * headSize));
  return { keys: unit(), values: unit(), maps: Array.from({ length: MOST_MAPS }, map) };
}

/** Penalty directions of every token, [T,R,D]. All but symbolic ones have the length 1/√D. */
export function directionsOf({ keys, maps }: Drawn, { rank = 1, gamma }: Variant, size: number): Float32Array[] {
  const scaled = (rows: Float32Array): Float32Array => scaleRows(rows, size, 1 / Math.sqrt(size));
  const all = [scaled(keys.slice()), ...maps.slice(0, rank - 1).map((map) => scaled(mapped(keys, map, size)))];
  return gamma === undefined ? all : [...all, symbolic(keys, gamma, size)];
}

function mapped(keys: Float32Array, map: Float32Array, size: number): Float32Array {
  return Float32Array.from(keys, (_, i) => {
    const [start, row] = [i - (i % size), i % size];
    let sum = 0;
    for (let j = 0; j < size; j++) sum += map[row * size + j]! * keys[start + j]!;
    return sum;
  });
}

/** √γ Σ_{s≤t} W_ts k_s, W the adjacency of a chain (each token is related to the one before it), divided by the roots of its row sums. */
function symbolic(keys: Float32Array, gamma: number, size: number): Float32Array {
  const count = keys.length / size;
  const neighbours = (t: number): number => (t === 0 || t === count - 1 ? 1 : 2);
  return Float32Array.from(keys, (_, i) => {
    const t = Math.floor(i / size);
    if (t === 0) return 0;
    return (Math.sqrt(gamma) * keys[i - size]!) / Math.sqrt(neighbours(t) * neighbours(t - 1));
  });
}
