import { dot } from '../../math/vector.ts';
import { emptyTensor, rowOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { checkStep, runAtOnce } from '../host/job.ts';
import type { SoftmaxAttentionResult } from './types.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';
import { checkProblem } from '../validation/problem.ts';

export type SoftmaxAttentionTensors = Omit<SoftmaxAttentionResult, 'ran'>;

/** Causal softmax attention in float64: o_t = Σ_{s≤t} p_s v_s, p = softmax over s ≤ t of scale·q_tᵀk_s. */
export function softmaxAttentionReference(problem: SoftmaxAttentionProblem): SoftmaxAttentionTensors {
  checkProblem(problem, 'softmaxAttentionProblem');
  return runAtOnce(softmaxAttentionReferenceJob(problem));
}

/** {@link softmaxAttentionReference} as a job with one step per head and token. */
export function softmaxAttentionReferenceJob(problem: SoftmaxAttentionProblem): HostJob<SoftmaxAttentionTensors> {
  const { sizes, inputs, options } = problem;
  const { B, H, T, Dv } = sizes;
  const output = emptyTensor(B, H, T, Dv);
  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const t = index % T;
      const q = rowOf(inputs.q, index);
      const scores = Float64Array.from({ length: t + 1 }, (_, s) => {
        return options.scale * dot(q, rowOf(inputs.k, head * T + s));
      });
      // Subtracting the largest score changes nothing in exact arithmetic, and no exponential overflows.
      const largest = scores.reduce((a, b) => Math.max(a, b));
      const weights = scores.map((score) => Math.exp(score - largest));
      const total = weights.reduce((a, b) => a + b);
      const o = rowOf(output, index);
      weights.forEach((weight, s) => {
        const v = rowOf(inputs.v, head * T + s);
        for (let i = 0; i < Dv; i++) o[i] += (weight / total) * v[i];
      });
      checkStep(output.data, index, sizes);
    },
    finish: () => ({ output }),
  };
}
