import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import { read, written } from '../../runtime/shader.ts';
import type { AdapterSummary, DeviceTraits } from '../../runtime/types.ts';
import { gradientLayout, gradientSettings } from '../chunks/gradient/layout.ts';
import type { GradientLayout } from '../chunks/gradient/layout.ts';
import { gradientPasses } from '../chunks/gradient/passes.ts';
import type { GradientCall } from '../operator.ts';
import { errorsPass, memoryBackwardPasses } from '../sweeps/memory.ts';
import { kernelName } from '../sweeps/kernelName.ts';
import { sweepTextFor } from '../sweeps/sweepPass.ts';
import { TOKEN_THREADS, perTokenPass } from '../sweeps/perToken.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { buffer, tokenBuffers } from '../wgsl/buffers.ts';
import type { DeltaNetProblem } from './problem.ts';

/** Inputs and outputs of the gradient in every form. */
function deltaNetGradientBuffers({ sizes, given }: GradientCall<DeltaNetProblem>): BufferPlan[] {
  const { B, H, T, D, Dv } = sizes;
  const heads = B * H;
  const memories = heads * Dv * D;
  return [
    ...tokenBuffers(sizes),
    buffer('input', 'beta', heads * T),
    ...(given.has('initialMemory') ? [buffer('input', 'initialMemory', memories)] : []),
    buffer('input', 'finalMemoryGradient', memories),
    buffer(given.has('beta') ? 'output' : 'scratch', 'betaGradient', heads * T),
    buffer(given.has('initialMemory') ? 'output' : 'scratch', 'initialMemoryGradient', memories),
  ];
}

/**
 * The gradient of the delta rule on a device, step by step: a memory written along α = β k. Inputs are those of the call, with the
 * write strengths, and outputGradient, finalMemoryGradient; outputs qGradient, kGradient, vGradient, betaGradient and
 * initialMemoryGradient.
 */
export function deltaNetGradientPlan(call: GradientCall<DeltaNetProblem>, device: DeviceTraits): KernelPlan {
  const { B, H, T, D, Dv } = call.sizes;
  const heads = B * H;
  const [keys, values, memories] = [heads * T * D, heads * T * Dv, heads * Dv * D];
  const initialMemory = call.given.has('initialMemory') ? 'initialMemory' : null;
  const text = sweepTextFor({ columns: Math.max(D, Dv), T }, device);
  const sweep = { heads, T, D, Dv, text, initialMemory, directions: 'directions', errors: 'errors', scratch: 'memory' };
  const perToken = { tokens: heads * T, settings: { D: ['u32', D] } } as const;
  return {
    name: kernelName('DeltaNet gradient, recurrent', text),
    buffers: [
      ...deltaNetGradientBuffers(call),
      buffer('scratch', 'memory', memories),
      buffer('scratch', 'directions', keys),
      buffer('scratch', 'errors', values),
      buffer('scratch', 'erased', keys),
      buffer('scratch', 'directionGradient', keys),
    ],
    passes: [
      perTokenPass({
        ...perToken,
        label: 'write directions',
        buffers: { k: read('f32'), beta: read('f32'), directions: written('f32') },
        flops: keys,
        body: `let first = token * settings.D;
  for (var i = first; i < first + settings.D; i++) { directions[i] = beta[token] * k[i]; }`,
      }),
      errorsPass(sweep),
      ...memoryBackwardPasses({
        ...sweep,
        residual: true,
        vectors: {
          q: 'q',
          k: 'k',
          directions: 'directions',
          errors: 'errors',
          outputGradient: 'outputGradient',
          errorGradient: 'vGradient',
          directionGradient: 'directionGradient',
          queryGradient: 'qGradient',
          erased: 'erased',
        },
        finalMemoryGradient: 'finalMemoryGradient',
        initialMemoryGradient: 'initialMemoryGradient',
      }),
      perTokenPass({
        ...perToken,
        label: 'gradient of the keys',
        buffers: {
          k: read('f32'),
          beta: read('f32'),
          directionGradient: read('f32'),
          erased: read('f32'),
          kGradient: written('f32'),
          betaGradient: written('f32'),
        },
        flops: 4 * keys,
        body: `let first = token * settings.D;
  var strength = 0.0;
  for (var i = first; i < first + settings.D; i++) {
    strength += directionGradient[i] * k[i];
    kGradient[i] = beta[token] * directionGradient[i] - erased[i];
  }
  betaGradient[token] = strength;`,
      }),
    ],
    workgroupBytes: 0,
    workgroupSize: TOKEN_THREADS,
  };
}

/** Steps of a chunk, and the workspace, which is one buffer. */
export function deltaNetGradientLayout(
  attention: AttentionSizes,
  adapter: AdapterSummary,
  chunkLength = gradientSettings(adapter).rows,
): { readonly sizes: AttentionSizes & { R: number }; readonly steps: number; readonly layout: GradientLayout } {
  const steps = Math.min(attention.T, chunkLength);
  const sizes = { ...attention, R: 0 };
  return { sizes, steps, layout: gradientLayout(sizes, steps) };
}

/**
 * The gradient of the delta rule by chunks, in four dispatches: VLA's passes over S with directions α = β k, from which
 * dβ = kᵀdα and dk = β dα + the part that S has. Inputs and outputs are those of deltaNetGradientPlan.
 *
 * @param chunkLength steps per chunk. Default 16 on a software device, 32 on a graphics card
 */
export function deltaNetGradientChunkPlan(
  call: GradientCall<DeltaNetProblem>,
  adapter: AdapterSummary,
  chunkLength?: number,
): KernelPlan {
  const { D, Dv } = call.sizes;
  const { threads } = gradientSettings(adapter);
  const workspace = deltaNetGradientLayout(call.sizes, adapter, chunkLength);
  const passes = gradientPasses({ ...workspace, threads, residual: true, normalized: false });
  const strengths = `for (var t = id; t < end - first; t += ${threads}u) {
    var sum = vec4<f32>();
    for (var i = t * settings.D4; i < (t + 1u) * settings.D4; i++) { sum += work[record.K + i] * work[record.alpha + i]; }
    betaGradient[first + t] = dot(sum, vec4<f32>(1.0));
  }`;
  return {
    name: 'DeltaNet gradient, chunks',
    buffers: [...deltaNetGradientBuffers(call), buffer('scratch', 'work', workspace.layout.words)],
    passes: [
      passes.pack({
        values: Dv,
        tensors: [{ name: 'beta', size: 1 }],
        rows: { tilde: (row, end, j) => `betaLine(${row}, ${end}, 0u).x * kLine(${row}, ${end}, ${j})` },
        end: 'finalMemoryGradient',
        start: call.given.has('initialMemory') ? 'initialMemory' : null,
      }),
      passes.errors(),
      passes.memory(),
      passes.unpack({
        values: Dv,
        results: [
          { name: 'kGradient', size: D, of: 'dK', line: 'line + beta[first + row] * work[record.alpha + place]' },
        ],
        ...{ reads: ['beta'], writes: ['betaGradient'], perChunk: strengths },
        before: 'initialMemoryGradient',
      }),
    ],
    workgroupBytes: 0,
    workgroupSize: threads,
  };
}
