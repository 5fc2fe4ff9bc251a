/**
 * Seeded random numbers: the same seed gives the same numbers everywhere.
 *
 * @module @vla/kernels/random
 */
import { randomNormal } from 'd3-random';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { skipN } from 'pure-rand/utils/skipN';
import { norm } from './math/vector.ts';
import { checkScalar, checkSize } from './math/shapes.ts';
import { integer, shape } from './shapes.ts';

/** A seeded stream of random numbers. Draws advance it, so their order is part of a result. */
export interface Random {
  /** Uniform in [low, high), a multiple of 2⁻⁵³ of the range. Default [0, 1). */
  uniform(low?: number, high?: number): number;
  /** Uniform integer 0, …, below − 1. */
  integer(below: number): number;
  /** Normal with the given mean and standard deviation. Default 0 and 1. */
  normal(mean?: number, deviation?: number): number;
  /** Fills an array with independent normals and returns it. */
  fillNormal<Target extends Float32Array | Float64Array>(target: Target, mean?: number, deviation?: number): Target;
  /** Uniform on the unit sphere of R^size. */
  unitVector(size: number): Float64Array;
}

/**
 * The stream that belongs to a seed (an integer; its low 32 bits count): xoroshiro128+ for the bits, Marsaglia's
 * polar method for normals. Equal on all platforms, up to the last bit of Math.log where engines differ in it.
 */
export function seededRandom(seed: number): Random {
  aSeed('seed', seed);
  const generator = xoroshiro128plus(mix(seed));
  // Neighbouring seeds give similar first outputs: let the state spread before the first draw.
  skipN(generator, 32);
  const uniform = (): number => uniformFloat64(generator);
  const normal = randomNormal.source(uniform)(0, 1);
  return {
    uniform: (low = 0, high = 1) => {
      checkScalar('low', low);
      checkScalar('high', high);
      return low + (high - low) * uniform();
    },
    integer: (below) => {
      if (!(Number.isSafeInteger(below) && below >= 1)) atLeastOne('below', below);
      return uniformInt(generator, 0, below - 1);
    },
    normal: (mean = 0, deviation = 1) => {
      checkScalar('mean', mean);
      checkScalar('deviation', deviation);
      return mean + deviation * normal();
    },
    fillNormal: (target, mean = 0, deviation = 1) => {
      floats('target', target);
      checkScalar('mean', mean);
      checkScalar('deviation', deviation);
      for (let i = 0; i < target.length; i++) target[i] = mean + deviation * normal();
      return target;
    },
    unitVector: (size) => {
      checkSize('size', size);
      const vector = new Float64Array(size).map(() => normal());
      const length = norm(vector);
      return vector.map((value) => value / length);
    },
  };
}

const aSeed = shape('an integer', Number.isInteger);
const atLeastOne = integer(1);
const floats = shape(
  'a Float32Array or a Float64Array',
  (value) => value instanceof Float32Array || value instanceof Float64Array || isFloats(value),
);

/** Of another frame. */
const isFloats = (value: unknown): boolean =>
  /^\[object Float(32|64)Array\]$/.test(Object.prototype.toString.call(value));

/** MurmurHash3's finalizer: every bit of the seed reaches every bit of the state. */
function mix(seed: number): number {
  let hash = seed | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
