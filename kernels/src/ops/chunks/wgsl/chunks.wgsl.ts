/**
 * Uniform parameters that all passes of the chunk form share, in order. Sizes come this way too, so that one
 * shader serves all of them. The host's side is `chunkUniforms`.
 */
export const CHUNK_SETTINGS = `
struct Settings {
  /** Chunks [begin, end) of this dispatch. */
  begin: u32,
  end: u32,
  /** The first chunk that has a place in the workspace, and how many have one. */
  firstChunk: u32,
  chunks: u32,
  /** B·H, and steps of a sequence. */
  heads: u32,
  T: u32,
  /** Chunk 0 starts at step \`start\`, and the last one ends before \`stop\`. */
  start: u32,
  stop: u32,
  /** Sizes as the tensors have them. */
  D: u32,
  Dv: u32,
  R: u32,
  /** Steps of a chunk. */
  steps: u32,
  /** Steps from \`start\` to the first nudge of A, and from one to the next; out of reach where there are none. */
  toNudge: u32,
  period: u32,
  epsilon: f32,
  deltaFloor: f32,
  /** 1: write directions are scaled to unit length. 0: they are not. */
  normalized: u32,
  /** 1: what the memory got wrong is written. 0: the whole value. */
  residual: u32,
  /** Values per workgroup of the memory pass, in vectors, and how many such workgroups a head has. */
  values4: u32,
  valueTiles: u32,
  /** 8. */
  tileRows: u32,
  /** Rows of D numbers in the state before the first row of S. */
  rowsBefore: u32,
}
`;

/**
 * Where things lie in the workspace, counted in vec4<f32>, D and C being padded to whole tiles: first what the passes
 * hand on of each chunk, then what the memory pass works on.
 */
export const CHUNKS = `
/** Sizes in vectors: D, C = steps of a chunk. */
struct Sizes { D4: u32, C4: u32 }

fn sizes() -> Sizes { return Sizes(paddedVectors(settings.D), paddedVectors(settings.steps)); }

fn paddedVectors(numbers: u32) -> u32 {
  return (numbers + 7u) / 8u * 2u;
}

/** Of one chunk: [K | Q] [D, 2C], αᵀ [C,D], α [D,C], [αᵀK | αᵀQ] [C, 2C]. */
fn chunkLength(size: Sizes) -> u32 {
  return 4u * (4u * size.D4 * size.C4 + 2u * size.C4 * size.C4);
}

fn chunkPlace(size: Sizes, head: u32, chunk: u32) -> u32 {
  return (head * settings.chunks + chunk - settings.firstChunk) * chunkLength(size);
}

/** Row t is the write direction of step t as the operator gives it, A_t k_t: [C,D]. */
fn directionsPlace(size: Sizes, head: u32, chunk: u32) -> u32 {
  return chunkPlace(size, head, chunk) + 8u * size.D4 * size.C4;
}

/** Of one workgroup of the memory pass: Sᵀ [D, values], Eᵀ and Oᵀ [C, values]. */
fn memoryPlace(size: Sizes, index: u32) -> u32 {
  let length = 4u * settings.values4 * (size.D4 + 2u * size.C4);
  return settings.heads * settings.chunks * chunkLength(size) + index * length;
}

struct Span { start: u32, end: u32, nudged: bool }

fn chunksIn(steps: u32) -> u32 { return (steps + settings.steps - 1u) / settings.steps; }

/** Chunks have \`settings.steps\` steps, but the last one and the last before each nudge may be shorter. */
fn chunkSpan(chunk: u32) -> Span {
  let before = chunksIn(settings.toNudge);
  var start = chunk * settings.steps;
  var nudgeAt = settings.toNudge;
  if (chunk >= before) {
    let perPeriod = chunksIn(settings.period);
    let begin = settings.toNudge + (chunk - before) / perPeriod * settings.period;
    start = begin + (chunk - before) % perPeriod * settings.steps;
    nudgeAt = begin + settings.period;
  }
  let end = min(min(start + settings.steps, nudgeAt), settings.stop - settings.start);
  return Span(settings.start + start, settings.start + end, end == nudgeAt);
}
`;
