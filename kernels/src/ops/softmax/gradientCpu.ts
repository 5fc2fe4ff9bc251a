import { checkGradients } from '../host/backwardJob.ts';
import { asFloat32, dotAt, float32State } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import type { SoftmaxAttentionGradientProblem } from './problem.ts';
import type { SoftmaxAttentionGradientTensors } from './gradientReference.ts';

/** The gradient of causal softmax attention, one step per head and query. Sums over queries are kept in float64. */
export function softmaxAttentionGradientCpuJob({
  forward,
  gradients,
}: SoftmaxAttentionGradientProblem): HostJob<SoftmaxAttentionGradientTensors> {
  const { sizes, inputs, options } = forward;
  const { B, H, T, D, Dv } = sizes;
  const q = asFloat32(inputs.q);
  const k = asFloat32(inputs.k);
  const v = asFloat32(inputs.v);
  const outputGradient = float32State(gradients.output, B * H * T * Dv);
  const dq = new Float64Array(B * H * T * D);
  const dk = new Float64Array(B * H * T * D);
  const dv = new Float64Array(B * H * T * Dv);
  const p = new Float64Array(T);
  const dP = new Float64Array(T);

  return {
    steps: B * H * T,
    run(index) {
      const first = index - (index % T);
      const count = index - first + 1;
      const query = index * D;
      let largest = -Infinity;
      for (let s = 0; s < count; s++) {
        p[s] = options.scale * dotAt(q, query, k, (first + s) * D, D);
        largest = Math.max(largest, p[s]);
      }
      let total = 0;
      for (let s = 0; s < count; s++) {
        p[s] = Math.exp(p[s] - largest);
        total += p[s];
      }
      let mean = 0;
      for (let s = 0; s < count; s++) {
        p[s] /= total;
        dP[s] = dotAt(outputGradient, index * Dv, v, (first + s) * Dv, Dv);
        mean += p[s] * dP[s];
      }
      for (let s = 0; s < count; s++) {
        const score = options.scale * p[s] * (dP[s] - mean);
        const key = (first + s) * D;
        for (let j = 0; j < D; j++) {
          dq[query + j] += score * k[key + j];
          dk[key + j] += score * q[query + j];
        }
        for (let j = 0; j < Dv; j++) dv[(first + s) * Dv + j] += p[s] * outputGradient[index * Dv + j];
      }
    },
    finish: () =>
      checkGradients({
        q: { shape: [B, H, T, D], data: Float32Array.from(dq) },
        k: { shape: [B, H, T, D], data: Float32Array.from(dk) },
        v: { shape: [B, H, T, Dv], data: Float32Array.from(dv) },
      }),
  };
}
