import { backwardJob, checkGradients } from '../host/backwardJob.ts';
import { asFloat32, dotAt, float32State } from '../host/float32.ts';
import type { HostJob } from '../host/job.ts';
import type { LinearAttentionGradientProblem } from './problem.ts';
import type { LinearAttentionGradientTensors } from './gradientReference.ts';

/** S and z of one head, updated in place. */
interface State {
  readonly memory: Float32Array;
  readonly normalizer: Float32Array;
}

/** The gradient with float32 state, one step per head and token forwards and one backwards. */
export function linearAttentionGradientCpuJob({
  forward,
  gradients,
}: LinearAttentionGradientProblem): HostJob<LinearAttentionGradientTensors> {
  const { sizes, inputs, options } = forward;
  const { B, H, T, D, Dv } = sizes;
  const q = asFloat32(inputs.q);
  const k = asFloat32(inputs.k);
  const v = asFloat32(inputs.v);
  const size = Dv * D;
  const memories = float32State(inputs.initialMemory, B * H * size);
  const normalizers = float32State(inputs.initialNormalizer, B * H * D);
  const outputGradient = float32State(gradients.output, B * H * T * Dv);
  // Gradients with respect to S and z of each head after the step that is being reversed.
  const R = float32State(gradients.finalMemory, B * H * size);
  const r = float32State(gradients.finalNormalizer, B * H * D);
  const dq = new Float32Array(B * H * T * D);
  const dk = new Float32Array(B * H * T * D);
  const dv = new Float32Array(B * H * T * Dv);

  return backwardJob<State, LinearAttentionGradientTensors>({
    heads: B * H,
    T,
    stateSize: size + D,
    start: (head) => ({
      memory: memories.slice(head * size, (head + 1) * size),
      normalizer: normalizers.slice(head * D, (head + 1) * D),
    }),
    copy: ({ memory, normalizer }) => ({ memory: memory.slice(), normalizer: normalizer.slice() }),
    advance({ memory, normalizer }, index) {
      const token = index * D;
      for (let j = 0; j < D; j++) normalizer[j] += k[token + j];
      for (let i = 0; i < Dv; i++) {
        const value = v[index * Dv + i];
        for (let j = 0; j < D; j++) memory[i * D + j] += value * k[token + j];
      }
    },
    end: () => undefined,
    reverse(index, _before, { memory, normalizer }) {
      const token = index * D;
      const head = Math.floor(index / T);
      const n = dotAt(normalizer, 0, q, token, D) + options.epsilon;
      let slope = 0;
      for (let i = 0; i < Dv; i++) {
        slope -= (outputGradient[index * Dv + i] * dotAt(memory, i * D, q, token, D)) / (n * n);
      }
      for (let j = 0; j < D; j++) {
        r[head * D + j] += slope * q[token + j];
        dq[token + j] = slope * normalizer[j];
        dk[token + j] = r[head * D + j];
      }
      for (let i = 0; i < Dv; i++) {
        const gradient = head * size + i * D;
        const weight = outputGradient[index * Dv + i] / n;
        const value = v[index * Dv + i];
        let f = 0;
        for (let j = 0; j < D; j++) {
          const entry = R[gradient + j] + weight * q[token + j];
          R[gradient + j] = entry;
          f += entry * k[token + j];
          dk[token + j] += value * entry;
          dq[token + j] += weight * memory[i * D + j];
        }
        dv[index * Dv + i] = f;
      }
    },
    finish: () =>
      checkGradients({
        q: { shape: [B, H, T, D], data: dq },
        k: { shape: [B, H, T, D], data: dk },
        v: { shape: [B, H, T, Dv], data: dv },
        ...(inputs.initialMemory && { initialMemory: { shape: [B, H, Dv, D], data: R } }),
        ...(inputs.initialNormalizer && { initialNormalizer: { shape: [B, H, D], data: r } }),
      }),
  });
}
