import type { BufferPlan, PassPlan } from '../../runtime/plan.ts';
import { buffer, tokenBuffers } from '../wgsl/buffers.ts';
import { perTokenPass } from '../sweeps/perToken.ts';
import type { LinearAttentionProblem } from './problem.ts';

/** What the plans depend on. */
export interface LinearGradientShape extends Pick<LinearAttentionProblem, 'sizes' | 'options'> {
  readonly hasInitialMemory: boolean;
  readonly hasInitialNormalizer: boolean;
}

/**
 * Inputs and outputs of the gradient in every form, and memories with their normalizer as one more row: `start` before
 * the first step; gradients with respect to such a memory: `end` behind the last step, `before` the first one.
 */
export function linearGradientBuffers(shape: LinearGradientShape): BufferPlan[] {
  const { B, H, D, Dv } = shape.sizes;
  const heads = B * H;
  const [memories, joined] = [heads * Dv * D, heads * (Dv + 1) * D];
  return [
    ...tokenBuffers(shape.sizes),
    ...(shape.hasInitialMemory ? [buffer('input', 'initialMemory', memories)] : []),
    ...(shape.hasInitialNormalizer ? [buffer('input', 'initialNormalizer', heads * D)] : []),
    buffer('input', 'finalMemoryGradient', memories),
    buffer('input', 'finalNormalizerGradient', heads * D),
    ...(shape.hasInitialMemory ? [buffer('output', 'initialMemoryGradient', memories)] : []),
    ...(shape.hasInitialNormalizer ? [buffer('output', 'initialNormalizerGradient', heads * D)] : []),
    buffer('scratch', 'start', joined),
    buffer('scratch', 'end', joined),
    buffer('scratch', 'before', joined),
  ];
}

/** S with z as its last row, for each head: `end`, and `start` where the call has a state. */
export function joinPasses(shape: LinearGradientShape): PassPlan[] {
  const { hasInitialMemory, hasInitialNormalizer } = shape;
  const end = { target: 'end', memory: 'finalMemoryGradient', normalizer: 'finalNormalizerGradient' };
  const start = {
    target: 'start',
    memory: hasInitialMemory ? 'initialMemory' : null,
    normalizer: hasInitialNormalizer ? 'initialNormalizer' : null,
  };
  return (hasState(shape) ? [start, end] : [end]).map(({ target, memory, normalizer }) =>
    perHead(shape, {
      label: `memory and normalizer: ${target}`,
      buffers: [memory, normalizer, target].filter((name) => name !== null),
      written: [target],
      // An absent part is zero.
      body: `for (var i = 0u; i < size; i++) { ${target}[token * (size + D) + i] = ${memory ? `${memory}[token * size + i]` : '0.0'}; }
  for (var i = 0u; i < D; i++) { ${target}[token * (size + D) + size + i] = ${normalizer ? `${normalizer}[token * D + i]` : '0.0'}; }`,
    }),
  );
}

/** Gradients of the initial state from `before`, where the call has one. */
export function splitPasses(shape: LinearGradientShape): PassPlan[] {
  const memory =
    'for (var i = 0u; i < size; i++) { initialMemoryGradient[token * size + i] = before[token * (size + D) + i]; }';
  const normalizer =
    'for (var i = 0u; i < D; i++) { initialNormalizerGradient[token * D + i] = before[token * (size + D) + size + i]; }';
  const results = [
    ...(shape.hasInitialMemory ? ['initialMemoryGradient'] : []),
    ...(shape.hasInitialNormalizer ? ['initialNormalizerGradient'] : []),
  ];
  if (!hasState(shape)) return [];
  return [
    perHead(shape, {
      label: 'gradient of the initial state',
      buffers: ['before', ...results],
      written: results,
      body: `${shape.hasInitialMemory ? memory : ''}
  ${shape.hasInitialNormalizer ? normalizer : ''}`,
    }),
  ];
}

function hasState({ hasInitialMemory, hasInitialNormalizer }: LinearGradientShape): boolean {
  return hasInitialMemory || hasInitialNormalizer;
}

/** A pass in which "tokens" are heads; `size` numbers are in a memory, D in a normalizer. */
function perHead(
  { sizes: { B, H, D, Dv } }: LinearGradientShape,
  { body, ...pass }: { label: string; buffers: string[]; written: string[]; body: string },
): PassPlan {
  return perTokenPass({
    ...pass,
    tokens: B * H,
    uniforms: [Dv * D, D],
    flops: B * H * (Dv + 1) * D,
    body: `let size = settings.y;
  let D = settings.z;
  ${body}`,
  });
}
