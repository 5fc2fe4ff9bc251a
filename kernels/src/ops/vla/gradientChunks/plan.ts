import type { BufferPlan, KernelPlan, PassPlan } from '../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { chunkLayout } from '../../chunks/layout.ts';
import type { ChunkPart } from '../../chunks/parts.ts';
import type { ChunkCall } from '../../chunks/uniforms.ts';
import { TILE_EDGE } from '../../chunks/wgsl/tile.wgsl.ts';
import { floatBits } from '../../floatBits.ts';
import { chunkInverseShader } from '../chunkInverse.wgsl.ts';
import { stepsFor } from '../chunkPhases.ts';
import type { VlaGradientShape } from '../gradientPlan.ts';
import { inversePass } from '../penaltyPasses.ts';
import { cutIntoSegments } from '../segments.ts';
import { LARGEST_GRID } from './chunk.wgsl.ts';
import { errorsShader } from './errors.wgsl.ts';
import { gradientLayout } from './layout.ts';
import type { GradientLayout } from './layout.ts';
import { memoryGradientShader } from './memory.wgsl.ts';
import { penaltyGradientShader } from './penalty.wgsl.ts';
import { packShader, unpackShader } from './tensors.wgsl.ts';

/** Invocations per workgroup, and penalty directions per chunk, as in the forward pass. */
const ON_PROCESSOR = { threads: 8, directions: 16 };
const ON_CARD = { threads: 64, directions: 32 };

const NAN_BITS = 0x7fc00000;

/** Steps of a chunk where the caller names none. */
export function gradientSteps({ T, R }: VlaGradientShape['sizes'], { adapter }: Pick<DeviceTraits, 'adapter'>): number {
  return Math.min(T, stepsFor((adapter.software ? ON_PROCESSOR : ON_CARD).directions, R));
}

/**
 * The gradient on a device by chunks, in six dispatches (README, "On a device"). Inputs and outputs are those of
 * vlaGradientPlan; the call must suit the form.
 */
export function vlaGradientChunkPlan(
  shape: VlaGradientShape,
  device: Pick<DeviceTraits, 'adapter'>,
  chunkLength?: number,
): KernelPlan {
  const { sizes, hasInitialMemory } = shape;
  const { B, H, T, D, Dv, R } = sizes;
  const heads = B * H;
  const { threads } = device.adapter.software ? ON_PROCESSOR : ON_CARD;
  const steps = Math.min(T, chunkLength ?? gradientSteps(sizes, device));
  const layout = gradientLayout(sizes, steps);
  const inverse = recordedInversePass(shape, layout, steps, threads);
  const [keys, values, memories] = [heads * T * D, heads * T * Dv, heads * Dv * D];
  const buffer = (role: BufferPlan['role'], name: string, words: number): BufferPlan => ({ name, role, words });
  const { D4, V4, C4, N4 } = layout;
  const grid = (y: number): PassPlan['workgroups'] => [
    Math.min(heads, LARGEST_GRID),
    y,
    Math.ceil(heads / LARGEST_GRID),
  ];
  const uniforms = gradientUniforms(shape, layout, steps);
  const tensorPass = (label: string, code: string, bindings: readonly string[]): PassPlan => ({
    ...{ label, code, bindings },
    workgroups: grid(layout.chunks),
    uniforms: [0, 0, ...uniforms],
    // As slow as that many operations.
    flops: heads * layout.chunks * 10 * layout.record,
  });
  const chunkPass = (label: string, code: string, bindings: readonly string[], products: number): PassPlan => ({
    ...{ label, code, bindings },
    workgroups: grid(1),
    range: { begin: 0, end: layout.chunks, multiple: 1 },
    uniforms,
    // Of three vectors' lengths.
    flops: heads * layout.chunks * 2 * 64 * products,
  });
  const text = { D, Dv, threads, hasInitialMemory };
  return {
    name: 'VLA gradient, chunks',
    buffers: [
      buffer('input', 'q', keys),
      buffer('input', 'k', keys),
      buffer('input', 'v', values),
      buffer('input', 'u', keys * R),
      ...(hasInitialMemory ? [buffer('input', 'initialMemory', memories)] : []),
      buffer('input', 'outputGradient', values),
      buffer('input', 'finalMemoryGradient', memories),
      buffer('input', 'finalInverseGradient', heads * D * D),
      buffer('output', 'qGradient', keys),
      buffer('output', 'kGradient', keys),
      buffer('output', 'vGradient', values),
      buffer('output', 'uGradient', keys * R),
      buffer(hasInitialMemory ? 'output' : 'scratch', 'initialMemoryGradient', memories),
      buffer('scratch', 'state', heads * (D * D + 1)),
      buffer('scratch', 'penalty', inverse.words),
      buffer('scratch', 'work', layout.words),
    ],
    passes: [
      tensorPass('gradient, tensors in', packShader(text), [
        ...['q', 'k', 'v', 'u', 'outputGradient', 'finalMemoryGradient'],
        ...(hasInitialMemory ? ['initialMemory'] : []),
        'work',
      ]),
      inverse.pass,
      chunkPass('errors', errorsShader(threads), ['work'], 2 * C4 * D4 * V4 + C4 * C4 * D4),
      chunkPass(
        'gradient of the memory',
        memoryGradientShader(threads),
        ['work'],
        6 * C4 * D4 * V4 + 5 * C4 * C4 * D4 + 3 * C4 * C4 * V4,
      ),
      chunkPass(
        'gradient of the penalty',
        penaltyGradientShader(threads),
        ['finalInverseGradient', 'work'],
        2 * C4 * D4 * D4 + N4 * D4 * D4 + 5 * C4 * N4 * D4,
      ),
      tensorPass('gradient, tensors out', unpackShader(text), [
        ...['qGradient', 'kGradient', 'vGradient', 'uGradient', 'initialMemoryGradient'],
        ...['state', 'work'],
      ]),
    ],
    workgroupBytes: 0,
    workgroupSize: Math.max(threads, TILE_EDGE),
  };
}

/** The pass over A of the forward chunk form, which here writes to the records. */
function recordedInversePass(
  { sizes, options }: VlaGradientShape,
  layout: GradientLayout,
  steps: number,
  threads: number,
): { pass: PassPlan; words: number } {
  const { chunks, record, directions, lastInverse, edge } = layout;
  const call: ChunkCall = { sizes, ...options };
  const phase = { start: 0, stop: sizes.T, steps, chunks };
  const part: ChunkPart = { phase, layout: chunkLayout(sizes, steps), begin: 0, end: chunks, atOnce: chunks };
  const cut = cutIntoSegments(sizes, part, 1);
  const pass = inversePass(call, cut, threads);
  return {
    pass: {
      ...pass,
      code: chunkInverseShader(threads, true),
      uniforms: [...pass.uniforms!, ...[record, chunks, directions, lastInverse, edge, floatBits(1 / options.lambda0)]],
    },
    words: cut.words,
  };
}

/** Settings in chunk.wgsl.ts, from the third on. */
function gradientUniforms({ sizes, options }: VlaGradientShape, layout: GradientLayout, steps: number): number[] {
  const { B, H, T, D, Dv, R } = sizes;
  const { D4, V4, C4, N4, chunks, record, edge, room } = layout;
  return [
    ...[B * H, T, D, Dv, R, steps, D4, V4, C4, N4, chunks, record, edge, room, TILE_EDGE],
    ...[Number(options.error === 'residual'), Number(options.write === 'normalized'), NAN_BITS],
  ];
}
