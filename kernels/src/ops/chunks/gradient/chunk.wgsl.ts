import { tile } from '../wgsl/tile.wgsl.ts';

/**
 * Settings of every pass but VLA's over A, and places in the workspace. The host's side is `gradientUniforms`. Without
 * penalty directions, R = 0, a record and an edge have no room for A, Y, U and G.
 */
export const GRADIENT_PLACES = `
struct Settings {
  /** Chunks [begin, end) of this dispatch, counted in the direction of the pass. */
  begin: u32,
  end: u32,
  heads: u32,
  T: u32,
  /** Sizes as the tensors have them; steps of a chunk. */
  D: u32,
  Dv: u32,
  R: u32,
  steps: u32,
  /** The same in vectors, padded to whole tiles; N for the penalty directions of a chunk. */
  D4: u32,
  V4: u32,
  C4: u32,
  N4: u32,
  chunks: u32,
  /** Vectors in a record, in an edge and in a head's room. */
  record: u32,
  edge: u32,
  room: u32,
  /** 8. */
  tileRows: u32,
  /** 1: what the memory got wrong is written. 0: the whole value. */
  residual: u32,
  /** 1: write directions are scaled to unit length. 0: they are not. */
  normalized: u32,
  /** Bits of a NaN. */
  nan: u32,
  /** ε of linear attention. */
  epsilon: f32,
}

/**
 * Of one head and chunk: A [D,D] and S [V,D] before it; Y and U [N,D]; α, later g, Ã, the part of dk that S has, Q, later
 * dq, and K [C,D]; Eᵀ [V,C]; V, and dO, later −dv, [C,V].
 */
struct Record {
  A: u32, Y: u32, S: u32, alpha: u32, tilde: u32, ET: u32, dK: u32, Q: u32, K: u32, V: u32, dO: u32, U: u32,
}

fn recordOf(head: u32, chunk: u32) -> Record {
  let D4 = settings.D4;
  let rows = 4u * settings.C4 * D4;
  let values = 4u * settings.C4 * settings.V4;
  let A = (head * settings.chunks + chunk) * settings.record;
  let Y = A + select(0u, 4u * D4 * D4, settings.R > 0u);
  let S = Y + 4u * settings.N4 * D4;
  let alpha = S + 4u * settings.V4 * D4;
  let ET = alpha + 2u * rows;
  let dK = ET + values;
  let V = dK + 3u * rows;
  return Record(A, Y, S, alpha, alpha + rows, ET, dK, dK + rows, dK + 2u * rows, V, V + values, V + 2u * values);
}

/** Of one head: R [V,D] behind the last chunk, later that before the first one; G + Gᵀ and the last A [D,D]. */
fn edgeOf(head: u32) -> u32 {
  return settings.heads * settings.chunks * settings.record + head * settings.edge;
}
`;

/**
 * Around a pass that goes from chunk to chunk, one head per workgroup: products of tiles, and transposing. A stage of such
 * a pass lists its tiles and what to multiply for each, so that all products go through one place in the text, and rows
 * are gone through in loops of unknown length: compilers take their time over every access to the workspace.
 */
export const GRADIENT_CHUNK = `
${GRADIENT_PLACES}

fn roomOf(head: u32) -> u32 {
  return edgeOf(settings.heads) + head * settings.room;
}

${tile('work')}

/** A 4×4 block goes to \`place\` and, transposed, to \`mirror\`; where a stride is 0, it does not. */
struct Move { source: u32, sourceStride: u32, place: u32, stride: u32, mirror: u32, mirrorStride: u32 }

fn moveBlock(task: Move) {
  let block = readBlock(task.source, task.sourceStride);
  if (task.stride > 0u) { writeBlock(task.place, task.stride, block); }
  if (task.mirrorStride > 0u) { writeBlock(task.mirror, task.mirrorStride, transpose(block)); }
}

/** The index-th block of a matrix with \`columns\` vectors per row, and where its transpose starts. */
fn blockAt(index: u32, columns: u32) -> u32 { return 4u * (index / columns) * columns + index % columns; }

fn flippedAt(index: u32, columns: u32, stride: u32) -> u32 { return 4u * (index % columns) * stride + index / columns; }

/**
 * A tile XᵀY times \`sign\`, to be written at \`place\` (added to what is there, if \`keep\`) and, transposed, at \`mirror\`;
 * where a stride is 0, it is not. Of a \`masked\` one the entries with column < row · ratio + offset stay, the others are
 * zero.
 */
struct Task {
  x: u32, xStride: u32, y: u32, yStride: u32, count: u32,
  sign: f32,
  place: u32, stride: u32, keep: bool,
  mirror: u32, mirrorStride: u32,
  masked: bool, row: u32, column: u32, ratio: u32, offset: u32,
}

fn finish(task: Task, tile: Tile) {
  var blocks = array<mat4x4<f32>, 4>(tile.upperLeft, tile.upperRight, tile.lowerLeft, tile.lowerRight);
  for (var b = 0u; b < settings.tileRows / 2u; b++) {
    var block = blocks[b];
    let columns = task.column + 4u * (b % 2u) + vec4<u32>(0, 1, 2, 3);
    for (var r = 0u; r < settings.tileRows / 2u; r++) {
      let row = 4u * (b / 2u) + r;
      let stays = columns < vec4<u32>((task.row + row) * task.ratio + task.offset);
      var line = task.sign * select(vec4<f32>(), block[r], stays | vec4<bool>(!task.masked));
      let place = task.place + row * task.stride + b % 2u;
      if (task.keep) { line += work[place]; }
      if (task.stride > 0u) { work[place] = line; }
      block[r] = line;
    }
    if (task.mirrorStride > 0u) {
      block = transpose(block);
      let place = task.mirror + 4u * (b % 2u) * task.mirrorStride + b / 2u;
      for (var r = 0u; r < settings.tileRows / 2u; r++) { work[place + r * task.mirrorStride] = block[r]; }
    }
  }
}

/** Whether no entry of a masked tile stays: then nothing has to be multiplied. */
fn isEmpty(task: Task) -> bool {
  return task.masked && task.column >= (task.row + settings.tileRows - 1u) * task.ratio + task.offset;
}
`;

/**
 * `fn solve(place, stride, overlap, overlapStride, blocks, backwards)` replaces four neighbouring columns of X, of 4·blocks
 * rows, by those of E with e_t + Σ_s N[s][t] e_s = x_t over the rows s before t, or behind it. N lies at \`overlap\`. One
 * invocation does it alone, without a barrier: columns don't meet.
 */
export const SOLVE = `
fn solve(place: u32, stride: u32, overlap: u32, overlapStride: u32, blocks: u32, backwards: bool) {
  let four = settings.tileRows / 2u;
  for (var i = 0u; i < blocks; i++) {
    let block = select(i, blocks - 1u - i, backwards);
    let row = place + 4u * block * stride;
    var own = mat4x4<f32>();
    for (var r = 0u; r < four; r++) { own[r] = work[row + r * stride]; }
    let begin = select(0u, 4u * block + 4u, backwards);
    let end = select(4u * block, 4u * blocks, backwards);
    for (var s = begin; s < end; s++) {
      own -= outer(work[overlap + s * overlapStride + block], work[place + s * stride]);
    }
    for (var a = 0u; a < four; a++) {
      let t = select(a, 3u - a, backwards);
      for (var b = 0u; b < a; b++) {
        let s = select(b, 3u - b, backwards);
        own[t] -= work[overlap + (4u * block + s) * overlapStride + block][t] * own[s];
      }
    }
    for (var r = 0u; r < four; r++) { work[row + r * stride] = own[r]; }
  }
}
`;
