import type { Matrix } from '../../math/matrix.ts';
import { copy, zeros } from '../../math/matrix.ts';
import { dot } from '../../math/vector.ts';
import { backwardJob, checkGradients } from '../backwardJob.ts';
import { memoryChunk } from '../chunks/memoryChunk.ts';
import { memoryChunkGradient } from '../chunks/memoryChunkGradient.ts';
import { emptyTensor, initialMatrix, rowsOf } from '../heads.ts';
import type { HostJob } from '../hostJob.ts';
import { CHUNK_LENGTH } from './chunked.ts';
import type { DeltaNetGradientProblem } from './gradientProblem.ts';
import { emptyDeltaNetGradients } from './gradientReference.ts';
import type { DeltaNetGradientTensors } from './gradientReference.ts';

/**
 * The gradient in float64, chunk by chunk: S is written along α = β k, so that dβ = kᵀdα and dk is β dα and the part that
 * S has. A job with one step per head and chunk forwards, and one backwards.
 */
export function deltaNetGradientChunkedJob(
  problem: DeltaNetGradientProblem,
  chunkLength = CHUNK_LENGTH,
): HostJob<DeltaNetGradientTensors> {
  const { forward, gradients } = problem;
  const { inputs } = forward;
  const { B, H, T, D, Dv } = forward.sizes;
  const chunks = Math.ceil(T / chunkLength);
  const result = emptyDeltaNetGradients(problem);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  let R: Matrix;

  function chunkAt(index: number) {
    const start = (index % chunks) * chunkLength;
    const first = Math.floor(index / chunks) * T + start;
    const last = first + Math.min(chunkLength, T - start);
    const [q, k, v] = (['q', 'k', 'v'] as const).map((name) => rowsOf(inputs[name], first, last));
    const beta = inputs.beta.data.slice(first, last);
    const alpha = { ...k, data: k.data.map((value, i) => value * beta[Math.floor(i / D)]) };
    return { first, last, q, k, v, beta, alpha };
  }

  return backwardJob<Matrix, DeltaNetGradientTensors>({
    heads: B * H,
    T: chunks,
    stateSize: Dv * D,
    start: (head) => initialMatrix(inputs.initialMemory, head, Dv, D),
    copy,
    advance(memory, index) {
      memory.data.set(memoryChunk(memory, chunkAt(index), 'residual').memory.data);
    },
    end(head) {
      R = initialMatrix(gradients.finalMemory, head, Dv, D);
    },
    reverse(index, S) {
      const { first, last, beta, ...chunk } = chunkAt(index);
      const { errors } = memoryChunk(S, chunk, 'residual');
      const weight = rowsOf(outputGradient, first, last);
      const back = memoryChunkGradient({ ...chunk, S, R, errors, outputGradient: weight }, 'residual');
      R = back.R;
      const dk = zeros(last - first, D);
      beta.forEach((strength, t) => {
        const at = (a: Matrix): Float64Array => a.data.subarray(t * D, (t + 1) * D);
        const [dAlpha, ofMemory] = [at(back.alpha), at(back.k)];
        at(dk).forEach((_, i, row) => (row[i] = strength * dAlpha[i] + ofMemory[i]));
        result.beta?.data.set([dot(at(chunk.k), dAlpha)], first + t);
      });
      result.q.data.set(back.q.data, first * D);
      result.k.data.set(dk.data, first * D);
      result.v.data.set(back.v.data, first * Dv);
      if (index % chunks === 0) result.initialMemory?.data.set(R.data, (index / chunks) * Dv * D);
    },
    finish: () => checkGradients(result),
  });
}
