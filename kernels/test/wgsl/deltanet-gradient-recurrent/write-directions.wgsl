// DeltaNet gradient, recurrent, on a software device: write directions

struct Settings {
  tokens: u32,
  D: u32,
}
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> beta: array<f32>;
@group(0) @binding(2) var<storage, read_write> directions: array<f32>;
@group(0) @binding(3) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (group.x + group.z * 65535u) * 32u + id;
  if (token >= settings.tokens) { return; }
  let first = token * settings.D;
  for (var i = first; i < first + settings.D; i++) { directions[i] = beta[token] * k[i]; }
}
