import type { Matrix } from '../../math/matrix.ts';
import { chunkDecays } from '../chunks/decays.ts';
import { memoryChunk } from '../chunks/memoryChunk.ts';
import type { MemoryChunk } from '../chunks/memoryChunk.ts';
import { emptyTensor, initialMatrix, rowsOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { checkConverged, runAtOnce } from '../host/job.ts';
import type { GatedDeltaProblem } from './problem.ts';
import type { GatedDeltaTensors } from './reference.ts';

/** Steps per chunk where the caller names none. */
export const CHUNK_LENGTH = 64;

/** Tokens [first, last) of all heads' tokens as a chunk that is written along α = β k. */
export function chunkOf({ inputs, given }: GatedDeltaProblem, first: number, last: number): MemoryChunk {
  const [q, k, p, v] = [inputs.q, inputs.k, inputs.p, inputs.v].map((tensor) => rowsOf(tensor, first, last));
  const strength = (i: number): number => inputs.beta.data[first + Math.floor(i / k.columns)];
  const alpha = { ...k, data: k.data.map((value, i) => value * strength(i)) };
  return { q, k: p, v, alpha, ...(given.gamma && { decays: chunkDecays(inputs.gamma.data.subarray(first, last)) }) };
}

/** The chunk form of the gated delta rule in float64. */
export function gatedDeltaChunked(problem: GatedDeltaProblem, chunkLength?: number): GatedDeltaTensors {
  return runAtOnce(gatedDeltaChunkedJob(problem, { chunkLength }));
}

/**
 * {@link gatedDeltaChunked} as a job with one step per head and chunk. With `float32State`, S is rounded to float32
 * between chunks; inside a chunk everything is float64.
 */
export function gatedDeltaChunkedJob(
  problem: GatedDeltaProblem,
  { chunkLength = CHUNK_LENGTH, float32State = false }: { chunkLength?: number; float32State?: boolean } = {},
): HostJob<GatedDeltaTensors> {
  const { sizes, inputs, options } = problem;
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
      const result = memoryChunk(S, chunkOf(problem, head * T + start, head * T + end), options.error);
      S = float32State ? { ...result.memory, data: result.memory.data.map(Math.fround) } : result.memory;
      const where = `in steps ${start} to ${end - 1} of batch ${Math.floor(head / H)}, head ${head % H}`;
      checkConverged(result.output.data, () => where);
      output.data.set(result.output.data, (head * T + start) * Dv);
      if (end === T) finalMemory.data.set(S.data, head * Dv * D);
    },
    finish() {
      checkConverged(finalMemory.data, () => 'in the final memory');
      return { output, finalMemory };
    },
  };
}
