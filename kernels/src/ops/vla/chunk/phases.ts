import type { ChunkPhase } from '../../chunks/parts.ts';
import { chunkBounds } from '../host/chunked.ts';
import type { VlaProblem } from '../problem.ts';

/** Entries of A on the diagonal above this make this many first chunks single steps. */
const LARGE_INVERSE = 10;
const SINGLE_STEPS = 16;

/** Steps per chunk that hold about as many penalty directions: a multiple of 8 where the rank allows. */
export function stepsFor(directions: number, R: number): number {
  const steps = Math.max(1, Math.floor(directions / R));
  return steps < 8 ? steps : steps - (steps % 8);
}

/**
 * How long the chunks of a sequence are: `chunkLength` steps, but for a start with a large A.
 *
 * A shrinks from 1/λ0 to the size that the penalties give it while the first directions come in. A chunk subtracts YYᵀ
 * from A in one go, so the rounding error of a large A stays in what is left, where single steps damp it. Sixteen single
 * steps bring the error down to that of single steps throughout. Error of the output over that, float32, keys and
 * directions aligned, chunks of 16, the worse of two seeds:
 *
 * | D  | λ0   | without | 16 single steps |
 * | -- | ---- | ------- | --------------- |
 * | 16 | 1e-2 | 6.4     | 1.1             |
 * | 16 | 1e-3 | 30      | 1.1             |
 * | 32 | 1e-2 | 3.3     | 0.9             |
 * | 32 | 1e-3 | 13      | 1.1             |
 * | 64 | 1e-2 | 1.1     | 0.8             |
 * | 64 | 1e-3 | 7.7     | 1.0             |
 *
 * For λ0 ≥ 0.1 it is below 4 times without them.
 */
export function chunkPhases(problem: VlaProblem, chunkLength: number): ChunkPhase[] {
  const { T } = problem.sizes;
  const ramp = largestInverse(problem) > LARGE_INVERSE;
  const wanted = [...(ramp ? [{ steps: 1, stop: SINGLE_STEPS }] : []), { steps: chunkLength, stop: T }];
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
