import type { BufferPlan } from '../../runtime/plan.ts';
import type { AttentionSizes } from '../validation/axes.ts';

export function buffer(role: BufferPlan['role'], name: string, words: number): BufferPlan {
  return { name, role, words };
}

/** Inputs and outputs that the gradient of every operator has: those with a vector for each token. */
export function tokenBuffers({ B, H, T, D, Dv }: AttentionSizes): BufferPlan[] {
  const [keys, values] = [B * H * T * D, B * H * T * Dv];
  return [
    buffer('input', 'q', keys),
    buffer('input', 'k', keys),
    buffer('input', 'v', values),
    buffer('input', 'outputGradient', values),
    buffer('output', 'qGradient', keys),
    buffer('output', 'kGradient', keys),
    buffer('output', 'vGradient', values),
  ];
}
