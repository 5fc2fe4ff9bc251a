// VLA gradient, recurrent, on a software device: updates of A

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  heads: u32,
  blocks: u32,
  inverse: f32,
}
@group(0) @binding(0) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> u: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> inverse: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> updates: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> directions: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> lengths: array<f32>;
@group(0) @binding(6) var<uniform> settings: Settings;

fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}

// Two of each: one is written while the other may still be read. z, and each invocation's part of uᵀz, zᵀk and ‖Ã‖² of
// the last token.
var<workgroup> shown: array<array<vec4<f32>, 4>, 2>;
var<workgroup> sums: array<array<vec4<f32>, 2>, 2>;

@compute @workgroup_size(2)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let threads = blocks / 2u;
  let four = id * 2u;
  let row = head * 16u + 4u * four;
  let last = head * 16u + 15u;
  var X: array<mat4x4<f32>, 8>;
  if (settings.begin > 0u) { for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(inverse[min(row + 0u, last) * 4u + j], inverse[min(row + 1u, last) * 4u + j], inverse[min(row + 2u, last) * 4u + j], inverse[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(inverse[min(row + 4u, last) * 4u + j], inverse[min(row + 5u, last) * 4u + j], inverse[min(row + 6u, last) * 4u + j], inverse[min(row + 7u, last) * 4u + j])); } } else { for (var j = 0u; j < blocks; j++) {  { let on = select(0.0, settings.inverse, j == four + 0u); X[j] = mat4x4<f32>(vec4(on, 0.0, 0.0, 0.0), vec4(0.0, on, 0.0, 0.0), vec4(0.0, 0.0, on, 0.0), vec4(0.0, 0.0, 0.0, on)); }
    { let on = select(0.0, settings.inverse, j == four + 1u); X[j + 4u] = mat4x4<f32>(vec4(on, 0.0, 0.0, 0.0), vec4(0.0, on, 0.0, 0.0), vec4(0.0, 0.0, on, 0.0), vec4(0.0, 0.0, 0.0, on)); } } }
  var side = 0u;
  var scale = 0.0;
  var z0 = vec4<f32>(); var y0 = vec4<f32>(); var a0 = vec4<f32>(); var last0 = vec4<f32>();
    var z1 = vec4<f32>(); var y1 = vec4<f32>(); var a1 = vec4<f32>(); var last1 = vec4<f32>();
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * T + t;
    var shrink = 0.0;
    { let r = 0u;
      let place = token * 1u + r;
      z0 = vec4<f32>(); a0 = vec4<f32>();
    z1 = vec4<f32>(); a1 = vec4<f32>();
      { let waiting = scale * shown[side][0u];
        let penalty = u[place * 4u + 0u];
        let key = k[token * 4u + 0u]; X[0u] -= outerBlock(y0, waiting); z0 += X[0u] * penalty; a0 += X[0u] * key;
    X[0u + 4u] -= outerBlock(y1, waiting); z1 += X[0u + 4u] * penalty; a1 += X[0u + 4u] * key; }
    { let waiting = scale * shown[side][1u];
        let penalty = u[place * 4u + 1u];
        let key = k[token * 4u + 1u]; X[1u] -= outerBlock(y0, waiting); z0 += X[1u] * penalty; a0 += X[1u] * key;
    X[1u + 4u] -= outerBlock(y1, waiting); z1 += X[1u + 4u] * penalty; a1 += X[1u + 4u] * key; }
    { let waiting = scale * shown[side][2u];
        let penalty = u[place * 4u + 2u];
        let key = k[token * 4u + 2u]; X[2u] -= outerBlock(y0, waiting); z0 += X[2u] * penalty; a0 += X[2u] * key;
    X[2u + 4u] -= outerBlock(y1, waiting); z1 += X[2u + 4u] * penalty; a1 += X[2u + 4u] * key; }
    { let waiting = scale * shown[side][3u];
        let penalty = u[place * 4u + 3u];
        let key = k[token * 4u + 3u]; X[3u] -= outerBlock(y0, waiting); z0 += X[3u] * penalty; a0 += X[3u] * key;
    X[3u + 4u] -= outerBlock(y1, waiting); z1 += X[3u + 4u] * penalty; a1 += X[3u + 4u] * key; }
      side = 1u - side;
      var part = vec4<f32>();
      shown[side][four + 0u] = z0;
      part += vec4<f32>(dot(z0, u[place * 4u + (four + 0u)]), dot(z0, k[token * 4u + (four + 0u)]), dot(last0, last0), 0.0);
    shown[side][four + 1u] = z1;
      part += vec4<f32>(dot(z1, u[place * 4u + (four + 1u)]), dot(z1, k[token * 4u + (four + 1u)]), dot(last1, last1), 0.0);
      sums[side][id] = part;
      workgroupBarrier();
      var total = vec4<f32>(1.0, 0.0, 0.0, 0.0);
      for (var i = 0u; i < threads; i++) { total += sums[side][i]; }
      if (r == 0u && t > settings.begin) {
        let before = token - 1u;
        let length = max(sqrt(total.z), 1e-12);
    if (id == 0u) { lengths[before] = length; }
    let direction0 = last0 / length; directions[before * 4u + (four + 0u)] = direction0;
    let direction1 = last1 / length; directions[before * 4u + (four + 1u)] = direction1;
      }
      shrink = total.y / total.x;
      scale = 1.0 / sqrt(total.x);
      y0 = scale * z0; updates[place * 4u + (four + 0u)] = y0;
    y1 = scale * z1; updates[place * 4u + (four + 1u)] = y1;
    }
    last0 = a0 - shrink * z0;
    last1 = a1 - shrink * z1;
  }
  var total = vec4<f32>();
  var part = vec4<f32>();
  part.z += dot(last0, last0);
    part.z += dot(last1, last1);
  sums[1u - side][id] = part;
  workgroupBarrier();
  for (var i = 0u; i < threads; i++) { total += sums[1u - side][i]; }
  let before = head * T + settings.end - 1u;
  let length = max(sqrt(total.z), 1e-12);
    if (id == 0u) { lengths[before] = length; }
    let direction0 = last0 / length; directions[before * 4u + (four + 0u)] = direction0;
    let direction1 = last1 / length; directions[before * 4u + (four + 1u)] = direction1;
  for (var j = 0u; j < blocks; j++) { let waiting = scale * shown[side][j]; X[j] -= outerBlock(y0, waiting);
    X[j + 4u] -= outerBlock(y1, waiting); }
  for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; inverse[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; inverse[(row + 4u + c) * 4u + j] = line; } } }
}
