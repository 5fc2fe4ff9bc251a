import type { Matrix, Vector } from '../../math/matrix.ts';
import { addOuter, multiplyVector } from '../../math/matrix.ts';
import { dot } from '../../math/vector.ts';
import { emptyTensor, initialMatrix, initialVector, rowOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { checkConverged, checkStep, runAtOnce } from '../host/job.ts';
import type { LinearAttentionResult } from './types.ts';
import type { LinearAttentionProblem } from './problem.ts';
import { checkProblem } from '../validation/problem.ts';

export type LinearAttentionTensors = Omit<LinearAttentionResult, 'ran'>;

/** State of one head: the memory S [Dv,D] and the sum of the keys z [D]. */
export interface LinearAttentionState {
  readonly memory: Matrix;
  readonly normalizer: Float64Array;
}

/** One step in float64: S ← S + v kᵀ and z ← z + k in place; returns o = S q / (zᵀq + ε). */
export function linearAttentionStep(
  { memory: S, normalizer: z }: LinearAttentionState,
  { q, k, v }: { readonly q: Vector; readonly k: Vector; readonly v: Vector },
  epsilon: number,
): Float64Array {
  addOuter(S, 1, v, k);
  for (let i = 0; i < z.length; i++) z[i] += k[i];
  const denominator = dot(z, q) + epsilon;
  return multiplyVector(S, q).map((value) => value / denominator);
}

/** Linear attention in float64, token by token. */
export function linearAttentionReference(problem: LinearAttentionProblem): LinearAttentionTensors {
  checkProblem(problem, 'linearAttentionProblem');
  return runAtOnce(linearAttentionReferenceJob(problem));
}

/** {@link linearAttentionReference} as a job with one step per head and token. */
export function linearAttentionReferenceJob(problem: LinearAttentionProblem): HostJob<LinearAttentionTensors> {
  const { sizes, inputs, options } = problem;
  const { B, H, T, D, Dv } = sizes;
  const output = emptyTensor(B, H, T, Dv);
  const finalMemory = emptyTensor(B, H, Dv, D);
  const finalNormalizer = emptyTensor(B, H, D);
  let state: LinearAttentionState;
  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const t = index % T;
      if (t === 0) {
        state = {
          memory: initialMatrix(inputs.initialMemory, head, Dv, D),
          normalizer: initialVector(inputs.initialNormalizer, head, D),
        };
      }
      const token = { q: rowOf(inputs.q, index), k: rowOf(inputs.k, index), v: rowOf(inputs.v, index) };
      const o = linearAttentionStep(state, token, options.epsilon);
      rowOf(output, index).set(o);
      checkStep(output.data, index, sizes);
      if (t < T - 1) return;
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
