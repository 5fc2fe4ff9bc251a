import { DeviceError } from '../../errors.ts';
import { PRIVATE_BYTES } from '../../runtime/limits.ts';
import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import { gridOf } from '../wgsl/grid.ts';
import type { LinearAttentionProblem } from './problem.ts';
import { linearQuotientShader, linearSumsShader, ROWS_PER_GROUP } from './recurrent.wgsl.ts';

/** Workgroups of the quotient pass at most; its invocations stride over what is left. */
const QUOTIENT_GROUPS = 1024;

/** The plan of step-by-step linear attention: all sums, then all quotients. DeviceError('limit') where keys are too long. */
export function linearAttentionRecurrentPlan({
  sizes,
  options,
}: Pick<LinearAttentionProblem, 'sizes' | 'options'>): KernelPlan {
  const { B, H, T, D, Dv } = sizes;
  // An invocation keeps a row of S.
  if (4 * D > PRIVATE_BYTES) {
    throw new DeviceError('limit', `linear attention step by step with key size ${D}: the largest is 2048.`);
  }
  const heads = B * H;
  const outputs = heads * T * Dv;
  const groups = Math.ceil((heads * (Dv + 1)) / ROWS_PER_GROUP);
  return {
    name: 'linear attention, recurrent',
    buffers: [...linearTensorBuffers(sizes), { name: 'denominator', role: 'scratch', words: heads * T }],
    passes: [
      linearSumsShader({ D, Dv }).pass({
        label: 'linear attention sums',
        settings: { T, rows: heads * (Dv + 1), blocks: Math.ceil(D / 4) },
        range: { begin: 0, end: T, multiple: 1 },
        workgroups: gridOf(groups),
        flops: heads * T * 4 * D * (Dv + 1),
      }),
      linearQuotientShader({ Dv }).pass({
        label: 'linear attention quotients',
        settings: { outputs, epsilon: options.epsilon },
        workgroups: [Math.min(QUOTIENT_GROUPS, Math.ceil(outputs / ROWS_PER_GROUP)), 1, 1],
        flops: outputs,
      }),
    ],
    workgroupBytes: 0,
    workgroupSize: ROWS_PER_GROUP,
  };
}

/** The buffers that both forms have. */
export function linearTensorBuffers({ B, H, T, D, Dv }: LinearAttentionProblem['sizes']): BufferPlan[] {
  const heads = B * H;
  return [
    { name: 'q', role: 'input', words: heads * T * D },
    { name: 'k', role: 'input', words: heads * T * D },
    { name: 'v', role: 'input', words: heads * T * Dv },
    { name: 'memory', role: 'state', words: heads * Dv * D },
    { name: 'normalizer', role: 'state', words: heads * D },
    { name: 'output', role: 'output', words: heads * T * Dv },
  ];
}
