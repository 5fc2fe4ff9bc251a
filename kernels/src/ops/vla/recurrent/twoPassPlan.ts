import { CANARY_WORDS } from '../../../runtime/guards.ts';
import type { KernelPlan, PassPlan } from '../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { headGrid, LARGEST_GRID } from '../../chunks/parts.ts';
import { blockTextFor } from '../../chunks/wgsl/fourRows.wgsl.ts';
import type { BlockText } from '../../chunks/wgsl/fourRows.wgsl.ts';
import { floatBits } from '../../wgsl/floatBits.ts';
import { tensorBuffers } from '../problem.ts';
import { LEAST_DELTA, startsDefinite } from '../definite.ts';
import { keptBuffers } from './keptVectors.ts';
import { MEMORY_THREADS, memoryStepsShader } from './memory.wgsl.ts';
import { nextNudge } from '../step.ts';
import { penaltyStepsShader, penaltyStepsThreads, penaltyStepsWorkgroupBytes } from './penalty.wgsl.ts';
import type { PenaltyStepsShape } from './penalty.wgsl.ts';
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
  const text = blockTextFor(D, adapter);
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

/** Keys up to which four rows fit into the private memory that WGSL guarantees, 8 KiB, with room for vectors. */
const LARGEST = 384;

/** Carries A from step to step. */
function penaltyPass(problem: VlaProblem, part: Part, shape: PenaltyStepsShape): PassPlan {
  const { B, H, D, R } = problem.sizes;
  return {
    label: 'VLA steps, penalty',
    code: penaltyStepsShader(shape),
    bindings: ['k', 'u', 'state', ...(shape.keep ? ['directions', 'updates', 'lengths'] : ['work'])],
    workgroups: headGrid(B * H, 1),
    flops: B * H * (part.end - part.begin) * (4 * R + 2) * D * D,
    ...stepsRange(problem, part),
  };
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
  return {
    label: 'VLA steps, memory',
    code: memoryStepsShader({
      ...shape,
      intermediates: keepIntermediates ? 'directions and errors' : keepErrors ? 'errors' : 'none',
    }),
    bindings: [
      ...['q', 'k', 'v', 'state', 'output', keep ? 'directions' : 'work'],
      ...(keepIntermediates || keepErrors ? ['errors'] : []),
      ...(keepIntermediates ? ['writeDirections'] : []),
    ],
    workgroups: [Math.min(groups, LARGEST_GRID), 1, Math.ceil(groups / LARGEST_GRID)],
    flops: B * H * (part.end - part.begin) * 6 * D * Dv,
    ...stepsRange(problem, part),
  };
}

/** STEPS_SETTINGS in penaltySteps.wgsl.ts, from the third on: the session fills in begin and end. */
function stepsRange(problem: VlaProblem, { begin, end, tokens }: Part): Pick<PassPlan, 'range' | 'uniforms'> {
  const { B, H, T, D, Dv, R } = problem.sizes;
  const { deltaFloor, epsilon, write, error } = problem.options;
  const nudge = nextNudge(problem);
  return {
    range: { begin, end, multiple: 1 },
    uniforms: [
      ...[T, B * H, begin, tokens, D, Dv, R],
      ...[nudge?.first ?? 0, nudge?.period ?? 1, floatBits(nudge ? epsilon : 0)],
      ...[floatBits(deltaFloor), floatBits(startsDefinite(problem) ? LEAST_DELTA : -Infinity), floatBits(Infinity)],
      ...[Number(write === 'normalized'), Number(error === 'residual')],
    ],
  };
}
