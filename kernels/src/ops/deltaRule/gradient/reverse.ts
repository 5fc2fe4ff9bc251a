import { DeviceError } from '../../../errors.ts';
import type { PassPlan } from '../../../runtime/plan.ts';
import { invocationsPerHead, SWEEP_THREADS } from '../../sweeps/blockSweep.wgsl.ts';
import type { SweepText } from '../../sweeps/sweep.ts';
import type { BlockText } from '../../wgsl/blocks.wgsl.ts';
import { gridOf } from '../../wgsl/grid.ts';
import type { DeltaRule } from '../shape.ts';
import { laneReverseShader, reverseShares, RUN } from './laneReverse.wgsl.ts';
import { reverseShader } from './reverse.wgsl.ts';

export interface ReversePass {
  readonly rule: DeltaRule;
  readonly text: SweepText;
  /** The text outside of subgroups: of R beside S, which has less room than that of a sweep. */
  readonly blocks: BlockText;
}

/**
 * The states that are kept: one before each block of steps, from the pass forwards, and those within the block at hand. Their sum is least
 * with about as many of one kind as of the other. Outside of subgroups a block has a state for each step, in subgroups one for each run of them.
 */
export function keptStates(T: number, text: SweepText) {
  const run = typeof text === 'string' ? 1 : RUN;
  const steps = run * Math.ceil(Math.sqrt(T / run));
  return { steps, chunks: Math.ceil(T / steps), inside: steps / run };
}

/** Parts of each step's dγ: one of each invocation, or subgroup, of a head. */
export function decayParts({ rule, text, blocks }: ReversePass): number {
  const { D, Dv } = rule.sizes;
  return typeof text === 'string' ? invocationsPerHead(Dv, blocks, D) : reverseShares(Dv, text).groups;
}

/** f of every step, dγ in parts, and the gradient with respect to the first S. */
export function reversePass(pass: ReversePass): PassPlan {
  const { rule, text, blocks } = pass;
  const { operator, sizes, reads } = rule;
  const { B, H, T, D, Dv } = sizes;
  if (D > 512)
    throw new DeviceError('limit', `the gradient of the ${operator} with key size ${D}: the largest is 512.`);
  const perHead = decayParts(pass);
  const invocations = B * H * perHead;
  const { steps, chunks } = keptStates(T, text);
  const shared = {
    label: 'gradient of the errors and decays',
    range: { begin: 0, end: chunks, multiple: 1 },
    flops: B * H * T * 14 * D * Dv,
  };
  const settings = { T, invocations, perHead, steps, chunks };
  if (typeof text !== 'string')
    return laneReverseShader({ D, Dv, text, reads }).pass({
      ...shared,
      settings: { ...settings, columns: D },
      workgroups: gridOf(invocations),
    });
  return reverseShader({ D, Dv, text: blocks, reads }).pass({
    ...shared,
    settings: { ...settings, blocks: Math.ceil(D / 4) },
    workgroups: gridOf(Math.ceil(invocations / SWEEP_THREADS)),
  });
}
