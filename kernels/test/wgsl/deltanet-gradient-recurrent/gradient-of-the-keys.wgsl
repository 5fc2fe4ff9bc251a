// DeltaNet gradient, recurrent, on a software device: gradient of the keys

struct Settings {
  tokens: u32,
  D: u32,
}
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> beta: array<f32>;
@group(0) @binding(2) var<storage, read> directionGradient: array<f32>;
@group(0) @binding(3) var<storage, read> erased: array<f32>;
@group(0) @binding(4) var<storage, read_write> kGradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> betaGradient: array<f32>;
@group(0) @binding(6) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (group.x + group.z * 65535u) * 32u + id;
  if (token >= settings.tokens) { return; }
  let first = token * settings.D;
  var strength = 0.0;
  for (var i = first; i < first + settings.D; i++) {
    strength += directionGradient[i] * k[i];
    kGradient[i] = beta[token] * directionGradient[i] - erased[i];
  }
  betaGradient[token] = strength;
}
