import type { BufferPlan, PassPlan } from '../../runtime/plan.ts';
import { read, written } from '../../runtime/shader.ts';
import { buffer, tokenBuffers } from '../wgsl/buffers.ts';
import { perTokenPass } from '../sweeps/perToken.ts';
import type { GradientCall } from '../operator.ts';
import type { LinearAttentionProblem } from './problem.ts';

type Call = GradientCall<LinearAttentionProblem>;

/**
 * Inputs and outputs of the gradient in every form, and memories with their normalizer as one more row: `start` before
 * the first step; gradients with respect to such a memory: `end` after the last step, `before` the first one.
 */
export function linearGradientBuffers(call: Call): BufferPlan[] {
  const { B, H, D, Dv } = call.sizes;
  const heads = B * H;
  const [memories, joined] = [heads * Dv * D, heads * (Dv + 1) * D];
  return [
    ...tokenBuffers(call.sizes),
    ...(call.given.has('initialMemory') ? [buffer('input', 'initialMemory', memories)] : []),
    ...(call.given.has('initialNormalizer') ? [buffer('input', 'initialNormalizer', heads * D)] : []),
    buffer('input', 'finalMemoryGradient', memories),
    buffer('input', 'finalNormalizerGradient', heads * D),
    ...(call.given.has('initialMemory') ? [buffer('output', 'initialMemoryGradient', memories)] : []),
    ...(call.given.has('initialNormalizer') ? [buffer('output', 'initialNormalizerGradient', heads * D)] : []),
    buffer('scratch', 'start', joined),
    buffer('scratch', 'end', joined),
    buffer('scratch', 'before', joined),
  ];
}

/** S with z as its last row, for each head: `end`, and `start` where the call has a state. */
export function joinPasses(call: Call): PassPlan[] {
  const { given } = call;
  const end = { target: 'end', memory: 'finalMemoryGradient', normalizer: 'finalNormalizerGradient' };
  const start = {
    target: 'start',
    memory: given.has('initialMemory') ? 'initialMemory' : null,
    normalizer: given.has('initialNormalizer') ? 'initialNormalizer' : null,
  };
  return (hasInitialState(call) ? [start, end] : [end]).map(({ target, memory, normalizer }) =>
    perHead(call, {
      label: `memory and normalizer: ${target}`,
      buffers: {
        ...(memory !== null && { [memory]: read('f32') }),
        ...(normalizer !== null && { [normalizer]: read('f32') }),
        [target]: written('f32'),
      },
      // An absent part is zero.
      body: `for (var i = 0u; i < size; i++) { ${target}[token * (size + D) + i] = ${memory ? `${memory}[token * size + i]` : '0.0'}; }
  for (var i = 0u; i < D; i++) { ${target}[token * (size + D) + size + i] = ${normalizer ? `${normalizer}[token * D + i]` : '0.0'}; }`,
    }),
  );
}

/** Gradients of the initial state from `before`, where the call has one. */
export function splitPasses(call: Call): PassPlan[] {
  const memory =
    'for (var i = 0u; i < size; i++) { initialMemoryGradient[token * size + i] = before[token * (size + D) + i]; }';
  const normalizer =
    'for (var i = 0u; i < D; i++) { initialNormalizerGradient[token * D + i] = before[token * (size + D) + size + i]; }';
  if (!hasInitialState(call)) return [];
  return [
    perHead(call, {
      label: 'gradient of the initial state',
      buffers: {
        before: read('f32'),
        initialMemoryGradient: call.given.has('initialMemory') && written('f32'),
        initialNormalizerGradient: call.given.has('initialNormalizer') && written('f32'),
      },
      body: `${call.given.has('initialMemory') ? memory : ''}
  ${call.given.has('initialNormalizer') ? normalizer : ''}`,
    }),
  ];
}

/** Whether the call has a memory or a normalizer to start with. */
export function hasInitialState({ given }: Call): boolean {
  return given.has('initialMemory') || given.has('initialNormalizer');
}

/** A pass in which "tokens" are heads; `size` numbers are in a memory, D in a normalizer. */
function perHead(
  { sizes: { B, H, D, Dv } }: Call,
  { body, ...pass }: Pick<Parameters<typeof perTokenPass>[0], 'label' | 'buffers' | 'body'>,
): PassPlan {
  return perTokenPass({
    ...pass,
    tokens: B * H,
    settings: { size: ['u32', Dv * D], D: ['u32', D] },
    flops: B * H * (Dv + 1) * D,
    body: `let size = settings.size;
  let D = settings.D;
  ${body}`,
  });
}
