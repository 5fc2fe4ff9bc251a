import { asFloat32, dotAt, float32State, writeRow } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import { checkConverged, checkStep } from '../host/job.ts';
import type { LinearAttentionProblem } from './problem.ts';
import type { LinearAttentionTensors } from './reference.ts';

/** Linear attention with float32 state, one step per head and token. */
export function linearAttentionCpuJob(problem: LinearAttentionProblem): HostJob<LinearAttentionTensors> {
  const { sizes, inputs, options } = problem;
  const { B, H, T, D, Dv } = sizes;
  const q = asFloat32(inputs.q);
  const k = asFloat32(inputs.k);
  const v = asFloat32(inputs.v);
  const S = float32State(inputs.initialMemory, B * H * Dv * D);
  const z = float32State(inputs.initialNormalizer, B * H * D);
  const output = new Float32Array(B * H * T * Dv);
  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const token = index * D;
      for (let j = 0; j < D; j++) z[head * D + j] += k[token + j];
      const denominator = dotAt(z, head * D, q, token, D) + options.epsilon;
      for (let i = 0; i < Dv; i++) {
        const line = (head * Dv + i) * D;
        output[index * Dv + i] = writeRow(S, line, v[index * Dv + i], k, token, q, token, D) / denominator;
      }
      checkStep(output, index, sizes);
    },
    finish() {
      checkConverged(S, () => 'in the final memory');
      checkConverged(z, () => 'in the final normalizer');
      return {
        output: { shape: [B, H, T, Dv], data: output },
        finalMemory: { shape: [B, H, Dv, D], data: S },
        finalNormalizer: { shape: [B, H, D], data: z },
      };
    },
  };
}
