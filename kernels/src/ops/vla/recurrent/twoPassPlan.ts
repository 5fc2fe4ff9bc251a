import { CANARY_WORDS } from '../../../runtime/guards.ts';
import type { KernelPlan, PassPlan } from '../../../runtime/plan.ts';
import type { Settings } from '../../../runtime/shader.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { blockTextFor } from '../../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../../wgsl/blocks.wgsl.ts';
import { gridOf } from '../../wgsl/grid.ts';
import { tensorBuffers } from '../problem.ts';
import { LEAST_DELTA, startsDefinite } from '../definite.ts';
import { keptBuffers } from '../gradient/buffers.ts';
import { MEMORY_THREADS, memoryStepsShader } from './memory.wgsl.ts';
import { nextNudge } from '../step.ts';
import { penaltyStepsShader, penaltyStepsThreads, penaltyStepsWorkgroupBytes } from './penalty.wgsl.ts';
import type { PenaltyStepsShape, STEPS_SETTINGS } from './penalty.wgsl.ts';
import type { VlaProblem } from '../problem.ts';

/** The workspace stays below this many bytes, by taking a part of the sequence at a time. */
const WORKSPACE_BYTES = 64 * 2 ** 20;

/** Rows of A per invocation on SwiftShader, in fours: of longer ones, eight take seconds to compile. */
const LONGEST_IN_EIGHTS = 64;

/** Tokens [begin, end) whose write directions are in the workspace together. */
interface Part {
  readonly begin: number;
  readonly end: number;
  /** Of a head, that have a place. */
  readonly tokens: number;
}

/**
 * Step by step in two passes, for software devices: A alone through the sequence, then S along the write directions
 * that this gave. One at a time they stay in registers. Inputs and outputs are those of {@link vlaRecurrentPlan}, which
 * does both at once. Null where that one has to: memory is renormalised from step to step, or keys are too long.
 *
 * @param keep gives the vectors that the gradient goes along as well. Null also where the workspace is too small to hold them for all tokens
 */
export function vlaStepsPlan(
  problem: VlaProblem,
  { limits, adapter }: DeviceTraits,
  { keep = false }: { readonly keep?: boolean } = {},
): KernelPlan | null {
  const { sizes, options } = problem;
  const { B, H, T, D, Dv } = sizes;
  const perToken = B * H * D;
  const bytes = Math.min(WORKSPACE_BYTES, limits.maxStorageBufferBindingSize - 4 * CANARY_WORDS);
  const tokens = Math.min(T, Math.floor(bytes / 4 / perToken));
  if (options.renormalizeAbove > 0 || D > LARGEST || tokens === 0 || (keep && tokens < T)) return null;
  const text = blockTextFor(D, adapter, 'fourRows');
  const shape = { D, R: sizes.R, text, fours: text === 'unrolled' && D <= LONGEST_IN_EIGHTS ? 2 : 1, keep };
  const threads = penaltyStepsThreads(shape);
  if (threads > limits.maxComputeInvocationsPerWorkgroup) return null;
  const parts = Array.from({ length: Math.ceil(T / tokens) }, (_, index): Part => {
    return { begin: index * tokens, end: Math.min(T, (index + 1) * tokens), tokens };
  });
  return {
    name: 'VLA, step by step',
    buffers: [
      ...tensorBuffers(problem),
      ...(keep
        ? keptBuffers(problem, 'output')
        : [{ name: 'work', role: 'scratch', words: perToken * tokens } as const]),
    ],
    passes: parts.flatMap((part) => [
      penaltyPass(problem, part, shape),
      memoryPass(problem, part, { D, Dv, text, keep }),
    ]),
    workgroupBytes: penaltyStepsWorkgroupBytes(shape),
    workgroupSize: Math.max(MEMORY_THREADS, threads),
  };
}

/** Keys up to which four rows fit into the private memory that WGSL guarantees, 8 KiB, with space for vectors. */
const LARGEST = 384;

/** Carries A from step to step. */
function penaltyPass(problem: VlaProblem, part: Part, shape: PenaltyStepsShape): PassPlan {
  const { B, H, D, R } = problem.sizes;
  return penaltyStepsShader(shape).pass({
    label: 'VLA steps, penalty',
    buffers: shape.keep ? { work: 'directions' } : {},
    workgroups: gridOf(B * H),
    flops: B * H * (part.end - part.begin) * (4 * R + 2) * D * D,
    ...stepsRange(problem, part),
  });
}

/** Carries S from step to step. */
function memoryPass(
  problem: VlaProblem,
  part: Part,
  { keep, ...shape }: { readonly D: number; readonly Dv: number; readonly text: BlockText; readonly keep: boolean },
): PassPlan {
  const { B, H, D, Dv } = problem.sizes;
  const { keepIntermediates, error } = problem.options;
  const keepErrors = keep && error === 'residual';
  const groups = Math.ceil((B * H * Math.ceil(Dv / 4)) / MEMORY_THREADS);
  const intermediates = keepIntermediates ? 'directions and errors' : keepErrors ? 'errors' : 'none';
  return memoryStepsShader({ ...shape, intermediates }).pass({
    label: 'VLA steps, memory',
    buffers: keep ? { work: 'directions' } : {},
    workgroups: gridOf(groups),
    flops: B * H * (part.end - part.begin) * 6 * D * Dv,
    ...stepsRange(problem, part),
  });
}

/** What both passes over a part have in common. */
function stepsRange(problem: VlaProblem, { begin, end, tokens }: Part) {
  const { B, H, T, D, Dv, R } = problem.sizes;
  const { deltaFloor, epsilon, write, error } = problem.options;
  const nudge = nextNudge(problem);
  const settings: Settings<typeof STEPS_SETTINGS> = {
    ...{ T, heads: B * H, firstToken: begin, tokens, D, Dv, R },
    ...{ firstNudge: nudge?.first ?? 0, period: nudge?.period ?? 1, epsilon: nudge ? epsilon : 0 },
    ...{ deltaFloor, leastDelta: startsDefinite(problem) ? LEAST_DELTA : -Infinity, infinity: Infinity },
    ...{ normalized: Number(write === 'normalized'), residual: Number(error === 'residual') },
  };
  return { range: { begin, end, multiple: 1 }, settings };
}
