// VLA gradient, chunks, on a graphics card: gradient of the memory

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
@group(0) @binding(1) var<uniform> settings: Settings;

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


@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let D4 = settings.D4;
  let V4 = settings.V4;
  let C4 = settings.C4;
  let N4 = settings.N4;
  let RT = edgeOf(settings.heads) + head * settings.space;
  let dO = RT + 4u * D4 * V4;
  let F = dO + 4u * C4 * V4;
  let R = F + 4u * C4 * V4;
  let Q = R + 4u * V4 * D4;
  let K = Q + 4u * C4 * D4;
  let KQT = K + 4u * C4 * D4;
  let alphaT = KQT + 4u * 2u * D4 * C4;
  let QA = alphaT + 4u * D4 * C4;
  let KA = QA + 4u * C4 * C4;
  let WT = KA + 4u * C4 * C4;
  let OFT = WT + 4u * 2u * V4 * C4;
  let ET = OFT + 4u * 2u * C4 * C4;
  let OE = ET + 4u * V4 * C4;
  let FE = OE + 4u * C4 * C4;
  let dA = FE + 4u * C4 * C4;
  let edge = edgeOf(head);
  for (var step = settings.begin; step < settings.end; step++) {
    let chunk = settings.chunks - 1u - step;
    let record = recordOf(head, chunk);
    
    for (var stage = 0u; stage < 7u; stage++) {
      var tiles = 0u;
      if (stage == 0u) { tiles = C4 * D4 / 4u + C4 * D4 / 4u + C4 * D4 / 4u + C4 * V4 / 4u + V4 * C4 / 4u + select(0u, V4, step == 0u) * D4 / 4u; }
      if (stage == 1u) { tiles = C4 * C4 / 4u + C4 * C4 / 4u + C4 * C4 / 4u; }
      if (stage == 2u) { tiles = C4 * V4 / 4u; }
      if (stage == 3u) { tiles = C4 * V4 / 4u; }
      if (stage == 4u) { tiles = C4 * C4 / 4u; }
      if (stage == 5u) { tiles = C4 * D4 / 4u + C4 * D4 / 4u + C4 * D4 / 4u; }
      if (stage == 6u) { tiles = V4 * D4 / 4u; }
      
      for (var i = id; i < tiles; i += 64u) {
        var task = Task();
        var at = i;
        var width = 1u;
        if (stage == 0u) { if (at < C4 * D4 / 4u) { width = D4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, record.Q, D4, Q, D4, KQT + C4, 2u * C4, false, 0u, 0u, 0u, 0u); } else { at -= C4 * D4 / 4u; if (at < C4 * D4 / 4u) { width = D4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, record.K, D4, K, D4, KQT, 2u * C4, false, 0u, 0u, 0u, 0u); } else { at -= C4 * D4 / 4u; if (at < C4 * D4 / 4u) { width = D4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, record.alpha, D4, 0u, 0u, alphaT, C4, false, 0u, 0u, 0u, 0u); } else { at -= C4 * D4 / 4u; if (at < C4 * V4 / 4u) { width = V4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, record.dO, V4, dO, V4, WT, 2u * C4, false, 0u, 0u, 0u, 0u); } else { at -= C4 * V4 / 4u; if (at < V4 * C4 / 4u) { width = C4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, record.ET, C4, ET, C4, 0u, 0u, false, 0u, 0u, 0u, 0u); } else { at -= V4 * C4 / 4u; width = D4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, edge, D4, R, D4, RT, V4, false, 0u, 0u, 0u, 0u); } } } } } }
      if (stage == 1u) { if (at < C4 * C4 / 4u) { width = C4 / 2u;
          task = Task(KQT, 2u * C4, alphaT, C4, 4u * D4, 1.0, 0u, 0u, KA, C4, 0u, 0u, true, 1u, 0u, 0u, 0u); } else { at -= C4 * C4 / 4u; if (at < C4 * C4 / 4u) { width = C4 / 2u;
          task = Task(KQT + C4, 2u * C4, alphaT, C4, 4u * D4, 1.0, 0u, 0u, QA, C4, 0u, 0u, true, 1u, 1u, 0u, 0u); } else { at -= C4 * C4 / 4u; width = C4 / 2u;
          task = Task(WT, 2u * C4, ET, C4, 4u * V4, 1.0, 0u, 0u, OE, C4, OFT, 2u * C4, true, 1u, 1u, 0u, 0u); } } }
      if (stage == 2u) { width = V4 / 2u;
          task = Task(alphaT, C4, RT, V4, 4u * (D4 + C4), -1.0, 0u, 0u, F, V4, 0u, 0u, false, 0u, 0u, 0u, 0u); }
      if (stage == 3u) { width = V4 / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, F, V4, record.dO, V4, WT + C4, 2u * C4, false, 0u, 0u, 0u, 0u); }
      if (stage == 4u) { width = C4 / 2u;
          task = Task(WT + C4, 2u * C4, ET, C4, 4u * V4 * settings.residual, 1.0, 0u, 0u, FE, C4, OFT + C4, 2u * C4, true, 1u, 0u, 0u, 0u); }
      if (stage == 5u) { if (at < C4 * D4 / 4u) { width = D4 / 2u;
          task = Task(ET, C4, R, D4, 4u * (V4 + 2u * C4), 1.0, 0u, 0u, dA, D4, 0u, 0u, false, 0u, 0u, 0u, 0u); } else { at -= C4 * D4 / 4u; if (at < C4 * D4 / 4u) { width = D4 / 2u;
          task = Task(WT, 2u * C4, record.S, D4, 4u * (V4 + C4), 1.0, 0u, 0u, record.Q, D4, 0u, 0u, false, 0u, 0u, 0u, 0u); } else { at -= C4 * D4 / 4u; width = D4 / 2u;
          task = Task(WT + C4, 2u * C4, record.S, D4, 4u * (V4 + C4) * settings.residual, 1.0, 0u, 0u, record.dK, D4, 0u, 0u, false, 0u, 0u, 0u, 0u); } } }
      if (stage == 6u) { width = D4 / 2u;
          task = Task(dO, V4, Q, D4, 4u * C4 * (1u + settings.residual), 1.0, R, D4, R, D4, RT, V4, false, 0u, 0u, 0u, 0u); }
      
        var tile = vec2<u32>(at / width, at % width);
        
        task = tileOf(task, 2u * tile.x, 2u * tile.y);
        finish(task, product(task.x, task.xStride, task.y, task.yStride, task.count));
      }
      storageBarrier();
      if (stage == 2u) { for (var column = id; column < settings.residual * V4; column += 64u) {
        solve(F + column, V4, KA, C4, C4, true);
      } storageBarrier(); }
      
    }
    // g in place of α
    for (var t = id; t < 4u * C4; t += 64u) {
      var squares = vec4<f32>();
      var along = vec4<f32>();
      for (var j = 0u; j < D4; j++) {
        let direction = work[record.tilde + t * D4 + j];
        squares += direction * direction;
        along += work[record.alpha + t * D4 + j] * work[dA + t * D4 + j];
      }
      let length = sqrt(dot(squares, vec4<f32>(1.0)));
      let isScaled = settings.normalized == 1u;
      // Where A k was too short to be scaled to length 1, g goes to 0 with it: as ‖α‖² = (‖A k‖ / 10⁻¹²)².
      let short = length / 1e-12;
      let scale = select(1.0, select(short * short / 1e-12, 1.0 / length, length > 1e-12), isScaled);
      let share = select(0.0, dot(along, vec4<f32>(1.0)), isScaled);
      for (var j = 0u; j < D4; j++) {
        let place = record.alpha + t * D4 + j;
        work[place] = scale * (work[dA + t * D4 + j] - share * work[place]);
      }
    }
    storageBarrier();
  }
  for (var i = id; i < 4u * V4 * D4; i += 64u) { work[edge + i] = work[R + i]; }
}
