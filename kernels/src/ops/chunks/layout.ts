import { padded } from './wgsl/tile.wgsl.ts';

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
