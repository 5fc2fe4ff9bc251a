import type { BufferPlan } from '../../../runtime/plan.ts';
import { buffer, tokenBuffers } from '../../wgsl/buffers.ts';
import type { GradientCall } from '../../operator.ts';
import type { VlaProblem } from '../problem.ts';

/** A call as its gradient's plans see it. Vectors that the forward pass kept (keptVectors.ts) are inputs where they are given. */
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
