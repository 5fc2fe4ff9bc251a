import type { Session, VlaOptions } from '@vla/kernels';
import type { Matrix } from '@vla/kernels/math';
import { addOuter, copy, identity, matrixAt } from '@vla/kernels/math';
import { pause } from '../../lib/compute/pause.ts';
import { stack } from '../../lib/compute/tensors.ts';
import { followVla } from '../../lib/compute/trajectory.ts';
import type { Rounding } from './halfPrecision.ts';
import { accumulate, roundedStart } from './halfPrecision.ts';

/** What is tracked: penalty directions [T, size] of every sequence, and where to look. */
export interface Tracking {
  readonly sequences: readonly Float32Array[];
  readonly size: number;
  readonly lambda0: number;
  readonly stops: readonly number[];
  readonly signal: AbortSignal;
  /** Called with the fraction done. */
  readonly onPart: (fraction: number) => void;
}

/** One matrix for every stop and, within it, every sequence. */
export type Matrices = readonly (readonly Matrix[])[];

/** A_t as the kernel carries it token by token: forms in chunks round less often, and are not what is asked about here. */
export async function kernelInverses(
  { sequences, size, lambda0, stops, signal, onPart }: Tracking,
  runtime: Session,
  stabilization: VlaOptions['stabilization'],
): Promise<Matrices> {
  const u = stack(
    sequences.map((sequence) => [sequence]),
    size,
  );
  // A depends on u alone: keys and values are needed for the call only.
  const nothing = { shape: u.shape, data: new Float32Array(u.data.length) };
  const onStep = (step: number): void => onPart(step / stops[stops.length - 1]);
  const found: Matrix[][] = [];
  const run = followVla(
    { k: nothing, v: nothing, u },
    { lambda0, stabilization, form: 'recurrent' },
    { runtime, signal, stops, onStep },
  );
  for await (const { result } of run) found.push(sequences.map((_, row) => matrixAt(result.finalInverse, row)));
  return found;
}

/** M_t = λ0·I + Σ u uᵀ, summed in float64. */
export function exactPenalties(tracking: Tracking): Promise<Matrices> {
  const { size, lambda0 } = tracking;
  return accumulated(tracking, identity(size, lambda0), (penalty, directions) => {
    for (let start = 0; start < directions.length; start += size) {
      const u = directions.subarray(start, start + size);
      addOuter(penalty, 1, u, u);
    }
  });
}

/** A_t stored in a short format. */
export function roundedInverses(tracking: Tracking, round: Rounding): Promise<Matrices> {
  return accumulated(tracking, roundedStart(tracking.size, tracking.lambda0, round), (inverse, directions) =>
    accumulate(inverse, directions, round),
  );
}

async function accumulated(
  { sequences, size, stops, signal, onPart }: Tracking,
  start: Matrix,
  advance: (matrix: Matrix, directions: Float32Array) => void,
): Promise<Matrices> {
  const matrices = sequences.map(() => copy(start));
  const found: Matrix[][] = [];
  let from = 0;
  for (const stop of stops) {
    for (const [row, matrix] of matrices.entries()) {
      advance(matrix, sequences[row].subarray(from * size, stop * size));
      await pause(signal);
    }
    found.push(matrices.map(copy));
    onPart(stop / stops[stops.length - 1]);
    from = stop;
  }
  return found;
}
