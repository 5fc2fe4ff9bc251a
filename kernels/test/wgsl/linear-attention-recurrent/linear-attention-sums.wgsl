// linear attention, recurrent, on a software device: linear attention sums

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  rows: u32,
  blocks: u32,
}
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> memory: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> normalizer: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;
@group(0) @binding(6) var<storage, read_write> denominator: array<f32>;
@group(0) @binding(7) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * 65535u) * 32u + id;
  if (index >= settings.rows) { return; }
  let head = index / 17u;
  let i = index % 17u;
  let row = head * 16u + i;
  let sums = i == 16u;
  let T = settings.T;
  let blocks = settings.blocks;
  var S: array<vec4<f32>, 4>;
  for (var j = 0u; j < blocks; j++) {
    if (sums) { S[j] = normalizer[head * 4u + j]; } else { S[j] = memory[row * 4u + j]; }
  }
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * T + t;
    var value = 1.0;
    if (!sums) { value = v[token * 16u + i]; }
    var o = 0.0;
    for (var j = 0u; j < blocks; j++) {
      let s = S[j] + value * k[token * 4u + j];
      S[j] = s;
      o += dot(s, q[token * 4u + j]);
    }
    if (sums) { denominator[token] = o; } else { output[token * 16u + i] = o; }
  }
  for (var j = 0u; j < blocks; j++) {
    if (sums) { normalizer[head * 4u + j] = S[j]; } else { memory[row * 4u + j] = S[j]; }
  }
}
