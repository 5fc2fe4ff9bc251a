import type { BufferPlan, KernelPlan, PassPlan } from '../../../runtime/plan.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { gradientLayout } from '../../chunks/gradient/layout.ts';
import type { GradientLayout } from '../../chunks/gradient/layout.ts';
import { gradientPasses } from '../../chunks/gradient/passes.ts';
import { packShader, unpackShader } from '../../chunks/gradient/tensors.wgsl.ts';
import { chunkLayout } from '../../chunks/layout.ts';
import type { ChunkPart } from '../../chunks/parts.ts';
import type { ChunkCall } from '../../chunks/uniforms.ts';
import { floatBits } from '../../floatBits.ts';
import { chunkInverseShader } from '../chunkInverse.wgsl.ts';
import { stepsFor } from '../chunkPhases.ts';
import type { VlaGradientShape } from '../gradientPlan.ts';
import { inversePass } from '../penaltyPasses.ts';
import { cutIntoSegments } from '../segments.ts';
import { penaltyGradientShader } from './penalty.wgsl.ts';

/** Invocations per workgroup, and penalty directions per chunk, as in the forward pass. */
const ON_PROCESSOR = { threads: 8, directions: 16 };
const ON_CARD = { threads: 64, directions: 32 };

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
  const { sizes, options, hasInitialMemory, hasFinalInverseGradient } = shape;
  const { B, H, T, D, Dv, R } = sizes;
  const heads = B * H;
  const { threads } = device.adapter.software ? ON_PROCESSOR : ON_CARD;
  const steps = Math.min(T, chunkLength ?? gradientSteps(sizes, device));
  const layout = gradientLayout(sizes, steps);
  const { C4, D4, N4 } = layout;
  const residual = options.error === 'residual';
  const normalized = options.write === 'normalized';
  const passes = gradientPasses({ sizes, steps, layout, threads, residual, normalized });
  const inverse = recordedInversePass(shape, layout, steps, threads);
  const [keys, values, memories] = [heads * T * D, heads * T * Dv, heads * Dv * D];
  const buffer = (role: BufferPlan['role'], name: string, words: number): BufferPlan => ({ name, role, words });
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
      ...(hasFinalInverseGradient ? [buffer('input', 'finalInverseGradient', heads * D * D)] : []),
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
      packPass(),
      inverse.pass,
      passes.errors(),
      passes.memory(),
      passes.throughChunks(
        'gradient of the penalty',
        penaltyGradientShader({ threads, hasFinalInverseGradient }),
        ['work', ...(hasFinalInverseGradient ? ['finalInverseGradient'] : [])],
        2 * C4 * D4 * D4 + N4 * D4 * D4 + 5 * C4 * N4 * D4,
      ),
      unpackPass(),
    ],
    workgroupBytes: 0,
    workgroupSize: threads,
  };

  function packPass(): PassPlan {
    const tensors = [
      { name: 'q', size: D },
      { name: 'k', size: D },
      { name: 'v', size: Dv },
      { name: 'u', size: D },
      { name: 'outputGradient', size: Dv },
    ];
    const line = (name: string) => (row: string, end: string, j: string) => `${name}Line(${row}, ${end}, ${j})`;
    const rows = { Q: line('q'), K: line('k'), V: line('v'), dO: line('outputGradient'), U: line('u') };
    return passes.tensors('gradient, tensors in', packShader({ threads, tensors, rows, D, hasInitialMemory }), [
      ...tensors.map(({ name }) => name),
      'finalMemoryGradient',
      ...(hasInitialMemory ? ['initialMemory'] : []),
      'work',
    ]);
  }

  function unpackPass(): PassPlan {
    const results = [
      { name: 'qGradient', size: D, of: 'Q' },
      { name: 'kGradient', size: D, of: 'dK' },
      { name: 'vGradient', size: Dv, of: 'dO', line: '-line' },
      { name: 'uGradient', size: D, of: 'U' },
    ] as const;
    const dropped = 'state[settings.heads * settings.D * settings.D + head]';
    // Not a number where a pivot could not be used.
    const wrong = `select(0.0, bitcast<f32>(settings.nan), ${dropped} > 0.0)`;
    return passes.tensors('gradient, tensors out', unpackShader({ threads, results, reads: ['state'], wrong, D }), [
      ...results.map(({ name }) => name),
      ...['initialMemoryGradient', 'state', 'work'],
    ]);
  }
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
