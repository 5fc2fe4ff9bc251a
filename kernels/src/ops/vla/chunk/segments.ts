import type { ChunkPart } from '../../chunks/parts.ts';
import { LARGEST_GRID } from '../../wgsl/grid.ts';
import { padded } from '../../chunks/wgsl/tile.wgsl.ts';
import type { VlaSizes } from '../problem.ts';

/** The penalty buffer stays below this many bytes, by having fewer segments. */
const PENALTY_BYTES = 32 * 2 ** 20;

/** A part of the sequence, cut into segments of whole chunks. */
export interface SegmentedPart {
  readonly part: ChunkPart;
  readonly segments: number;
  /** Chunks per segment; the last one may have fewer. */
  readonly segmentChunks: number;
  /** Of the penalty buffer, for all segments of all heads. */
  readonly words: number;
}

/** Cuts a part into `wanted` segments, or as many as have chunks and fit. */
export function cutIntoSegments(sizes: VlaSizes, part: ChunkPart, wanted: number): SegmentedPart {
  const chunks = part.end - part.begin;
  const heads = sizes.B * sizes.H;
  const room = Math.floor(PENALTY_BYTES / 4 / heads / segmentWords(sizes, part.phase.steps, true));
  const most = Math.max(1, Math.min(wanted, chunks, room, LARGEST_GRID));
  const segmentChunks = Math.ceil(chunks / most);
  const segments = Math.ceil(chunks / segmentChunks);
  return {
    part,
    segments,
    segmentChunks,
    words: heads * segments * segmentWords(sizes, part.phase.steps, segments > 1),
  };
}

/** Words of a segment's matrices: segmentLength() in segments.wgsl.ts. */
function segmentWords(sizes: VlaSizes, steps: number, severalSegments: boolean): number {
  const D = padded(sizes.D);
  const C = padded(steps);
  const N = padded(steps * sizes.R);
  const chunk = D * (3 * N + 2 * C) + N * (3 * N + 2 * C);
  return severalSegments ? 2 * D * D + Math.max(chunk, 2 * D * D) : D * D + chunk;
}
