import { dot, matrixAt, multiplyVector, norm } from '@vla/kernels/math';
import type { HostTensor } from '@vla/kernels';
import type { Random } from '@vla/kernels/random';
import { withinSpan } from './directions.ts';
import { scaleRows } from './features.ts';

/** Pairs to remember, then others: keys [pairs + later, headSize] of length 1, values [pairs + later, pairs + 8]. */
export interface MarkedSequence {
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

export interface MarkedSizes {
  /** Pairs to remember, written first. */
  readonly pairs: number;
  /** Steps after them. */
  readonly later: number;
  readonly headSize: number;
}

/** Entries of a value that the later steps write to. */
const laterEntries = 8;

export function valueSize({ pairs }: Pick<MarkedSizes, 'pairs'>): number {
  return pairs + laterEntries;
}

/**
 * The value of pair i is the unit vector eᵢ; later values are random unit vectors in entries of their own. All three
 * operators are linear in the values, so an answer shows in each entry how much of which value it holds.
 *
 * @param span directions of later keys: uniform, or within the span of the keys of the pairs
 */
export function markedSequence(random: Random, sizes: MarkedSizes, span: 'all' | 'written'): MarkedSequence {
  const { pairs, later, headSize } = sizes;
  const width = valueSize(sizes);
  const keys = new Float32Array((pairs + later) * headSize);
  const values = new Float32Array((pairs + later) * width);
  const written = scaleRows(random.fillNormal(new Float32Array(pairs * headSize)), headSize);
  keys.set(written);
  keys.set(
    span === 'all'
      ? scaleRows(random.fillNormal(new Float32Array(later * headSize)), headSize)
      : withinSpan({ random, steps: later, basis: written, size: headSize, length: 1 }),
    written.length,
  );
  for (let i = 0; i < pairs; i++) values[i * width + i] = 1;
  const noise = scaleRows(random.fillNormal(new Float32Array(later * laterEntries)), laterEntries);
  for (let t = 0; t < later; t++) {
    values.set(noise.subarray(t * laterEntries, (t + 1) * laterEntries), (pairs + t) * width + pairs);
  }
  return { keys, values };
}

/** What a memory answers to the key of a pair. */
export interface Answer {
  /** Multiple of the pair's own value in it; 1 is all of it. */
  readonly left: number;
  /** Length of everything else in it, where every value that was written has length 1. */
  readonly disturbance: number;
  /** Cosine of the angle between answer and value; 0 for an empty answer. */
  readonly cosine: number;
}

/** Answers of the index-th memory of a tensor [B,H,Dv,D] to the keys of the pairs. */
export function answersTo(
  keys: Float32Array,
  { pairs, headSize }: MarkedSizes,
  memory: HostTensor,
  index: number,
): Answer[] {
  const matrix = matrixAt(memory, index);
  return Array.from({ length: pairs }, (_, i) => {
    const answer = multiplyVector(matrix, keys.subarray(i * headSize, (i + 1) * headSize));
    const left = answer[i];
    const length = norm(answer);
    answer[i] = 0;
    return { left, disturbance: Math.sqrt(dot(answer, answer)), cosine: length > 0 ? left / length : 0 };
  });
}
