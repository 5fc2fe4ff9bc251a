// linear attention gradient, recurrent, on a software device: gradient of the answers

struct Settings {
  tokens: u32,
  size: u32,
  epsilon: f32,
}
@group(0) @binding(0) var<storage, read> outputGradient: array<f32>;
@group(0) @binding(1) var<storage, read_write> answers: array<f32>;
@group(0) @binding(2) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (group.x + group.z * 65535u) * 32u + id;
  if (token >= settings.tokens) { return; }
  let size = settings.size;
  let first = token * (size + 1u);
  let n = answers[first + size] + settings.epsilon;
  var slope = 0.0;
  for (var i = 0u; i < size; i++) {
    let c = outputGradient[token * size + i] / n;
    slope -= answers[first + i] * c / n;
    answers[first + i] = c;
  }
  answers[first + size] = slope;
}
