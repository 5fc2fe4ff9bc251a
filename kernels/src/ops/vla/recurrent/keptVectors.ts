import type { BufferPlan } from '../../../runtime/plan.ts';
import type { VlaProblem } from '../problem.ts';

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
