import { dot } from '../../math/vector.ts';
import { checkGradients } from '../host/backwardJob.ts';
import { emptyTensor, rowOf } from '../host/heads.ts';
import type { HostJob } from '../host/job.ts';
import { runAtOnce } from '../host/job.ts';
import type { SoftmaxAttentionGradients } from './types.ts';
import type { SoftmaxAttentionGradientProblem } from './problem.ts';
import { checkProblem } from '../validation/problem.ts';

export type SoftmaxAttentionGradientTensors = Omit<SoftmaxAttentionGradients, 'ran'>;

/** The gradient of causal softmax attention in float64, query by query. */
export function softmaxAttentionGradientReference(
  problem: SoftmaxAttentionGradientProblem,
): SoftmaxAttentionGradientTensors {
  checkProblem(problem, 'softmaxAttentionGradientProblem');
  return runAtOnce(softmaxAttentionGradientReferenceJob(problem));
}

/** {@link softmaxAttentionGradientReference} as a job with one step per head and query. */
export function softmaxAttentionGradientReferenceJob({
  forward,
  gradients,
}: SoftmaxAttentionGradientProblem): HostJob<SoftmaxAttentionGradientTensors> {
  const { sizes, inputs, options } = forward;
  const { B, H, T, D, Dv } = sizes;
  const result = { q: emptyTensor(B, H, T, D), k: emptyTensor(B, H, T, D), v: emptyTensor(B, H, T, Dv) };
  const outputGradient = gradients.output ?? emptyTensor(B, H, T, Dv);
  return {
    steps: B * H * T,
    run(index) {
      const first = index - (index % T);
      const past = Array.from({ length: index - first + 1 }, (_, s) => first + s);
      const q = rowOf(inputs.q, index);
      const weight = rowOf(outputGradient, index);

      const scores = past.map((s) => options.scale * dot(q, rowOf(inputs.k, s)));
      const largest = scores.reduce((a, b) => Math.max(a, b));
      const exponentials = scores.map((score) => Math.exp(score - largest));
      const total = exponentials.reduce((a, b) => a + b);
      const p = exponentials.map((value) => value / total);
      // dP = doᵀv, and oᵀdo is its mean under p.
      const dP = past.map((s) => dot(weight, rowOf(inputs.v, s)));
      const mean = dot(p, dP);

      const dq = rowOf(result.q, index);
      past.forEach((s, i) => {
        const score = options.scale * p[i] * (dP[i] - mean);
        const [k, dk, dv] = [rowOf(inputs.k, s), rowOf(result.k, s), rowOf(result.v, s)];
        for (let j = 0; j < D; j++) {
          dq[j] += score * k[j];
          dk[j] += score * q[j];
        }
        for (let j = 0; j < Dv; j++) dv[j] += p[i] * weight[j];
      });
    },
    finish: () => checkGradients(result),
  };
}
