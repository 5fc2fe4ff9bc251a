import type { KernelPlan } from '../../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../../runtime/types.ts';
import { buffer } from '../../../wgsl/buffers.ts';
import { gridOf } from '../../../wgsl/grid.ts';
import { LEAST_DELTA } from '../../definite.ts';
import { generalMemoryBytes, generalMemoryShader } from '../../recurrent/general/memory.wgsl.ts';
import { generalPenaltyBytes, generalPenaltyShader } from '../../recurrent/general/penalty.wgsl.ts';
import { nextNudge } from '../../step.ts';
import { vlaGradientBuffers } from '../buffers.ts';
import type { VlaGradientCall } from '../buffers.ts';
import { generalInverseGradientBytes, generalInverseGradientShader, generalKeysShader } from './inverse.wgsl.ts';
import { generalMemoryGradientBytes, generalMemoryGradientShader, generalReadsShader } from './memory.wgsl.ts';
import { startPass } from './start.ts';

const MOST_THREADS = 64;

/**
 * The gradient on a device where A is changed by more than its updates, errors are cut, or S is read along A q: step by step, in passes as
 * plain as the recurrence that keep no states (README, "On a device"). Inputs and outputs are those of the other plans, and
 * initialInverse and its gradient.
 */
export function vlaGradientGeneralPlan(call: VlaGradientCall, { limits }: DeviceTraits): KernelPlan {
  const { sizes, options, given } = call;
  const { B, H, T, R, D, Dv } = sizes;
  const { lambda0, deltaFloor, epsilon, errorBound } = options;
  const heads = B * H;
  const tokens = heads * T;
  const penalized = options.readout === 'penalized';
  const residual = options.error === 'residual';
  const normalized = options.write === 'normalized';
  const threads = Math.min(MOST_THREADS, limits.maxComputeInvocationsPerWorkgroup);
  const nudge = nextNudge(call);
  const nudges = { firstNudge: nudge?.first ?? 0, period: nudge?.period ?? 1, epsilon: nudge ? epsilon : 0 };
  const all = { range: { begin: 0, end: T, multiple: 1 }, workgroups: gridOf(heads) };
  const of = { T, heads, D };
  const reads = penalized ? 'reads' : 'qGradient';

  const startOfA = given.has('initialInverse') ? { buffer: 'initialInverse' } : 1 / lambda0;
  const startOfS = given.has('initialMemory') ? { buffer: 'initialMemory' } : 0;
  const inverse = { heads, rows: D, columns: D, matrix: 'state', start: startOfA };
  const memory = { heads, rows: Dv, columns: D, matrix: 'state', offset: heads * D * D, start: startOfS };
  const gradientOfA = { label: 'gradient of the last A', heads, rows: D, columns: D, matrix: 'initialInverseGradient' };
  const gradientOfS = { label: 'gradient of the last S', heads, rows: Dv, columns: D, matrix: 'initialMemoryGradient' };

  const steps = generalPenaltyShader({ D, threads, penalized, decays: false, keep: true });
  const errors = generalMemoryShader({
    ...{ Dv, threads, residual, penalized, keep: true },
    ...{ decays: false, cuts: errorBound > 0, renormalizes: false, keepsErrors: true },
  });
  const memoryGradient = generalMemoryGradientShader({ D, Dv, threads, residual, normalized, cuts: errorBound > 0 });
  const readsShader = generalReadsShader({ threads, residual });
  const inverseGradient = generalInverseGradientShader({ D, threads, penalized });
  const keys = generalKeysShader({ threads, penalized });
  return {
    name: 'VLA gradient, every option',
    buffers: [
      ...vlaGradientBuffers(call),
      ...(given.has('initialInverse') ? [buffer('input', 'initialInverse', heads * D * D)] : []),
      buffer(given.has('initialInverse') ? 'output' : 'scratch', 'initialInverseGradient', heads * D * D),
      buffer('scratch', 'state', heads * (D * D + Dv * D + 1)),
      buffer('scratch', 'work', tokens * (D + 1)),
      buffer('scratch', 'errors', tokens * (Dv + 1)),
      buffer('scratch', 'updates', tokens * R * (D + 1)),
      buffer('scratch', 'products', tokens * R * D),
      buffer('scratch', 'g', tokens * D),
      ...(penalized ? [buffer('scratch', 'reading', tokens * D), buffer('scratch', 'reads', tokens * D)] : []),
    ],
    passes: [
      startPass({ ...inverse, label: 'A at the start' }),
      startPass({ ...memory, label: 'S at the start' }),
      steps.pass({
        ...{ ...all, label: 'VLA steps, penalty' },
        settings: {
          ...{ ...of, ...nudges, firstToken: 0, tokens: T, Dv, R, deltaFloor, infinity: Infinity },
          leastDelta: given.has('initialInverse') ? -Infinity : LEAST_DELTA,
          ...{ normalized: Number(normalized), inverse: 1 / lambda0 },
        },
        flops: tokens * (4 * R + (penalized ? 4 : 2)) * D * D,
      }),
      errors.pass({
        ...{ ...all, label: 'VLA steps, memory' },
        settings: { ...of, Dv, firstToken: 0, tokens: T, errorBound, renormalizeAbove: 0 },
        flops: tokens * 4 * D * Dv,
      }),
      startPass({
        ...gradientOfS,
        start: given.has('finalMemoryGradient') ? { buffer: 'finalMemoryGradient' } : 0,
      }),
      memoryGradient.pass({
        ...{ ...all, label: 'gradient of the errors' },
        buffers: { reading: penalized ? 'reading' : 'q', R: 'initialMemoryGradient' },
        settings: { ...of, Dv, errorBound },
        flops: tokens * 8 * D * Dv,
      }),
      startPass({ ...memory, label: 'S at the start' }),
      readsShader.pass({
        ...{ ...all, label: 'gradient of what is read' },
        buffers: { reads },
        settings: { ...of, Dv, errorBound },
        flops: tokens * 6 * D * Dv,
      }),
      startPass({
        ...gradientOfA,
        start: given.has('finalInverseGradient') ? { buffer: 'finalInverseGradient', symmetric: true } : 0,
      }),
      inverseGradient.pass({
        ...{ ...all, label: 'gradient of A' },
        buffers: { G: 'initialInverseGradient' },
        settings: { ...of, R },
        flops: tokens * ((penalized ? 8 : 4) + 6 * R) * D * D,
      }),
      startPass({ ...inverse, label: 'A at the start' }),
      keys.pass({
        ...{ ...all, label: 'gradient of keys and directions' },
        settings: { ...of, ...nudges, R, deltaFloor },
        flops: tokens * ((penalized ? 4 : 2) + 4 * R) * D * D,
      }),
    ],
    workgroupBytes: Math.max(
      ...[generalPenaltyBytes({ D }), generalMemoryBytes({ Dv, threads })],
      ...[generalMemoryGradientBytes({ D, Dv }), generalInverseGradientBytes({ D })],
    ),
    workgroupSize: threads,
  };
}
