import type { PassPlan } from '../../../runtime/plan.ts';
import type { Settings } from '../../../runtime/shader.ts';
import type { ChunkCall } from '../../chunks/settings.ts';
import { chunkSettings } from '../../chunks/settings.ts';
import { padded } from '../../chunks/wgsl/tile.wgsl.ts';
import { gridOf } from '../../wgsl/grid.ts';
import type { RECORD_SETTINGS } from '../gradient/chunks/records.wgsl.ts';
import { chunkInverseShader, recordedInverseShader } from './inverse.wgsl.ts';
import { gramShader, gramTurn, segmentStartShader } from './parallel.wgsl.ts';
import type { SegmentedPart, SEGMENT_SETTINGS } from './segments.wgsl.ts';

/** Σ u uᵀ of every segment but the last, and M at the start. */
export function gramPass(call: ChunkCall, cut: SegmentedPart, threads: number): PassPlan {
  const { D, heads, directions } = extent(call, cut);
  const chunks = (cut.segments - 1) * cut.segmentChunks;
  return gramShader(threads, cut.asked).pass({
    label: 'VLA parallel, Gram sums',
    workgroups: gridOf(heads, cut.segments),
    flops: heads * (chunks * directions * D * D + 2 * D ** 3),
    range: { begin: 0, end: cut.segmentChunks, multiple: gramTurn(D, directions) },
    settings: segmentSettings(call, cut),
  });
}

/** A at the start of every segment. */
export function segmentStartPass(call: ChunkCall, cut: SegmentedPart, threads: number): PassPlan {
  const { D, heads } = extent(call, cut);
  return segmentStartShader(threads, cut.asked).pass({
    label: 'VLA parallel, starts',
    workgroups: gridOf(heads, cut.segments),
    flops: heads * (cut.segments - 1) * 2 * D ** 3,
    settings: segmentSettings(call, cut),
  });
}

/** Carries A through each segment and finds the write directions of its chunks. */
export function inversePass(call: ChunkCall, cut: SegmentedPart, threads: number): PassPlan {
  const shader = chunkInverseShader({ threads, reads: cut.asked === 2 });
  return shader.pass({ ...throughSegments(call, cut), settings: segmentSettings(call, cut) });
}

/** The same, with a record of every chunk. */
export function recordedInversePass(
  call: ChunkCall,
  cut: SegmentedPart,
  threads: number,
  records: Omit<Settings<typeof RECORD_SETTINGS>, keyof typeof SEGMENT_SETTINGS>,
): PassPlan {
  const settings = { ...segmentSettings(call, cut), ...records };
  return recordedInverseShader({ threads, reads: cut.asked === 2 }).pass({ ...throughSegments(call, cut), settings });
}

/** A pass over the chunks of every segment at once, which may stop after some. */
function throughSegments(call: ChunkCall, cut: SegmentedPart) {
  const { D, C, N, heads } = extent(call, cut);
  const { begin, end } = cut.part;
  // A triangle counts as half its square.
  const asked = cut.asked * C;
  const flops = 2 * D * D * (N + asked) + D * N * (N + asked) + N * N * (N + asked + D) + asked * N * D + D * D * N;
  return {
    label: 'VLA chunks, inverse',
    workgroups: gridOf(heads, cut.segments),
    flops: heads * (end - begin) * flops,
    range: { begin: 0, end: cut.segmentChunks, multiple: 1 },
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

function segmentSettings(
  call: ChunkCall,
  { part, segments, segmentChunks }: SegmentedPart,
): Settings<typeof SEGMENT_SETTINGS> {
  return { ...chunkSettings(call, part), segments, segmentChunks, stopChunk: part.end };
}
