// VLA gradient, chunks, read through A, errors cut, on a software device: VLA chunks, inverse

struct Settings {
  begin: u32,
  end: u32,
  firstChunk: u32,
  chunks: u32,
  heads: u32,
  T: u32,
  start: u32,
  stop: u32,
  D: u32,
  Dv: u32,
  R: u32,
  steps: u32,
  toNudge: u32,
  period: u32,
  epsilon: f32,
  deltaFloor: f32,
  normalized: u32,
  residual: u32,
  values4: u32,
  valueTiles: u32,
  tileRows: u32,
  rowsBefore: u32,
  segments: u32,
  segmentChunks: u32,
  stopChunk: u32,
  record: u32,
  records: u32,
  directions: u32,
  queries: u32,
  lastInverse: u32,
  edge: u32,
  inverse: f32,
}
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> u: array<f32>;
@group(0) @binding(2) var<storage, read_write> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> penalty: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> work: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> q: array<f32>;
@group(0) @binding(6) var<uniform> settings: Settings;

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

/** Chunks have `settings.steps` steps, but the last one and the last before each nudge may be shorter. */
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


/** One head and segment. */
struct Segment { head: u32, index: u32, place: u32 }

fn segmentOf(group: vec3<u32>, length: u32) -> Segment {
  let head = group.x + group.z * 65535u;
  return Segment(head, group.y, (head * settings.segments + group.y) * length);
}

fn gramLength(size: Sizes) -> u32 {
  return select(0u, 4u * size.D4 * size.D4, settings.segments > 1u);
}

/** Of a segment: A, its Gram, and space for the matrices of a chunk (those of chunkInverse) or for two of [D,D]. */
fn segmentLength(size: Sizes) -> u32 {
  let D4 = size.D4;
  let N4 = paddedVectors(settings.steps * settings.R);
  let chunk = D4 * (3u * N4 + 4u * size.C4) + N4 * (3u * N4 + 4u * size.C4);
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


fn recordPlace(head: u32, chunk: u32) -> u32 { return (head * settings.records + chunk) * settings.record; }

/** Numbers 4j … 4j+3 of a row of I/λ0; zeros where D is padded. */
fn firstInverse(row: u32, j: u32) -> vec4<f32> {
  let isDiagonal = 4u * j + vec4<u32>(0, 1, 2, 3) == vec4<u32>(row);
  return select(vec4<f32>(), vec4<f32>(settings.inverse), isDiagonal & vec4<bool>(row < settings.D));
}

/** Pivots that can't be used: the gradient of this head is not a number then. */
fn recordDropped(head: u32, dropped: f32) {
  let count = settings.heads * settings.D * settings.D + head;
  state[count] = select(state[count], 0.0, settings.begin == 0u) + dropped;
}


fn kAt(row: u32, end: u32, column: u32) -> f32 {
  if (row < end && column < settings.D) { return k[row * settings.D + column]; }
  return 0.0;
}

fn kColumn(row: u32, end: u32, column: u32) -> vec4<f32> {
  return vec4<f32>(
    kAt(row, end, column), kAt(row + 1u, end, column),
    kAt(row + 2u, end, column), kAt(row + 3u, end, column));
}


fn uAt(row: u32, end: u32, column: u32) -> f32 {
  if (row < end && column < settings.D) { return u[row * settings.D + column]; }
  return 0.0;
}

fn uColumn(row: u32, end: u32, column: u32) -> vec4<f32> {
  return vec4<f32>(
    uAt(row, end, column), uAt(row + 1u, end, column),
    uAt(row + 2u, end, column), uAt(row + 3u, end, column));
}

fn qAt(row: u32, end: u32, column: u32) -> f32 {
  if (row < end && column < settings.D) { return q[row * settings.D + column]; }
  return 0.0;
}

fn qColumn(row: u32, end: u32, column: u32) -> vec4<f32> {
  return vec4<f32>(
    qAt(row, end, column), qAt(row + 1u, end, column),
    qAt(row + 2u, end, column), qAt(row + 3u, end, column));
}


fn stateAt(row: u32, end: u32, column: u32) -> f32 {
  if (row < end && column < settings.D) { return state[row * settings.D + column]; }
  return 0.0;
}

fn stateColumn(row: u32, end: u32, column: u32) -> vec4<f32> {
  return vec4<f32>(
    stateAt(row, end, column), stateAt(row + 1u, end, column),
    stateAt(row + 2u, end, column), stateAt(row + 3u, end, column));
}


/** Four 4×4 blocks; column r of a block holds the tile's row r. */
struct Tile {
  upperLeft: mat4x4<f32>,
  upperRight: mat4x4<f32>,
  lowerLeft: mat4x4<f32>,
  lowerRight: mat4x4<f32>,
}

fn outer(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x.x * y, x.y * y, x.z * y, x.w * y);
}

