// gated delta rule gradient, recurrent, on a software device: errors

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  blocks: u32,
  perHead: u32,
  diagonal: f32,
  steps: u32,
}
@group(0) @binding(0) var<storage, read> wide: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> gamma: array<f32>;
@group(0) @binding(3) var<storage, read_write> states: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> tall: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> memory: array<vec4<f32>>;
@group(0) @binding(6) var<uniform> settings: Settings;

alias Part = vec4<f32>;
fn product(x: Part, y: Part) -> f32 { return dot(x, y); }

fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * 65535u) * 8u + id;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let head = index / settings.perHead;
  let four = index % settings.perHead * 2u;
  var X: array<mat4x4<f32>, 8>;
  if (settings.begin > 0u) { { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(memory[min(row + 0u, last) * 4u + j], memory[min(row + 1u, last) * 4u + j], memory[min(row + 2u, last) * 4u + j], memory[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(memory[min(row + 4u, last) * 4u + j], memory[min(row + 5u, last) * 4u + j], memory[min(row + 6u, last) * 4u + j], memory[min(row + 7u, last) * 4u + j])); } } } else { for (var j = 0u; j < blocks; j++) {  X[j] = mat4x4<f32>();
    X[j + 4u] = mat4x4<f32>(); } }
  var missed0 = Part();
    var missed1 = Part();
  var previous = head * T + settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + step;
    if (step % settings.steps == 0u) {
      for (var j = 0u; j < blocks; j++) {  X[j] += outerBlock(missed0, wide[(3u * previous + 1u) * 4u + j]);
    X[j + 4u] += outerBlock(missed1, wide[(3u * previous + 1u) * 4u + j]); }
      missed0 = Part();
    missed1 = Part();
      let before = (head * ((T + settings.steps - 1u) / settings.steps) + step / settings.steps) * 16u;
      { let row = before + 4u * four; let last = before + 15u; for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; states[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; states[(row + 4u + c) * 4u + j] = line; } } } }
    }
    let decay = gamma[token];
    var recalled0 = Part();
    var recalled1 = Part();
    { let along = wide[(3u * previous + 1u) * 4u + 0u];
    let key = wide[(3u * token + 2u) * 4u + 0u]; X[0u] = decay * (X[0u] + outerBlock(missed0, along)); recalled0 += X[0u] * key;
    X[0u + 4u] = decay * (X[0u + 4u] + outerBlock(missed1, along)); recalled1 += X[0u + 4u] * key; }
    { let along = wide[(3u * previous + 1u) * 4u + 1u];
    let key = wide[(3u * token + 2u) * 4u + 1u]; X[1u] = decay * (X[1u] + outerBlock(missed0, along)); recalled0 += X[1u] * key;
    X[1u + 4u] = decay * (X[1u + 4u] + outerBlock(missed1, along)); recalled1 += X[1u + 4u] * key; }
    { let along = wide[(3u * previous + 1u) * 4u + 2u];
    let key = wide[(3u * token + 2u) * 4u + 2u]; X[2u] = decay * (X[2u] + outerBlock(missed0, along)); recalled0 += X[2u] * key;
    X[2u + 4u] = decay * (X[2u + 4u] + outerBlock(missed1, along)); recalled1 += X[2u + 4u] * key; }
    { let along = wide[(3u * previous + 1u) * 4u + 3u];
    let key = wide[(3u * token + 2u) * 4u + 3u]; X[3u] = decay * (X[3u] + outerBlock(missed0, along)); recalled0 += X[3u] * key;
    X[3u + 4u] = decay * (X[3u + 4u] + outerBlock(missed1, along)); recalled1 += X[3u + 4u] * key; }
    missed0 = v[token * 4u + (four + 0u)] - recalled0; tall[(3u * token + 1u) * 4u + (four + 0u)] = missed0;
    missed1 = v[token * 4u + (four + 1u)] - recalled1; tall[(3u * token + 1u) * 4u + (four + 1u)] = missed1;
    previous = token;
  }
  { let along = wide[(3u * previous + 1u) * 4u + 0u]; X[0u] += outerBlock(missed0, along);
    X[0u + 4u] += outerBlock(missed1, along); }
    { let along = wide[(3u * previous + 1u) * 4u + 1u]; X[1u] += outerBlock(missed0, along);
    X[1u + 4u] += outerBlock(missed1, along); }
    { let along = wide[(3u * previous + 1u) * 4u + 2u]; X[2u] += outerBlock(missed0, along);
    X[2u + 4u] += outerBlock(missed1, along); }
    { let along = wide[(3u * previous + 1u) * 4u + 3u]; X[3u] += outerBlock(missed0, along);
    X[3u + 4u] += outerBlock(missed1, along); }
  { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 4u + c) * 4u + j] = line; } } } }
}
