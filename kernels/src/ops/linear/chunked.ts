import type { Matrix } from '../../math/matrix.ts';
import { addScaled, multiply, transpose } from '../../math/matrix.ts';
import { dot } from '../../math/vector.ts';
import { emptyTensor, initialMatrix, initialVector, rowsOf } from '../host/heads.ts';
import { checkConverged } from '../host/job.ts';
import type { HostJob } from '../host/job.ts';
import type { LinearAttentionProblem } from './problem.ts';
import type { LinearAttentionState, LinearAttentionTensors } from './reference.ts';

/** Steps per chunk where the caller names none: 32 was the fastest, or within a tenth of it, of 16, 32, 64 and 128. */
export const CHUNK_LENGTH = 32;

/**
 * One chunk in float64: its outputs [C,Dv], and the state after it. Vectors of a step are rows.
 *
 *     O = (Q Sᵀ + lower(Q Kᵀ) V) / (Q z + lower(Q Kᵀ) 1 + ε),   S ← S + Vᵀ K,   z ← z + Kᵀ 1
 */
function linearAttentionChunk(
  { memory: S, normalizer: z }: LinearAttentionState,
  { q, k, v }: { readonly q: Matrix; readonly k: Matrix; readonly v: Matrix },
  epsilon: number,
): { readonly output: Matrix; readonly state: LinearAttentionState } {
  const pairs = multiply(q, transpose(k));
  const scores = { ...pairs, data: pairs.data.map((value, i) => (i % k.rows <= Math.floor(i / k.rows) ? value : 0)) };
  const row = (a: Matrix, t: number) => a.data.subarray(t * a.columns, (t + 1) * a.columns);
  const denominator = (t: number) => dot(row(q, t), z) + row(scores, t).reduce((a, b) => a + b) + epsilon;
  const denominators = Array.from({ length: q.rows }, (_, t) => denominator(t));
  const sums = addScaled(multiply(q, transpose(S)), 1, multiply(scores, v));
  const normalizer = z.map((value, j) => Array.from({ length: k.rows }, (_, t) => row(k, t)[j]).reduce(add, value));
  return {
    output: { ...sums, data: sums.data.map((value, i) => value / denominators[Math.floor(i / v.columns)]) },
    state: { memory: addScaled(S, 1, multiply(transpose(v), k)), normalizer },
  };
}

function add(a: number, b: number): number {
  return a + b;
}

/** The chunk form in float64, as a job with one step per head and chunk. */
export function linearAttentionChunkedJob(
  { sizes, inputs, options }: LinearAttentionProblem,
  { chunkLength = CHUNK_LENGTH }: { readonly chunkLength?: number },
): HostJob<LinearAttentionTensors> {
  const { B, H, T, D, Dv } = sizes;
  const chunks = Math.ceil(T / chunkLength);
  const output = emptyTensor(B, H, T, Dv);
  const finalMemory = emptyTensor(B, H, Dv, D);
  const finalNormalizer = emptyTensor(B, H, D);
  let state: LinearAttentionState;
  return {
    steps: B * H * chunks,
    run(step) {
      const head = Math.floor(step / chunks);
      const start = (step % chunks) * chunkLength;
      if (start === 0) {
        state = {
          memory: initialMatrix(inputs.initialMemory, head, Dv, D),
          normalizer: initialVector(inputs.initialNormalizer, head, D),
        };
      }
      const first = head * T + start;
      const end = head * T + Math.min(T, start + chunkLength);
      const tensors = {
        q: rowsOf(inputs.q, first, end),
        k: rowsOf(inputs.k, first, end),
        v: rowsOf(inputs.v, first, end),
      };
      const chunk = linearAttentionChunk(state, tensors, options.epsilon);
      state = chunk.state;
      output.data.set(chunk.output.data, first * Dv);
      checkConverged(chunk.output.data, () => `in steps ${start} to ${end - 1 - head * T} of head ${head % H}`);
      if (end < (head + 1) * T) return;
      finalMemory.data.set(state.memory.data, head * Dv * D);
      finalNormalizer.data.set(state.normalizer, head * D);
    },
    finish() {
      checkConverged(finalMemory.data, () => 'in the final memory');
      checkConverged(finalNormalizer.data, () => 'in the final normalizer');
      return { output, finalMemory, finalNormalizer };
    },
  };
}
