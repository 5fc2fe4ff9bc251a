// VLA gradient, recurrent, on a software device: gradient of the penalty directions

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  blocks: u32,
  perHead: u32,
  diagonal: f32,
}
@group(0) @binding(0) var<storage, read> keyGradient: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> directions: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> lengths: array<f32>;
@group(0) @binding(3) var<storage, read> u: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> uGradient: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> inverse: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read> penaltyGradient: array<vec4<f32>>;
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
  if (settings.begin > 0u) { { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(inverse[min(row + 0u, last) * 4u + j], inverse[min(row + 1u, last) * 4u + j], inverse[min(row + 2u, last) * 4u + j], inverse[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(inverse[min(row + 4u, last) * 4u + j], inverse[min(row + 5u, last) * 4u + j], inverse[min(row + 6u, last) * 4u + j], inverse[min(row + 7u, last) * 4u + j])); } } } else { let row = head * 16u + 4u * four; let last = head * 16u + 15u; for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(penaltyGradient[min(row + 0u, last) * 4u + j], penaltyGradient[min(row + 1u, last) * 4u + j], penaltyGradient[min(row + 2u, last) * 4u + j], penaltyGradient[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(penaltyGradient[min(row + 4u, last) * 4u + j], penaltyGradient[min(row + 5u, last) * 4u + j], penaltyGradient[min(row + 6u, last) * 4u + j], penaltyGradient[min(row + 7u, last) * 4u + j])); } for (var j = 0u; j < blocks; j++) {  X[j] += mat4x4<f32>(penaltyGradient[(head * 16u + min(4u * j + 0u, 15u)) * 4u + (four + 0u)], penaltyGradient[(head * 16u + min(4u * j + 1u, 15u)) * 4u + (four + 0u)], penaltyGradient[(head * 16u + min(4u * j + 2u, 15u)) * 4u + (four + 0u)], penaltyGradient[(head * 16u + min(4u * j + 3u, 15u)) * 4u + (four + 0u)]);
    X[j + 4u] += mat4x4<f32>(penaltyGradient[(head * 16u + min(4u * j + 0u, 15u)) * 4u + (four + 1u)], penaltyGradient[(head * 16u + min(4u * j + 1u, 15u)) * 4u + (four + 1u)], penaltyGradient[(head * 16u + min(4u * j + 2u, 15u)) * 4u + (four + 1u)], penaltyGradient[(head * 16u + min(4u * j + 3u, 15u)) * 4u + (four + 1u)]); } }
  
  var previous = head * T + T - 1u - settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + T - 1u - step;
    let length = lengths[token];
    let beta0 = length * keyGradient[token * 4u + (four + 0u)];
    let direction0 = length * directions[token * 4u + (four + 0u)];
    let beta1 = length * keyGradient[token * 4u + (four + 1u)];
    let direction1 = length * directions[token * 4u + (four + 1u)];
    let place = token * 1u;
    var du0 = Part();
    var du1 = Part();
    { let direction = directions[token * 4u + 0u]; let beta = keyGradient[token * 4u + 0u];
      let penalty = u[place * 4u + 0u]; X[0u] += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= X[0u] * penalty;
    X[0u + 4u] += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= X[0u + 4u] * penalty; }
    { let direction = directions[token * 4u + 1u]; let beta = keyGradient[token * 4u + 1u];
      let penalty = u[place * 4u + 1u]; X[1u] += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= X[1u] * penalty;
    X[1u + 4u] += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= X[1u + 4u] * penalty; }
    { let direction = directions[token * 4u + 2u]; let beta = keyGradient[token * 4u + 2u];
      let penalty = u[place * 4u + 2u]; X[2u] += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= X[2u] * penalty;
    X[2u + 4u] += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= X[2u + 4u] * penalty; }
    { let direction = directions[token * 4u + 3u]; let beta = keyGradient[token * 4u + 3u];
      let penalty = u[place * 4u + 3u]; X[3u] += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= X[3u] * penalty;
    X[3u + 4u] += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= X[3u + 4u] * penalty; }
    uGradient[place * 4u + (four + 0u)] = du0;
    uGradient[place * 4u + (four + 1u)] = du1;
    
    previous = token;
  }
  
  { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; inverse[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; inverse[(row + 4u + c) * 4u + j] = line; } } } }
}
