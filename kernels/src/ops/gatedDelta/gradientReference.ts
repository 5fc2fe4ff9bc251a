import type { Matrix } from '../../math/matrix.ts';
import { copy } from '../../math/matrix.ts';
import { backwardJob, checkGradients } from '../host/backwardJob.ts';
import { emptyTensor, initialMatrix, rowOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { runAtOnce } from '../host/job.ts';
import type { GatedDeltaGradientProblem } from './problem.ts';
import { gatedDeltaStep, gatedDeltaStepGradient, tokenOf } from './step.ts';
import type { GatedDeltaGradients } from './types.ts';
import { checkProblem } from '../validation/problem.ts';

export type GatedDeltaGradientTensors = Omit<GatedDeltaGradients, 'ran'>;

/** Zeros in the shapes of the gradients. */
export function emptyGatedDeltaGradients({
  forward: { sizes, given, inputs },
}: GatedDeltaGradientProblem): GatedDeltaGradientTensors {
  const { B, H, T, D, Dv } = sizes;
  return {
    q: emptyTensor(B, H, T, D),
    k: emptyTensor(B, H, T, D),
    v: emptyTensor(B, H, T, Dv),
    ...(given.p && { p: emptyTensor(B, H, T, D) }),
    ...(given.beta && { beta: emptyTensor(B, H, T) }),
    ...(given.gamma && { gamma: emptyTensor(B, H, T) }),
    ...(inputs.initialMemory && { initialMemory: emptyTensor(B, H, Dv, D) }),
  };
}

/** The gradient in float64, token by token. */
export function gatedDeltaGradientReference(problem: GatedDeltaGradientProblem): GatedDeltaGradientTensors {
  checkProblem(problem, 'gatedDeltaGradientProblem');
  return runAtOnce(gatedDeltaGradientReferenceJob(problem));
}

/** {@link gatedDeltaGradientReference} as a job: one step per head and token forwards, and one backwards. */
export function gatedDeltaGradientReferenceJob(problem: GatedDeltaGradientProblem): HostJob<GatedDeltaGradientTensors> {
  const { forward, gradients } = problem;
  const { sizes, inputs, options } = forward;
  const { B, H, T, D, Dv } = sizes;
  const result = emptyGatedDeltaGradients(problem);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  let R: Matrix;
  return backwardJob<Matrix, GatedDeltaGradientTensors>({
    heads: B * H,
    T,
    stateSize: Dv * D,
    start: (head) => initialMatrix(inputs.initialMemory, head, Dv, D),
    copy,
    advance(memory, index) {
      gatedDeltaStep(memory, tokenOf(inputs, index), options.error);
    },
    end(head) {
      R = initialMatrix(gradients.finalMemory, head, Dv, D);
    },
    reverse(index, before, after) {
      const weight = rowOf(outputGradient, index);
      const token = gatedDeltaStepGradient(before, after, tokenOf(inputs, index), weight, R, options.error);
      setKeys(result, index, token);
      rowOf(result.q, index).set(token.q);
      rowOf(result.v, index).set(token.v);
      result.beta?.data.set([token.beta], index);
      result.gamma?.data.set([token.gamma], index);
      if (index % T === 0) result.initialMemory?.data.set(R.data, (index / T) * Dv * D);
    },
    finish: () => checkGradients(result),
  });
}

/** The gradients of a token's keys: without a read key of its own, the one of p belongs to k. */
export function setKeys(
  result: Pick<GatedDeltaGradientTensors, 'k' | 'p'>,
  index: number,
  { k, p }: { readonly k: Float64Array; readonly p: Float64Array },
): void {
  if (result.p) rowOf(result.p, index).set(p);
  rowOf(result.k, index).set(result.p ? k : k.map((value, i) => value + p[i]));
}
