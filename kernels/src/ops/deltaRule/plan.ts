import { DeviceError } from '../../errors.ts';
import { PRIVATE_BYTES } from '../../runtime/limits.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { blockTextFor } from '../wgsl/blocks.wgsl.ts';
import { gridOf } from '../wgsl/grid.ts';
import { deltaRuleShader, THREADS } from './recurrent.wgsl.ts';
import { deltaRuleBuffers } from './shape.ts';
import type { DeltaRule } from './shape.ts';

/** The plan step by step; DeviceError('limit') where the keys are too long. */
export function deltaRulePlan(rule: DeltaRule, { adapter }: Pick<DeviceTraits, 'adapter'>): KernelPlan {
  const { operator, sizes, reads, decays } = rule;
  const { B, H, T, D, Dv } = sizes;
  // An invocation keeps four rows of S.
  if (16 * D > PRIVATE_BYTES)
    throw new DeviceError('limit', `${operator} with key size ${D}: the largest that a device has to hold is 512.`);
  const heads = B * H;
  const invocations = heads * Math.ceil(Dv / 4);
  return {
    name: `${operator}, recurrent`,
    buffers: deltaRuleBuffers(rule),
    passes: [
      deltaRuleShader({ D, Dv, reads, decays, text: blockTextFor(D, adapter, 'fourRows') }).pass({
        label: `${operator} steps`,
        range: { begin: 0, end: T, multiple: 1 },
        settings: { T, invocations, blocks: Math.ceil(D / 4), fours: Math.ceil(Dv / 4) },
        workgroups: gridOf(Math.ceil(invocations / THREADS)),
        flops: heads * T * ((reads ? 6 : 4) + Number(decays)) * D * Dv,
      }),
    ],
    workgroupBytes: 0,
    workgroupSize: THREADS,
  };
}
