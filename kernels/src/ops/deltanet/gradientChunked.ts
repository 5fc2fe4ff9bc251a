import { dot } from '../../math/vector.ts';
import { checkGradients } from '../host/backwardJob.ts';
import { memoryGradientJob } from '../chunks/memoryGradientJob.ts';
import { emptyTensor, initialMatrix, rowOf, rowsOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { CHUNK_LENGTH } from './chunked.ts';
import type { DeltaNetGradientProblem } from './problem.ts';
import { emptyDeltaNetGradients } from './gradientReference.ts';
import type { DeltaNetGradientTensors } from './gradientReference.ts';

/**
 * The gradient in float64, chunk by chunk: S is written along α = β k, so that dβ = kᵀdα and dk is β dα and the part that
 * S has.
 */
export function deltaNetGradientChunkedJob(
  problem: DeltaNetGradientProblem,
  chunkLength = CHUNK_LENGTH,
): HostJob<DeltaNetGradientTensors> {
  const { forward, gradients } = problem;
  const { inputs, sizes } = forward;
  const { B, H, T, D, Dv } = sizes;
  const result = emptyDeltaNetGradients(problem);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  return memoryGradientJob({
    ...{ sizes, rows: Dv, chunkLength },
    error: 'residual',
    chunkAt({ first, last }) {
      const [q, k, v] = [inputs.q, inputs.k, inputs.v].map((tensor) => rowsOf(tensor, first, last));
      const alpha = { ...k, data: k.data.map((value, i) => value * inputs.beta.data[first + Math.floor(i / D)]) };
      return { q, k, v, alpha };
    },
    start: (head) => initialMatrix(inputs.initialMemory, head, Dv, D),
    end: (head) => initialMatrix(gradients.finalMemory, head, Dv, D),
    outputGradient: ({ first, last }) => rowsOf(outputGradient, first, last),
    take({ first, last }, { q, k, v, alpha }) {
      result.q.data.set(q.data, first * D);
      result.v.data.set(v.data, first * Dv);
      for (let index = first; index < last; index++) {
        const at = (index - first) * D;
        const dAlpha = alpha.data.subarray(at, at + D);
        const strength = inputs.beta.data[index];
        rowOf(result.k, index).set(dAlpha.map((value, i) => strength * value + k.data[at + i]));
        result.beta?.data.set([dot(rowOf(inputs.k, index), dAlpha)], index);
      }
    },
    takeStart: (head, R) => result.initialMemory?.data.set(R.data, head * Dv * D),
    finish: () => checkGradients(result),
  });
}
