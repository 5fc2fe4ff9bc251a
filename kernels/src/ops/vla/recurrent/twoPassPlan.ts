import { CANARY_WORDS } from '../../../runtime/guards.ts';
import type { KernelPlan, PassPlan } from '../../../runtime/plan.ts';
import type { Settings } from '../../../runtime/shader.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { SWEEP_THREADS } from '../../sweeps/blockSweep.wgsl.ts';
import { kernelName } from '../../sweeps/kernelName.ts';
import { sweepTextFor } from '../../sweeps/sweepPass.ts';
import { blockTextFor } from '../../wgsl/blocks.wgsl.ts';
import { gridOf } from '../../wgsl/grid.ts';
import { tensorBuffers } from '../problem.ts';
import { LEAST_DELTA, startsDefinite } from '../definite.ts';
import { keptBuffers } from '../gradient/buffers.ts';
import { memoryPass } from './memory.ts';
import { nextNudge } from '../step.ts';
import { penaltyStepsShader, penaltyStepsThreads, penaltyStepsWorkgroupBytes } from './penalty.wgsl.ts';
import { penaltyLanes } from './penaltyLanes.ts';
import { penaltyLanesShader } from './penaltySubgroups.wgsl.ts';
import type { Part } from './part.ts';
import type { STEPS_SETTINGS } from './steps.wgsl.ts';
import type { VlaProblem } from '../problem.ts';

/** The workspace stays below this many bytes, by taking a part of the sequence at a time. */
const WORKSPACE_BYTES = 64 * 2 ** 20;

/** Rows of A per invocation on SwiftShader, in fours: of longer ones, eight take seconds to compile. */
const LONGEST_IN_EIGHTS = 64;

/**
 * Step by step in two passes, A alone through the sequence, then S along the write directions
 * that this gave. One at a time they stay in registers. Inputs and outputs are those of {@link vlaRecurrentPlan}, which
 * does both at once. Null where that one has to: memory is renormalised from step to step, or keys are too long.
 *
 * @param keep gives the vectors that the gradient goes along as well. Null also where the workspace is too small to hold them for all tokens
 */
export function vlaStepsPlan(
  problem: VlaProblem,
  device: DeviceTraits,
  { keep = false }: { readonly keep?: boolean } = {},
): KernelPlan | null {
  const { limits } = device;
  const { sizes, options } = problem;
  const { B, H, T, D, R } = sizes;
  const perToken = B * H * D;
  // Where directions are a result, or kept, that is their place.
  const work = keep ? 'directions' : options.keepIntermediates ? 'writeDirections' : 'work';
  const bytes = Math.min(WORKSPACE_BYTES, limits.maxStorageBufferBindingSize - 4 * CANARY_WORDS);
  const tokens = work === 'writeDirections' ? T : Math.min(T, Math.floor(bytes / 4 / perToken));
  if (options.renormalizeAbove > 0 || D > LARGEST || tokens === 0) return null;
  if (keep && (tokens < T || options.keepIntermediates)) return null;
  const penalty = penaltyShader({ D, R, keep }, device, T);
  if (penalty.threads > limits.maxComputeInvocationsPerWorkgroup) return null;
  const parts = Array.from({ length: Math.ceil(T / tokens) }, (_, index): Part => {
    return { begin: index * tokens, end: Math.min(T, (index + 1) * tokens), tokens };
  });
  const text = sweepTextFor({ columns: D, T }, device, 'fourRows');
  const errors = options.keepIntermediates || (keep && options.error === 'residual');
  return {
    name: kernelName(`VLA, step by step${typeof text !== 'string' && penalty.bytes > 0 ? ', S' : ''}`, text),
    buffers: [
      ...tensorBuffers(problem),
      ...(keep ? keptBuffers(problem, 'output') : []),
      ...(work === 'work' ? [{ name: 'work', role: 'scratch', words: perToken * tokens } as const] : []),
    ],
    passes: parts.flatMap((part) => [
      penaltyPass(problem, part, { ...penalty, work }),
      memoryPass(problem, part, { text, errors, work }),
    ]),
    workgroupBytes: penalty.bytes,
    workgroupSize: Math.max(typeof text === 'string' ? SWEEP_THREADS : text.lanes, penalty.threads),
  };
}

/** Keys up to which four rows fit into the private memory that WGSL guarantees, 8 KiB, with space for vectors. */
const LARGEST = 384;

/** The shader that carries A from step to step: in one subgroup where all rows of A fit into its registers. */
function penaltyShader(
  shape: { readonly D: number; readonly R: number; readonly keep: boolean },
  device: DeviceTraits,
  T: number,
) {
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

function penaltyPass(
  problem: VlaProblem,
  { begin, end, tokens }: Part,
  { shader, work }: Pick<ReturnType<typeof penaltyShader>, 'shader'> & { readonly work: string },
): PassPlan {
  const { B, H, T, D, Dv, R } = problem.sizes;
  const { deltaFloor, epsilon, write } = problem.options;
  const nudge = nextNudge(problem);
  const settings: Settings<typeof STEPS_SETTINGS> = {
    ...{ T, heads: B * H, firstToken: begin, tokens, D, Dv, R },
    ...{ firstNudge: nudge?.first ?? 0, period: nudge?.period ?? 1, epsilon: nudge ? epsilon : 0 },
    ...{ deltaFloor, leastDelta: startsDefinite(problem) ? LEAST_DELTA : -Infinity, infinity: Infinity },
    normalized: Number(write === 'normalized'),
  };
  return shader.pass({
    label: 'VLA steps, penalty',
    buffers: { work },
    workgroups: gridOf(B * H),
    flops: B * H * (end - begin) * (4 * R + 2) * D * D,
    range: { begin, end, multiple: 1 },
    settings,
  });
}
