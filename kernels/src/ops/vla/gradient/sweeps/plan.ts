import { DeviceError } from '../../../../errors.ts';
import type { KernelPlan } from '../../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../../runtime/types.ts';
import { buffer } from '../../../wgsl/buffers.ts';
import { blockTextFor } from '../../../wgsl/blocks.wgsl.ts';
import { kernelName } from '../../../sweeps/kernelName.ts';
import { sweepTextFor } from '../../../sweeps/sweepPass.ts';
import { errorsPass, memoryBackwardPasses } from '../../../sweeps/memory.ts';
import { vlaGradientBuffers, keptBuffers } from '../buffers.ts';
import type { VlaGradientCall } from '../buffers.ts';
import { directionsPass, lastPenaltyPass } from './penalty.ts';
import { keysPass, productPass, projectsFirst } from './keys.ts';
import { updatesPass } from './updates.ts';

/**
 * The gradient on a device, by passes over the sequence that keep no states (README, "On a device"). Inputs are those
 * of the call and outputGradient, finalMemoryGradient, finalInverseGradient; outputs qGradient, kGradient, vGradient,
 * uGradient and initialMemoryGradient.
 *
 * @throws DeviceError('limit')
 */
export function vlaGradientPlan(call: VlaGradientCall, device: DeviceTraits): KernelPlan {
  const { sizes, options, given } = call;
  const hasFinalInverseGradient = given.has('finalInverseGradient');
  const hasKept = given.has('lengths');
  const { B, H, T, D, Dv } = sizes;
  if (D > 512) throw new DeviceError('limit', `the gradient of VLA with key size ${D}: the largest is 512.`);
  const heads = B * H;
  const residual = options.error === 'residual';
  const keys = heads * T * D;
  const text = sweepTextFor({ columns: D, T }, device);
  const blocks = blockTextFor(D, device.adapter);
  const updates = updatesPass(call, device);
  const memory = {
    ...{ heads, T, D, Dv, scratch: 'memory' },
    initialMemory: given.has('initialMemory') ? 'initialMemory' : null,
  };
  const vectors = {
    q: 'q',
    k: 'k',
    directions: 'directions',
    errors: residual ? 'errors' : 'v',
    outputGradient: 'outputGradient',
    errorGradient: 'vGradient',
    directionGradient: 'directionGradient',
    queryGradient: 'qGradient',
    erased: 'erased',
  };
  return {
    name: kernelName('VLA gradient, recurrent', text),
    buffers: [
      ...vlaGradientBuffers(call),
      ...keptBuffers(call, hasKept ? 'input' : 'scratch'),
      ...(residual ? [buffer('scratch', 'erased', keys)] : []),
      buffer('scratch', 'inverse', heads * D * D),
      ...(hasFinalInverseGradient ? [buffer('scratch', 'penaltyGradient', heads * D * D)] : []),
      buffer('scratch', 'memory', heads * Dv * D),
      buffer('scratch', 'directionGradient', keys),
      buffer('scratch', 'keyGradient', keys),
    ],
    passes: [
      ...(hasKept ? [] : [updates.pass]),
      ...(residual && !hasKept ? [errorsPass({ ...memory, ...vectors, text })] : []),
      ...memoryBackwardPasses({
        ...{ ...memory, residual, text: sweepTextFor({ columns: Math.max(D, Dv), T }, device), vectors },
        finalMemoryGradient: given.has('finalMemoryGradient') ? 'finalMemoryGradient' : null,
        initialMemoryGradient: 'initialMemoryGradient',
      }),
      ...(projectsFirst(call) ? [productPass(call)] : []),
      // Leaves the last A in its matrix.
      keysPass(call, text),
      ...(hasFinalInverseGradient ? [lastPenaltyPass({ heads, D, inverse: 'inverse', text: blocks })] : []),
      directionsPass(call, text),
    ],
    workgroupBytes: updates.bytes,
    workgroupSize: Math.max(updates.threads, 64),
  };
}
