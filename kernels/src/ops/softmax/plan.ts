import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import { floatBits } from '../floatBits.ts';
import { QUERIES_PER_GROUP, softmaxShader } from './full.wgsl.ts';
import type { SoftmaxAttentionProblem } from './problem.ts';

/** The plan of causal softmax attention for any sizes. Long sequences are cut by queries. */
export function softmaxAttentionPlan({
  sizes,
  options,
}: Pick<SoftmaxAttentionProblem, 'sizes' | 'options'>): KernelPlan {
  const { B, H, T, D, Dv } = sizes;
  const tokens = B * H * T;
  const buffers: BufferPlan[] = [
    { name: 'q', role: 'input', words: tokens * D },
    { name: 'k', role: 'input', words: tokens * D },
    { name: 'v', role: 'input', words: tokens * Dv },
    { name: 'output', role: 'output', words: tokens * Dv },
  ];
  return {
    name: 'softmax attention',
    buffers,
    passes: [
      {
        label: 'softmax attention',
        code: softmaxShader({ D, Dv }),
        bindings: buffers.map(({ name }) => name),
        range: { begin: 0, end: T, multiple: QUERIES_PER_GROUP },
        uniforms: [T, tokens, floatBits(options.scale), Math.ceil(D / 4), Math.ceil(Dv / 4)],
        workgroups: [Math.ceil(tokens / QUERIES_PER_GROUP), 1, 1],
        flops: tokens * (T + 1) * (D + Dv),
      },
    ],
    workgroupBytes: 0,
    workgroupSize: QUERIES_PER_GROUP,
  };
}
