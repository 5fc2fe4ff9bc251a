// VLA gradient, recurrent, on a software device: gradient of the keys

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  blocks: u32,
  perHead: u32,
  diagonal: f32,
}
@group(0) @binding(0) var<storage, read> updates: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> directionGradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> directions: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> lengths: array<f32>;
@group(0) @binding(4) var<storage, read> erased: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> keyGradient: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> kGradient: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> inverse: array<vec4<f32>>;
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
  if (settings.begin > 0u) { { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(inverse[min(row + 0u, last) * 4u + j], inverse[min(row + 1u, last) * 4u + j], inverse[min(row + 2u, last) * 4u + j], inverse[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(inverse[min(row + 4u, last) * 4u + j], inverse[min(row + 5u, last) * 4u + j], inverse[min(row + 6u, last) * 4u + j], inverse[min(row + 7u, last) * 4u + j])); } } } else { for (var j = 0u; j < blocks; j++) {  { let on = select(0.0, settings.diagonal, j == four + 0u); X[j] = mat4x4<f32>(vec4(on, 0.0, 0.0, 0.0), vec4(0.0, on, 0.0, 0.0), vec4(0.0, 0.0, on, 0.0), vec4(0.0, 0.0, 0.0, on)); }
    { let on = select(0.0, settings.diagonal, j == four + 1u); X[j + 4u] = mat4x4<f32>(vec4(on, 0.0, 0.0, 0.0), vec4(0.0, on, 0.0, 0.0), vec4(0.0, 0.0, on, 0.0), vec4(0.0, 0.0, 0.0, on)); } } }
  
  var previous = head * T + settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + step;
    
    let place = token * 1u + 0u;
    let y0 = updates[place * 4u + (four + 0u)]; var beta0 = Part();
    let y1 = updates[place * 4u + (four + 1u)]; var beta1 = Part();
    var along = 0.0; var squares = 0.0; var alpha0 = Part();
    var alpha1 = Part();
    { let y = updates[place * 4u + 0u]; let change = directionGradient[token * 4u + 0u];
      let direction = directions[token * 4u + 0u]; along += product(direction, change); squares += product(direction, direction); X[0u] -= outerBlock(y0, y); beta0 += X[0u] * change; alpha0 += X[0u] * direction;
    X[0u + 4u] -= outerBlock(y1, y); beta1 += X[0u + 4u] * change; alpha1 += X[0u + 4u] * direction; }
    { let y = updates[place * 4u + 1u]; let change = directionGradient[token * 4u + 1u];
      let direction = directions[token * 4u + 1u]; along += product(direction, change); squares += product(direction, direction); X[1u] -= outerBlock(y0, y); beta0 += X[1u] * change; alpha0 += X[1u] * direction;
    X[1u + 4u] -= outerBlock(y1, y); beta1 += X[1u + 4u] * change; alpha1 += X[1u + 4u] * direction; }
    { let y = updates[place * 4u + 2u]; let change = directionGradient[token * 4u + 2u];
      let direction = directions[token * 4u + 2u]; along += product(direction, change); squares += product(direction, direction); X[2u] -= outerBlock(y0, y); beta0 += X[2u] * change; alpha0 += X[2u] * direction;
    X[2u + 4u] -= outerBlock(y1, y); beta1 += X[2u + 4u] * change; alpha1 += X[2u + 4u] * direction; }
    { let y = updates[place * 4u + 3u]; let change = directionGradient[token * 4u + 3u];
      let direction = directions[token * 4u + 3u]; along += product(direction, change); squares += product(direction, direction); X[3u] -= outerBlock(y0, y); beta0 += X[3u] * change; alpha0 += X[3u] * direction;
    X[3u + 4u] -= outerBlock(y1, y); beta1 += X[3u + 4u] * change; alpha1 += X[3u + 4u] * direction; }
    let share = select(squares, 1.0, lengths[token] > 1e-12);
    beta0 = share * (beta0 - along * alpha0) / lengths[token];
    beta1 = share * (beta1 - along * alpha1) / lengths[token];
    keyGradient[token * 4u + (four + 0u)] = beta0;
    let all0 = beta0 - erased[token * 4u + (four + 0u)];
    kGradient[token * 4u + (four + 0u)] = all0;
    keyGradient[token * 4u + (four + 1u)] = beta1;
    let all1 = beta1 - erased[token * 4u + (four + 1u)];
    kGradient[token * 4u + (four + 1u)] = all1;
    previous = token;
  }
  
  { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; inverse[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; inverse[(row + 4u + c) * 4u + j] = line; } } } }
}
