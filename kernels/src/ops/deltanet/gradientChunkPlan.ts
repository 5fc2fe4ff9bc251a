import type { KernelPlan } from '../../runtime/plan.ts';
import type { AdapterSummary } from '../../runtime/types.ts';
import { gradientLayout } from '../chunks/gradient/layout.ts';
import type { GradientLayout } from '../chunks/gradient/layout.ts';
import { gradientPasses } from '../chunks/gradient/passes.ts';
import { gradientSettings } from '../chunks/gradient/settings.ts';
import type { GradientCall } from '../operator.ts';
import { buffer } from '../wgsl/buffers.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { deltaNetGradientBuffers } from './gradientPlan.ts';
import type { DeltaNetProblem } from './problem.ts';

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
