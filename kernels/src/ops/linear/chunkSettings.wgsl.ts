/** Edge of a tile: an invocation computes 8×8 numbers of a product, which is what fits into registers. */
export const TILE_EDGE = 8;

export function padded(size: number): number {
  return Math.ceil(size / TILE_EDGE) * TILE_EDGE;
}

/** Settings of all passes of the chunk form: sizes come this way too, so that one text serves all of them. */
export const CHUNK_SETTINGS = {
  /** Chunks that `sums` and `pairs` hold, from firstChunk on. */
  firstChunk: 'u32',
  chunks: 'u32',
  heads: 'u32',
  T: 'u32',
  D: 'u32',
  Dv: 'u32',
  /** Steps per chunk. */
  steps: 'u32',
  epsilon: 'f32',
  /** 8: loops with bounds that the compiler knows would be unrolled, which takes seconds. */
  edge: 'u32',
  /** The head of the first workgroup in the grid's third direction. */
  firstHead: 'u32',
} as const;

/**
 * Where things lie. `sums` holds, per head and chunk, a matrix [Dv + 1, D], both padded to whole tiles: VᵀK of the chunk, and
 * Σ k in row Dv, as if there were one more value that is always 1. `pairs` holds QKᵀ of the chunk where s ≤ t, and zeros.
 */
export const CHUNKS = `
struct Chunk {
  needed: bool,
  head: u32,
  /** Its number among the chunks that the buffers hold, over all heads. */
  index: u32,
  /** Tokens [first, end) of all heads' tokens. */
  first: u32, end: u32,
}

fn chunkOf(group: vec3<u32>) -> Chunk {
  let head = settings.firstHead + group.z;
  let chunk = settings.begin + group.y;
  let index = head * settings.chunks + chunk - settings.firstChunk;
  let start = chunk * settings.steps;
  let needed = chunk < settings.end;
  return Chunk(needed, head, index, head * settings.T + start, head * settings.T + min(start + settings.steps, settings.T));
}

fn padded(size: u32) -> u32 { return (size + 7u) / 8u * 8u; }

fn sumsPlace(index: u32) -> u32 { return index * padded(settings.Dv + 1u) * padded(settings.D); }

fn pairsPlace(index: u32) -> u32 { return index * padded(settings.steps) * padded(settings.steps); }
`;
