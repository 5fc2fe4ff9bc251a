import type { Matrix } from '../../math/matrix.ts';
import { emptyTensor, initialMatrix, rowOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { checkConverged, checkStep, runAtOnce } from '../host/job.ts';
import type { GatedDeltaProblem } from './problem.ts';
import { gatedDeltaStep, tokenOf } from './step.ts';
import type { GatedDeltaResult } from './types.ts';
import { checkProblem } from '../validation/problem.ts';

export type GatedDeltaTensors = Omit<GatedDeltaResult, 'ran'>;

/** The gated delta rule in float64, token by token. */
export function gatedDeltaReference(problem: GatedDeltaProblem): GatedDeltaTensors {
  checkProblem(problem, 'gatedDeltaProblem');
  return runAtOnce(gatedDeltaReferenceJob(problem));
}

/** {@link gatedDeltaReference} as a job with one step per head and token. */
export function gatedDeltaReferenceJob({ sizes, inputs, options }: GatedDeltaProblem): HostJob<GatedDeltaTensors> {
  const { B, H, T, D, Dv } = sizes;
  const output = emptyTensor(B, H, T, Dv);
  const finalMemory = emptyTensor(B, H, Dv, D);
  let memory: Matrix;
  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const t = index % T;
      if (t === 0) memory = initialMatrix(inputs.initialMemory, head, Dv, D);
      rowOf(output, index).set(gatedDeltaStep(memory, tokenOf(inputs, index), options.error));
      checkStep(output.data, index, sizes);
      if (t === T - 1) finalMemory.data.set(memory.data, head * Dv * D);
    },
    finish() {
      checkConverged(finalMemory.data, () => 'in the final memory');
      return { output, finalMemory };
    },
  };
}
