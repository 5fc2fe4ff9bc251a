import type { Vector } from '../../math/matrix.ts';
import { addOuter, copy, multiplyVector, transpose } from '../../math/matrix.ts';
import { checkScalar, checkVector } from '../../math/shapes.ts';
import { dot } from '../../math/vector.ts';
import { backwardJob, checkGradients } from '../host/backwardJob.ts';
import { emptyTensor, initialMatrix, initialVector, rowOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { runAtOnce } from '../host/job.ts';
import type { LinearAttentionGradients } from './types.ts';
import type { LinearAttentionGradientProblem, LinearAttentionProblem } from './problem.ts';
import type { LinearAttentionState, LinearAttentionStepToken } from './reference.ts';
import { checkLinearState, checkLinearToken, linearAttentionStep } from './reference.ts';
import { checkProblem } from '../validation/problem.ts';

export type LinearAttentionGradientTensors = Omit<LinearAttentionGradients, 'ran'>;

/**
 * One step of linear attention backwards in float64.
 *
 * @param after the state after the step
 * @param outputGradient with respect to o [Dv]
 * @param gradient with respect to the state after the step; becomes, in place, the one with respect to the state before it
 */
export function linearAttentionStepGradient(
  after: LinearAttentionState,
  token: LinearAttentionStepToken,
  epsilon: number,
  outputGradient: Vector,
  gradient: LinearAttentionState,
) {
  checkLinearState('after', after);
  checkLinearState('gradient', gradient);
  checkLinearToken(token, after.memory);
  checkScalar('epsilon', epsilon);
  checkVector('outputGradient', outputGradient, after.memory.rows);
  const { q, k, v } = token;
  const { memory: S, normalizer: z } = after;
  const { memory: R, normalizer: r } = gradient;
  const n = dot(z, q) + epsilon;
  const c = Float64Array.from(outputGradient, (value) => value / n);
  const d = -dot(multiplyVector(S, q), c) / n;
  addOuter(R, 1, c, q);
  for (let i = 0; i < r.length; i++) r[i] += d * q[i];
  return {
    q: multiplyVector(transpose(S), c).map((value, i) => value + d * z[i]),
    k: multiplyVector(transpose(R), v).map((value, i) => value + r[i]),
    v: multiplyVector(R, k),
  };
}

/** The gradient in float64, token by token. */
export function linearAttentionGradientReference(
  problem: LinearAttentionGradientProblem,
): LinearAttentionGradientTensors {
  checkProblem(problem, 'linearAttentionGradientProblem');
  return runAtOnce(linearAttentionGradientReferenceJob(problem));
}

/** {@link linearAttentionGradientReference} as a job: one step per head and token forwards, and one backwards. */
export function linearAttentionGradientReferenceJob({
  forward,
  gradients,
}: LinearAttentionGradientProblem): HostJob<LinearAttentionGradientTensors> {
  const { sizes, inputs, options } = forward;
  const { B, H, T, D, Dv } = sizes;
  const result = emptyLinearAttentionGradients(forward);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  const tokenAt = (index: number) => ({
    q: rowOf(inputs.q, index),
    k: rowOf(inputs.k, index),
    v: rowOf(inputs.v, index),
  });
  let gradient: LinearAttentionState;
  return backwardJob<LinearAttentionState, LinearAttentionGradientTensors>({
    heads: B * H,
    T,
    stateSize: (Dv + 1) * D,
    start: (head) => ({
      memory: initialMatrix(inputs.initialMemory, head, Dv, D),
      normalizer: initialVector(inputs.initialNormalizer, head, D),
    }),
    copy: ({ memory, normalizer }) => ({ memory: copy(memory), normalizer: normalizer.slice() }),
    advance(state, index) {
      linearAttentionStep(state, tokenAt(index), options.epsilon);
    },
    end(head) {
      gradient = {
        memory: initialMatrix(gradients.finalMemory, head, Dv, D),
        normalizer: initialVector(gradients.finalNormalizer, head, D),
      };
    },
    reverse(index, _before, after) {
      const weight = rowOf(outputGradient, index);
      const { q, k, v } = linearAttentionStepGradient(after, tokenAt(index), options.epsilon, weight, gradient);
      rowOf(result.q, index).set(q);
      rowOf(result.k, index).set(k);
      rowOf(result.v, index).set(v);
      if (index % T > 0) return;
      const head = index / T;
      result.initialMemory?.data.set(gradient.memory.data, head * Dv * D);
      result.initialNormalizer?.data.set(gradient.normalizer, head * D);
    },
    finish: () => checkGradients(result),
  });
}

/** Zeros in the shapes of the gradients. */
export function emptyLinearAttentionGradients({ sizes: { B, H, T, D, Dv }, inputs }: LinearAttentionProblem) {
  return {
    q: emptyTensor(B, H, T, D),
    k: emptyTensor(B, H, T, D),
    v: emptyTensor(B, H, T, Dv),
    ...(inputs.initialMemory && { initialMemory: emptyTensor(B, H, Dv, D) }),
    ...(inputs.initialNormalizer && { initialNormalizer: emptyTensor(B, H, D) }),
  };
}
