import type { HostTensor } from '../../tensor.ts';
import type { VlaProblem } from './problem.ts';

/** The state on the device: all A [B,H,D,D], all S [B,H,Dv,D], then the skipped updates [B,H] as numbers. */
export function packVlaState({ sizes, inputs, options }: VlaProblem): Float32Array {
  const { B, H, D, Dv } = sizes;
  const heads = B * H;
  const state = new Float32Array(heads * (D * D + Dv * D + 1));
  if (inputs.initialInverse) state.set(inputs.initialInverse.data);
  else
    for (let head = 0; head < heads; head++)
      for (let i = 0; i < D; i++) state[(head * D + i) * D + i] = 1 / options.lambda0;
  if (inputs.initialMemory) state.set(inputs.initialMemory.data, heads * D * D);
  return state;
}

export function unpackVlaState(
  state: Float32Array,
  { B, H, D, Dv }: VlaProblem['sizes'],
): { finalInverse: HostTensor; finalMemory: HostTensor; skippedUpdates: HostTensor } {
  const heads = B * H;
  const memory = heads * D * D;
  const skipped = memory + heads * Dv * D;
  return {
    finalInverse: { shape: [B, H, D, D], data: state.slice(0, memory) },
    finalMemory: { shape: [B, H, Dv, D], data: state.slice(memory, skipped) },
    skippedUpdates: { shape: [B, H], data: state.slice(skipped) },
  };
}
