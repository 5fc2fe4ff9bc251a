import { dot } from '../../math/vector.ts';
import { memoryGradientJob } from '../chunks/memoryGradientJob.ts';
import { checkGradients } from '../host/backwardJob.ts';
import { emptyTensor, initialMatrix, rowOf, rowsOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { CHUNK_LENGTH, chunkOf } from './chunked.ts';
import { emptyGatedDeltaGradients, setKeys } from './gradientReference.ts';
import type { GatedDeltaGradientTensors } from './gradientReference.ts';
import type { GatedDeltaGradientProblem } from './problem.ts';

/** The gradient in float64, chunk by chunk: S is written along α = β k, so that dβ = kᵀdα and dk = β dα. */
export function gatedDeltaGradientChunkedJob(
  problem: GatedDeltaGradientProblem,
  chunkLength = CHUNK_LENGTH,
): HostJob<GatedDeltaGradientTensors> {
  const { forward, gradients } = problem;
  const { inputs, sizes, options } = forward;
  const { B, H, T, D, Dv } = sizes;
  const result = emptyGatedDeltaGradients(problem);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  return memoryGradientJob({
    ...{ sizes, rows: Dv, chunkLength, error: options.error },
    chunkAt: ({ first, last }) => chunkOf(forward, first, last),
    start: (head) => initialMatrix(inputs.initialMemory, head, Dv, D),
    end: (head) => initialMatrix(gradients.finalMemory, head, Dv, D),
    outputGradient: ({ first, last }) => rowsOf(outputGradient, first, last),
    take({ first, last }, { q, k: read, v, alpha, gamma }) {
      result.q.data.set(q.data, first * D);
      result.v.data.set(v.data, first * Dv);
      if (gamma) result.gamma?.data.set(gamma, first);
      for (let index = first; index < last; index++) {
        const at = (index - first) * D;
        const dAlpha = alpha.data.subarray(at, at + D);
        const k = dAlpha.map((value) => inputs.beta.data[index] * value);
        setKeys(result, index, { k, p: read.data.subarray(at, at + D) });
        result.beta?.data.set([dot(rowOf(inputs.k, index), dAlpha)], index);
      }
    },
    takeStart: (head, R) => result.initialMemory?.data.set(R.data, head * Dv * D),
    finish: () => checkGradients(result),
  });
}
