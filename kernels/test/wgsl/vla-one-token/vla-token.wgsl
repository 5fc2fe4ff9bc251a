// VLA, one token, on a software device: VLA token

struct Settings {
  size: u32,
  blocksA: u32,
  blocksS: u32,
  deltaFloor: f32,
  Dv: u32,
  leastDelta: f32,
  infinity: f32,
  heads: u32,
}
@group(0) @binding(0) var<storage, read> token: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(0) @binding(3) var<uniform> settings: Settings;

// A u, then S k; and A k, then S q.
var<workgroup> first: array<vec4<f32>, 8>;
var<workgroup> second: array<vec4<f32>, 8>;

@compute @workgroup_size(2)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let size = settings.size;
  let deltaFloor = settings.deltaFloor;
  let index = group.x + group.z * 65535u;
  if (index >= settings.heads) { return; }
  let head = index * 141u;
  let U = index * 17u;
  let K = U + 4u;
  let Q = K + 4u;
  let V = Q + 4u;
  let gain = state[head + 140u].x;

  for (var matrix = 0u; matrix < 2u; matrix++) {
    let S = matrix == 1u;
    let start = head + select(0u, 64u, S);
    let along = head + select(128u, 132u, S);
    let across = head + select(128u, 136u, S);
    let shown = select(0u, 4u, S);
    let factor = select(gain, 1.0, S);
    let x = select(U, K, S);
    let y = select(K, Q, S);
    for (var block = id; block < select(settings.blocksA, settings.blocksS, S); block += 2u) {
      let c0 = state[across + block * 2u + 0u];
    let c1 = state[across + block * 2u + 1u];
      var a0 = 0.0; var b0 = 0.0;
    var a1 = 0.0; var b1 = 0.0;
    var a2 = 0.0; var b2 = 0.0;
    var a3 = 0.0; var b3 = 0.0;
    var a4 = 0.0; var b4 = 0.0;
    var a5 = 0.0; var b5 = 0.0;
    var a6 = 0.0; var b6 = 0.0;
    var a7 = 0.0; var b7 = 0.0;
      let own = start + block * 8u * size;
      for (var j = 0u; j < size; j++) {
        let w = state[along + j];
        let xj = token[x + j];
        let yj = token[y + j];
        let n0 = state[own + 0u * size + j] + factor * (c0[0] * w);
        state[own + 0u * size + j] = n0;
        a0 += dot(n0, xj); b0 += dot(n0, yj);
    let n1 = state[own + 1u * size + j] + factor * (c0[1] * w);
        state[own + 1u * size + j] = n1;
        a1 += dot(n1, xj); b1 += dot(n1, yj);
    let n2 = state[own + 2u * size + j] + factor * (c0[2] * w);
        state[own + 2u * size + j] = n2;
        a2 += dot(n2, xj); b2 += dot(n2, yj);
    let n3 = state[own + 3u * size + j] + factor * (c0[3] * w);
        state[own + 3u * size + j] = n3;
        a3 += dot(n3, xj); b3 += dot(n3, yj);
    let n4 = state[own + 4u * size + j] + factor * (c1[0] * w);
        state[own + 4u * size + j] = n4;
        a4 += dot(n4, xj); b4 += dot(n4, yj);
    let n5 = state[own + 5u * size + j] + factor * (c1[1] * w);
        state[own + 5u * size + j] = n5;
        a5 += dot(n5, xj); b5 += dot(n5, yj);
    let n6 = state[own + 6u * size + j] + factor * (c1[2] * w);
        state[own + 6u * size + j] = n6;
        a6 += dot(n6, xj); b6 += dot(n6, yj);
    let n7 = state[own + 7u * size + j] + factor * (c1[3] * w);
        state[own + 7u * size + j] = n7;
        a7 += dot(n7, xj); b7 += dot(n7, yj);
      }
      first[shown + block * 2u + 0u] = vec4<f32>(a0, a1, a2, a3);
      second[shown + block * 2u + 0u] = vec4<f32>(b0, b1, b2, b3);
    first[shown + block * 2u + 1u] = vec4<f32>(a4, a5, a6, a7);
      second[shown + block * 2u + 1u] = vec4<f32>(b4, b5, b6, b7);
    }
  }
  // From here on what waits is written again, which all have read.
  storageBarrier();
  workgroupBarrier();

  var delta = 1.0;
  var overlap = 0.0;
  for (var j = 0u; j < size; j++) {
    let z = first[j];
    delta += dot(z, token[U + j]);
    overlap += dot(z, token[K + j]);
  }
  let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < deltaFloor;
  // An A that rounding has eaten: infinity goes into α, and from there into the output.
  let lost = delta < settings.leastDelta;
  let shrink = select(select(overlap / delta, 0.0, skipped), settings.infinity, lost);
  let addition = select(0.0, deltaFloor, skipped) + token[V + 4u].x;
  var square = 0.0;
  var alignment = 0.0;
  for (var j = 0u; j < size; j++) {
    let alpha = select(second[j] - shrink * first[j], second[j], skipped) + addition * token[K + j];
    square += dot(alpha, alpha);
    alignment += dot(alpha, token[Q + j]);
  }
  var length = sqrt(square);
  if (square > 1e36 || square < 1e-30) {
    let unit = select(1e18, 1e-18, square > 1.0);
    square = 0.0;
    for (var j = 0u; j < size; j++) {
      let alpha = unit * (select(second[j] - shrink * first[j], second[j], skipped) + addition * token[K + j]);
      square += dot(alpha, alpha);
    }
    length = sqrt(square) / unit;
  }
  let scale = 1.0 / max(length, 1e-12);

  for (var j = id; j < size; j += 2u) {
    let z = select(first[j], vec4<f32>(), skipped);
    state[head + 132u + j] = second[j] - shrink * z + addition * token[K + j];
    state[head + 128u + j] = z;
  }
  for (var block = id; block < settings.blocksS; block += 2u) {
    for (var i = 0u; i < 2u; i++) {
      let j = block * 2u + i;
      let e = scale * (token[V + j] - first[4u + j]);
      let o = second[4u + j] + e * alignment;
      state[head + 136u + j] = e;
      for (var c = 0u; c < 4u; c++) {
        if (4u * j + c < settings.Dv) { output[index * settings.Dv + 4u * j + c] = o[c]; }
      }
    }
  }
  if (id == 0u) { state[head + 140u] = vec4<f32>(select(-1.0 / delta, 0.0, skipped)); }
  if (addition != 0.0) {
    for (var row = id; row < 4u * size; row += 2u) {
      state[head + row * size + row / 4u][row % 4u] += addition;
    }
  }
}
