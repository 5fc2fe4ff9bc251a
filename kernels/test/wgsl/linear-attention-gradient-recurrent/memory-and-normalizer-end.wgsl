// linear attention gradient, recurrent, on a software device: memory and normalizer: end

struct Settings {
  tokens: u32,
  size: u32,
  D: u32,
}
@group(0) @binding(0) var<storage, read> finalMemoryGradient: array<f32>;
@group(0) @binding(1) var<storage, read> finalNormalizerGradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> end: array<f32>;
@group(0) @binding(3) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (group.x + group.z * 65535u) * 32u + id;
  if (token >= settings.tokens) { return; }
  let size = settings.size;
  let D = settings.D;
  for (var i = 0u; i < size; i++) { end[token * (size + D) + i] = finalMemoryGradient[token * size + i]; }
  for (var i = 0u; i < D; i++) { end[token * (size + D) + size + i] = finalNormalizerGradient[token * D + i]; }
}
