import type { PassPlan } from '../../../runtime/plan.ts';
import { chunkGrid } from '../../chunks/passes.ts';
import type { ChunkCall } from '../../chunks/uniforms.ts';
import { chunkUniforms } from '../../chunks/uniforms.ts';
import { padded } from '../../chunks/wgsl/tile.wgsl.ts';
import { chunkInverseShader } from './inverse.wgsl.ts';
import { gramShader, gramTurn } from './gram.wgsl.ts';
import { segmentStartShader } from './segmentStart.wgsl.ts';
import type { SegmentedPart } from './segments.ts';

/** Σ u uᵀ of every segment but the last, and M at the start. Buffers: u, state, penalty. */
export function gramPass(call: ChunkCall, cut: SegmentedPart, threads: number): PassPlan {
  const { D, heads, directions } = extent(call, cut);
  const chunks = (cut.segments - 1) * cut.segmentChunks;
  return {
    label: 'VLA parallel, Gram sums',
    code: gramShader(threads),
    bindings: ['u', 'state', 'penalty'],
    workgroups: chunkGrid(call, cut.segments),
    flops: heads * (chunks * directions * D * D + 2 * D ** 3),
    ...segmentRange(call, cut, gramTurn(D, directions)),
  };
}

/** A at the start of every segment. Buffers: state, penalty. */
export function segmentStartPass(call: ChunkCall, cut: SegmentedPart, threads: number): PassPlan {
  const { D, heads } = extent(call, cut);
  return {
    label: 'VLA parallel, starts',
    code: segmentStartShader(threads),
    bindings: ['state', 'penalty'],
    workgroups: chunkGrid(call, cut.segments),
    flops: heads * (cut.segments - 1) * 2 * D ** 3,
    uniforms: [0, 0, ...segmentUniforms(call, cut)],
  };
}

/** Carries A through each segment and finds the write directions of its chunks. Buffers: k, u, state, penalty, work. */
export function inversePass(call: ChunkCall, cut: SegmentedPart, threads: number): PassPlan {
  const { D, C, N, heads } = extent(call, cut);
  const { begin, end } = cut.part;
  // A triangle counts as half its square.
  const flops = 2 * D * D * (N + C) + D * N * (N + C) + N * N * (N + C + D) + C * N * D + D * D * N;
  return {
    label: 'VLA chunks, inverse',
    code: chunkInverseShader(threads),
    bindings: ['k', 'u', 'state', 'penalty', 'work'],
    workgroups: chunkGrid(call, cut.segments),
    flops: heads * (end - begin) * flops,
    ...segmentRange(call, cut),
  };
}

/** Sizes, padded to whole tiles: D, C steps and N penalty directions of a chunk. */
function extent({ sizes }: ChunkCall, { part }: SegmentedPart) {
  const directions = part.phase.steps * sizes.R;
  return {
    D: padded(sizes.D),
    C: padded(part.phase.steps),
    N: padded(directions),
    heads: sizes.B * sizes.H,
    directions,
  };
}

/** The pass goes over the chunks of every segment at once, and may stop after some. */
function segmentRange(call: ChunkCall, cut: SegmentedPart, multiple = 1): Pick<PassPlan, 'range' | 'uniforms'> {
  return { range: { begin: 0, end: cut.segmentChunks, multiple }, uniforms: segmentUniforms(call, cut) };
}

/** SEGMENT_SETTINGS in wgsl/segments.wgsl.ts, from the third on. */
function segmentUniforms(call: ChunkCall, { part, segments, segmentChunks }: SegmentedPart): number[] {
  return [...chunkUniforms(call, part), segments, segmentChunks, part.end];
}
