import type { BufferPlan } from '../../../runtime/plan.ts';
import type { GradientCall } from '../../operator.ts';
import { buffer, tokenBuffers } from '../../wgsl/buffers.ts';
import type { VlaProblem } from '../problem.ts';

/** A call as its gradient's plans see it. Vectors that the forward pass kept are inputs where they are given. */
export type VlaGradientCall = GradientCall<VlaProblem>;

/** Inputs and outputs of the gradient in every form, but for what the forward pass may keep. */
export function vlaGradientBuffers({ sizes, given }: VlaGradientCall): BufferPlan[] {
  const { B, H, T, D, Dv, R } = sizes;
  const heads = B * H;
  const [directions, memories] = [heads * T * R * D, heads * Dv * D];
  return [
    ...tokenBuffers(sizes),
    buffer('input', 'u', directions),
    ...(given.has('initialMemory') ? [buffer('input', 'initialMemory', memories)] : []),
    ...(given.has('finalMemoryGradient') ? [buffer('input', 'finalMemoryGradient', memories)] : []),
    ...(given.has('finalInverseGradient') ? [buffer('input', 'finalInverseGradient', heads * D * D)] : []),
    buffer('output', 'uGradient', directions),
    buffer(given.has('initialMemory') ? 'output' : 'scratch', 'initialMemoryGradient', memories),
  ];
}

/**
 * Vectors of every token that a forward pass step by step can keep for its gradient: α and the length that it was divided
 * by, y of each update A ← A − y yᵀ, and what was written.
 */
export const KEPT_VECTORS = ['directions', 'lengths', 'updates', 'errors'] as const;

export interface KeptVector {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The vectors of a call. Errors that are no residuals are the values themselves. */
export function keptVectors({ sizes, options }: Pick<VlaProblem, 'sizes' | 'options'>): KeptVector[] {
  const { B, H, T, D, Dv, R } = sizes;
  const shapes = { directions: [B, H, T, D], lengths: [B, H, T], updates: [B, H, T, R, D], errors: [B, H, T, Dv] };
  const names = KEPT_VECTORS.filter((name) => name !== 'errors' || options.error === 'residual');
  return names.map((name) => ({ name, shape: shapes[name] }));
}

/** Their buffers. */
export function keptBuffers(problem: Parameters<typeof keptVectors>[0], role: BufferPlan['role']): BufferPlan[] {
  return keptVectors(problem).map(({ name, shape }) => ({ name, role, words: shape.reduce((a, b) => a * b) }));
}
