// linear attention, chunks, on a software device: linear attention chunks, outputs

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
@group(0) @binding(1) var<storage, read> v: array<f32>;
@group(0) @binding(2) var<storage, read> sums: array<f32>;
@group(0) @binding(3) var<storage, read> pairs: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;
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
  let D = settings.D;
  let Dv = settings.Dv;
  let width = padded(D);
  let tile = group.x * 8u + id;
  let row = 8u * (tile / (padded(Dv) / 8u));
  let column = 8u * (tile % (padded(Dv) / 8u));
  if (!chunk.needed || chunk.first + row >= chunk.end) { return; }
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
  var above = vec4<f32>(settings.epsilon);
  var below = vec4<f32>(settings.epsilon);

  let state = sumsPlace(chunk.index);
  let z = state + Dv * width;
  let i0 = min(chunk.first + row + 0u, chunk.end - 1u) * D;
    let i1 = min(chunk.first + row + 1u, chunk.end - 1u) * D;
    let i2 = min(chunk.first + row + 2u, chunk.end - 1u) * D;
    let i3 = min(chunk.first + row + 3u, chunk.end - 1u) * D;
    let i4 = min(chunk.first + row + 4u, chunk.end - 1u) * D;
    let i5 = min(chunk.first + row + 5u, chunk.end - 1u) * D;
    let i6 = min(chunk.first + row + 6u, chunk.end - 1u) * D;
    let i7 = min(chunk.first + row + 7u, chunk.end - 1u) * D;
  let j0 = state + (column + 0u) * width;
    let j1 = state + (column + 1u) * width;
    let j2 = state + (column + 2u) * width;
    let j3 = state + (column + 3u) * width;
    let j4 = state + (column + 4u) * width;
    let j5 = state + (column + 5u) * width;
    let j6 = state + (column + 6u) * width;
    let j7 = state + (column + 7u) * width;
  for (var d = 0u; d < D; d++) {
    let left = vec4<f32>(sums[j0 + d], sums[j1 + d], sums[j2 + d], sums[j3 + d]);
      let right = vec4<f32>(sums[j4 + d], sums[j5 + d], sums[j6 + d], sums[j7 + d]);
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
    let weight = sums[z + d];
    above += weight * upper;
    below += weight * lower;
  }

  let stride = padded(settings.steps);
  let place = pairsPlace(chunk.index) + row * stride;
  let p0 = place + 0u * stride;
    let p1 = place + 1u * stride;
    let p2 = place + 2u * stride;
    let p3 = place + 3u * stride;
    let p4 = place + 4u * stride;
    let p5 = place + 5u * stride;
    let p6 = place + 6u * stride;
    let p7 = place + 7u * stride;
  let c0 = min(column + 0u, Dv - 1u);
    let c1 = min(column + 1u, Dv - 1u);
    let c2 = min(column + 2u, Dv - 1u);
    let c3 = min(column + 3u, Dv - 1u);
    let c4 = min(column + 4u, Dv - 1u);
    let c5 = min(column + 5u, Dv - 1u);
    let c6 = min(column + 6u, Dv - 1u);
    let c7 = min(column + 7u, Dv - 1u);
  for (var s = 0u; s < min(row + 8u, chunk.end - chunk.first); s++) {
    let token = (chunk.first + s) * Dv;
    let left = vec4<f32>(v[token + c0], v[token + c1], v[token + c2], v[token + c3]);
      let right = vec4<f32>(v[token + c4], v[token + c5], v[token + c6], v[token + c7]);
      let upper = vec4<f32>(pairs[p0 + s], pairs[p1 + s], pairs[p2 + s], pairs[p3 + s]);
      let lower = vec4<f32>(pairs[p4 + s], pairs[p5 + s], pairs[p6 + s], pairs[p7 + s]);
      x0 += upper.x * left; x1 += upper.x * right;
    x2 += upper.y * left; x3 += upper.y * right;
    x4 += upper.z * left; x5 += upper.z * right;
    x6 += upper.w * left; x7 += upper.w * right;
    x8 += lower.x * left; x9 += lower.x * right;
    x10 += lower.y * left; x11 += lower.y * right;
    x12 += lower.z * left; x13 += lower.z * right;
    x14 += lower.w * left; x15 += lower.w * right;
    above += upper;
    below += lower;
  }

  var tileRows = array<vec4<f32>, 16>(x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15);
  var denominators = array<vec4<f32>, 2>(above, below);
  for (var n = 0u; n < settings.edge * settings.edge; n++) {
    let t = n / 8u;
    let i = n % 8u;
    if (chunk.first + row + t >= chunk.end || column + i >= Dv) { continue; }
    output[(chunk.first + row + t) * Dv + column + i] = tileRows[n / 4u][n % 4u] / denominators[t / 4u][t % 4u];
  }
}
