// VLA gradient, every option, on a software device: A at the start

struct Settings {
  tokens: u32,
  rows: u32,
  columns: u32,
  offset: u32,
  diagonal: f32,
}
@group(0) @binding(0) var<storage, read_write> matrix: array<f32>;
@group(0) @binding(1) var<storage, read> given: array<f32>;
@group(0) @binding(2) var<uniform> settings: Settings;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (group.x + group.z * 65535u) * 32u + id;
  if (token >= settings.tokens) { return; }
  
  let row = token % settings.rows;
  for (var column = 0u; column < settings.columns; column++) {
    matrix[settings.offset + token * settings.columns + column] = given[token * settings.columns + column];
  }
}
