import type { HostTensor } from '../../../tensor.ts';
import { decodeOffsets } from './decode.wgsl.ts';
import type { DecodeShape } from './decode.wgsl.ts';
import type { VlaProblem } from '../problem.ts';
import { isNudgeDue } from '../step.ts';

type Layout = Pick<DecodeShape, 'keys' | 'values' | 'width'>;

/** The state before the first token as `decode.wgsl.ts` keeps it: padded with zeros, and with no update that waits. */
export function packDecodeState({ sizes, inputs, options }: VlaProblem, layout: Layout): Float32Array {
  const { B, H, D, Dv } = sizes;
  const at = wordsOf(layout);
  const state = new Float32Array(B * H * at.head);
  for (let head = 0; head < B * H; head++) {
    const start = head * at.head;
    for (let i = 0; i < D; i++) {
      const row = (head * D + i) * D;
      if (inputs.initialInverse) state.set(inputs.initialInverse.data.subarray(row, row + D), start + i * layout.keys);
      else state[start + i * layout.keys + i] = 1 / options.lambda0;
    }
    for (let i = 0; i < Dv && inputs.initialMemory; i++) {
      const row = (head * Dv + i) * D;
      state.set(inputs.initialMemory.data.subarray(row, row + D), start + at.memory + i * layout.keys);
    }
  }
  return state;
}

/** A [B,H,D,D] and S [B,H,Dv,D] with the updates that wait, computed as the next token would. */
export function unpackDecodeState(
  state: Float32Array,
  { B, H, D, Dv }: VlaProblem['sizes'],
  layout: Layout,
): { memory: HostTensor; inverse: HostTensor } {
  const at = wordsOf(layout);
  const inverse = new Float32Array(B * H * D * D);
  const memory = new Float32Array(B * H * Dv * D);
  for (let head = 0; head < B * H; head++) {
    const [z, alpha, e] = [at.z, at.alpha, at.error].map((offset) => state.subarray(head * at.head + offset));
    const gain = state[head * at.head + at.gain];
    for (let i = 0; i < D; i++)
      for (let j = 0; j < D; j++) {
        const old = state[head * at.head + i * layout.keys + j];
        inverse[(head * D + i) * D + j] = old + gain * Math.fround(z[i] * z[j]);
      }
    for (let i = 0; i < Dv; i++)
      for (let j = 0; j < D; j++) {
        const old = state[head * at.head + at.memory + i * layout.keys + j];
        memory[(head * Dv + i) * D + j] = old + e[i] * alpha[j];
      }
  }
  return {
    inverse: { shape: [B, H, D, D], data: inverse },
    memory: { shape: [B, H, Dv, D], data: memory },
  };
}

/** A token of every head, as `decode.wgsl.ts` reads it. */
export function packDecodeToken({ sizes, inputs, options }: VlaProblem, layout: Layout): Float32Array {
  const { B, H, D, Dv } = sizes;
  const { keys, values, width } = layout;
  const length = 3 * keys + values + width;
  const token = new Float32Array(B * H * length);
  const nudge = isNudgeDue(options.firstStep, options.period) ? options.epsilon : 0;
  for (let head = 0; head < B * H; head++) {
    const start = head * length;
    [inputs.u, inputs.k, inputs.q].forEach(({ data }, i) =>
      token.set(data.subarray(head * D, (head + 1) * D), start + i * keys),
    );
    token.set(inputs.v.data.subarray(head * Dv, (head + 1) * Dv), start + 3 * keys);
    token[start + 3 * keys + values] = nudge;
  }
  return token;
}

/** The offsets within a state in numbers. */
function wordsOf(layout: Layout) {
  const { memory, z, alpha, error, gain, head } = decodeOffsets(layout);
  const words = (elements: number) => elements * layout.width;
  return {
    memory: words(memory),
    z: words(z),
    alpha: words(alpha),
    error: words(error),
    gain: words(gain),
    head: words(head),
  };
}
