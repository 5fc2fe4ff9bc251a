import { backwardJob, checkGradients } from '../host/backwardJob.ts';
import { asFloat32, dotAt, float32State } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import type { GatedDeltaGradientTensors } from './gradientReference.ts';
import type { GatedDeltaGradientProblem } from './problem.ts';

/** The gradient with float32 state, one step per head and token forwards and one backwards. */
export function gatedDeltaGradientCpuJob(problem: GatedDeltaGradientProblem): HostJob<GatedDeltaGradientTensors> {
  const { forward, gradients } = problem;
  const { inputs, given, options } = forward;
  const { B, H, T, D, Dv } = forward.sizes;
  const [q, k, p] = [asFloat32(inputs.q), asFloat32(inputs.k), asFloat32(inputs.p)];
  const [v, beta, gamma] = [asFloat32(inputs.v), asFloat32(inputs.beta), asFloat32(inputs.gamma)];
  const residual = options.error === 'residual';
  const size = Dv * D;
  const start = float32State(inputs.initialMemory, B * H * size);
  const outputGradient = float32State(gradients.output, B * H * T * Dv);
  // Gradients with respect to the memory of each head after the step that is being reversed.
  const R = float32State(gradients.finalMemory, B * H * size);
  const dq = new Float32Array(B * H * T * D);
  const dk = new Float32Array(B * H * T * D);
  const dp = given.p ? new Float32Array(B * H * T * D) : dk;
  const dv = new Float32Array(B * H * T * Dv);
  const dBeta = new Float32Array(B * H * T);
  const dGamma = new Float32Array(B * H * T);

  /** e of one value, of a row of S before the step. */
  function errorAt(memory: Float32Array, line: number, index: number, i: number): number {
    const recalled = residual ? gamma[index] * dotAt(memory, line, p, index * D, D) : 0;
    return v[index * Dv + i] - recalled;
  }

  return backwardJob<Float32Array, GatedDeltaGradientTensors>({
    heads: B * H,
    T,
    stateSize: size,
    start: (head) => start.slice(head * size, (head + 1) * size),
    copy: (memory) => memory.slice(),
    advance(memory, index) {
      const token = index * D;
      for (let line = 0, i = 0; i < Dv; i++, line += D) {
        const written = beta[index] * errorAt(memory, line, index, i);
        for (let j = 0; j < D; j++) memory[line + j] = gamma[index] * memory[line + j] + written * k[token + j];
      }
    },
    end: () => undefined,
    reverse(index, before, after) {
      const token = index * D;
      const head = Math.floor(index / T);
      const [strength, decay] = [beta[index], gamma[index]];
      let decayGradient = 0;
      for (let i = 0; i < Dv; i++) {
        const line = i * D;
        const gradient = head * size + line;
        const weight = outputGradient[index * Dv + i];
        const error = errorAt(before, line, index, i);
        for (let j = 0; j < D; j++) R[gradient + j] += weight * q[token + j];
        const read = dotAt(R, gradient, k, token, D);
        const f = strength * read;
        const lost = residual ? f : 0;
        dv[index * Dv + i] = f;
        dBeta[index] += read * error;
        for (let j = 0; j < D; j++) {
          dq[token + j] += weight * after[line + j];
          dk[token + j] += strength * error * R[gradient + j];
          dp[token + j] -= lost * decay * before[line + j];
          const left = R[gradient + j] - lost * p[token + j];
          decayGradient += left * before[line + j];
          R[gradient + j] = decay * left;
        }
      }
      dGamma[index] = decayGradient;
    },
    finish: () =>
      checkGradients({
        q: { shape: [B, H, T, D], data: dq },
        k: { shape: [B, H, T, D], data: dk },
        v: { shape: [B, H, T, Dv], data: dv },
        ...(given.p && { p: { shape: [B, H, T, D], data: dp } }),
        ...(given.beta && { beta: { shape: [B, H, T], data: dBeta } }),
        ...(given.gamma && { gamma: { shape: [B, H, T], data: dGamma } }),
        ...(inputs.initialMemory && { initialMemory: { shape: [B, H, Dv, D], data: R } }),
      }),
  });
}
