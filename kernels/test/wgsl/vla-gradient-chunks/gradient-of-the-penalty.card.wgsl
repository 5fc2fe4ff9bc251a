// VLA gradient, chunks, on a graphics card: gradient of the penalty

struct Settings {
  begin: u32,
  end: u32,
  heads: u32,
  T: u32,
  D: u32,
  Dv: u32,
  R: u32,
  steps: u32,
  D4: u32,
  V4: u32,
  C4: u32,
  N4: u32,
  chunks: u32,
  record: u32,
  edge: u32,
  space: u32,
  tileRows: u32,
  residual: u32,
  normalized: u32,
  nan: u32,
  epsilon: f32,
  errorBound: f32,
}
@group(0) @binding(0) var<storage, read_write> work: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> finalInverseGradient: array<f32>;
@group(0) @binding(2) var<uniform> settings: Settings;

/**
 * Of one head and chunk: A [D,D] and S [V,D] before it; Y and U [N,D]; α, later g, Ã, the part of dk that S has, Q, later
 * dq, and K [C,D]; Eᵀ [V,C]; V, and dO, later −dv, [C,V]. Where errors are cut, the rows of V are those of E once that is known,
 * and those of dK start with the lengths that errors had, until dk takes their place. Where S is read along A q, that is Q from the pass
 * over A on, and takes the place of K once Q is the gradient with respect to it.
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

/** Of one head: R [V,D] after the last chunk, later that before the first one; G + Gᵀ and the last A [D,D]. */
fn edgeOf(head: u32) -> u32 {
  return settings.heads * settings.chunks * settings.record + head * settings.edge;
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


/**
 * A tile XᵀY times `sign`, plus the tile at `source`, to be written at `place` and, transposed, at `mirror`; where a stride
 * is 0, there is none. Of a `masked` product the entries with column < row · ratio + offset stay, the others are zero. `row`
 * and `column` are the tile's own, in numbers.
 */
struct Task {
  x: u32, xStride: u32, y: u32, yStride: u32, count: u32,
  sign: f32,
  source: u32, sourceStride: u32,
  place: u32, stride: u32,
  mirror: u32, mirrorStride: u32,
  masked: bool, ratio: u32, offset: u32,
  row: u32, column: u32,
}

/** The task of a whole matrix becomes that of the tile at a row and a column, in vectors. */
fn tileOf(matrix: Task, row: u32, column: u32) -> Task {
  var task = matrix;
  task.x += row;
  task.y += column;
  task.source += 4u * row * matrix.sourceStride + column;
  task.place += 4u * row * matrix.stride + column;
  task.mirror += 4u * column * matrix.mirrorStride + row;
  task.row = 4u * row;
  task.column = 4u * column;
  // Nothing has to be multiplied where no entry stays.
  if (task.masked && task.column >= (task.row + settings.tileRows - 1u) * task.ratio + task.offset) { task.count = 0u; }
  return task;
}

fn finish(task: Task, tile: Tile) {
  for (var b = 0u; b < settings.tileRows / 2u; b++) {
    let down = b / 2u;
    let right = b % 2u;
    // An array with an index that varies would cost more.
    var block = tile.upperLeft;
    if (b == 1u) { block = tile.upperRight; }
    if (b == 2u) { block = tile.lowerLeft; }
    if (b == 3u) { block = tile.lowerRight; }
    block = task.sign * block;
    if (task.masked) {
      let columns = task.column + 4u * right + vec4<u32>(0, 1, 2, 3);
      let stays = (task.row + 4u * down) * task.ratio + task.offset;
      block[0] = select(vec4<f32>(), block[0], columns < vec4<u32>(stays));
      block[1] = select(vec4<f32>(), block[1], columns < vec4<u32>(stays + task.ratio));
      block[2] = select(vec4<f32>(), block[2], columns < vec4<u32>(stays + 2u * task.ratio));
      block[3] = select(vec4<f32>(), block[3], columns < vec4<u32>(stays + 3u * task.ratio));
    }
    if (task.sourceStride > 0u) {
      block += readBlock(task.source + 4u * down * task.sourceStride + right, task.sourceStride);
    }
    if (task.stride > 0u) { writeBlock(task.place + 4u * down * task.stride + right, task.stride, block); }
    if (task.mirrorStride > 0u) {
      writeBlock(task.mirror + 4u * right * task.mirrorStride + down, task.mirrorStride, transpose(block));
    }
  }
}



@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let D4 = settings.D4;
  let V4 = settings.V4;
  let C4 = settings.C4;
  let N4 = settings.N4;
  let P = edgeOf(settings.heads) + head * settings.space;
  let beta = P + 4u * D4 * D4;
  let tilde = beta + 4u * C4 * D4;
  let again = tilde + 4u * C4 * D4;
  let gT = again + 4u * C4 * D4;
  let gY = gT + 4u * D4 * C4;
  let YT = gY + 4u * N4 * C4;
  let UT = YT + 4u * D4 * N4;
  let products = UT + 4u * D4 * N4;
  let pairT = products + 4u * 2u * C4 * N4;
  let GA = pairT + 4u * 2u * D4 * C4;
  let G = edgeOf(head) + 4u * V4 * D4;
  let lastA = G + 4u * D4 * D4;
  if (settings.begin == 0u) {
    let own = head * settings.D * settings.D;
    for (var i = id; i < 4u * D4 * D4; i += 64u) {
      let row = i / D4;
      var line = vec4<f32>();
      for (var e = 0u; e < settings.tileRows / 2u; e++) {
        let column = 4u * (i % D4) + e;
        if (max(row, column) >= settings.D) { break; }
        line[e] = finalInverseGradient[own + row * settings.D + column]
          + finalInverseGradient[own + column * settings.D + row];
      }
      work[G + i] = line;
    }
    storageBarrier();
  }
  for (var step = settings.begin; step < settings.end; step++) {
    let chunk = settings.chunks - 1u - step;
    let record = recordOf(head, chunk);
    
    for (var stage = select(2u, 0u, step == 0u); stage < 8u; stage++) {
      var tiles = 0u;
      if (stage == 0u) { tiles = D4 * D4 / 4u; }
      if (stage == 1u) { tiles = D4 * D4 / 4u; }
      if (stage == 2u) { tiles = C4 * D4 / 4u + C4 * D4 / 4u + N4 * D4 / 4u + N4 * D4 / 4u; }
      if (stage == 3u) { tiles = C4 * N4 / 4u + C4 * N4 / 4u; }
      if (stage == 4u) { tiles = C4 * D4 / 4u; }
      if (stage == 5u) { tiles = C4 * N4 / 4u; }
      if (stage == 6u) { tiles = N4 * D4 / 4u; }
      if (stage == 7u) { tiles = D4 * (D4 + 2u) / 8u; }
      
      for (var i = id; i < tiles; i += 64u) {
        var task = Task();
        var at = i;
        var width = 1u;
        if (stage == 0u) { width = D4 / 2u;
          task = Task(G, D4, lastA, D4, 4u * D4, 1.0, 0u, 0u, GA, D4, 0u, 0u, false, 0u, 0u, 0u, 0u); }
      if (stage == 1u) { width = D4 / 2u;
          task = Task(GA, D4, lastA, D4, 4u * D4, 1.0, 0u, 0u, P, D4, 0u, 0u, false, 0u, 0u, 0u, 0u); }
      if (stage == 2u) { if (at < C4 * D4 / 4u) { width = D4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, record.tilde, D4, tilde, D4, pairT, 2u * C4, false, 0u, 0u, 0u, 0u); } else { at -= C4 * D4 / 4u; if (at < C4 * D4 / 4u) { width = D4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, record.alpha, D4, 0u, 0u, gT, C4, false, 0u, 0u, 0u, 0u); } else { at -= C4 * D4 / 4u; if (at < N4 * D4 / 4u) { width = D4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, record.Y, D4, 0u, 0u, YT, N4, false, 0u, 0u, 0u, 0u); } else { at -= N4 * D4 / 4u; width = D4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, record.U, D4, 0u, 0u, UT, N4, false, 0u, 0u, 0u, 0u); } } } }
      if (stage == 3u) { if (at < C4 * N4 / 4u) { width = N4 / 2u;
          task = Task(gT, C4, YT, N4, 4u * D4, -1.0, 0u, 0u, 0u, 0u, gY, C4, true, settings.R, settings.R, 0u, 0u); } else { at -= C4 * N4 / 4u; width = N4 / 2u;
          task = Task(pairT, 2u * C4, UT, N4, 4u * D4, 1.0, 0u, 0u, products, N4, 0u, 0u, true, settings.R, settings.R, 0u, 0u); } }
      if (stage == 4u) { width = D4 / 2u;
          task = Task(gT, C4, record.A, D4, 4u * (D4 + N4), 1.0, 0u, 0u, beta, D4, pairT + C4, 2u * C4, false, 0u, 0u, 0u, 0u); }
      if (stage == 5u) { width = N4 / 2u;
          task = Task(pairT + C4, 2u * C4, UT, N4, 4u * D4, 1.0, 0u, 0u, products + 4u * C4 * N4, N4, 0u, 0u, true, settings.R, settings.R, 0u, 0u); }
      if (stage == 6u) { width = D4 / 2u;
          task = Task(UT, N4, P, D4, 4u * (D4 + 2u * C4), -1.0, 0u, 0u, record.U, D4, 0u, 0u, false, 0u, 0u, 0u, 0u); }
      if (stage == 7u) { width = D4 / 2u;
          task = Task(tilde, D4, beta, D4, 8u * C4, 1.0, P, D4, P, D4, P, D4, false, 0u, 0u, 0u, 0u); }
      
        var tile = vec2<u32>(at / width, at % width);
        if (stage == 7u) { tile = upperTile(at, width); if (tile.x == tile.y) { task.mirrorStride = 0u; } }
      
        task = tileOf(task, 2u * tile.x, 2u * tile.y);
        finish(task, product(task.x, task.xStride, task.y, task.yStride, task.count));
      }
      storageBarrier();
      if (stage == 4u) { for (var i = id; i < 4u * C4 * D4; i += 64u) {
          let line = work[beta + i];
          work[again + i] = line;
          work[record.dK + i] += line;
        } storageBarrier(); }
      
    }
    
  }
  
}
