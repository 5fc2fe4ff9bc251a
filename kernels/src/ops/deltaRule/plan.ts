import { DeviceError } from '../../errors.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { blockTextFor } from '../wgsl/blocks.wgsl.ts';
import { deltaRuleShader, LARGEST_GRID, THREADS } from './recurrent.wgsl.ts';
import { deltaRuleBuffers } from './shape.ts';
import type { DeltaRule } from './shape.ts';

/** Private memory per invocation that WGSL guarantees, in bytes. Four rows of S take 16·D of it. */
const PRIVATE_BYTES = 8192;

/** The plan step by step; DeviceError('limit') where the keys are too long. */
export function deltaRulePlan(rule: DeltaRule, { adapter }: Pick<DeviceTraits, 'adapter'>): KernelPlan {
  const { operator, sizes, reads, decays } = rule;
  const { B, H, T, D, Dv } = sizes;
  if (16 * D > PRIVATE_BYTES)
    throw new DeviceError('limit', `${operator} with key size ${D}: the largest that a device has to hold is 512.`);
  const heads = B * H;
  const invocations = heads * Math.ceil(Dv / 4);
  const groups = Math.ceil(invocations / THREADS);
  const buffers = deltaRuleBuffers(rule);
  return {
    name: `${operator}, recurrent`,
    buffers,
    passes: [
      {
        label: `${operator} steps`,
        code: deltaRuleShader({ D, Dv, reads, decays, text: blockTextFor(D, adapter, 'fourRows') }),
        bindings: buffers.map(({ name }) => name),
        range: { begin: 0, end: T, multiple: 1 },
        uniforms: [T, invocations, Math.ceil(D / 4), Math.ceil(Dv / 4)],
        workgroups: [Math.min(groups, LARGEST_GRID), 1, Math.ceil(groups / LARGEST_GRID)],
        flops: heads * T * ((reads ? 6 : 4) + Number(decays)) * D * Dv,
      },
    ],
    workgroupBytes: 0,
    workgroupSize: THREADS,
  };
}
