import type { Matrix, Vector } from '../../math/matrix.ts';
import { addOuter, multiplyVector } from '../../math/matrix.ts';
import { checkMatrix, checkObject, checkScalar, checkVector } from '../../math/shapes.ts';
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

/** One position of one head: q, k [D], v [Dv]. */
export interface LinearAttentionStepToken {
  readonly q: Vector;
  readonly k: Vector;
  readonly v: Vector;
}

export function checkLinearState(name: 'state' | 'after' | 'gradient', state: LinearAttentionState): void {
  checkObject(name, state, 'memory, normalizer');
  checkMatrix(`${name}.memory`, state.memory);
  checkVector(`${name}.normalizer`, state.normalizer, state.memory.columns);
}

export function checkLinearToken(token: LinearAttentionStepToken, { rows, columns }: Matrix): void {
  checkObject('token', token, 'q, k, v');
  checkVector('token.q', token.q, columns);
  checkVector('token.k', token.k, columns);
  checkVector('token.v', token.v, rows);
}

/** One step in float64: S ← S + v kᵀ and z ← z + k in place; returns o = S q / (zᵀq + ε). */
export function linearAttentionStep(
  state: LinearAttentionState,
  token: LinearAttentionStepToken,
  epsilon: number,
): Float64Array {
  checkLinearState('state', state);
  checkLinearToken(token, state.memory);
  checkScalar('epsilon', epsilon);
  const { memory: S, normalizer: z } = state;
  const { q, k, v } = token;
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
