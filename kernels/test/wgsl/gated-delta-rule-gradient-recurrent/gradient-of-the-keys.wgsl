// gated delta rule gradient, recurrent, on a software device: gradient of the keys

struct Settings {
  tokens: u32,
  D: u32,
  parts: u32,
}
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> beta: array<f32>;
@group(0) @binding(2) var<storage, read> directionGradient: array<f32>;
@group(0) @binding(3) var<storage, read> decayParts: array<f32>;
@group(0) @binding(4) var<storage, read_write> kGradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> betaGradient: array<f32>;
@group(0) @binding(6) var<storage, read_write> gammaGradient: array<f32>;
@group(0) @binding(7) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (group.x + group.z * 65535u) * 32u + id;
  if (token >= settings.tokens) { return; }
  let first = token * settings.D;
  var strength = 0.0;
  for (var i = first; i < first + settings.D; i++) {
    strength += directionGradient[i] * k[i];
    kGradient[i] = beta[token] * directionGradient[i];
    
  }
  betaGradient[token] = strength;
  var decay = 0.0;
  for (var i = token * settings.parts; i < (token + 1u) * settings.parts; i++) { decay += decayParts[i]; }
  gammaGradient[token] = decay;
}
