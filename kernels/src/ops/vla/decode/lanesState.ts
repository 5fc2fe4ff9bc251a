import type { HostTensor } from '../../../tensor.ts';
import { lanesOffsets } from './lanesLayout.ts';
import type { DecodeLanes } from './lanesLayout.ts';
import type { VlaProblem } from '../problem.ts';
import { isNudgeDue } from '../step.ts';

/** The state before the first token as `lanes.wgsl.ts` keeps it: padded with zeros, and with no update that waits. */
export function packLanesState({ sizes, inputs, options }: VlaProblem, layout: DecodeLanes): Float32Array {
  const { B, H, D, Dv } = sizes;
  const { keys, values } = layout;
  const at = lanesOffsets(layout);
  const state = new Float32Array(B * H * at.head);
  for (let head = 0; head < B * H; head++) {
    const [A, S] = [at.A, at.S].map((offset) => state.subarray(head * at.head + offset));
    for (let j = 0; j < D; j++) {
      for (let i = 0; i < D && inputs.initialInverse; i++)
        A![j * keys + i] = inputs.initialInverse.data[(head * D + i) * D + j]!;
      if (!inputs.initialInverse) A![j * keys + j] = 1 / options.lambda0;
      for (let i = 0; i < Dv && inputs.initialMemory; i++)
        S![j * values + i] = inputs.initialMemory.data[(head * Dv + i) * D + j]!;
    }
  }
  return state;
}

/** A [B,H,D,D] and S [B,H,Dv,D] with the updates that wait, added as the shader would. */
export function unpackLanesState(
  state: Float32Array,
  { B, H, D, Dv }: VlaProblem['sizes'],
  layout: DecodeLanes,
): { memory: HostTensor; inverse: HostTensor } {
  const { keys, values } = layout;
  const at = lanesOffsets(layout);
  const inverse = new Float32Array(B * H * D * D);
  const memory = new Float32Array(B * H * Dv * D);
  for (let head = 0; head < B * H; head++) {
    const part = (offset: number) => state.subarray(head * at.head + offset);
    const [A, S, z, alpha, error, gain] = [at.A, at.S, at.z, at.alpha, at.error, at.gain].map(part) as Float32Array[];
    const [added, waiting] = [part(at.added)[0]!, part(at.waiting)[0]!];
    for (let i = 0; i < D; i++)
      for (let j = 0; j < D; j++) {
        let sum = A![j * keys + i]!;
        for (let s = 0; s < waiting; s++)
          sum = Math.fround(sum + Math.fround(gain![s]! * Math.fround(z![s * keys + i]! * z![s * keys + j]!)));
        inverse[(head * D + i) * D + j] = i === j ? sum + added : sum;
      }
    for (let i = 0; i < Dv; i++)
      for (let j = 0; j < D; j++) {
        let sum = S![j * values + i]!;
        for (let s = 0; s < waiting; s++)
          sum = Math.fround(sum + Math.fround(error![s * values + i]! * alpha![s * keys + j]!));
        memory[(head * Dv + i) * D + j] = sum;
      }
  }
  return {
    inverse: { shape: [B, H, D, D], data: inverse },
    memory: { shape: [B, H, Dv, D], data: memory },
  };
}

/** Words of a token of every head: u, k, q and v, each of all heads, and what to add to A's diagonal. */
export function lanesTokenWords({ B, H, D, Dv }: VlaProblem['sizes']): number {
  return B * H * (3 * D + Dv) + 1;
}

/** A token of every head, as `lanes.wgsl.ts` reads it. */
export function packLanesToken({ sizes, inputs, options }: VlaProblem): Float32Array {
  const token = new Float32Array(lanesTokenWords(sizes));
  let start = 0;
  for (const { data } of [inputs.u, inputs.k, inputs.q, inputs.v]) {
    token.set(data, start);
    start += data.length;
  }
  token[start] = isNudgeDue(options.firstStep, options.period) ? options.epsilon : 0;
  return token;
}
