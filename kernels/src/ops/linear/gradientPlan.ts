import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { read, written } from '../../runtime/shader.ts';
import type { GradientCall } from '../operator.ts';
import { buffer } from '../wgsl/buffers.ts';
import { memoryBackwardPasses } from '../sweeps/memory.ts';
import type { SweepText } from '../sweeps/sweep.ts';
import { kernelName } from '../sweeps/kernelName.ts';
import { sweepPass, sweepTextFor } from '../sweeps/sweepPass.ts';
import { TOKEN_THREADS, perTokenPass } from '../sweeps/perToken.ts';
import { hasInitialState, joinPasses, linearGradientBuffers, splitPasses } from './gradientState.ts';
import type { LinearAttentionProblem } from './problem.ts';

/** How its passes are written out. */
export function linearGradientText({ T, D, Dv }: LinearAttentionProblem['sizes'], device: DeviceTraits): SweepText {
  return sweepTextFor({ columns: Math.max(D, Dv + 1), T }, device);
}

/**
 * The gradient of linear attention on a device, step by step. The normalizer is one more row of S, written with the value 1, and what
 * it answers is the denominator: with n that, c = do/n and −oᵀdo/n are the gradients of what the longer S answers, and
 * the rest is the backward pass of a memory without errors. Inputs are those of the call and outputGradient,
 * finalMemoryGradient, finalNormalizerGradient; outputs qGradient, kGradient, vGradient and those of the initial state.
 */
export function linearAttentionGradientPlan(
  call: GradientCall<LinearAttentionProblem>,
  device: DeviceTraits,
): KernelPlan {
  const { options } = call;
  const { B, H, T, D, Dv } = call.sizes;
  const heads = B * H;
  const tokens = heads * T;
  const rows = Dv + 1;
  const text = linearGradientText(call.sizes, device);
  const hasState = hasInitialState(call);
  return {
    name: kernelName('linear attention gradient, recurrent', text),
    buffers: [
      ...linearGradientBuffers(call),
      buffer('scratch', 'values', tokens * rows),
      buffer('scratch', 'answers', tokens * rows),
      buffer('scratch', 'valueGradient', tokens * rows),
      buffer('scratch', 'memory', heads * rows * D),
    ],
    passes: [
      perTokenPass({
        label: 'values and a 1',
        tokens,
        buffers: { v: read('f32'), values: written('f32') },
        settings: { size: ['u32', Dv] },
        flops: tokens * Dv,
        body: `let size = settings.size;
  for (var i = 0u; i < size; i++) { values[token * (size + 1u) + i] = v[token * size + i]; }
  values[token * (size + 1u) + size] = 1.0;`,
      }),
      ...joinPasses(call),
      sweepPass({
        label: 'answers',
        heads,
        T,
        products: 2,
        sweep: {
          rows,
          columns: D,
          matrix: 'memory',
          start: hasState ? { buffer: 'start' } : 'zeros',
          text,
          vectors: [
            { name: 'q', size: D },
            { name: 'k', size: D },
            { name: 'values', size: rows },
            { name: 'answers', size: rows, written: true },
          ],
          step: ({ rows: ofRows, each, own, block, write }) => `${ofRows(
            (h) => `let value${h} = ${own('values', h)}; var answer${h} = Part();`,
          )}
    ${each(
      (X, _, h) => `${X} += outerBlock(value${h}, key); answer${h} += ${X} * query;`,
      (j) => `let key = ${block('k', j)}; let query = ${block('q', j)};`,
    )}
    ${ofRows((h) => write('answers', `answer${h}`, h))}`,
        },
      }),
      perTokenPass({
        label: 'gradient of the answers',
        tokens,
        buffers: { outputGradient: read('f32'), answers: written('f32') },
        settings: { size: ['u32', Dv], epsilon: ['f32', options.epsilon] },
        flops: 4 * tokens * Dv,
        body: `let size = settings.size;
  let first = token * (size + 1u);
  let n = answers[first + size] + settings.epsilon;
  var slope = 0.0;
  for (var i = 0u; i < size; i++) {
    let c = outputGradient[token * size + i] / n;
    slope -= answers[first + i] * c / n;
    answers[first + i] = c;
  }
  answers[first + size] = slope;`,
      }),
      ...memoryBackwardPasses({
        heads,
        T,
        D,
        Dv: rows,
        residual: false,
        text,
        vectors: {
          q: 'q',
          k: 'k',
          directions: 'k',
          errors: 'values',
          outputGradient: 'answers',
          errorGradient: 'valueGradient',
          directionGradient: 'kGradient',
          queryGradient: 'qGradient',
          erased: '',
        },
        initialMemory: hasState ? 'start' : null,
        finalMemoryGradient: 'end',
        initialMemoryGradient: 'before',
        scratch: 'memory',
      }),
      perTokenPass({
        label: 'gradient of the values',
        tokens,
        buffers: { valueGradient: read('f32'), vGradient: written('f32') },
        settings: { size: ['u32', Dv] },
        flops: tokens * Dv,
        body: `let size = settings.size;
  for (var i = 0u; i < size; i++) { vGradient[token * size + i] = valueGradient[token * (size + 1u) + i]; }`,
      }),
      ...splitPasses(call),
    ],
    workgroupBytes: 0,
    workgroupSize: TOKEN_THREADS,
  };
}
