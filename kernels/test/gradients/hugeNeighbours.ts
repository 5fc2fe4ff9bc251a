import { vlaInputs } from '../support/random.ts';
import { seededRandom } from '../../src/random.ts';
import type { HostTensor } from '../../src/tensor.ts';

/** So large that A is small, and the gradient finite. */
export const HUGE_LAMBDA = 1e20;

/**
 * A call of the gradient of VLA with two heads, whose keys fill no whole vectors. The loss depends on A at the end so much
 * that what is next to the matrix of a head, its next row or the next head's, may be added to none of its own numbers: the
 * sum would leave float32, and times the zeros that rows are filled up with it would be NaN.
 */
export function hugeNeighbours() {
  const [H, D] = [2, 6];
  const HUGE = 2e38;
  const matrices = (value: (head: number, i: number, j: number) => number): HostTensor => ({
    shape: [1, H, D, D],
    data: Float32Array.from({ length: H * D * D }, (_, at) =>
      value(Math.floor(at / (D * D)), Math.floor(at / D) % D, at % D),
    ),
  });
  return {
    ...vlaInputs(seededRandom(41), { B: 1, H, T: 3, R: 1, D, Dv: D }),
    // The first column of the first head, and the first row of the second.
    finalInverseGradient: matrices((head, i, j) => {
      if (i === 0 && j === 0) return 0;
      return (head === 0 ? j : i) === 0 ? HUGE : 0;
    }),
  };
}
