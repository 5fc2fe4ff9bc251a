// linear attention, recurrent, on a software device: linear attention quotients

struct Settings {
  outputs: u32,
  epsilon: f32,
}
@group(0) @binding(0) var<storage, read_write> output: array<f32>;
@group(0) @binding(1) var<storage, read> denominator: array<f32>;
@group(0) @binding(2) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * 32u;
  for (var index = invocation.x; index < settings.outputs; index += stride) {
    output[index] /= denominator[index / 16u] + settings.epsilon;
  }
}