/** Σ_i X[i][0…7] Y[i][0…7] over i < count; x and y point at the first row's eight numbers. */
fn product(x: u32, xStride: u32, y: u32, yStride: u32, count: u32) -> Tile {
  var sum = Tile();
  var xAt = x;
  var yAt = y;
  for (var i = 0u; i < count; i++) {
    let left = penalty[yAt];
    let right = penalty[yAt + 1u];
    let upper = penalty[xAt];
    let lower = penalty[xAt + 1u];
    sum.upperLeft += outer(upper, left);
    sum.upperRight += outer(upper, right);
    sum.lowerLeft += outer(lower, left);
    sum.lowerRight += outer(lower, right);
    xAt += xStride;
    yAt += yStride;
  }
  return sum;
}

/** The sixteen vectors of a tile, row by row. */
fn vectorsOf(tile: Tile) -> array<vec4<f32>, 16> {
  return array<vec4<f32>, 16>(
    tile.upperLeft[0], tile.upperRight[0], tile.upperLeft[1], tile.upperRight[1],
    tile.upperLeft[2], tile.upperRight[2], tile.upperLeft[3], tile.upperRight[3],
    tile.lowerLeft[0], tile.lowerRight[0], tile.lowerLeft[1], tile.lowerRight[1],
    tile.lowerLeft[2], tile.lowerRight[2], tile.lowerLeft[3], tile.lowerRight[3]);
}

/** The tile at `place` becomes sign times the given one, plus the tile at `source` where `keep` says so. */
fn addTile(place: u32, source: u32, stride: u32, keep: bool, sign: f32, tile: Tile) {
  var vectors = vectorsOf(tile);
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    let offset = i / 2u * stride + i % 2u;
    let before = select(vec4<f32>(), penalty[source + offset], keep);
    penalty[place + offset] = before + sign * vectors[i];
  }
}

/** Copies a tile and transposes it. */
fn copyFlipped(place: u32, stride: u32, source: u32, sourceStride: u32) {
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    penalty[place + i / 2u * stride + i % 2u] = columnAt(source + 4u * (i % 2u) * sourceStride, sourceStride, i / 2u);
  }
}

/** Four numbers of a column, from the row at `place` on. */
fn columnAt(place: u32, stride: u32, column: u32) -> vec4<f32> {
  let at = place + column / 4u;
  let c = column % 4u;
  return vec4<f32>(penalty[at][c], penalty[at + stride][c], penalty[at + 2u * stride][c], penalty[at + 3u * stride][c]);
}

fn readBlock(place: u32, stride: u32) -> mat4x4<f32> {
  return mat4x4<f32>(penalty[place], penalty[place + stride], penalty[place + 2u * stride], penalty[place + 3u * stride]);
}

fn writeBlock(place: u32, stride: u32, block: mat4x4<f32>) {
  penalty[place] = block[0];
  penalty[place + stride] = block[1];
  penalty[place + 2u * stride] = block[2];
  penalty[place + 3u * stride] = block[3];
}

