import { CANARY_WORDS } from '../../../runtime/guards.ts';
import type { KernelPlan } from '../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { SWEEP_THREADS } from '../../sweeps/blockSweep.wgsl.ts';
import { kernelName } from '../../sweeps/kernelName.ts';
import { sweepTextFor } from '../../sweeps/sweepPass.ts';
import { tensorBuffers } from '../problem.ts';
import { keptBuffers } from '../gradient/buffers.ts';
import { memoryPass } from './memory.ts';
import { penaltyPass, penaltyShader } from './penaltyPass.ts';
import type { Part } from './part.ts';
import type { VlaProblem } from '../problem.ts';

/** The workspace stays below this many bytes, by taking a part of the sequence at a time. */
const WORKSPACE_BYTES = 64 * 2 ** 20;

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
  const penalty = penaltyShader({ D, R, keep, fresh: false }, device, T);
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
