// gated delta rule, recurrent, on a software device: gated delta rule steps

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  blocks: u32,
  fours: u32,
}
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> beta: array<f32>;
@group(0) @binding(4) var<storage, read> gamma: array<f32>;
@group(0) @binding(5) var<storage, read_write> memory: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> output: array<vec4<f32>>;
@group(0) @binding(7) var<uniform> settings: Settings;

fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * 65535u) * 8u + id;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let head = index / settings.fours;
  let four = index % settings.fours;
  let row = head * 16u + 4u * four;
  let last = head * 16u + 15u;
  var S: array<mat4x4<f32>, 4>;
  for (var j = 0u; j < 4u; j++) {
    S[j] = transpose(mat4x4<f32>(memory[(row + 0u) * 4u + j], memory[(row + 1u) * 4u + j], memory[(row + 2u) * 4u + j], memory[(row + 3u) * 4u + j]));
  }
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * T + t;
    var read = vec4<f32>();
    read += S[0u] * k[token * 4u + 0u];
    read += S[1u] * k[token * 4u + 1u];
    read += S[2u] * k[token * 4u + 2u];
    read += S[3u] * k[token * 4u + 3u];
    let decay = gamma[token];
    let e = beta[token] * (v[token * 4u + four] - decay * read);
    var o = vec4<f32>();
    S[0u] = decay * S[0u] + outerBlock(e, k[token * 4u + 0u]); o += S[0u] * q[token * 4u + 0u];
    S[1u] = decay * S[1u] + outerBlock(e, k[token * 4u + 1u]); o += S[1u] * q[token * 4u + 1u];
    S[2u] = decay * S[2u] + outerBlock(e, k[token * 4u + 2u]); o += S[2u] * q[token * 4u + 2u];
    S[3u] = decay * S[3u] + outerBlock(e, k[token * 4u + 3u]); o += S[3u] * q[token * 4u + 3u];
    output[token * 4u + four] = o;
  }
  for (var j = 0u; j < 4u; j++) {
    let rows = transpose(S[j]);
    memory[(row + 0u) * 4u + j] = rows[0];
    memory[(row + 1u) * 4u + j] = rows[1];
    memory[(row + 2u) * 4u + j] = rows[2];
    memory[(row + 3u) * 4u + j] = rows[3];
  }
}
