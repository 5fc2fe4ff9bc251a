import { addScaled, transpose } from '../../../math/matrix.ts';
import { backwardJob, checkGradients } from '../../host/backwardJob.ts';
import { emptyTensor, initialMatrix, rowOf } from '../../host/heads.ts';
import type { HostJob } from '../../host/job.ts';
import { runAtOnce } from '../../host/job.ts';
import type { VlaGradients } from '../types.ts';
import type { VlaGradientProblem } from '../problem.ts';
import { vlaStepGradient } from './step.ts';
import type { VlaProblem } from '../problem.ts';
import { initialVlaState } from '../reference.ts';
import { tokenAt, vlaStep } from '../step.ts';
import type { VlaState } from '../step.ts';
import { checkProblem } from '../../validation/problem.ts';

/** Numbers of a VLA gradient, without the report of where it ran. */
export type VlaGradientTensors = Omit<VlaGradients, 'ran'>;

/** The gradient in float64, token by token: the truth that every other implementation answers to. */
export function vlaGradientReference(problem: VlaGradientProblem): VlaGradientTensors {
  checkProblem(problem, 'vlaGradientProblem');
  return runAtOnce(vlaGradientReferenceJob(problem));
}

/** {@link vlaGradientReference} as a job: one step per head and token forwards, and one backwards. */
export function vlaGradientReferenceJob({ forward, gradients }: VlaGradientProblem): HostJob<VlaGradientTensors> {
  const { sizes, options } = forward;
  const { B, H, T, R, D, Dv } = sizes;
  const result = emptyVlaGradients(forward);
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  let gradient: VlaState;
  return backwardJob<VlaState, VlaGradientTensors>({
    heads: B * H,
    T,
    stateSize: D * D + Dv * D,
    start: (head) => initialVlaState(forward, head),
    copy: ({ inverse, memory }) => ({
      inverse: { ...inverse, data: inverse.data.slice() },
      memory: { ...memory, data: memory.data.slice() },
    }),
    advance(state, index) {
      vlaStep(state, tokenAt(forward, index), options.firstStep + (index % T), options);
    },
    end(head) {
      const inverse = initialMatrix(gradients.finalInverse, head, D, D);
      gradient = {
        inverse: addScaled({ ...inverse, data: inverse.data.map((value) => value / 2) }, 0.5, transpose(inverse)),
        memory: initialMatrix(gradients.finalMemory, head, Dv, D),
      };
    },
    reverse(index, before) {
      const t = options.firstStep + (index % T);
      const token = tokenAt(forward, index);
      const { q, k, v, u, memoryDecay, penaltyDecay } = vlaStepGradient(
        before,
        token,
        t,
        options,
        rowOf(outputGradient, index),
        gradient,
      );
      rowOf(result.q, index).set(q);
      rowOf(result.k, index).set(k);
      rowOf(result.v, index).set(v);
      u.forEach((direction, r) => rowOf(result.u, index * R + r).set(direction));
      result.memoryDecay?.data.set([memoryDecay], index);
      result.penaltyDecay?.data.set([penaltyDecay], index);
      if (index % T > 0) return;
      const head = index / T;
      result.initialMemory?.data.set(gradient.memory.data, head * Dv * D);
      result.initialInverse?.data.set(gradient.inverse.data, head * D * D);
    },
    finish: () => checkGradients(result),
  });
}

/** Float64 tensors for the gradients of a call, to be filled. */
export function emptyVlaGradients({ sizes, inputs }: VlaProblem) {
  const { B, H, T, R, D, Dv } = sizes;
  return {
    q: emptyTensor(B, H, T, D),
    k: emptyTensor(B, H, T, D),
    v: emptyTensor(B, H, T, Dv),
    u: emptyTensor(B, H, T, R, D),
    ...(inputs.initialMemory && { initialMemory: emptyTensor(B, H, Dv, D) }),
    ...(inputs.initialInverse && { initialInverse: emptyTensor(B, H, D, D) }),
    ...(inputs.memoryDecay && { memoryDecay: emptyTensor(B, H, T) }),
    ...(inputs.penaltyDecay && { penaltyDecay: emptyTensor(B, H, T) }),
  };
}
