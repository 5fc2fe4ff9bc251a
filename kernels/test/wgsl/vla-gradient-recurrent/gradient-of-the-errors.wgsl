// VLA gradient, recurrent, on a software device: gradient of the errors

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
@group(0) @binding(2) var<storage, read> directions: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> vGradient: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> initialMemoryGradient: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read> finalMemoryGradient: array<vec4<f32>>;
@group(0) @binding(7) var<uniform> settings: Settings;

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
  if (settings.begin > 0u) { { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(initialMemoryGradient[min(row + 0u, last) * 4u + j], initialMemoryGradient[min(row + 1u, last) * 4u + j], initialMemoryGradient[min(row + 2u, last) * 4u + j], initialMemoryGradient[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(initialMemoryGradient[min(row + 4u, last) * 4u + j], initialMemoryGradient[min(row + 5u, last) * 4u + j], initialMemoryGradient[min(row + 6u, last) * 4u + j], initialMemoryGradient[min(row + 7u, last) * 4u + j])); } } } else { let row = head * 16u + 4u * four; let last = head * 16u + 15u; for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(finalMemoryGradient[min(row + 0u, last) * 4u + j], finalMemoryGradient[min(row + 1u, last) * 4u + j], finalMemoryGradient[min(row + 2u, last) * 4u + j], finalMemoryGradient[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(finalMemoryGradient[min(row + 4u, last) * 4u + j], finalMemoryGradient[min(row + 5u, last) * 4u + j], finalMemoryGradient[min(row + 6u, last) * 4u + j], finalMemoryGradient[min(row + 7u, last) * 4u + j])); } }
  var f0 = Part();
    var f1 = Part();
  var previous = head * T + T - 1u - settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + T - 1u - step;
    let weight0 = outputGradient[token * 4u + (four + 0u)]; var sum0 = Part();
    let weight1 = outputGradient[token * 4u + (four + 1u)]; var sum1 = Part();
    { let query = q[token * 4u + 0u]; let direction = directions[token * 4u + 0u];
    let key = k[previous * 4u + 0u]; X[0u] += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += X[0u] * direction;
    X[0u + 4u] += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += X[0u + 4u] * direction; }
    { let query = q[token * 4u + 1u]; let direction = directions[token * 4u + 1u];
    let key = k[previous * 4u + 1u]; X[1u] += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += X[1u] * direction;
    X[1u + 4u] += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += X[1u + 4u] * direction; }
    { let query = q[token * 4u + 2u]; let direction = directions[token * 4u + 2u];
    let key = k[previous * 4u + 2u]; X[2u] += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += X[2u] * direction;
    X[2u + 4u] += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += X[2u + 4u] * direction; }
    { let query = q[token * 4u + 3u]; let direction = directions[token * 4u + 3u];
    let key = k[previous * 4u + 3u]; X[3u] += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += X[3u] * direction;
    X[3u + 4u] += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += X[3u + 4u] * direction; }
    f0 = sum0; vGradient[token * 4u + (four + 0u)] = f0;
    f1 = sum1; vGradient[token * 4u + (four + 1u)] = f1;
    previous = token;
  }
  { let key = k[previous * 4u + 0u]; X[0u] -= outerBlock(f0, key);
    X[0u + 4u] -= outerBlock(f1, key); }
    { let key = k[previous * 4u + 1u]; X[1u] -= outerBlock(f0, key);
    X[1u + 4u] -= outerBlock(f1, key); }
    { let key = k[previous * 4u + 2u]; X[2u] -= outerBlock(f0, key);
    X[2u + 4u] -= outerBlock(f1, key); }
    { let key = k[previous * 4u + 3u]; X[3u] -= outerBlock(f0, key);
    X[3u + 4u] -= outerBlock(f1, key); }
  { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; initialMemoryGradient[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; initialMemoryGradient[(row + 4u + c) * 4u + j] = line; } } } }
}
