import { addDiagonalAt } from '../../host/float32.ts';
import type { VlaProblem } from '../problem.ts';

/** A and S of one head, updated in place. */
export interface Float32State {
  readonly inverse: Float32Array;
  readonly memory: Float32Array;
}

/** What a head begins with: the caller's, or I/λ0 and zeros. */
export function startOf({ sizes: { D, Dv }, inputs, options }: VlaProblem, head: number): Float32State {
  const inverse = new Float32Array(D * D);
  if (inputs.initialInverse) inverse.set(inputs.initialInverse.data.subarray(head * D * D, (head + 1) * D * D));
  else addDiagonalAt(inverse, 0, 1 / options.lambda0, D);
  const memory = new Float32Array(Dv * D);
  if (inputs.initialMemory) memory.set(inputs.initialMemory.data.subarray(head * Dv * D, (head + 1) * Dv * D));
  return { inverse, memory };
}
