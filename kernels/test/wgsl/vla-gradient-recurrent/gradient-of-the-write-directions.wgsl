// VLA gradient, recurrent, on a software device: gradient of the write directions

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  blocks: u32,
  perHead: u32,
  diagonal: f32,
}
@group(0) @binding(0) var<storage, read> outputGradient: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> errors: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> vGradient: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> directionGradient: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> memory: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read> finalMemoryGradient: array<vec4<f32>>;
@group(0) @binding(8) var<uniform> settings: Settings;

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
    X[j + 4u] = transpose(mat4x4<f32>(memory[min(row + 4u, last) * 4u + j], memory[min(row + 5u, last) * 4u + j], memory[min(row + 6u, last) * 4u + j], memory[min(row + 7u, last) * 4u + j])); } } } else { for (var j = 0u; j < blocks; j++) {  X[j] = mat4x4<f32>(finalMemoryGradient[(head * 16u + min(4u * j + 0u, 15u)) * 4u + (four + 0u)], finalMemoryGradient[(head * 16u + min(4u * j + 1u, 15u)) * 4u + (four + 0u)], finalMemoryGradient[(head * 16u + min(4u * j + 2u, 15u)) * 4u + (four + 0u)], finalMemoryGradient[(head * 16u + min(4u * j + 3u, 15u)) * 4u + (four + 0u)]);
    X[j + 4u] = mat4x4<f32>(finalMemoryGradient[(head * 16u + min(4u * j + 0u, 15u)) * 4u + (four + 1u)], finalMemoryGradient[(head * 16u + min(4u * j + 1u, 15u)) * 4u + (four + 1u)], finalMemoryGradient[(head * 16u + min(4u * j + 2u, 15u)) * 4u + (four + 1u)], finalMemoryGradient[(head * 16u + min(4u * j + 3u, 15u)) * 4u + (four + 1u)]); } }
  var key0 = Part();
    var key1 = Part();
  var previous = head * T + T - 1u - settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + T - 1u - step;
    let query0 = q[token * 4u + (four + 0u)]; var direction0 = Part();
    let query1 = q[token * 4u + (four + 1u)]; var direction1 = Part();
    { let weight = outputGradient[token * 4u + 0u]; let error = errors[token * 4u + 0u];
    let f = vGradient[previous * 4u + 0u]; X[0u] += outerBlock(query0, weight) - outerBlock(key0, f);
    direction0 += X[0u] * error;
    X[0u + 4u] += outerBlock(query1, weight) - outerBlock(key1, f);
    direction1 += X[0u + 4u] * error; }
    { let weight = outputGradient[token * 4u + 1u]; let error = errors[token * 4u + 1u];
    let f = vGradient[previous * 4u + 1u]; X[1u] += outerBlock(query0, weight) - outerBlock(key0, f);
    direction0 += X[1u] * error;
    X[1u + 4u] += outerBlock(query1, weight) - outerBlock(key1, f);
    direction1 += X[1u + 4u] * error; }
    { let weight = outputGradient[token * 4u + 2u]; let error = errors[token * 4u + 2u];
    let f = vGradient[previous * 4u + 2u]; X[2u] += outerBlock(query0, weight) - outerBlock(key0, f);
    direction0 += X[2u] * error;
    X[2u + 4u] += outerBlock(query1, weight) - outerBlock(key1, f);
    direction1 += X[2u + 4u] * error; }
    { let weight = outputGradient[token * 4u + 3u]; let error = errors[token * 4u + 3u];
    let f = vGradient[previous * 4u + 3u]; X[3u] += outerBlock(query0, weight) - outerBlock(key0, f);
    direction0 += X[3u] * error;
    X[3u + 4u] += outerBlock(query1, weight) - outerBlock(key1, f);
    direction1 += X[3u + 4u] * error; }
    directionGradient[token * 4u + (four + 0u)] = direction0; key0 = k[token * 4u + (four + 0u)];
    directionGradient[token * 4u + (four + 1u)] = direction1; key1 = k[token * 4u + (four + 1u)];
    previous = token;
  }
  { let f = vGradient[previous * 4u + 0u]; X[0u] -= outerBlock(key0, f);
    X[0u + 4u] -= outerBlock(key1, f); }
    { let f = vGradient[previous * 4u + 1u]; X[1u] -= outerBlock(key0, f);
    X[1u + 4u] -= outerBlock(key1, f); }
    { let f = vGradient[previous * 4u + 2u]; X[2u] -= outerBlock(key0, f);
    X[2u + 4u] -= outerBlock(key1, f); }
    { let f = vGradient[previous * 4u + 3u]; X[3u] -= outerBlock(key0, f);
    X[3u + 4u] -= outerBlock(key1, f); }
  { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 4u + c) * 4u + j] = line; } } } }
}
