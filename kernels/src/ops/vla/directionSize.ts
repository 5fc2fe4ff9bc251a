import { ArgumentError } from '../../errors.ts';
import type { RowBound } from '../../runtime/tensorGuards.ts';
import type { HostTensor } from '../../tensor.ts';
import { formatShape, indexAt, FLOAT32_MAX } from '../validation/options.ts';

/** What decides how large A can become in a call: part of a VlaProblem. */
interface Growth {
  readonly sizes: { readonly T: number; readonly D: number; readonly R: number };
  readonly inputs: { readonly initialInverse: HostTensor | null };
  readonly options: {
    readonly lambda0: number;
    readonly period: number;
    readonly epsilon: number;
    readonly deltaFloor: number;
  };
}

/*
 * 1 + uᵀA u is computed in float32, on a device with every partial sum. Where that overflows, each backend would have its
 * own idea of the update: so directions for which it could are refused everywhere. Σ |u_i| |A_ij| |u_j| is at most
 * ‖|A|‖ |u|², the norm of A only falls but for what is added to its diagonal, and that of |A| is at most √D times as large.
 */

const reason = '1 + uᵀA u would leave float32';

/** The largest squared length of a direction in a call. `norm` bounds that of every A. */
function largestSquare(norm: number, D: number): number {
  return FLOAT32_MAX / 2 / Math.sqrt(D) / norm;
}

/** A bound for the norm of A at every step of a call: that at the start, and what nudges and skipped updates add. */
export function inverseNorm({ sizes, inputs, options }: Growth): number {
  return Math.max(1 / options.lambda0, rowSum(inputs.initialInverse, sizes.D)) + additions(options, sizes);
}

/**
 * How long the directions of a call may be whose tensors are on a device. Of an initial inverse there no number is known: it
 * counts as one no larger than I/λ0, and what a larger one makes of directions below the bound is found in the results, if
 * it is not finite.
 */
export function directionBounds({ sizes, options }: Pick<Growth, 'sizes' | 'options'>): { readonly u: RowBound } {
  const norm = 1 / options.lambda0 + additions(options, sizes);
  return { u: { longest: Math.sqrt(largestSquare(norm, sizes.D)), name: 'direction', reason } };
}

function additions({ period, epsilon, deltaFloor }: Growth['options'], { T, R }: Growth['sizes']): number {
  return (period > 0 ? epsilon * Math.ceil(T / period) : 0) + deltaFloor * T * R;
}

/** The largest Σ_j |A_ij| of any row: no eigenvalue of a symmetric matrix is larger. */
function rowSum(inverse: HostTensor | null, D: number): number {
  let largest = 0;
  for (let row = 0; inverse && row < inverse.data.length; row += D) {
    let sum = 0;
    for (let i = row; i < row + D; i++) sum += Math.abs(inverse.data[i]!);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** Throws ArgumentError for the first direction that is too long for matrices of such a norm. */
export function checkDirections({ shape, data }: HostTensor, norm: number): void {
  const D = shape.at(-1)!;
  const most = largestSquare(norm, D);
  for (let start = 0; start < data.length; start += D) {
    let square = 0;
    for (let i = start; i < start + D; i++) square += data[i]! * data[i]!;
    if (square <= most) continue;
    const where = formatShape(indexAt(shape, start).slice(0, -1));
    const [length, longest] = [square, most].map((value) => Math.sqrt(value).toPrecision(3));
    throw new ArgumentError(
      'u',
      `has a direction of length ${length} at ${where}; expected at most ${longest}: ${reason}`,
    );
  }
}
