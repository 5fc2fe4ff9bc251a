import { asFloat32, dotAt, float32State, writeRow } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import { checkConverged, checkStep } from '../host/job.ts';
import type { DeltaNetProblem } from './problem.ts';
import type { DeltaNetTensors } from './reference.ts';

/** The delta rule with float32 state, one step per head and token. */
export function deltaNetCpuJob({ sizes, inputs }: DeltaNetProblem): HostJob<DeltaNetTensors> {
  const { B, H, T, D, Dv } = sizes;
  const q = asFloat32(inputs.q);
  const k = asFloat32(inputs.k);
  const v = asFloat32(inputs.v);
  const beta = asFloat32(inputs.beta);
  const S = float32State(inputs.initialMemory, B * H * Dv * D);
  const output = new Float32Array(B * H * T * Dv);
  return {
    steps: B * H * T,
    run(index) {
      const head = Math.floor(index / T);
      const token = index * D;
      for (let i = 0; i < Dv; i++) {
        const line = (head * Dv + i) * D;
        const error = v[index * Dv + i] - dotAt(S, line, k, token, D);
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
