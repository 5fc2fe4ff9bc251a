import type { AdapterSummary } from '../../../runtime/types.ts';
import { padded } from '../wgsl/tile.wgsl.ts';

/**
 * Sizes in vectors of four numbers, padded with zeros to whole tiles, and where matrices lie in the workspace: a record
 * per head and chunk, all of them first; an edge per head, with what belongs to the sequence's ends; and space for each
 * head to work in. The shaders have the same order.
 */
export interface GradientLayout {
  readonly D4: number;
  readonly V4: number;
  /** Steps of a chunk. */
  readonly C4: number;
  /** Penalty directions of a chunk. */
  readonly N4: number;
  readonly chunks: number;
  /** Vectors in a record: A, Y, S, α, Ã, Eᵀ, the part of dK that S has, and Q, K, V, dO, U. */
  readonly record: number;
  /** Where Ã and Q lie in a record. */
  readonly directions: number;
  readonly queries: number;
  /** Vectors in an edge: R [V,D], G + Gᵀ and the last A [D,D]; where the first A lies among the last ones. */
  readonly edge: number;
  readonly lastInverse: number;
  /** Vectors of a head's space. */
  readonly space: number;
  /** Words of the whole workspace. */
  readonly words: number;
}

/** Sizes of a call; R is the number of penalty directions a step, 0 for a memory without a penalty. */
export interface GradientSizes {
  readonly B: number;
  readonly H: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
  readonly R: number;
}

export function gradientLayout({ B, H, T, D, Dv, R }: GradientSizes, steps: number): GradientLayout {
  const vectors = (numbers: number): number => padded(numbers) / 4;
  const [D4, V4, C4, N4] = [vectors(D), vectors(Dv), vectors(steps), vectors(steps * R)];
  const inverse = R > 0 ? D4 * D4 : 0;
  const heads = B * H;
  const chunks = Math.ceil(T / steps);
  const record = 4 * (inverse + 2 * N4 * D4 + V4 * D4 + 5 * C4 * D4 + 3 * V4 * C4);
  const edge = 4 * (V4 * D4 + 2 * inverse);
  const errors = D4 * V4 + C4 * V4 + 2 * D4 * C4 + C4 * C4;
  const memory = 2 * D4 * V4 + 6 * C4 * D4 + 5 * V4 * C4 + 6 * C4 * C4;
  const penalty = R > 0 ? 2 * D4 * D4 + 6 * C4 * D4 + 2 * N4 * D4 + 3 * C4 * N4 : 0;
  const space = 4 * Math.max(errors, memory, penalty);
  return {
    ...{ D4, V4, C4, N4, chunks, record, edge, space },
    directions: 4 * (inverse + N4 * D4 + V4 * D4 + C4 * D4),
    queries: 4 * (inverse + N4 * D4 + V4 * D4 + 3 * C4 * D4 + V4 * C4),
    lastInverse: heads * chunks * record + 4 * (V4 * D4 + inverse),
    words: 4 * heads * (chunks * record + edge + space),
  };
}

/** How a gradient is cut up for a device. */
export interface GradientSettings {
  /** Invocations per workgroup. */
  readonly threads: number;
  /** Rows of a chunk: steps, or VLA's penalty directions, of which a step may have several. */
  readonly rows: number;
}

const ON_PROCESSOR: GradientSettings = { threads: 8, rows: 16 };
const ON_CARD: GradientSettings = { threads: 64, rows: 32 };

export function gradientSettings({ software }: AdapterSummary): GradientSettings {
  return software ? ON_PROCESSOR : ON_CARD;
}
