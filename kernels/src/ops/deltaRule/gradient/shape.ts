import type { BufferPlan } from '../../../runtime/plan.ts';
import { buffer, tokenBuffers } from '../../wgsl/buffers.ts';
import type { DeltaRule } from '../shape.ts';

/** What a plan of the gradient depends on. */
export interface DeltaRuleGradientShape {
  readonly rule: DeltaRule;
  /** Which of the tensors that have a default the call had: their gradients are results. */
  readonly given: { readonly p: boolean; readonly beta: boolean; readonly gamma: boolean };
  readonly hasInitialMemory: boolean;
}

/** Inputs and outputs of the gradient in every form. Decays are always there: ones where the call has none. */
export function deltaRuleGradientBuffers({ rule, given, hasInitialMemory }: DeltaRuleGradientShape): BufferPlan[] {
  const { B, H, T, D, Dv } = rule.sizes;
  const tokens = B * H * T;
  const memories = B * H * Dv * D;
  return [
    ...tokenBuffers(rule.sizes),
    buffer('input', 'beta', tokens),
    buffer('input', 'gamma', tokens),
    ...(rule.reads === 'p' ? [buffer('input', 'p', tokens * D)] : []),
    ...(hasInitialMemory ? [buffer('input', 'initialMemory', memories)] : []),
    buffer('input', 'finalMemoryGradient', memories),
    ...(given.p ? [buffer('output', 'pGradient', tokens * D)] : []),
    buffer(given.beta ? 'output' : 'scratch', 'betaGradient', tokens),
    buffer(given.gamma ? 'output' : 'scratch', 'gammaGradient', tokens),
    buffer(hasInitialMemory ? 'output' : 'scratch', 'initialMemoryGradient', memories),
  ];
}
