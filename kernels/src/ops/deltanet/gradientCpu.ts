import { backwardJob, checkGradients } from '../host/backwardJob.ts';
import { asFloat32, dotAt, float32State } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import type { DeltaNetGradientProblem } from './problem.ts';
import type { DeltaNetGradientTensors } from './gradientReference.ts';

/** The gradient with float32 state, one step per head and token forwards and one backwards. */
export function deltaNetGradientCpuJob(problem: DeltaNetGradientProblem): HostJob<DeltaNetGradientTensors> {
  const { forward, gradients, given } = problem;
  const { B, H, T, D, Dv } = forward.sizes;
  const { inputs } = forward;
  const q = asFloat32(inputs.q);
  const k = asFloat32(inputs.k);
  const v = asFloat32(inputs.v);
  const beta = asFloat32(inputs.beta);
  const size = Dv * D;
  const start = float32State(inputs.initialMemory, B * H * size);
  const outputGradient = float32State(gradients.output, B * H * T * Dv);
  // Gradients with respect to the memory of each head after the step that is being reversed.
  const R = float32State(gradients.finalMemory, B * H * size);
  const dq = new Float32Array(B * H * T * D);
  const dk = new Float32Array(B * H * T * D);
  const dv = new Float32Array(B * H * T * Dv);
  const dBeta = new Float32Array(B * H * T);

  return backwardJob<Float32Array, DeltaNetGradientTensors>({
    heads: B * H,
    T,
    stateSize: size,
    start: (head) => start.slice(head * size, (head + 1) * size),
    copy: (memory) => memory.slice(),
    advance(memory, index) {
      const token = index * D;
      for (let line = 0, i = 0; i < Dv; i++, line += D) {
        const written = beta[index] * (v[index * Dv + i] - dotAt(memory, line, k, token, D));
        for (let j = 0; j < D; j++) memory[line + j] += written * k[token + j];
      }
    },
    end: () => undefined,
    reverse(index, before, after) {
      const token = index * D;
      const head = Math.floor(index / T);
      const strength = beta[index];
      for (let i = 0; i < Dv; i++) {
        const line = i * D;
        const gradient = head * size + line;
        const weight = outputGradient[index * Dv + i];
        const error = v[index * Dv + i] - dotAt(before, line, k, token, D);
        for (let j = 0; j < D; j++) R[gradient + j] += weight * q[token + j];
        const f = dotAt(R, gradient, k, token, D);
        dv[index * Dv + i] = strength * f;
        dBeta[index] += f * error;
        for (let j = 0; j < D; j++) {
          dq[token + j] += weight * after[line + j];
          dk[token + j] += strength * (error * R[gradient + j] - f * before[line + j]);
          R[gradient + j] -= strength * f * k[token + j];
        }
      }
    },
    finish: () =>
      checkGradients({
        q: { shape: [B, H, T, D], data: dq },
        k: { shape: [B, H, T, D], data: dk },
        v: { shape: [B, H, T, Dv], data: dv },
        ...(given.has('beta') && { beta: { shape: [B, H, T], data: dBeta } }),
        ...(inputs.initialMemory && { initialMemory: { shape: [B, H, Dv, D], data: R } }),
      }),
  });
}
