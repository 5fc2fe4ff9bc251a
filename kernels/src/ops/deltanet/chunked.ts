import type { Matrix } from '../../math/matrix.ts';
import { memoryChunk } from '../chunks/memoryChunk.ts';
import { emptyTensor, initialMatrix, rowsOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { checkConverged, runAtOnce } from '../host/job.ts';
import type { DeltaNetProblem } from './problem.ts';
import type { DeltaNetTensors } from './reference.ts';

/** Steps per chunk where the caller names none. */
export const CHUNK_LENGTH = 64;

/** The chunk form of the delta rule in float64. */
export function deltaNetChunked(problem: DeltaNetProblem, chunkLength?: number): DeltaNetTensors {
  return runAtOnce(deltaNetChunkedJob(problem, { chunkLength }));
}

/**
 * {@link deltaNetChunked} as a job with one step per head and chunk. With `float32State`, S is rounded to float32
 * between chunks; inside a chunk everything is float64.
 */
export function deltaNetChunkedJob(
  { sizes, inputs }: DeltaNetProblem,
  { chunkLength = CHUNK_LENGTH, float32State = false }: { chunkLength?: number; float32State?: boolean } = {},
): HostJob<DeltaNetTensors> {
  const { B, H, T, D, Dv } = sizes;
  const chunks = Math.ceil(T / chunkLength);
  const output = emptyTensor(B, H, T, Dv);
  const finalMemory = emptyTensor(B, H, Dv, D);
  let S: Matrix;
  return {
    steps: B * H * chunks,
    run(step) {
      const head = Math.floor(step / chunks);
      const start = (step % chunks) * chunkLength;
      const end = Math.min(T, start + chunkLength);
      if (start === 0) S = initialMatrix(inputs.initialMemory, head, Dv, D);
      const first = head * T + start;
      const last = head * T + end;
      const k = rowsOf(inputs.k, first, last);
      const alpha = { ...k, data: k.data.map((value, i) => value * inputs.beta.data[first + Math.floor(i / D)]) };
      const chunk = { q: rowsOf(inputs.q, first, last), k, v: rowsOf(inputs.v, first, last), alpha };
      const result = memoryChunk(S, chunk, 'residual');
      S = float32State ? { ...result.memory, data: result.memory.data.map(Math.fround) } : result.memory;
      const where = `in steps ${start} to ${end - 1} of batch ${Math.floor(head / H)}, head ${head % H}`;
      checkConverged(result.output.data, () => where);
      output.data.set(result.output.data, first * Dv);
      if (end === T) finalMemory.data.set(S.data, head * Dv * D);
    },
    finish() {
      checkConverged(finalMemory.data, () => 'in the final memory');
      return { output, finalMemory };
    },
  };
}
