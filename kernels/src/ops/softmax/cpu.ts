import { asFloat32, dotAt } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import { checkStep } from '../host/job.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';
import type { SoftmaxAttentionTensors } from './reference.ts';

/** Causal softmax attention, one step per head and query. */
export function softmaxAttentionCpuJob(problem: SoftmaxAttentionProblem): HostJob<SoftmaxAttentionTensors> {
  const { sizes, inputs, options } = problem;
  const { B, H, T, D, Dv } = sizes;
  const q = asFloat32(inputs.q);
  const k = asFloat32(inputs.k);
  const v = asFloat32(inputs.v);
  const output = new Float32Array(B * H * T * Dv);
  const weights = new Float32Array(T);
  const sums = new Float64Array(Dv);
  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const t = index % T;
      let largest = -Infinity;
      for (let s = 0; s <= t; s++) {
        weights[s] = options.scale * dotAt(q, index * D, k, (head * T + s) * D, D);
        largest = Math.max(largest, weights[s]);
      }
      let total = 0;
      sums.fill(0);
      for (let s = 0; s <= t; s++) {
        const weight = Math.exp(weights[s] - largest);
        total += weight;
        for (let i = 0; i < Dv; i++) sums[i] += weight * v[(head * T + s) * Dv + i];
      }
      for (let i = 0; i < Dv; i++) output[index * Dv + i] = sums[i] / total;
      checkStep(output, index, sizes);
    },
    finish: () => ({ output: { shape: [B, H, T, Dv], data: output } }),
  };
}
