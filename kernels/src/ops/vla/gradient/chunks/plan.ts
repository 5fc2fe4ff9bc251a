import type { KernelPlan } from '../../../../runtime/plan.ts';
import type { AdapterSummary } from '../../../../runtime/types.ts';
import { gradientLayout, gradientSettings } from '../../../chunks/gradient/layout.ts';
import type { GradientLayout } from '../../../chunks/gradient/layout.ts';
import { gradientPasses } from '../../../chunks/gradient/passes.ts';
import { rowOf } from '../../../chunks/gradient/tensors.wgsl.ts';
import { chunkLayout } from '../../../chunks/parts.ts';
import type { ChunkPart } from '../../../chunks/parts.ts';
import type { ChunkCall } from '../../../chunks/settings.ts';
import { buffer } from '../../../wgsl/buffers.ts';
import { stepsFor } from '../../chunk/phases.ts';
import { vlaGradientBuffers } from '../buffers.ts';
import type { VlaGradientCall } from '../buffers.ts';
import { recordedInversePass } from '../../chunk/passes.ts';
import { cutIntoSegments } from '../../chunk/segments.wgsl.ts';
import { penaltyGradientShader } from './penalty.wgsl.ts';

/** Steps of a chunk: as many as have the penalty directions that a chunk has space for, where the caller names none. */
export function gradientSteps(
  { T, R }: VlaGradientCall['sizes'],
  adapter: AdapterSummary,
  chunkLength = stepsFor(gradientSettings(adapter).rows, R),
): number {
  return Math.min(T, chunkLength);
}

/**
 * The gradient on a device by chunks, in six dispatches (README, "On a device"). Inputs and outputs are those of
 * vlaGradientPlan; the call must suit the form.
 */
export function vlaGradientChunkPlan(call: VlaGradientCall, adapter: AdapterSummary, chunkLength?: number): KernelPlan {
  const { sizes, options, given } = call;
  const hasFinalInverseGradient = given.has('finalInverseGradient');
  const { B, H, D, Dv } = sizes;
  const heads = B * H;
  const { threads } = gradientSettings(adapter);
  const steps = gradientSteps(sizes, adapter, chunkLength);
  const layout = gradientLayout(sizes, steps);
  const { C4, D4, N4 } = layout;
  const residual = options.error === 'residual';
  const normalized = options.write === 'normalized';
  const penalized = options.readout === 'penalized';
  const { errorBound } = options;
  const passes = gradientPasses({
    ...{ sizes, steps, layout, threads, residual, normalized, errorBound, keepsQueries: penalized },
  });
  const inverse = inverseOf(call, layout, steps, threads);
  const dropped = 'state[settings.heads * settings.D * settings.D + head]';
  return {
    name: `VLA gradient, chunks${penalized ? ', read through A' : ''}${errorBound > 0 ? ', errors cut' : ''}`,
    buffers: [
      ...vlaGradientBuffers({ ...call, given: new Set([...given, 'finalMemoryGradient']) }),
      buffer('scratch', 'state', heads * (D * D + 1)),
      buffer('scratch', 'penalty', inverse.words),
      buffer('scratch', 'work', layout.words),
    ],
    passes: [
      passes.pack({
        ...{ values: Dv, tensors: [{ name: 'u', size: D }], rows: { U: rowOf('u') } },
        end: 'finalMemoryGradient',
        start: given.has('initialMemory') ? 'initialMemory' : null,
      }),
      inverse.pass,
      passes.errors(),
      passes.memory(),
      passes.throughChunks(
        'gradient of the penalty',
        penaltyGradientShader({ threads, hasFinalInverseGradient, penalized }),
        N4 * D4 * D4 + (penalized ? 2 : 1) * (2 * C4 * D4 * D4 + 5 * C4 * N4 * D4),
      ),
      passes.unpack({
        values: Dv,
        results: [
          { name: 'kGradient', size: D, of: 'dK' },
          { name: 'uGradient', size: D, of: 'U' },
        ],
        reads: ['state'],
        // Not a number where a pivot could not be used.
        wrong: `select(0.0, bitcast<f32>(settings.nan), ${dropped} > 0.0)`,
        before: 'initialMemoryGradient',
      }),
    ],
    workgroupBytes: 0,
    workgroupSize: threads,
  };
}

/** The pass over A of the forward chunk form, which here writes to the records. */
function inverseOf({ sizes, options }: VlaGradientCall, layout: GradientLayout, steps: number, threads: number) {
  const { chunks, record, directions, queries, lastInverse, edge } = layout;
  const call: ChunkCall = { sizes, ...options };
  const phase = { start: 0, stop: sizes.T, steps, chunks };
  const part: ChunkPart = { phase, layout: chunkLayout(sizes, steps), begin: 0, end: chunks, atOnce: chunks };
  const cut = cutIntoSegments(sizes, part, { wanted: 1, asked: options.readout === 'penalized' ? 2 : 1 });
  const records = { record, records: chunks, directions, queries, lastInverse, edge, inverse: 1 / options.lambda0 };
  return { pass: recordedInversePass(call, cut, threads, records), words: cut.words };
}
