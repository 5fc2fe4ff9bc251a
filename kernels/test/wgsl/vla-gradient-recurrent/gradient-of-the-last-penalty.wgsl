// VLA gradient, recurrent, on a software device: gradient of the last penalty

struct Settings {
  invocations: u32,
  blocks: u32,
  D: u32,
}
@group(0) @binding(0) var<storage, read> G: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> A: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> P: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> settings: Settings;

fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * 65535u) * 8u + id;
  if (index >= settings.invocations) { return; }
  let blocks = settings.blocks;
  let head = index / blocks;
  let four = index % blocks;
  let first = head * settings.D;
  let row = first + 4u * four;
  let last = first + settings.D - 1u;
  var X: array<mat4x4<f32>, 4>;
  var changed: array<mat4x4<f32>, 4>;
  for (var i = 0u; i < settings.D; i++) {
    let column = A[(first + i) * 4u + four];
    {  changed[0u] += outerBlock(column, G[(first + i) * 4u + 0u]); }
    {  changed[1u] += outerBlock(column, G[(first + i) * 4u + 1u]); }
    {  changed[2u] += outerBlock(column, G[(first + i) * 4u + 2u]); }
    {  changed[3u] += outerBlock(column, G[(first + i) * 4u + 3u]); }
  }
  for (var i = 0u; i < settings.D; i++) {
    let column = changed[i / 4u][i % 4u];
    {  X[0u] += outerBlock(column, A[(first + i) * 4u + 0u]); }
    {  X[1u] += outerBlock(column, A[(first + i) * 4u + 1u]); }
    {  X[2u] += outerBlock(column, A[(first + i) * 4u + 2u]); }
    {  X[3u] += outerBlock(column, A[(first + i) * 4u + 3u]); }
  }
  for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; P[(row + 0u + c) * 4u + j] = line; } } }
}
