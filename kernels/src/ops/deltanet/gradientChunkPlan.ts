import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { gradientLayout } from '../chunks/gradient/layout.ts';
import type { GradientLayout } from '../chunks/gradient/layout.ts';
import { gradientPasses } from '../chunks/gradient/passes.ts';
import { packShader, unpackShader } from '../chunks/gradient/tensors.wgsl.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { deltaNetGradientBuffers } from './gradientPlan.ts';
import type { DeltaNetGradientShape } from './gradientPlan.ts';

/** Invocations per workgroup and steps per chunk, as VLA's gradient has them. */
const ON_PROCESSOR = { threads: 8, steps: 16 };
const ON_CARD = { threads: 64, steps: 32 };

const settingsOn = ({ software }: DeviceTraits['adapter']) => (software ? ON_PROCESSOR : ON_CARD);

/** Steps of a chunk, and the workspace, which is one buffer. */
export function deltaNetGradientLayout(
  sizes: AttentionSizes,
  { adapter }: Pick<DeviceTraits, 'adapter'>,
  chunkLength = settingsOn(adapter).steps,
): { readonly steps: number; readonly layout: GradientLayout } {
  const steps = Math.min(sizes.T, chunkLength);
  return { steps, layout: gradientLayout({ ...sizes, R: 0 }, steps) };
}

/**
 * The gradient of the delta rule by chunks, in four dispatches: VLA's passes over S with directions α = β k, from which
 * dβ = kᵀdα and dk = β dα + the part that S has. Inputs and outputs are those of deltaNetGradientPlan.
 *
 * @param chunkLength steps per chunk. Default 16 on a software device, 32 on a graphics card
 */
export function deltaNetGradientChunkPlan(
  { sizes, hasBeta, hasInitialMemory }: DeltaNetGradientShape,
  device: Pick<DeviceTraits, 'adapter'>,
  chunkLength?: number,
): KernelPlan {
  const { D, Dv } = sizes;
  const { threads } = settingsOn(device.adapter);
  const { steps, layout } = deltaNetGradientLayout(sizes, device, chunkLength);
  const options = { residual: true, normalized: false };
  const passes = gradientPasses({ sizes: { ...sizes, R: 0 }, steps, layout, threads, ...options });
  const tensors = [
    { name: 'q', size: D },
    { name: 'k', size: D },
    { name: 'v', size: Dv },
    { name: 'outputGradient', size: Dv },
    { name: 'beta', size: 1 },
  ];
  const line = (name: string) => (row: string, end: string, j: string) => `${name}Line(${row}, ${end}, ${j})`;
  const pack = packShader({
    ...{ threads, tensors, D, hasInitialMemory },
    rows: {
      ...{ Q: line('q'), K: line('k'), V: line('v'), dO: line('outputGradient') },
      tilde: (row, end, j) => `betaLine(${row}, ${end}, 0u).x * kLine(${row}, ${end}, ${j})`,
    },
  });
  const results = [
    { name: 'qGradient', size: D, of: 'Q' },
    { name: 'kGradient', size: D, of: 'dK', line: 'line + beta[first + row] * work[record.alpha + place]' },
    { name: 'vGradient', size: Dv, of: 'dO', line: '-line' },
  ] as const;
  const strengths = `for (var t = id; t < end - first; t += ${threads}u) {
    var sum = vec4<f32>();
    for (var i = t * settings.D4; i < (t + 1u) * settings.D4; i++) { sum += work[record.K + i] * work[record.alpha + i]; }
    betaGradient[first + t] = dot(sum, vec4<f32>(1.0));
  }`;
  const unpack = unpackShader({
    ...{ threads, results, D },
    ...{ reads: ['beta'], writes: ['betaGradient'], perChunk: strengths },
  });
  const work: BufferPlan = { name: 'work', role: 'scratch', words: layout.words };
  return {
    name: 'DeltaNet gradient, chunks',
    buffers: [...deltaNetGradientBuffers({ sizes, hasBeta, hasInitialMemory }), work],
    passes: [
      passes.tensors('gradient, tensors in', pack, [
        ...tensors.map(({ name }) => name),
        'finalMemoryGradient',
        ...(hasInitialMemory ? ['initialMemory'] : []),
        'work',
      ]),
      passes.errors(),
      passes.memory(),
      passes.tensors('gradient, tensors out', unpack, [
        ...results.map(({ name }) => name),
        ...['initialMemoryGradient', 'betaGradient', 'beta', 'work'],
      ]),
    ],
    workgroupBytes: 0,
    workgroupSize: threads,
  };
}
