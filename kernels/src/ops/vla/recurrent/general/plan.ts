import { CANARY_WORDS } from '../../../../runtime/guards.ts';
import type { KernelPlan, PassPlan } from '../../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../../runtime/types.ts';
import { buffer } from '../../../wgsl/buffers.ts';
import { gridOf } from '../../../wgsl/grid.ts';
import { tensorBuffers } from '../../problem.ts';
import type { VlaProblem } from '../../problem.ts';
import type { Part } from '../part.ts';
import { penaltySettings } from '../penaltyPass.ts';
import { generalMemoryBytes, generalMemoryShader } from './memory.wgsl.ts';
import { generalPenaltyBytes, generalPenaltyShader } from './penalty.wgsl.ts';

/** The workspace stays below this many bytes, by taking a part of the sequence at a time. */
const WORKSPACE_BYTES = 64 * 2 ** 20;

const MOST_THREADS = 64;

/**
 * Step by step with every option, for the calls that the faster plans do not have: errors that are cut, a readout S A q, decays. Two
 * passes, A through the sequence and then S, with both in the state buffer.
 */
export function vlaGeneralPlan(problem: VlaProblem, { limits }: DeviceTraits): KernelPlan {
  const { sizes, options, inputs } = problem;
  const { B, H, T, D, Dv } = sizes;
  const penalized = options.readout === 'penalized';
  const work = options.keepIntermediates ? 'writeDirections' : 'work';
  const perToken = B * H * D;
  const bytes = Math.min(WORKSPACE_BYTES, limits.maxStorageBufferBindingSize - 4 * CANARY_WORDS);
  // Write directions that are a result have a place for every token.
  const tokens = options.keepIntermediates ? T : Math.max(1, Math.min(T, Math.floor(bytes / 4 / perToken)));
  const threads = Math.min(MOST_THREADS, limits.maxComputeInvocationsPerWorkgroup);
  const penalty = generalPenaltyShader({ D, threads, penalized, decays: inputs.penaltyDecay !== null });
  const memory = generalMemoryShader({
    ...{ Dv, threads, penalized },
    residual: options.error === 'residual',
    decays: inputs.memoryDecay !== null,
    cuts: options.errorBound > 0,
    renormalizes: options.renormalizeAbove > 0,
    keepsErrors: options.keepIntermediates,
  });
  const parts = Array.from({ length: Math.ceil(T / tokens) }, (_, index): Part => {
    return { begin: index * tokens, end: Math.min(T, (index + 1) * tokens), tokens };
  });
  return {
    name: 'VLA, step by step, every option',
    buffers: [
      ...tensorBuffers(problem),
      ...(work === 'work' ? [buffer('scratch', 'work', perToken * tokens)] : []),
      ...(penalized ? [buffer('scratch', 'reading', perToken * tokens)] : []),
    ],
    passes: parts.flatMap((part): PassPlan[] => {
      const range = { begin: part.begin, end: part.end, multiple: 1 };
      const [buffers, workgroups] = [{ work }, gridOf(B * H)];
      return [
        penalty.pass({
          ...{ label: 'VLA steps, penalty', buffers, workgroups, range },
          flops: B * H * (part.end - part.begin) * (4 * sizes.R + (penalized ? 4 : 2)) * D * D,
          settings: penaltySettings(problem, part),
        }),
        memory.pass({
          ...{ label: 'VLA steps, memory', buffers, workgroups, range },
          flops: B * H * (part.end - part.begin) * 6 * D * Dv,
          settings: {
            ...{ T, heads: B * H, D, Dv, firstToken: part.begin, tokens },
            ...{ errorBound: options.errorBound, renormalizeAbove: options.renormalizeAbove },
          },
        }),
      ];
    }),
    workgroupBytes: Math.max(generalPenaltyBytes({ D }), generalMemoryBytes({ Dv, threads })),
    workgroupSize: threads,
  };
}
