import type { VlaSizes } from './problem.ts';
import { padded } from './wgsl/tile.wgsl.ts';

/**
 * Sizes of the workspace, padded with zeros to whole tiles. Zeros change nothing: a step with u = k = v = 0 leaves
 * A and S as they are. Lengths count vec4<f32>, and must be those of CHUNKS in wgsl/chunks.wgsl.ts.
 */
export interface VlaChunkLayout {
  readonly D: number;
  /** Steps per chunk. */
  readonly C: number;
  /** Penalty directions per chunk. */
  readonly N: number;
  /** Values per workgroup of the memory pass, and how many such workgroups a head has. */
  readonly values: number;
  readonly valueTiles: number;
  /** Workspace of a head in the inverse and memory passes. */
  readonly perHead: number;
  /** Workspace of a chunk of a head, from the inverse pass to the memory pass. */
  readonly perChunk: number;
}

/** Values per workgroup of the memory pass at most: rows of S are independent, and more workgroups run at once. */
const VALUES = 32;

export function chunkLayout({ D: keys, Dv, R }: VlaSizes, chunkLength: number): VlaChunkLayout {
  const D = padded(keys);
  const C = padded(chunkLength);
  const N = padded(R * chunkLength);
  const valueTiles = Math.ceil(Dv / VALUES);
  const values = padded(Math.ceil(Dv / valueTiles));
  const inverse = D * D + D * (N + C) + D * N + C * D + N * (N + C + D);
  const memory = valueTiles * (D * values + 2 * C * values);
  const perChunk = (2 * D * C + C * D + D * C + 2 * C * C) / 4;
  return { D, C, N, values, valueTiles, perHead: (inverse + memory) / 4, perChunk };
}
