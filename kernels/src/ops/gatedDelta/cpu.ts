import { asFloat32, dotAt, float32State, writeRow } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import { checkConverged, checkStep } from '../host/job.ts';
import type { GatedDeltaProblem } from './problem.ts';
import type { GatedDeltaTensors } from './reference.ts';

/** The gated delta rule with float32 state, one step per head and token. */
export function gatedDeltaCpuJob({ sizes, inputs, options }: GatedDeltaProblem): HostJob<GatedDeltaTensors> {
  const { B, H, T, D, Dv } = sizes;
  const [q, k, p] = [asFloat32(inputs.q), asFloat32(inputs.k), asFloat32(inputs.p)];
  const [v, beta, gamma] = [asFloat32(inputs.v), asFloat32(inputs.beta), asFloat32(inputs.gamma)];
  const residual = options.error === 'residual';
  const S = float32State(inputs.initialMemory, B * H * Dv * D);
  const output = new Float32Array(B * H * T * Dv);
  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const token = index * D;
      for (let i = 0; i < Dv; i++) {
        const line = (head * Dv + i) * D;
        if (gamma[index] !== 1) for (let j = 0; j < D; j++) S[line + j] *= gamma[index];
        const error = v[index * Dv + i] - (residual ? dotAt(S, line, p, token, D) : 0);
        output[index * Dv + i] = writeRow(S, line, beta[index] * error, k, token, q, token, D);
      }
      checkStep(output, index, sizes);
    },
    finish() {
      checkConverged(S, () => 'in the final memory');
      return { output: { shape: [B, H, T, Dv], data: output }, finalMemory: { shape: [B, H, Dv, D], data: S } };
    },
  };
}