/**
 * Row and column of the index-th tile on or above the diagonal of a square of n×n tiles, index < n (n + 1) / 2. A
 * row and the one as far from the other end fill one line of a rectangle together.
 */
fn upperTile(index: u32, n: u32) -> vec2<u32> {
  let even = 1u - n % 2u;
  let row = index / (n + even);
  let column = index % (n + even);
  if (column >= row + even) { return vec2<u32>(row, column - even); }
  return vec2<u32>(n - even - row, n - 1u - column);
}


/**
 * The tile at `place` becomes sign times the given one, plus the tile at `source` where `keep` says so; the tile at
 * `mirror` becomes its transpose where `mirrored` says so.
 */
fn addMirrored(
  place: u32, source: u32, stride: u32, keep: bool, sign: f32, tile: Tile,
  mirrored: bool, mirror: u32, mirrorStride: u32,
) {
  var blocks = array<mat4x4<f32>, 4>(tile.upperLeft, tile.upperRight, tile.lowerLeft, tile.lowerRight);
  for (var b = 0u; b < settings.tileRows / 2u; b++) {
    let offset = 4u * (b / 2u) * stride + b % 2u;
    var block = sign * blocks[b];
    if (keep) { block += readBlock(source + offset, stride); }
    writeBlock(place + offset, stride, block);
    if (mirrored) { writeBlock(mirror + 4u * (b % 2u) * mirrorStride + b / 2u, mirrorStride, transpose(block)); }
  }
}


/** [P | ·]: sizes in vectors. */
struct SquarePair {
  place: u32,
  /** Of P. */
  size4: u32,
  /** d, 0 or 1. */
  diagonal: f32,
  /** L⁻¹ has zeros in the rows from here on, which stand for nothing. */
  rows: u32,
  /** Where L⁻ᵀ is wanted too, of `size4` vectors per row. */
  transposed: bool,
  transpose: u32,
}

fn invertFactor(matrix: SquarePair, id: u32, floor: f32) -> f32 {
  let size4 = matrix.size4;
  let stride = 2u * size4;
  var dropped = 0.0;
  for (var block = 0u; block < size4; block++) {
    let row = matrix.place + 4u * block * stride;
    var p = readBlock(row + block, stride);
    for (var above = matrix.place; above < row; above += stride) {
      p -= outer(penalty[above + block], penalty[above + block]);
    }
    let pivot0 = matrix.diagonal + p[0].x;
    let is0 = isPivot(pivot0, floor);
    let scale0 = select(0.0, inverseSqrt(select(1.0, pivot0, is0)), is0);
    let factor0 = p[0] * scale0;
    let pivot1 = matrix.diagonal + p[1].y - factor0.y * factor0.y;
    let is1 = isPivot(pivot1, floor);
    let scale1 = select(0.0, inverseSqrt(select(1.0, pivot1, is1)), is1);
    let factor1 = (p[1] - factor0.y * factor0) * scale1;
    let pivot2 = matrix.diagonal + p[2].z - factor0.z * factor0.z - factor1.z * factor1.z;
    let is2 = isPivot(pivot2, floor);
    let scale2 = select(0.0, inverseSqrt(select(1.0, pivot2, is2)), is2);
    let factor2 = (p[2] - factor0.z * factor0 - factor1.z * factor1) * scale2;
    let pivot3 = matrix.diagonal + p[3].w - factor0.w * factor0.w - factor1.w * factor1.w - factor2.w * factor2.w;
    let is3 = isPivot(pivot3, floor);
    let scale3 = select(0.0, inverseSqrt(select(1.0, pivot3, is3)), is3);
    if (id == 0u) { dropped += 4.0 - dot(vec4<f32>(vec4<bool>(is0, is1, is2, is3)), vec4<f32>(1.0)); }

    // Columns of Lᵀ beyond the diagonal, then those of L⁻¹ to the end of the tile on it
    let beyond = size4 - 1u - block;
    for (var i = id; i < beyond + (block | 1u) + 1u; i += 8u) {
      let ofInverse = i >= beyond;
      let inner = select(0u, i - beyond, ofInverse);
      let column = select(block + 1u + i, size4 + inner, ofInverse);
      var own = identityBlock(block, matrix.rows, inner == block);
      if (!ofInverse) { own = readBlock(row + column, stride); }
      for (var above = matrix.place + 4u * inner * stride; above < row; above += stride) {
        own -= outer(penalty[above + block], penalty[above + column]);
      }
      own[0] *= scale0;
      own[1] = (own[1] - factor0.y * own[0]) * scale1;
      own[2] = (own[2] - factor0.z * own[0] - factor1.z * own[1]) * scale2;
      own[3] = (own[3] - factor0.w * own[0] - factor1.w * own[1] - factor2.w * own[2]) * scale3;
      writeBlock(row + column, stride, own);
      if (ofInverse && matrix.transposed) {
        writeBlock(matrix.transpose + 4u * inner * size4 + block, size4, transpose(own));
      }
    }
    storageBarrier();
  }
  return dropped;
}

