import type { BufferPlan } from '../../runtime/plan.ts';
import type { AttentionSizes } from '../validation/axes.ts';

/**
 * What a device computes of a memory that is written step by step:
 *
 *     S ← γ S      e = v − S p      S ← S + β e kᵀ      o = S q
 */
export interface DeltaRule {
  /** As plans and messages call it. */
  readonly operator: string;
  readonly sizes: AttentionSizes;
  /** The buffer of the keys that errors are read with, k where they are the keys that are written with; null where the whole value is written. */
  readonly reads: 'k' | 'p' | null;
  /** Whether there are decays γ; without them there is no buffer of them. */
  readonly decays: boolean;
}

/** The tensors of a call. */
export function deltaRuleBuffers({ sizes, reads, decays }: Omit<DeltaRule, 'operator'>): BufferPlan[] {
  const { B, H, T, D, Dv } = sizes;
  const heads = B * H;
  return [
    { name: 'q', role: 'input', words: heads * T * D },
    { name: 'k', role: 'input', words: heads * T * D },
    { name: 'v', role: 'input', words: heads * T * Dv },
    { name: 'beta', role: 'input', words: heads * T },
    ...(reads === 'p' ? [{ name: 'p', role: 'input' as const, words: heads * T * D }] : []),
    ...(decays ? [{ name: 'gamma', role: 'input' as const, words: heads * T }] : []),
    { name: 'memory', role: 'state', words: heads * Dv * D },
    { name: 'output', role: 'output', words: heads * T * Dv },
  ];
}
