// linear attention gradient, recurrent, on a software device: values and a 1

struct Settings {
  tokens: u32,
  size: u32,
}
@group(0) @binding(0) var<storage, read> v: array<f32>;
@group(0) @binding(1) var<storage, read_write> values: array<f32>;
@group(0) @binding(2) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (group.x + group.z * 65535u) * 32u + id;
  if (token >= settings.tokens) { return; }
  let size = settings.size;
  for (var i = 0u; i < size; i++) { values[token * (size + 1u) + i] = v[token * size + i]; }
  values[token * (size + 1u) + size] = 1.0;
}