/** The block-th 4×4 block on the diagonal of I, which ends at `rows`; or zeros. */
fn identityBlock(block: u32, rows: u32, isDiagonal: bool) -> mat4x4<f32> {
  let kept = vec4<u32>(select(rows, 0u, !isDiagonal)) > 4u * block + vec4<u32>(0, 1, 2, 3);
  let ones = select(vec4<f32>(), vec4<f32>(1.0), kept);
  return mat4x4<f32>(
    vec4<f32>(ones.x, 0, 0, 0), vec4<f32>(0, ones.y, 0, 0), vec4<f32>(0, 0, ones.z, 0), vec4<f32>(0, 0, 0, ones.w));
}

/** Entry i of a square matrix goes into [P | ·]; where `size` is padded with zeros, P gets ones to divide by. */
fn placeSquare(place: u32, size4: u32, size: u32, i: u32, entries: vec4<f32>) {
  let row = i / size4;
  let isOne = vec4<bool>(row >= size) & (vec4<u32>(row) == 4u * (i % size4) + vec4<u32>(0, 1, 2, 3));
  penalty[place + 2u * row * size4 + i % size4] = select(entries, vec4<f32>(1.0), isOne);
}

fn isPivot(value: f32, floor: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u && value > 0.0 && value >= floor;
}


/** One tile: `place` becomes `source` (if kept) ± XᵀY, and the tile at `mirror` its transpose (if mirrored). */
struct Task {
  needed: bool,
  place: u32,
  source: u32,
  stride: u32,
  keep: bool,
  x: u32,
  xStride: u32,
  y: u32,
  yStride: u32,
  count: u32,
  mirrored: bool,
  mirror: u32,
  mirrorStride: u32,
  /** The tile goes to the workspace. */
  handedOn: bool,
  /** Its columns are steps, and keep the rows of directions up to their own; this is where the tile starts. */
  inSteps: bool,
  row: u32,
  column: u32,
}

/** A tile of Ã, one of AK less the given one. */
fn writeDirections(place: u32, source: u32, stride: u32, tile: Tile) {
  var vectors = vectorsOf(tile);
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    let offset = i / 2u * stride + i % 2u;
    work[place + offset] = penalty[source + offset] - vectors[i];
  }
}

