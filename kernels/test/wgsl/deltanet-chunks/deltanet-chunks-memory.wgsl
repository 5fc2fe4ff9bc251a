// DeltaNet, chunks, on a software device: DeltaNet chunks, memory

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
}
@group(0) @binding(0) var<storage, read> v: array<f32>;
@group(0) @binding(1) var<storage, read_write> state: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(0) @binding(3) var<storage, read_write> work: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> settings: Settings;

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


fn vAt(row: u32, end: u32, column: u32) -> f32 {
  if (row < end && column < settings.Dv) { return v[row * settings.Dv + column]; }
  return 0.0;
}

fn vColumn(row: u32, end: u32, column: u32) -> vec4<f32> {
  return vec4<f32>(
    vAt(row, end, column), vAt(row + 1u, end, column),
    vAt(row + 2u, end, column), vAt(row + 3u, end, column));
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
    let left = work[yAt];
    let right = work[yAt + 1u];
    let upper = work[xAt];
    let lower = work[xAt + 1u];
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
    let before = select(vec4<f32>(), work[source + offset], keep);
    work[place + offset] = before + sign * vectors[i];
  }
}

/** Copies a tile and transposes it. */
fn copyFlipped(place: u32, stride: u32, source: u32, sourceStride: u32) {
  for (var i = 0u; i < 2u * settings.tileRows; i++) {
    work[place + i / 2u * stride + i % 2u] = columnAt(source + 4u * (i % 2u) * sourceStride, sourceStride, i / 2u);
  }
}

/** Four numbers of a column, from the row at `place` on. */
fn columnAt(place: u32, stride: u32, column: u32) -> vec4<f32> {
  let at = place + column / 4u;
  let c = column % 4u;
  return vec4<f32>(work[at][c], work[at + stride][c], work[at + 2u * stride][c], work[at + 3u * stride][c]);
}

fn readBlock(place: u32, stride: u32) -> mat4x4<f32> {
  return mat4x4<f32>(work[place], work[place + stride], work[place + 2u * stride], work[place + 3u * stride]);
}

fn writeBlock(place: u32, stride: u32, block: mat4x4<f32>) {
  work[place] = block[0];
  work[place + stride] = block[1];
  work[place + 2u * stride] = block[2];
  work[place + 3u * stride] = block[3];
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


fn solveErrors(place: u32, stride: u32, overlap: u32, overlapStride: u32, blocks: u32) {
  for (var block = 0u; block < blocks; block++) {
    let row = place + 4u * block * stride;
    var own = readBlock(row, stride);
    var past = overlap + block;
    for (var above = place; above < row; above += stride) {
      own -= outer(work[past], work[above]);
      past += overlapStride;
    }
    let past0 = work[past];
    let past1 = work[past + overlapStride];
    let past2 = work[past + 2u * overlapStride];
    own[1] -= past0.y * own[0];
    own[2] -= past0.z * own[0] + past1.z * own[1];
    own[3] -= past0.w * own[0] + past1.w * own[1] + past2.w * own[2];
    writeBlock(row, stride, own);
  }
}


@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let size = sizes();
  let D4 = size.D4;
  let C4 = size.C4;
  let values4 = settings.values4;
  let firstValue = group.y * 4u * values4;
  let values = min(4u * values4, settings.Dv - firstValue);
  let S = memoryPlace(size, head * settings.valueTiles + group.y);
  let E = S + 4u * D4 * values4;
  let O = E + 4u * C4 * values4;

  let stateRows = settings.rowsBefore + head * settings.Dv + firstValue;
  for (var i = id; i < 4u * D4 * values4; i += 8u) {
    let row = i % (4u * D4);
    let column = i / (4u * D4);
    work[S + row * values4 + column] = stateColumn(stateRows + 4u * column, stateRows + values, row);
  }
  storageBarrier();

  for (var c = settings.begin; c < settings.end; c++) {
    let span = chunkSpan(c);
    let first = head * settings.T + span.start;
    let end = head * settings.T + span.end;
    let KQ = chunkPlace(size, head, c);
    let alpha = KQ + 8u * D4 * C4;
    let overlap = alpha + 8u * D4 * C4;

    // Vᵀ
    for (var i = id; i < 4u * C4 * values4; i += 8u) {
      let row = first + i / values4;
      let column = firstValue + 4u * (i % values4);
      work[E + i] = vec4<f32>(
        vAt(row, end, column), vAt(row, end, column + 1u), vAt(row, end, column + 2u), vAt(row, end, column + 3u));
    }
    storageBarrier();

    for (var stage = 0u; stage < 2u; stage++) {
      let rows4 = select(C4 + D4, 2u * C4, stage == 0u);
      for (var i = id; i < rows4 * values4 / 4u; i += 8u) {
        let row = 2u * (i / (values4 / 2u));
        let column = 2u * (i % (values4 / 2u));
        // V − SK and SQ, transposed; E and O follow each other
        let isError = row < C4;
        var place = E + 4u * row * values4 + column;
        var x = KQ + row;
        var xStride = 2u * C4;
        var y = S + column;
        var count = 4u * D4;
        if (stage == 1u) {
          // SQ + E triu(αᵀQ) and S + Eαᵀ, transposed
          let isOutput = row < C4;
          place = select(S + 4u * (row - C4) * values4, O + 4u * row * values4, isOutput) + column;
          x = select(alpha + row - C4, overlap + C4 + row, isOutput);
          xStride = select(D4, 2u * C4, isOutput);
          y = E + column;
          count = select(4u * C4, 4u * row + 8u, isOutput);
        } else if (isError && settings.residual == 0u) {
          count = 0u;
        }
        let keep = stage == 1u || isError;
        let sign = select(1.0, -1.0, stage == 0u && isError);
        addTile(place, place, values4, keep, sign, product(x, xStride, y, values4, count));
      }
      storageBarrier();
      if (stage == 0u && settings.residual == 1u) {
        for (var column = id; column < values4; column += 8u) {
          solveErrors(E + column, values4, overlap, 2u * C4, C4);
        }
        storageBarrier();
      }
    }

    for (var i = id; i < (end - first) * values; i += 8u) {
      let step = i / values;
      let value = i % values;
      let place = (first + step) * settings.Dv + firstValue + value;
      output[place] = work[O + step * values4 + value / 4u][value % 4u];
      
    }
    storageBarrier();
  }

  for (var i = id; i < values * settings.D; i += 8u) {
    let value = i / settings.D;
    state[stateRows * settings.D + i] = work[S + i % settings.D * values4 + value / 4u][value % 4u];
  }
}
