import { identity, matrixAt } from '../../math/matrix.ts';
import { checkSize } from '../../math/shapes.ts';
import { emptyTensor, initialMatrix, rowOf } from '../host/heads.ts';
import { checkConverged, checkStep, runAtOnce } from '../host/job.ts';
import type { HostJob } from '../host/job.ts';
import type { VlaResult } from './types.ts';
import { checkDelta, startsDefinite } from './definite.ts';
import type { VlaProblem } from './problem.ts';
import { tokenAt, vlaStep } from './step.ts';
import type { VlaState } from './step.ts';
import { checkProblem } from '../validation/problem.ts';

/** Numbers of a VLA run, without the report of where it ran. */
export type VlaTensors = Omit<VlaResult, 'ran'>;

/** The recurrence in float64, token by token: the truth that every other implementation answers to. */
export function vlaReference(problem: VlaProblem): VlaTensors {
  checkProblem(problem, 'vlaProblem');
  return runAtOnce(vlaReferenceJob(problem));
}

/** {@link vlaReference} as a job with one step per head and token. */
export function vlaReferenceJob({ sizes, inputs, options }: VlaProblem): HostJob<VlaTensors> {
  const { B, H, T, D, Dv } = sizes;
  const result = emptyVlaTensors(sizes);
  const definite = startsDefinite({ inputs });
  let state: VlaState;
  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const t = index % T;
      if (t === 0) state = initialVlaState({ sizes, inputs, options }, head);
      const token = tokenAt({ sizes, inputs }, index);
      const { updates, alpha, error, output } = vlaStep(state, token, options.firstStep + t, options);
      if (definite) for (const { delta } of updates) checkDelta(delta, index, sizes);
      rowOf(result.output, index).set(output);
      checkStep(result.output.data, index, sizes);
      rowOf(result.writeDirections, index).set(alpha);
      rowOf(result.errors, index).set(error);
      result.skippedUpdates.data[head] += updates.filter((update) => update.skipped).length;
      if (t === T - 1) {
        result.finalMemory.data.set(state.memory.data, head * Dv * D);
        result.finalInverse.data.set(state.inverse.data, head * D * D);
      }
    },
    finish: () => finishVlaTensors(result, options.keepIntermediates),
  };
}

/** A and S of one head before the first step: the caller's, or I/λ0 and zeros. */
export function initialVlaState(problem: VlaProblem, head: number): VlaState {
  checkProblem(problem, 'vlaProblem');
  checkSize('head', head);
  const { sizes, inputs, options } = problem;
  const { D, Dv } = sizes;
  return {
    inverse: inputs.initialInverse ? matrixAt(inputs.initialInverse, head) : identity(D, 1 / options.lambda0),
    memory: initialMatrix(inputs.initialMemory, head, Dv, D),
  };
}

/** Float64 tensors for all that a run yields, to be filled. */
export function emptyVlaTensors({ B, H, T, D, Dv }: VlaProblem['sizes']) {
  return {
    output: emptyTensor(B, H, T, Dv),
    finalMemory: emptyTensor(B, H, Dv, D),
    finalInverse: emptyTensor(B, H, D, D),
    writeDirections: emptyTensor(B, H, T, D),
    errors: emptyTensor(B, H, T, Dv),
    skippedUpdates: emptyTensor(B, H),
  };
}

/** Checks that the final state is finite, and leaves out the intermediates where they are not wanted. */
export function finishVlaTensors(result: Required<VlaTensors>, keepIntermediates: boolean): VlaTensors {
  checkConverged(result.finalMemory.data, () => 'in the final memory');
  checkConverged(result.finalInverse.data, () => 'in the final inverse penalty');
  if (keepIntermediates) return result;
  const { output, finalMemory, finalInverse, skippedUpdates } = result;
  return { output, finalMemory, finalInverse, skippedUpdates };
}
