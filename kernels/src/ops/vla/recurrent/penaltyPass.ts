import type { PassPlan } from '../../../runtime/plan.ts';
import type { Settings } from '../../../runtime/shader.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { blockTextFor } from '../../wgsl/blocks.wgsl.ts';
import { gridOf } from '../../wgsl/grid.ts';
import { LEAST_DELTA, startsDefinite } from '../definite.ts';
import { nextNudge } from '../step.ts';
import type { VlaProblem } from '../problem.ts';
import type { Part } from './part.ts';
import { penaltyStepsShader, penaltyStepsThreads, penaltyStepsWorkgroupBytes } from './penalty.wgsl.ts';
import type { PenaltyStepsShape } from './penalty.wgsl.ts';
import { penaltyLanes } from './penaltyLanes.ts';
import { penaltyLanesShader } from './penaltySubgroups.wgsl.ts';
import type { STEPS_SETTINGS } from './steps.wgsl.ts';

/** Rows of A per invocation on SwiftShader, in fours: of longer ones, eight take seconds to compile. */
const LONGEST_IN_EIGHTS = 64;

/** The shader that carries A from step to step: in one subgroup where all rows of A fit into its registers. */
export function penaltyShader(shape: Omit<PenaltyStepsShape, 'text' | 'fours'>, device: DeviceTraits, T: number) {
  const { D } = shape;
  const lanes = penaltyLanes({ D, T }, device);
  if (lanes) return { shader: penaltyLanesShader({ ...shape, ...lanes }), threads: lanes.lanes, bytes: 0 };
  const text = blockTextFor(D, device.adapter, 'fourRows');
  const blocks = { ...shape, text, fours: text === 'unrolled' && D <= LONGEST_IN_EIGHTS ? 2 : 1 };
  return {
    shader: penaltyStepsShader(blocks),
    threads: penaltyStepsThreads(blocks),
    bytes: penaltyStepsWorkgroupBytes(blocks),
  };
}

/** A of a call goes through a part of the sequence, and leaves the write directions in the plan's buffer `work`. */
export function penaltyPass(
  problem: VlaProblem,
  { begin, end, tokens }: Part,
  { shader, work }: Pick<ReturnType<typeof penaltyShader>, 'shader'> & { readonly work: string },
): PassPlan {
  const { B, H, D, R } = problem.sizes;
  return shader.pass({
    label: 'VLA steps, penalty',
    buffers: { work },
    workgroups: gridOf(B * H),
    flops: B * H * (end - begin) * (4 * R + 2) * D * D,
    range: { begin, end, multiple: 1 },
    settings: penaltySettings(problem, { begin, tokens }),
  });
}

/** Settings of a pass over A, whatever its text. */
export function penaltySettings(
  problem: VlaProblem,
  { begin, tokens }: Pick<Part, 'begin' | 'tokens'>,
): Settings<typeof STEPS_SETTINGS> {
  const { B, H, T, D, Dv, R } = problem.sizes;
  const { deltaFloor, epsilon, write, lambda0 } = problem.options;
  const nudge = nextNudge(problem);
  return {
    ...{ T, heads: B * H, firstToken: begin, tokens, D, Dv, R },
    ...{ firstNudge: nudge?.first ?? 0, period: nudge?.period ?? 1, epsilon: nudge ? epsilon : 0 },
    ...{ deltaFloor, leastDelta: startsDefinite(problem) ? LEAST_DELTA : -Infinity, infinity: Infinity },
    ...{ normalized: Number(write === 'normalized'), inverse: 1 / lambda0 },
  };
}