/** A tile of W: zeros where the direction of the row comes after the step of the column. */
fn writeSteps(place: u32, stride: u32, row: u32, column: u32, tile: Tile) {
  var vectors = vectorsOf(tile);
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    let steps = column + 4u * (i % 2u) + vec4<u32>(1, 2, 3, 4);
    let kept = steps * settings.R > vec4<u32>(row + i / 2u);
    penalty[place + i / 2u * stride + i % 2u] = select(vec4<f32>(), vectors[i], kept);
  }
}

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let size = sizes();
  let segment = segmentOf(group, segmentLength(size));
  let head = segment.head;
  if (head >= settings.heads) { return; }
  let D4 = size.D4;
  // Penalty directions of a chunk.
  let N4 = paddedVectors(settings.steps * settings.R);
  let asked4 = 2u * size.C4;
  let columns4 = N4 + asked4;
  let right4 = asked4 + D4;
  let A = segment.place;
  let UK = A + 4u * D4 * D4 + gramLength(size);
  let AU = UK + 4u * D4 * columns4;
  let AK = AU + 4u * D4 * N4;
  // [G | ·], which becomes [Lᵀ | L⁻¹], L⁻ᵀ, and [UᵀAK | UᵀA]; W, and Yᵀ where AU was
  let factor = AK + 4u * asked4 * D4;
  let flipped = factor + 8u * N4 * N4;
  let right = flipped + 4u * N4 * N4;
  let W = right + 4u * N4 * right4;
  let Y = AU;
  var dropped = 0.0;

  // A is symmetric: its rows are its columns. Segments have theirs already.
  let rows = stateRows(head);
  if (settings.segments == 1u) {
    for (var i = id; i < 4u * D4 * D4; i += 8u) {
      penalty[A + i] = stateColumn(rows + 4u * (i % D4), rows + settings.D, i / D4);
      if (settings.begin == 0u) { penalty[A + i] = firstInverse(i / D4, i % D4); }
    }
  }

  let chunks = chunksOf(segment.index, settings.begin, settings.end);
  for (var c = chunks.x; c < chunks.y; c++) {
    let span = chunkSpan(c);
    let first = head * settings.T + span.start;
    let end = head * settings.T + span.end;
    let record = recordPlace(head, c);
    let directions = record + settings.directions;
    for (var i = id; i < 4u * D4 * D4; i += 8u) { work[record + i] = penalty[A + i]; }

    for (var i = id; i < 4u * D4 * columns4; i += 8u) {
      let row = i % (4u * D4);
      let column = i / (4u * D4);
      var value = vec4<f32>();
      if (column < N4) {
        value = uColumn(first * settings.R + 4u * column, end * settings.R, row);
      } else if (column < N4 + size.C4) {
        value = kColumn(first + 4u * (column - N4), end, row);
      } else { value = qColumn(first + 4u * (column - N4 - size.C4), end, row); }
      penalty[UK + row * columns4 + column] = value;
    }
    storageBarrier();

    for (var stage = 0u; stage < 4u; stage++) {
      let n = D4 / 2u;
      let directionTiles = asked4 / 2u * n;
      var tiles = columns4 * D4 / 4u;
      if (stage == 1u) { tiles = N4 * columns4 / 4u; }
      if (stage == 2u) { tiles = N4 * right4 / 4u; }
      if (stage == 3u) { tiles = directionTiles + n * (n + 1u) / 2u; }

      for (var i = id; i < tiles; i += 8u) {
        var task = Task();
        task.needed = true;
        if (stage == 0u) {
          // A[U | K], transposed, and AU
          let row = 2u * (i / n);
          let column = 2u * (i % n);
          let isU = row < N4;
          task.stride = select(D4, right4, isU);
          task.place = select(AK + 4u * (row - N4) * D4, right + 4u * row * right4 + asked4, isU) + column;
          task.x = UK + row;
          task.xStride = columns4;
          task.y = A + column;
          task.yStride = D4;
          task.count = 4u * D4;
          task.mirrored = isU;
          task.mirror = AU + 4u * column * N4 + row;
          task.mirrorStride = N4;
        } else if (stage == 1u) {
          // G and UᵀAK on and above the diagonals
          let row = 2u * (i / (columns4 / 2u));
          let column = 2u * (i % (columns4 / 2u));
          let isG = column < N4;
          task.needed = select((4u * ((column - N4) % size.C4) + 8u) * settings.R > 4u * row, column >= row, isG);
          task.stride = select(right4, 2u * N4, isG);
          task.place = select(right + 4u * row * right4 + column - N4, factor + 8u * row * N4 + column, isG);
          task.x = AU + row;
          task.xStride = N4;
          task.y = UK + column;
          task.yStride = columns4;
          task.count = 4u * D4;
        } else if (stage == 2u) {
          // [W | Yᵀ] = L⁻¹[UᵀAK | UᵀA]
          let row = 2u * (i / (right4 / 2u));
          let column = 2u * (i % (right4 / 2u));
          task.inSteps = column < asked4;
          task.needed = !task.inSteps || (4u * (column % size.C4) + 8u) * settings.R > 4u * row;
          task.stride = select(D4, asked4, task.inSteps);
          task.place = select(Y + 4u * row * D4 + column - asked4, W + 4u * row * asked4 + column, task.inSteps);
          task.row = 4u * row;
          task.column = 4u * (column % size.C4);
          task.x = flipped + row;
          task.xStride = N4;
          task.y = right + column;
          task.yStride = right4;
          task.count = 4u * row + 8u;
        } else {
          // Ã = AK − YW and A ← A − YYᵀ
          let isDirection = i < directionTiles;
          let at = 2u * select(upperTile(i - directionTiles, n), vec2<u32>(i / n, i % n), isDirection);
          let offset = 4u * at.x * D4 + at.y;
          task.stride = D4;
          task.keep = true;
          task.place = select(A, directions, isDirection) + offset;
          task.source = select(A, AK, isDirection) + offset;
          task.x = select(Y, W, isDirection) + at.x;
          task.xStride = select(D4, asked4, isDirection);
          task.y = Y + at.y;
          task.yStride = D4;
          task.count = select(4u * N4, min(4u * N4, (4u * (at.x % size.C4) + 8u) * settings.R), isDirection);
          task.handedOn = isDirection;
          if (isDirection && at.x >= size.C4) {
            task.place = record + settings.queries + 4u * (at.x - size.C4) * D4 + at.y;
          }
          task.mirrored = !isDirection && at.x != at.y;
          task.mirror = A + 4u * at.y * D4 + at.x;
          task.mirrorStride = D4;
        }
        if (task.needed) {
          let tile = product(task.x, task.xStride, task.y, task.yStride, task.count);
          if (task.handedOn) {
            writeDirections(task.place, task.source, task.stride, tile);
          } else if (task.inSteps) {
            writeSteps(task.place, task.stride, task.row, task.column, tile);
          } else {
            addMirrored(task.place, task.source, task.stride, task.keep, select(1.0, -1.0, task.keep), tile,
              task.mirrored, task.mirror, task.mirrorStride);
          }
        }
      }
      storageBarrier();
      if (stage == 1u) {
        dropped += invertFactor(SquarePair(factor, N4, 1.0, 4u * N4, true, flipped), id, settings.deltaFloor);
      }
    }

    for (var i = id; i < 4u * N4 * D4; i += 8u) { work[record + 4u * D4 * D4 + i] = penalty[Y + i]; }
    if (span.nudged) {
      for (var d = id; d < settings.D; d += 8u) {
        penalty[A + d * D4 + d / 4u][d % 4u] += settings.epsilon;
      }
    }
  }

  let last = settings.lastInverse + head * settings.edge;
  for (var i = id; i < 4u * D4 * D4; i += 8u) { work[last + i] = penalty[A + i]; }
  if (id == 0u) { recordDropped(head, dropped); }
  if (segment.index + 1u < settings.segments) { return; }
  storageBarrier();
  for (var i = id; i < settings.D * settings.D; i += 8u) {
    let column = i % settings.D;
    state[rows * settings.D + i] = penalty[A + i / settings.D * D4 + column / 4u][column % 4u];
  }
}
