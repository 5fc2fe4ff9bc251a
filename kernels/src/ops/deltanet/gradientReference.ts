import type { Matrix, Vector } from '../../math/matrix.ts';
import { addOuter, copy, multiplyVector, transpose } from '../../math/matrix.ts';
import { checkMatrix, checkVector } from '../../math/shapes.ts';
import { dot } from '../../math/vector.ts';
import { backwardJob, checkGradients } from '../host/backwardJob.ts';
import { emptyTensor, initialMatrix, rowOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { runAtOnce } from '../host/job.ts';
import type { DeltaNetGradients } from './types.ts';
import type { DeltaNetGradientProblem } from './problem.ts';
import { checkDeltaNetToken, deltaNetStep } from './reference.ts';
import type { DeltaNetStepToken } from './reference.ts';
import { checkProblem } from '../validation/problem.ts';

export type DeltaNetGradientTensors = Omit<DeltaNetGradients, 'ran'>;

/**
 * One step of the delta rule backwards in float64.
 *
 * @param before S before the step
 * @param after S after it
 * @param outputGradient with respect to o [Dv]
 * @param R gradient with respect to S after the step; becomes, in place, the one with respect to S before it
 */
export function deltaNetStepGradient(
  before: Matrix,
  after: Matrix,
  token: DeltaNetStepToken,
  outputGradient: Vector,
  R: Matrix,
) {
  checkMatrix('before', before);
  checkMatrix('after', after);
  checkMatrix('R', R);
  checkDeltaNetToken(token, before);
  checkVector('outputGradient', outputGradient, before.rows);
  const { q, k, v, beta } = token;
  const error = multiplyVector(before, k).map((recalled, i) => v[i] - recalled);
  addOuter(R, 1, outputGradient, q);
  const f = multiplyVector(R, k);
  const written = multiplyVector(transpose(R), error);
  const recalled = multiplyVector(transpose(before), f);
  addOuter(R, -beta, f, k);
  return {
    q: multiplyVector(transpose(after), outputGradient),
    k: written.map((value, i) => beta * (value - recalled[i])),
    v: f.map((value) => beta * value),
    beta: dot(f, error),
  };
}

/** Zeros in the shapes of the gradients. */
export function emptyDeltaNetGradients({ forward, given }: DeltaNetGradientProblem): DeltaNetGradientTensors {
  const { B, H, T, D, Dv } = forward.sizes;
  return {
    q: emptyTensor(B, H, T, D),
    k: emptyTensor(B, H, T, D),
    v: emptyTensor(B, H, T, Dv),
    ...(given.has('beta') && { beta: emptyTensor(B, H, T) }),
    ...(forward.inputs.initialMemory && { initialMemory: emptyTensor(B, H, Dv, D) }),
  };
}

/** The gradient in float64, token by token. */
export function deltaNetGradientReference(problem: DeltaNetGradientProblem): DeltaNetGradientTensors {
  checkProblem(problem, 'deltaNetGradientProblem');
  return runAtOnce(deltaNetGradientReferenceJob(problem));
}

/** {@link deltaNetGradientReference} as a job: one step per head and token forwards, and one backwards. */
export function deltaNetGradientReferenceJob(problem: DeltaNetGradientProblem): HostJob<DeltaNetGradientTensors> {
  const { forward, gradients } = problem;
  const { sizes, inputs } = forward;
  const { B, H, T, D, Dv } = sizes;
  const result = emptyDeltaNetGradients(problem);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  const tokenAt = (index: number): DeltaNetStepToken => ({
    q: rowOf(inputs.q, index),
    k: rowOf(inputs.k, index),
    v: rowOf(inputs.v, index),
    beta: inputs.beta.data[index],
  });
  let R: Matrix;
  return backwardJob<Matrix, DeltaNetGradientTensors>({
    heads: B * H,
    T,
    stateSize: Dv * D,
    start: (head) => initialMatrix(inputs.initialMemory, head, Dv, D),
    copy,
    advance(memory, index) {
      deltaNetStep(memory, tokenAt(index));
    },
    end(head) {
      R = initialMatrix(gradients.finalMemory, head, Dv, D);
    },
    reverse(index, before, after) {
      const { q, k, v, beta } = deltaNetStepGradient(before, after, tokenAt(index), rowOf(outputGradient, index), R);
      rowOf(result.q, index).set(q);
      rowOf(result.k, index).set(k);
      rowOf(result.v, index).set(v);
      result.beta?.data.set([beta], index);
      if (index % T === 0) result.initialMemory?.data.set(R.data, (index / T) * Dv * D);
    },
    finish: () => checkGradients(result),
  });
}
