import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import { read, written } from '../../runtime/shader.ts';
import type { AdapterSummary } from '../../runtime/types.ts';
import { buffer, tokenBuffers } from '../wgsl/buffers.ts';
import { blockTextFor } from '../wgsl/blocks.wgsl.ts';
import { errorsPass, memoryBackwardPasses } from '../sweeps/memory.ts';
import { TOKEN_THREADS, perTokenPass } from '../sweeps/perToken.ts';
import type { GradientCall } from '../operator.ts';
import type { DeltaNetProblem } from './problem.ts';

/** Inputs and outputs of the gradient in every form. */
export function deltaNetGradientBuffers({ sizes, given }: GradientCall<DeltaNetProblem>): BufferPlan[] {
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
export function deltaNetGradientPlan(call: GradientCall<DeltaNetProblem>, adapter: AdapterSummary): KernelPlan {
  const { B, H, T, D, Dv } = call.sizes;
  const heads = B * H;
  const [keys, values, memories] = [heads * T * D, heads * T * Dv, heads * Dv * D];
  const initialMemory = call.given.has('initialMemory') ? 'initialMemory' : null;
  const text = blockTextFor(Math.max(D, Dv), adapter);
  const sweep = { heads, T, D, Dv, text, initialMemory, directions: 'directions', errors: 'errors', scratch: 'memory' };
  const perToken = { tokens: heads * T, settings: { D: ['u32', D] } } as const;
  return {
    name: 'DeltaNet gradient, recurrent',
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
