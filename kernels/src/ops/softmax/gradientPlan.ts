import { DeviceError } from '../../errors.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import { buffer, tokenBuffers } from '../wgsl/buffers.ts';
import { gridOf } from '../wgsl/grid.ts';
import { GRADIENT_THREADS, keyGradientShader, queryGradientShader } from './gradient.wgsl.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';

/**
 * The gradient of softmax attention on a device, in two passes: over queries, and over keys. Inputs are those of the call
 * and outputGradient; outputs qGradient, kGradient and vGradient. DeviceError('limit') where heads are too large.
 */
export function softmaxAttentionGradientPlan({
  sizes,
  options,
}: Pick<SoftmaxAttentionProblem, 'sizes' | 'options'>): KernelPlan {
  const { B, H, T, D, Dv } = sizes;
  if (3 * D + Dv > 2048 || D + 2 * Dv > 2048) {
    throw new DeviceError('limit', `the gradient of softmax attention with sizes ${D} and ${Dv} does not fit a device`);
  }
  const tokens = B * H * T;
  const groups = Math.ceil(tokens / GRADIENT_THREADS);
  const pass = {
    settings: { tokens, T, blocks: Math.ceil(D / 4), blocksV: Math.ceil(Dv / 4), scale: options.scale },
    workgroups: gridOf(groups),
    flops: tokens * T * (3 * D + 2 * Dv),
  };
  return {
    name: 'softmax attention gradient',
    buffers: [...tokenBuffers(sizes), buffer('scratch', 'sums', 2 * tokens)],
    passes: [
      queryGradientShader({ D, Dv }).pass({ label: 'gradient of the queries', ...pass }),
      keyGradientShader({ D, Dv }).pass({ label: 'gradient of the keys and values', ...pass }),
    ],
    workgroupBytes: 0,
    workgroupSize: GRADIENT_THREADS,
  };
}
