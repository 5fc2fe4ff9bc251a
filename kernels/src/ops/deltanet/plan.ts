import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { deltaNetShader, ROWS_PER_GROUP } from './recurrent.wgsl.ts';

/** The plan of the step-by-step delta rule for any sizes. */
export function deltaNetPlan({ B, H, T, D, Dv }: AttentionSizes): KernelPlan {
  const heads = B * H;
  const buffers: BufferPlan[] = [
    { name: 'q', role: 'input', words: heads * T * D },
    { name: 'k', role: 'input', words: heads * T * D },
    { name: 'v', role: 'input', words: heads * T * Dv },
    { name: 'beta', role: 'input', words: heads * T },
    { name: 'memory', role: 'state', words: heads * Dv * D },
    { name: 'output', role: 'output', words: heads * T * Dv },
  ];
  return {
    name: 'DeltaNet, recurrent',
    buffers,
    passes: [
      {
        label: 'DeltaNet steps',
        code: deltaNetShader({ D, Dv }),
        bindings: buffers.map(({ name }) => name),
        range: { begin: 0, end: T, multiple: 1 },
        uniforms: [T, heads * Dv, Math.ceil(D / 4)],
        workgroups: [Math.ceil((heads * Dv) / ROWS_PER_GROUP), 1, 1],
        flops: heads * T * 6 * D * Dv,
      },
    ],
    workgroupBytes: 0,
    workgroupSize: ROWS_PER_GROUP,
  };
}
