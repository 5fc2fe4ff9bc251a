import type { ChunkPhase } from '../chunks/parts.ts';
import { chunkBounds } from './chunked.ts';
import type { VlaProblem } from './problem.ts';

/** Entries of A on the diagonal above this make the first chunks short. */
const LARGE_INVERSE = 10;

/** Steps per chunk that hold about as many penalty directions: a multiple of 8 where the rank allows. */
export function stepsFor(directions: number, R: number): number {
  const steps = Math.max(1, Math.floor(directions / R));
  return steps < 8 ? steps : steps - (steps % 8);
}

/**
 * How long the chunks of a sequence are: `chunkLength` steps, but for a start with a large A.
 *
 * A shrinks from 1/λ0 to the size that the penalties give it while the first D directions or so come in. A chunk
 * subtracts YYᵀ from A in one go, so the rounding error of a large A stays in what is left, where single steps damp
 * it. Eight single steps and then short chunks up to step 2D bring the error down to that of single steps: in float32,
 * keys and directions aligned, D = 16, 32 and 64, chunks of 32 have up to 56 times the error of single steps for
 * λ0 = 1e-3 and 17 times for 1e-2, and 3.2 and 1.2 times with this start. For λ0 ≥ 0.1 it is below 4 times without it.
 */
export function chunkPhases(problem: VlaProblem, chunkLength: number): ChunkPhase[] {
  const { T, D, R } = problem.sizes;
  const ramp = largestInverse(problem) > LARGE_INVERSE;
  const short = Math.min(chunkLength, stepsFor(8, R));
  const wanted = [
    ...(ramp
      ? [
          { steps: 1, stop: 8 },
          { steps: short, stop: 8 + 8 * Math.ceil(D / 4) },
        ]
      : []),
    { steps: chunkLength, stop: T },
  ];
  let start = 0;
  return wanted.flatMap(({ steps, stop: end }) => {
    if (start >= T) return [];
    const stop = Math.min(T, end);
    const { period, firstStep } = problem.options;
    const chunks = chunkBounds(stop - start, steps, { period, firstStep: firstStep + start }).length;
    const phase = { start, stop, steps: Math.min(steps, stop - start), chunks };
    start = stop;
    return [phase];
  });
}

/** The largest number on the diagonal of A at the start, of all heads. */
function largestInverse({ sizes, inputs, options }: VlaProblem): number {
  const { B, H, D } = sizes;
  if (!inputs.initialInverse) return 1 / options.lambda0;
  let largest = 0;
  for (let row = 0; row < B * H * D; row++)
    largest = Math.max(largest, inputs.initialInverse.data[row * D + (row % D)]);
  return largest;
}
