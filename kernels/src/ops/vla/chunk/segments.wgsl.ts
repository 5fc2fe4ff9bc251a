import type { ChunkPart } from '../../chunks/parts.ts';
import { CHUNK_SETTINGS } from '../../chunks/settings.ts';
import { padded } from '../../chunks/wgsl/tile.wgsl.ts';
import { LARGEST_GRID, GROUP } from '../../wgsl/grid.ts';
import type { VlaSizes } from '../problem.ts';

/** The penalty buffer stays below this many bytes, by having fewer segments. */
const PENALTY_BYTES = 32 * 2 ** 20;

/** What A_t of each step is multiplied with: its key, or its query as well. */
export type Asked = 1 | 2;

/** A part of the sequence, cut into segments of whole chunks. */
export interface SegmentedPart {
  readonly part: ChunkPart;
  readonly segments: number;
  /** Chunks per segment; the last one may have fewer. */
  readonly segmentChunks: number;
  readonly asked: Asked;
  /** Of the penalty buffer, for all segments of all heads. */
  readonly words: number;
}

/** Cuts a part into `wanted` segments, or as many as have chunks and fit. */
export function cutIntoSegments(
  sizes: VlaSizes,
  part: ChunkPart,
  { wanted, asked = 1 }: { readonly wanted: number; readonly asked?: Asked },
): SegmentedPart {
  const chunks = part.end - part.begin;
  const heads = sizes.B * sizes.H;
  const { steps } = part.phase;
  const space = Math.floor(PENALTY_BYTES / 4 / heads / segmentWords(sizes, { steps, asked, several: true }));
  const most = Math.max(1, Math.min(wanted, chunks, space, LARGEST_GRID));
  const segmentChunks = Math.ceil(chunks / most);
  const segments = Math.ceil(chunks / segmentChunks);
  return {
    part,
    segments,
    segmentChunks,
    asked,
    words: heads * segments * segmentWords(sizes, { steps, asked, several: segments > 1 }),
  };
}

/** Words of a segment's matrices: segmentLength() in segments.wgsl.ts. */
function segmentWords(
  sizes: VlaSizes,
  { steps, asked, several }: { readonly steps: number; readonly asked: Asked; readonly several: boolean },
): number {
  const D = padded(sizes.D);
  const C = asked * padded(steps);
  const N = padded(steps * sizes.R);
  const chunk = D * (3 * N + 2 * C) + N * (3 * N + 2 * C);
  return several ? 2 * D * D + Math.max(chunk, 2 * D * D) : D * D + chunk;
}

/** Settings of the passes over A. */
export const SEGMENT_SETTINGS = {
  ...CHUNK_SETTINGS,
  /** Segments that a part of the sequence is cut into, and chunks of each; the last one may have fewer. */
  segments: 'u32',
  segmentChunks: 'u32',
  /** Where the part ends. */
  stopChunk: 'u32',
} as const;

/**
 * Where the matrices of a segment lie in the penalty buffer, counted in vec4<f32>, D and the penalty directions of a
 * chunk being padded to whole tiles: A [D,D] at the start of its next chunk, Gram [D,D], and space for what a pass works
 * on. Without a second segment there is no Gram.
 */
export const segments = (asked: Asked): string => `
/** One head and segment. */
struct Segment { head: u32, index: u32, place: u32 }

fn segmentOf(group: vec3<u32>, length: u32) -> Segment {
  let head = ${GROUP};
  return Segment(head, group.y, (head * settings.segments + group.y) * length);
}

fn gramLength(size: Sizes) -> u32 {
  return select(0u, 4u * size.D4 * size.D4, settings.segments > 1u);
}

/** Of a segment: A, its Gram, and space for the matrices of a chunk (those of chunkInverse) or for two of [D,D]. */
fn segmentLength(size: Sizes) -> u32 {
  let D4 = size.D4;
  let N4 = paddedVectors(settings.steps * settings.R);
  let chunk = D4 * (3u * N4 + ${2 * asked}u * size.C4) + N4 * (3u * N4 + ${2 * asked}u * size.C4);
  let inverse = select(0u, 2u * D4 * D4, settings.segments > 1u);
  return 4u * (D4 * D4 + max(chunk, inverse)) + gramLength(size);
}

/** Chunks [x, y) of a segment's share [begin, end), counted over the phase. */
fn chunksOf(segment: u32, begin: u32, end: u32) -> vec2<u32> {
  let first = settings.firstChunk + segment * settings.segmentChunks;
  return vec2<u32>(first + begin, min(first + end, settings.stopChunk));
}

/** A head's rows of A in the state. */
fn stateRows(head: u32) -> u32 { return head * settings.D; }

/** A pivot that can not be used: no A of this head holds. More than one workgroup may say so. */
fn countDropped(head: u32, dropped: f32) {
  if (dropped > 0.0) { state[settings.heads * (settings.D + settings.Dv) * settings.D + head] += dropped; }
}
`;
