import type { VlaInputs, VlaOptions } from '../../src/ops/vla/types.ts';
import type { Random } from '../../src/random.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { generatedSizes, rounded } from './generated.ts';
import type { GeneratedSizes } from './generated.ts';
import { normals, positiveDefinite, unitVectors, vlaInputs } from './random.ts';

export interface GeneratedVla {
  readonly seed: number;
  readonly sizes: GeneratedSizes & { readonly R: number };
  readonly inputs: VlaInputs;
  readonly options: VlaOptions;
  readonly chunkLength?: number;
  readonly segments: number;
  /** Relative error allowed: ten times as much where directions are the keys, see hasAlignedKeys. */
  readonly tolerance: number;
}

/**
 * Kinds of cases whose memory stays bounded, so that a tolerance means something: with residuals, the factor
 * 1 − αᵀk of a step must not exceed 1 in size.
 *
 * - normalized residuals: keys of lengths from 0.2 to 1.4
 * - ridge: plain residuals with u = k, where αᵀk < 1 for keys of any length
 * - additive: keys of lengths up to 4, either write
 */
const KINDS = ['normalized', 'normalized', 'ridge', 'additive'] as const;

const TOLERANCE = 2e-5;
/** Multiply-adds of a case. */
const LARGEST_WORK = 4e7;

/** A case with everything drawn from its seed: shapes, rank, keys, options, state, chunks, segments. */
export function generatedVla(seed: number): GeneratedVla {
  const random = seededRandom(seed);
  const kind = KINDS[random.integer(KINDS.length)];
  const R = kind === 'ridge' ? 1 : 1 + random.integer(4);
  const sizes = affordable({ ...generatedSizes(random), R });
  const inputs = inputsOf(random, kind, sizes);
  const options: VlaOptions = {
    lambda0: 10 ** random.uniform(-1, 1),
    keepIntermediates: random.integer(2) === 0,
    firstStep: random.integer(100),
    ...(kind === 'ridge' && { write: 'plain' }),
    ...(kind === 'additive' && { error: 'additive', write: random.integer(2) ? 'plain' : 'normalized' }),
    ...(random.integer(4) === 0 && { stabilization: { period: 1 + random.integer(60), epsilon: 1e-3 } }),
  };
  return {
    seed,
    sizes,
    inputs: rounded(inputs),
    options,
    ...(random.integer(2) && { chunkLength: 1 + random.integer(40) }),
    segments: 2 + random.integer(12),
    tolerance: kind === 'ridge' ? 10 * TOLERANCE : TOLERANCE,
  };
}

/** The same with fewer steps, where A costs the float64 reference more than a second or two. */
function affordable<Sizes extends GeneratedVla['sizes']>(sizes: Sizes): Sizes {
  const { B, H, D, Dv, R, cut } = sizes;
  const T = Math.min(sizes.T, Math.ceil(LARGEST_WORK / (B * H * D * ((2 + R) * D + Dv))));
  return { ...sizes, T, cut: Math.min(cut, T - 1) };
}

function inputsOf(random: Random, kind: (typeof KINDS)[number], sizes: GeneratedVla['sizes']): VlaInputs {
  const { B, H, T, D, Dv, R } = sizes;
  const plain = vlaInputs(random, { B, H, T, R, D, Dv });
  const k = withLengths(random, unitVectors(random, B, H, T, D), kind === 'normalized' ? 1.4 : 4);
  const u = kind === 'ridge' ? { shape: [B, H, T, 1, D], data: k.data } : plain.u;
  return {
    ...plain,
    k,
    u,
    ...(random.integer(3) === 0 && { initialMemory: normals(random, B, H, Dv, D) }),
    ...(random.integer(3) === 0 && { initialInverse: positiveDefinite(random, B, H, D) }),
  };
}

/** Rows of length 1 become rows of lengths from 0.2 to `longest`. */
function withLengths(random: Random, { shape, data }: HostTensor, longest: number): HostTensor {
  const size = shape[shape.length - 1]!;
  const lengths = Array.from({ length: data.length / size }, () => random.uniform(0.2, longest));
  return { shape, data: data.map((value, i) => value * lengths[Math.floor(i / size)]!) };
}
