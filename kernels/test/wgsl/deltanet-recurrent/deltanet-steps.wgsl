// DeltaNet, recurrent, on a software device: DeltaNet steps

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  blocks: u32,
  perHead: u32,
  diagonal: f32,
}
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> beta: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4<f32>>;
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
  { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(memory[min(row + 0u, last) * 4u + j], memory[min(row + 1u, last) * 4u + j], memory[min(row + 2u, last) * 4u + j], memory[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(memory[min(row + 4u, last) * 4u + j], memory[min(row + 5u, last) * 4u + j], memory[min(row + 6u, last) * 4u + j], memory[min(row + 7u, last) * 4u + j])); } }
  
  var previous = head * T + settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + step;
    
    let strength = beta[token];
    var recalled0 = Part();
    var recalled1 = Part();
    { let reading = k[token * 4u + 0u]; recalled0 += X[0u] * reading;
    recalled1 += X[0u + 4u] * reading; }
    { let reading = k[token * 4u + 1u]; recalled0 += X[1u] * reading;
    recalled1 += X[1u + 4u] * reading; }
    { let reading = k[token * 4u + 2u]; recalled0 += X[2u] * reading;
    recalled1 += X[2u + 4u] * reading; }
    { let reading = k[token * 4u + 3u]; recalled0 += X[3u] * reading;
    recalled1 += X[3u + 4u] * reading; }
    let missed0 = strength * (v[token * 4u + (four + 0u)] - recalled0); var answer0 = Part();
    let missed1 = strength * (v[token * 4u + (four + 1u)] - recalled1); var answer1 = Part();
    { let key = k[token * 4u + 0u]; let query = q[token * 4u + 0u]; X[0u] = X[0u] + outerBlock(missed0, key); answer0 += X[0u] * query;
    X[0u + 4u] = X[0u + 4u] + outerBlock(missed1, key); answer1 += X[0u + 4u] * query; }
    { let key = k[token * 4u + 1u]; let query = q[token * 4u + 1u]; X[1u] = X[1u] + outerBlock(missed0, key); answer0 += X[1u] * query;
    X[1u + 4u] = X[1u + 4u] + outerBlock(missed1, key); answer1 += X[1u + 4u] * query; }
    { let key = k[token * 4u + 2u]; let query = q[token * 4u + 2u]; X[2u] = X[2u] + outerBlock(missed0, key); answer0 += X[2u] * query;
    X[2u + 4u] = X[2u + 4u] + outerBlock(missed1, key); answer1 += X[2u + 4u] * query; }
    { let key = k[token * 4u + 3u]; let query = q[token * 4u + 3u]; X[3u] = X[3u] + outerBlock(missed0, key); answer0 += X[3u] * query;
    X[3u + 4u] = X[3u + 4u] + outerBlock(missed1, key); answer1 += X[3u + 4u] * query; }
    output[token * 4u + (four + 0u)] = answer0;
    output[token * 4u + (four + 1u)] = answer1;
    previous = token;
  }
  
  { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 4u + c) * 4u + j] = line; } } } }
}
