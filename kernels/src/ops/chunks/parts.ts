import { CANARY_WORDS } from '../../runtime/guards.ts';
import type { PlanLimits } from '../../runtime/limits.ts';
import { LARGEST_GRID } from '../wgsl/grid.ts';
import { padded } from './wgsl/tile.wgsl.ts';

/** The workspace stays below this many bytes, by taking a part of the sequence at a time. */
const WORKSPACE_BYTES = 64 * 2 ** 20;

/** A stretch of the sequence that is cut into chunks of one length. */
export interface ChunkPhase {
  /** Steps [start, stop). */
  readonly start: number;
  readonly stop: number;
  /** Steps per chunk. */
  readonly steps: number;
  /** Chunks, of which those before a nudge or the end may be shorter. */
  readonly chunks: number;
}

/** As many chunks of a phase as the workspace holds, or fewer. */
export interface ChunkPart {
  readonly phase: ChunkPhase;
  readonly layout: ChunkLayout;
  /** Chunks [begin, end) of the phase. */
  readonly begin: number;
  readonly end: number;
  /** Chunks that the workspace holds. */
  readonly atOnce: number;
}

/** Cuts phases into parts that fit into the workspace, and says how many words that has. */
export function chunkParts(
  phases: readonly ChunkPhase[],
  sizes: { readonly B: number; readonly H: number; readonly D: number; readonly Dv: number },
  limits: PlanLimits,
): { parts: ChunkPart[]; workspaceWords: number } {
  const heads = sizes.B * sizes.H;
  const bytes = Math.min(WORKSPACE_BYTES, limits.maxStorageBufferBindingSize - 4 * CANARY_WORDS);
  const parts = phases.flatMap((phase) => {
    const layout = chunkLayout(sizes, phase.steps);
    const space = Math.floor((bytes / 16 / heads - layout.perHead) / layout.perChunk);
    const atOnce = Math.min(phase.chunks, LARGEST_GRID, Math.max(1, space));
    return Array.from({ length: Math.ceil(phase.chunks / atOnce) }, (_, index): ChunkPart => {
      const begin = index * atOnce;
      return { phase, layout, begin, end: Math.min(phase.chunks, begin + atOnce), atOnce };
    });
  });
  const largest = Math.max(...parts.map(({ layout, atOnce }) => layout.perHead + atOnce * layout.perChunk));
  return { parts, workspaceWords: 4 * heads * largest };
}

/**
 * Sizes of the workspace, padded with zeros to whole tiles. Zeros change nothing: a step with k = v = 0 leaves S as
 * it is. Lengths count vec4<f32>, and must be those of CHUNKS in wgsl/chunks.wgsl.ts.
 */
export interface ChunkLayout {
  readonly D: number;
  /** Steps per chunk. */
  readonly C: number;
  /** Values per workgroup of the memory pass, and how many such workgroups a head has. */
  readonly values: number;
  readonly valueTiles: number;
  /** Workspace of a head in the memory pass. */
  readonly perHead: number;
  /** Workspace of a chunk of a head, from the first pass to the memory pass. */
  readonly perChunk: number;
}

/** Values per workgroup of the memory pass at most: rows of S are independent, and more workgroups run at once. */
const VALUES = 32;

export function chunkLayout(
  { D: keys, Dv }: { readonly D: number; readonly Dv: number },
  chunkLength: number,
): ChunkLayout {
  const D = padded(keys);
  const C = padded(chunkLength);
  const valueTiles = Math.ceil(Dv / VALUES);
  const values = padded(Math.ceil(Dv / valueTiles));
  const memory = valueTiles * (D * values + 2 * C * values);
  const perChunk = (2 * D * C + C * D + D * C + 2 * C * C) / 4;
  return { D, C, values, valueTiles, perHead: memory / 4, perChunk };
}
