// gated delta rule gradient, recurrent, on a software device: gradient of the queries

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  blocks: u32,
  perHead: u32,
  diagonal: f32,
}
@group(0) @binding(0) var<storage, read> wide: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> tall: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> gamma: array<f32>;
@group(0) @binding(3) var<storage, read_write> pGradient: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> qGradient: array<vec4<f32>>;
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
  
  var previous = head * T + settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + step;
    let decay = gamma[token];
    let along0 = wide[(3u * token + 1u) * 4u + (four + 0u)]; var recalled0 = Part(); var query0 = Part();
    let along1 = wide[(3u * token + 1u) * 4u + (four + 1u)]; var recalled1 = Part(); var query1 = Part();
    { let f = tall[(3u * token + 2u) * 4u + 0u];
    let error = tall[(3u * token + 1u) * 4u + 0u]; let weight = tall[(3u * token + 0u) * 4u + 0u]; X[0u] *= decay; recalled0 -= X[0u] * f;
    X[0u] += outerBlock(along0, error); query0 += X[0u] * weight;
    X[0u + 4u] *= decay; recalled1 -= X[0u + 4u] * f;
    X[0u + 4u] += outerBlock(along1, error); query1 += X[0u + 4u] * weight; }
    { let f = tall[(3u * token + 2u) * 4u + 1u];
    let error = tall[(3u * token + 1u) * 4u + 1u]; let weight = tall[(3u * token + 0u) * 4u + 1u]; X[1u] *= decay; recalled0 -= X[1u] * f;
    X[1u] += outerBlock(along0, error); query0 += X[1u] * weight;
    X[1u + 4u] *= decay; recalled1 -= X[1u + 4u] * f;
    X[1u + 4u] += outerBlock(along1, error); query1 += X[1u + 4u] * weight; }
    { let f = tall[(3u * token + 2u) * 4u + 2u];
    let error = tall[(3u * token + 1u) * 4u + 2u]; let weight = tall[(3u * token + 0u) * 4u + 2u]; X[2u] *= decay; recalled0 -= X[2u] * f;
    X[2u] += outerBlock(along0, error); query0 += X[2u] * weight;
    X[2u + 4u] *= decay; recalled1 -= X[2u + 4u] * f;
    X[2u + 4u] += outerBlock(along1, error); query1 += X[2u + 4u] * weight; }
    { let f = tall[(3u * token + 2u) * 4u + 3u];
    let error = tall[(3u * token + 1u) * 4u + 3u]; let weight = tall[(3u * token + 0u) * 4u + 3u]; X[3u] *= decay; recalled0 -= X[3u] * f;
    X[3u] += outerBlock(along0, error); query0 += X[3u] * weight;
    X[3u + 4u] *= decay; recalled1 -= X[3u + 4u] * f;
    X[3u + 4u] += outerBlock(along1, error); query1 += X[3u + 4u] * weight; }
    pGradient[token * 4u + (four + 0u)] = recalled0; qGradient[token * 4u + (four + 0u)] = query0;
    pGradient[token * 4u + (four + 1u)] = recalled1; qGradient[token * 4u + (four + 1u)] = query1;
    previous = token;
  }
  
  { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 4u + c) * 4u + j] = line; } } } }
}
