import type { PassPlan } from '../../runtime/plan.ts';
import { memoryShader } from './memory.wgsl.ts';
import { pairsShader } from './pairs.wgsl.ts';
import type { Directions } from './pairs.wgsl.ts';
import { LARGEST_GRID } from './parts.ts';
import type { ChunkPart } from './parts.ts';
import { chunkUniforms } from './uniforms.ts';
import type { ChunkCall } from './uniforms.ts';

interface PassArguments {
  /** The operator's name, for the label. */
  readonly operator: string;
  readonly call: ChunkCall;
  readonly part: ChunkPart;
  /** Invocations per workgroup. */
  readonly threads: number;
}

/** What all passes over the chunks of a part have in common. */
export function chunkRange(call: ChunkCall, part: ChunkPart): Pick<PassPlan, 'range' | 'uniforms'> {
  return { range: { begin: part.begin, end: part.end, multiple: 1 }, uniforms: chunkUniforms(call, part) };
}

/** A grid with `y` workgroups for each head. */
export function chunkGrid({ sizes: { B, H } }: ChunkCall, y: number): PassPlan['workgroups'] {
  return [Math.min(B * H, LARGEST_GRID), y, Math.ceil((B * H) / LARGEST_GRID)];
}

/**
 * Finishes the write directions, and computes αᵀK and αᵀQ within each chunk, all chunks at once. Buffers: q, k, work,
 * writeDirections where intermediates are kept, and beta where directions are 'keys'.
 *
 * @param args.directions 'given': row t of a chunk lies at directionsPlace() and is still to be scaled and nudged.
 *   'keys': it is β_t k_t. Default 'given'
 */
export function pairsPass({
  operator,
  call,
  part,
  threads,
  directions = 'given',
}: PassArguments & { readonly directions?: Directions }): PassPlan {
  const { layout, begin, end } = part;
  const { sizes, keepIntermediates } = call;
  return {
    label: `${operator} chunks, pairs`,
    code: pairsShader({ threads, keepIntermediates, directions }),
    bindings: [
      ...['q', 'k', 'work'],
      ...(keepIntermediates ? ['writeDirections'] : []),
      ...(directions === 'keys' ? ['beta'] : []),
    ],
    workgroups: chunkGrid(call, end - begin),
    flops: sizes.B * sizes.H * (end - begin) * 2 * layout.C * layout.C * layout.D,
    ...chunkRange(call, part),
  };
}

/**
 * Carries S from chunk to chunk and writes the outputs. Buffers: v, state (or as call.memory says), output, work, and errors where
 * intermediates are kept.
 */
export function memoryPass({ operator, call, part, threads }: PassArguments): PassPlan {
  const { begin, end } = part;
  const { D, C, values, valueTiles } = part.layout;
  const { sizes, keepIntermediates } = call;
  return {
    label: `${operator} chunks, memory`,
    code: memoryShader(threads, keepIntermediates),
    bindings: ['v', call.memory?.buffer ?? 'state', 'output', 'work', ...(keepIntermediates ? ['errors'] : [])],
    workgroups: chunkGrid(call, valueTiles),
    flops: sizes.B * sizes.H * (end - begin) * (6 * D + 2 * C) * C * values * valueTiles,
    ...chunkRange(call, part),
  };
}
