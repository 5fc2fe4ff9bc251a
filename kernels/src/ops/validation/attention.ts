import { checkRank, checkShape } from './tensors.ts';

/** Sizes that every operator has: batch, heads, time, key dimension, value dimension. */
export interface AttentionSizes {
  readonly B: number;
  readonly H: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
}

/** Reads the sizes off q, and throws unless k [B,H,T,D] and v [B,H,T,Dv] agree with it. */
export function attentionSizes(shapes: {
  q: readonly number[];
  k: readonly number[];
  v: readonly number[];
}): AttentionSizes {
  checkRank('q', shapes.q, [4], '[B,H,T,D]');
  const [B, H, T, D] = shapes.q;
  checkShape('k', shapes.k, [B, H, T, D], '[B,H,T,D]');
  checkRank('v', shapes.v, [4], '[B,H,T,Dv]');
  const Dv = shapes.v[3];
  checkShape('v', shapes.v, [B, H, T, Dv], '[B,H,T,Dv]');
  return { B, H, T, D, Dv };
}
