import type { KernelPlan } from '../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { kernelName } from '../../sweeps/kernelName.ts';
import { sweepTextFor } from '../../sweeps/sweepPass.ts';
import { TOKEN_THREADS } from '../../sweeps/perToken.ts';
import { blockTextFor } from '../../wgsl/blocks.wgsl.ts';
import { buffer } from '../../wgsl/buffers.ts';
import { packedRows, packPass } from './packed.ts';
import { directionsPass, errorsPass, keysPass, queriesPass } from './passes.ts';
import { decayParts, keptStates, reversePass } from './reverse.ts';
import { deltaRuleGradientBuffers } from './shape.ts';
import type { DeltaRuleGradientShape } from './shape.ts';

/**
 * The gradient step by step, in six dispatches. Inputs are those of the call, with write strengths and decays, and outputGradient,
 * finalMemoryGradient; outputs qGradient and so on, for each tensor that the call was given.
 */
export function deltaRuleGradientPlan(shape: DeltaRuleGradientShape, device: DeviceTraits): KernelPlan {
  const { rule, given } = shape;
  const { B, H, T, D, Dv } = rule.sizes;
  const heads = B * H;
  const columns = Math.max(D, Dv);
  const blocks = blockTextFor(columns, device.adapter);
  const call = { ...shape, text: sweepTextFor({ columns, T }, device), blocks };
  const { wide, tall } = packedRows(rule);
  const { chunks, inside } = keptStates(T, call.text);
  return {
    name: kernelName(`${rule.operator} gradient, recurrent`, call.text),
    buffers: [
      ...deltaRuleGradientBuffers(shape),
      buffer('scratch', 'wide', heads * T * wide * D),
      buffer('scratch', 'tall', heads * T * tall * Dv),
      buffer('scratch', 'memory', heads * Dv * D),
      buffer('scratch', 'states', heads * (chunks + inside) * Dv * D),
      buffer('scratch', 'decayParts', heads * T * decayParts(call)),
      buffer('scratch', 'directionGradient', heads * T * D),
      ...(rule.reads && !given.p ? [buffer('scratch', 'recalledGradient', heads * T * D)] : []),
    ],
    passes: [
      packPass(rule),
      errorsPass(call),
      reversePass(call),
      directionsPass(call),
      queriesPass(call),
      keysPass(call),
    ],
    workgroupBytes: 0,
    workgroupSize: TOKEN_THREADS,
  };
}
