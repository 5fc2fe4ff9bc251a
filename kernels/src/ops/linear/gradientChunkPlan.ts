import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { gradientLayout } from '../chunks/gradient/layout.ts';
import type { GradientLayout } from '../chunks/gradient/layout.ts';
import { gradientPasses } from '../chunks/gradient/passes.ts';
import { packShader, unpackShader } from '../chunks/gradient/tensors.wgsl.ts';
import { TOKEN_THREADS } from '../sweeps/perToken.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { answersGradientShader } from './gradientAnswers.wgsl.ts';
import { joinPasses, linearGradientBuffers, splitPasses } from './gradientState.ts';
import type { LinearGradientShape } from './gradientState.ts';

/** Invocations per workgroup and steps per chunk, as VLA's gradient has them. */
const ON_PROCESSOR = { threads: 8, steps: 16 };
const ON_CARD = { threads: 64, steps: 32 };

const settingsOn = ({ software }: DeviceTraits['adapter']) => (software ? ON_PROCESSOR : ON_CARD);

/** Sizes of a memory with its normalizer as one more row, steps of a chunk, and the workspace, which is one buffer. */
export function linearGradientLayout(
  attention: AttentionSizes,
  { adapter }: Pick<DeviceTraits, 'adapter'>,
  chunkLength = settingsOn(adapter).steps,
): { readonly sizes: AttentionSizes & { R: number }; readonly steps: number; readonly layout: GradientLayout } {
  const steps = Math.min(attention.T, chunkLength);
  const sizes = { ...attention, Dv: attention.Dv + 1, R: 0 };
  return { sizes, steps, layout: gradientLayout(sizes, steps) };
}

/**
 * The gradient of linear attention by chunks, in six to eight dispatches: that of a memory which is written along k
 * without errors, with the normalizer as one more row whose value is 1. Inputs and outputs are those of
 * linearAttentionGradientPlan.
 *
 * @param chunkLength steps per chunk. Default 16 on a software device, 32 on a graphics card
 */
export function linearAttentionGradientChunkPlan(
  shape: LinearGradientShape,
  device: Pick<DeviceTraits, 'adapter'>,
  chunkLength?: number,
): KernelPlan {
  const { D, Dv } = shape.sizes;
  const { threads } = settingsOn(device.adapter);
  const { sizes, steps, layout } = linearGradientLayout(shape.sizes, device, chunkLength);
  const { epsilon } = shape.options;
  const passes = gradientPasses({ sizes, steps, layout, threads, residual: false, normalized: false, epsilon });
  const tensors = [
    { name: 'q', size: D },
    { name: 'k', size: D },
    { name: 'v', size: Dv },
    { name: 'outputGradient', size: Dv },
  ];
  const line = (name: string) => (row: string, end: string, j: string) => `${name}Line(${row}, ${end}, ${j})`;
  const withOne = (row: string, end: string, j: string): string =>
    `select(${line('v')(row, end, j)}, vec4<f32>(1.0),
      (4u * (${j}) + vec4<u32>(0, 1, 2, 3) == vec4<u32>(${Dv}u)) & vec4<bool>(${row} < ${end}))`;
  const hasInitialMemory = shape.hasInitialMemory || shape.hasInitialNormalizer;
  const pack = packShader({
    ...{ threads, tensors, D, hasInitialMemory },
    rows: { Q: line('q'), K: line('k'), V: withOne, dO: line('outputGradient'), tilde: line('k') },
  });
  const results = [
    { name: 'qGradient', size: D, of: 'Q' },
    { name: 'kGradient', size: D, of: 'alpha' },
    { name: 'vGradient', size: Dv, of: 'dO', line: '-line' },
  ] as const;
  const work: BufferPlan = { name: 'work', role: 'scratch', words: layout.words };
  return {
    name: 'linear attention gradient, chunks',
    buffers: [...linearGradientBuffers(shape), work],
    passes: [
      ...joinPasses(shape),
      passes.tensors('gradient, tensors in', pack, [
        ...tensors.map(({ name }) => name),
        'end',
        ...(hasInitialMemory ? ['start'] : []),
        'work',
      ]),
      passes.errors(),
      passes.tensors('gradient of the answers', answersGradientShader(threads), ['work']),
      passes.memory(),
      passes.tensors('gradient, tensors out', unpackShader({ threads, results, D }), [
        ...results.map(({ name }) => name),
        ...['before', 'work'],
      ]),
      ...splitPasses(shape),
    ],
    workgroupBytes: 0,
    workgroupSize: Math.max(threads, TOKEN_THREADS),
  };
}
