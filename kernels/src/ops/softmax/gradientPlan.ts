import { DeviceError } from '../../errors.ts';
import type { KernelPlan, PassPlan } from '../../runtime/plan.ts';
import { floatBits } from '../wgsl/floatBits.ts';
import { buffer, tokenBuffers } from '../wgsl/buffers.ts';
import { LARGEST_GRID } from '../sweeps/sweep.wgsl.ts';
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
  const pass = (label: string, code: string, results: string[]): PassPlan => ({
    label,
    code,
    bindings: ['q', 'k', 'v', 'outputGradient', 'sums', ...results],
    uniforms: [tokens, T, Math.ceil(D / 4), Math.ceil(Dv / 4), floatBits(options.scale), 0, 0, 0],
    workgroups: [Math.min(groups, LARGEST_GRID), 1, Math.ceil(groups / LARGEST_GRID)],
    flops: tokens * T * (3 * D + 2 * Dv),
  });
  return {
    name: 'softmax attention gradient',
    buffers: [...tokenBuffers(sizes), buffer('scratch', 'sums', 2 * tokens)],
    passes: [
      pass('gradient of the queries', queryGradientShader({ D, Dv }), ['qGradient']),
      pass('gradient of the keys and values', keyGradientShader({ D, Dv }), ['kGradient', 'vGradient']),
    ],
    workgroupBytes: 0,
    workgroupSize: GRADIENT_THREADS,
  };
}
