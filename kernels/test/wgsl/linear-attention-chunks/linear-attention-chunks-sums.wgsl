// linear attention, chunks, on a software device: linear attention chunks, sums

struct Settings {
  begin: u32,
  end: u32,
  firstChunk: u32,
  chunks: u32,
  heads: u32,
  T: u32,
  D: u32,
  Dv: u32,
  steps: u32,
  epsilon: f32,
  edge: u32,
  firstHead: u32,
}
@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> pairs: array<vec4<f32>>;
@group(0) @binding(5) var<uniform> settings: Settings;

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


@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let chunk = chunkOf(group);
  if (!chunk.needed) { return; }
  let D = settings.D;
  let Dv = settings.Dv;
  let width = padded(D);
  let sumTiles = padded(Dv + 1u) / 8u * (width / 8u);
  let sumGroups = (sumTiles + 7u) / 8u;
  var x0 = vec4<f32>();
    var x1 = vec4<f32>();
    var x2 = vec4<f32>();
    var x3 = vec4<f32>();
    var x4 = vec4<f32>();
    var x5 = vec4<f32>();
    var x6 = vec4<f32>();
    var x7 = vec4<f32>();
    var x8 = vec4<f32>();
    var x9 = vec4<f32>();
    var x10 = vec4<f32>();
    var x11 = vec4<f32>();
    var x12 = vec4<f32>();
    var x13 = vec4<f32>();
    var x14 = vec4<f32>();
    var x15 = vec4<f32>();
  if (group.x < sumGroups) {
    let tile = group.x * 8u + id;
    if (tile >= sumTiles) { return; }
    let i = 8u * (tile / (width / 8u));
    let j = 8u * (tile % (width / 8u));
    let i0 = min(i + 0u, Dv - 1u);
    let i1 = min(i + 1u, Dv - 1u);
    let i2 = min(i + 2u, Dv - 1u);
    let i3 = min(i + 3u, Dv - 1u);
    let i4 = min(i + 4u, Dv - 1u);
    let i5 = min(i + 5u, Dv - 1u);
    let i6 = min(i + 6u, Dv - 1u);
    let i7 = min(i + 7u, Dv - 1u);
    let j0 = min(j + 0u, D - 1u);
    let j1 = min(j + 1u, D - 1u);
    let j2 = min(j + 2u, D - 1u);
    let j3 = min(j + 3u, D - 1u);
    let j4 = min(j + 4u, D - 1u);
    let j5 = min(j + 5u, D - 1u);
    let j6 = min(j + 6u, D - 1u);
    let j7 = min(j + 7u, D - 1u);
    let one0 = vec4<u32>(i) + vec4<u32>(0, 1, 2, 3) >= vec4<u32>(Dv); let one4 = vec4<u32>(i) + vec4<u32>(4, 5, 6, 7) >= vec4<u32>(Dv);
    for (var t = chunk.first; t < chunk.end; t++) {
      let left = vec4<f32>(k[t * D + j0], k[t * D + j1], k[t * D + j2], k[t * D + j3]);
      let right = vec4<f32>(k[t * D + j4], k[t * D + j5], k[t * D + j6], k[t * D + j7]);
      let upper = select(vec4<f32>(v[t * Dv + i0], v[t * Dv + i1], v[t * Dv + i2], v[t * Dv + i3]), vec4<f32>(1.0), one0);
      let lower = select(vec4<f32>(v[t * Dv + i4], v[t * Dv + i5], v[t * Dv + i6], v[t * Dv + i7]), vec4<f32>(1.0), one4);
      x0 += upper.x * left; x1 += upper.x * right;
    x2 += upper.y * left; x3 += upper.y * right;
    x4 += upper.z * left; x5 += upper.z * right;
    x6 += upper.w * left; x7 += upper.w * right;
    x8 += lower.x * left; x9 += lower.x * right;
    x10 += lower.y * left; x11 += lower.y * right;
    x12 += lower.z * left; x13 += lower.z * right;
    x14 += lower.w * left; x15 += lower.w * right;
    }
    var tileRows = array<vec4<f32>, 16>(x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15);
    let place = (sumsPlace(chunk.index) + i * width + j) / 4u;
    for (var n = 0u; n < 2u * settings.edge; n++) { sums[place + n / 2u * (width / 4u) + n % 2u] = tileRows[n]; }
    return;
  }

  // The tiles on and below the diagonal, row by row.
  let tile = (group.x - sumGroups) * 8u + id;
  var row = u32((sqrt(8.0 * f32(tile) + 1.0) - 1.0) / 2.0);
  if ((row + 1u) * (row + 2u) / 2u <= tile) { row += 1u; }
  if (row * (row + 1u) / 2u > tile) { row -= 1u; }
  let i = 8u * row;
  let j = 8u * (tile - row * (row + 1u) / 2u);
  if (chunk.first + i >= chunk.end) { return; }
  let i0 = min(chunk.first + i + 0u, chunk.end - 1u) * D;
    let i1 = min(chunk.first + i + 1u, chunk.end - 1u) * D;
    let i2 = min(chunk.first + i + 2u, chunk.end - 1u) * D;
    let i3 = min(chunk.first + i + 3u, chunk.end - 1u) * D;
    let i4 = min(chunk.first + i + 4u, chunk.end - 1u) * D;
    let i5 = min(chunk.first + i + 5u, chunk.end - 1u) * D;
    let i6 = min(chunk.first + i + 6u, chunk.end - 1u) * D;
    let i7 = min(chunk.first + i + 7u, chunk.end - 1u) * D;
  let j0 = min(chunk.first + j + 0u, chunk.end - 1u) * D;
    let j1 = min(chunk.first + j + 1u, chunk.end - 1u) * D;
    let j2 = min(chunk.first + j + 2u, chunk.end - 1u) * D;
    let j3 = min(chunk.first + j + 3u, chunk.end - 1u) * D;
    let j4 = min(chunk.first + j + 4u, chunk.end - 1u) * D;
    let j5 = min(chunk.first + j + 5u, chunk.end - 1u) * D;
    let j6 = min(chunk.first + j + 6u, chunk.end - 1u) * D;
    let j7 = min(chunk.first + j + 7u, chunk.end - 1u) * D;
  for (var d = 0u; d < D; d++) {
    let left = vec4<f32>(k[j0 + d], k[j1 + d], k[j2 + d], k[j3 + d]);
      let right = vec4<f32>(k[j4 + d], k[j5 + d], k[j6 + d], k[j7 + d]);
      let upper = vec4<f32>(q[i0 + d], q[i1 + d], q[i2 + d], q[i3 + d]);
      let lower = vec4<f32>(q[i4 + d], q[i5 + d], q[i6 + d], q[i7 + d]);
      x0 += upper.x * left; x1 += upper.x * right;
    x2 += upper.y * left; x3 += upper.y * right;
    x4 += upper.z * left; x5 += upper.z * right;
    x6 += upper.w * left; x7 += upper.w * right;
    x8 += lower.x * left; x9 += lower.x * right;
    x10 += lower.y * left; x11 += lower.y * right;
    x12 += lower.z * left; x13 += lower.z * right;
    x14 += lower.w * left; x15 += lower.w * right;
  }
  var tileRows = array<vec4<f32>, 16>(x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15);
  let stride = padded(settings.steps);
  let place = (pairsPlace(chunk.index) + i * stride + j) / 4u;
  for (var n = 0u; n < 2u * settings.edge; n++) {
    let before = j + n % 2u * 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(i + n / 2u);
    pairs[place + n / 2u * (stride / 4u) + n % 2u] = select(vec4<f32>(), tileRows[n], before);
  }
}
