// gated delta rule gradient, recurrent, on a software device: vectors of a token

struct Settings {
  tokens: u32,
  D: u32,
  Dv: u32,
}
@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> beta: array<f32>;
@group(0) @binding(3) var<storage, read> p: array<f32>;
@group(0) @binding(4) var<storage, read> outputGradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> wide: array<f32>;
@group(0) @binding(6) var<storage, read_write> tall: array<f32>;
@group(0) @binding(7) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (group.x + group.z * 65535u) * 32u + id;
  if (token >= settings.tokens) { return; }
  let D = settings.D;
  let Dv = settings.Dv;
  for (var i = 0u; i < D; i++) {
    wide[(3u * token + 0u) * D + i] = q[token * D + i];
    wide[(3u * token + 1u) * D + i] = beta[token] * k[token * D + i];
    wide[(3u * token + 2u) * D + i] = p[token * D + i];
  }
  for (var i = 0u; i < Dv; i++) { tall[(3u * token + 0u) * Dv + i] = outputGradient[token * Dv + i]; }
}
