import type { KernelPlan } from '../../runtime/plan.ts';
import type { AdapterSummary } from '../../runtime/types.ts';
import { gradientLayout, gradientSettings } from '../chunks/gradient/layout.ts';
import type { GradientLayout } from '../chunks/gradient/layout.ts';
import { gradientPasses } from '../chunks/gradient/passes.ts';
import { rowOf } from '../chunks/gradient/tensors.wgsl.ts';
import type { GradientCall } from '../operator.ts';
import { buffer } from '../wgsl/buffers.ts';
import { TOKEN_THREADS } from '../sweeps/perToken.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { answersGradientShader } from './gradientAnswers.wgsl.ts';
import { hasInitialState, joinPasses, linearGradientBuffers, splitPasses } from './gradientState.ts';
import type { LinearAttentionProblem } from './problem.ts';

/** Sizes of a memory with its normalizer as one more row, steps of a chunk, and the workspace, which is one buffer. */
export function linearGradientLayout(
  attention: AttentionSizes,
  adapter: AdapterSummary,
  chunkLength = gradientSettings(adapter).rows,
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
  call: GradientCall<LinearAttentionProblem>,
  adapter: AdapterSummary,
  chunkLength?: number,
): KernelPlan {
  const { D, Dv } = call.sizes;
  const { threads } = gradientSettings(adapter);
  const workspace = linearGradientLayout(call.sizes, adapter, chunkLength);
  const { epsilon } = call.options;
  const passes = gradientPasses({ ...workspace, threads, residual: false, normalized: false, epsilon });
  const withOne = (row: string, end: string, j: string): string =>
    `select(${rowOf('v')(row, end, j)}, vec4<f32>(1.0),
      (4u * (${j}) + vec4<u32>(0, 1, 2, 3) == vec4<u32>(${Dv}u)) & vec4<bool>(${row} < ${end}))`;
  return {
    name: 'linear attention gradient, chunks',
    buffers: [...linearGradientBuffers(call), buffer('scratch', 'work', workspace.layout.words)],
    passes: [
      ...joinPasses(call),
      passes.pack({
        ...{ values: Dv, tensors: [], rows: { V: withOne, tilde: rowOf('k') } },
        end: 'end',
        start: hasInitialState(call) ? 'start' : null,
      }),
      passes.errors(),
      passes.perChunk('gradient of the answers', answersGradientShader(threads)),
      passes.memory(),
      passes.unpack({ values: Dv, results: [{ name: 'kGradient', size: D, of: 'alpha' }], before: 'before' }),
      ...splitPasses(call),
    ],
    workgroupBytes: 0,
    workgroupSize: Math.max(threads, TOKEN_THREADS),
  };
}
