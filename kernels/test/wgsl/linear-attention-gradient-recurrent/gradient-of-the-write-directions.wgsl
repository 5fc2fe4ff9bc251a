// linear attention gradient, recurrent, on a software device: gradient of the write directions

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  blocks: u32,
  perHead: u32,
  diagonal: f32,
}
@group(0) @binding(0) var<storage, read> answers: array<f32>;
@group(0) @binding(1) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read_write> kGradient: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> memory: array<f32>;
@group(0) @binding(5) var<storage, read> end: array<vec4<f32>>;
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
  var X: array<mat4x4<f32>, 10>;
  if (settings.begin > 0u) { { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(vec4<f32>(memory[min(row + 0u, last) * 17u + 4u * j + 0u], select(0.0, memory[min(row + 0u, last) * 17u + 4u * j + 1u], 4u * j + 1u < 17u), select(0.0, memory[min(row + 0u, last) * 17u + 4u * j + 2u], 4u * j + 2u < 17u), select(0.0, memory[min(row + 0u, last) * 17u + 4u * j + 3u], 4u * j + 3u < 17u)), vec4<f32>(memory[min(row + 1u, last) * 17u + 4u * j + 0u], select(0.0, memory[min(row + 1u, last) * 17u + 4u * j + 1u], 4u * j + 1u < 17u), select(0.0, memory[min(row + 1u, last) * 17u + 4u * j + 2u], 4u * j + 2u < 17u), select(0.0, memory[min(row + 1u, last) * 17u + 4u * j + 3u], 4u * j + 3u < 17u)), vec4<f32>(memory[min(row + 2u, last) * 17u + 4u * j + 0u], select(0.0, memory[min(row + 2u, last) * 17u + 4u * j + 1u], 4u * j + 1u < 17u), select(0.0, memory[min(row + 2u, last) * 17u + 4u * j + 2u], 4u * j + 2u < 17u), select(0.0, memory[min(row + 2u, last) * 17u + 4u * j + 3u], 4u * j + 3u < 17u)), vec4<f32>(memory[min(row + 3u, last) * 17u + 4u * j + 0u], select(0.0, memory[min(row + 3u, last) * 17u + 4u * j + 1u], 4u * j + 1u < 17u), select(0.0, memory[min(row + 3u, last) * 17u + 4u * j + 2u], 4u * j + 2u < 17u), select(0.0, memory[min(row + 3u, last) * 17u + 4u * j + 3u], 4u * j + 3u < 17u))));
    X[j + 5u] = transpose(mat4x4<f32>(vec4<f32>(memory[min(row + 4u, last) * 17u + 4u * j + 0u], select(0.0, memory[min(row + 4u, last) * 17u + 4u * j + 1u], 4u * j + 1u < 17u), select(0.0, memory[min(row + 4u, last) * 17u + 4u * j + 2u], 4u * j + 2u < 17u), select(0.0, memory[min(row + 4u, last) * 17u + 4u * j + 3u], 4u * j + 3u < 17u)), vec4<f32>(memory[min(row + 5u, last) * 17u + 4u * j + 0u], select(0.0, memory[min(row + 5u, last) * 17u + 4u * j + 1u], 4u * j + 1u < 17u), select(0.0, memory[min(row + 5u, last) * 17u + 4u * j + 2u], 4u * j + 2u < 17u), select(0.0, memory[min(row + 5u, last) * 17u + 4u * j + 3u], 4u * j + 3u < 17u)), vec4<f32>(memory[min(row + 6u, last) * 17u + 4u * j + 0u], select(0.0, memory[min(row + 6u, last) * 17u + 4u * j + 1u], 4u * j + 1u < 17u), select(0.0, memory[min(row + 6u, last) * 17u + 4u * j + 2u], 4u * j + 2u < 17u), select(0.0, memory[min(row + 6u, last) * 17u + 4u * j + 3u], 4u * j + 3u < 17u)), vec4<f32>(memory[min(row + 7u, last) * 17u + 4u * j + 0u], select(0.0, memory[min(row + 7u, last) * 17u + 4u * j + 1u], 4u * j + 1u < 17u), select(0.0, memory[min(row + 7u, last) * 17u + 4u * j + 2u], 4u * j + 2u < 17u), select(0.0, memory[min(row + 7u, last) * 17u + 4u * j + 3u], 4u * j + 3u < 17u)))); } } } else { for (var j = 0u; j < blocks; j++) {  X[j] = mat4x4<f32>(select(vec4<f32>(), end[(head * 17u + min(4u * j + 0u, 16u)) * 4u + (four + 0u)], 4u * j + 0u < 17u), select(vec4<f32>(), end[(head * 17u + min(4u * j + 1u, 16u)) * 4u + (four + 0u)], 4u * j + 1u < 17u), select(vec4<f32>(), end[(head * 17u + min(4u * j + 2u, 16u)) * 4u + (four + 0u)], 4u * j + 2u < 17u), select(vec4<f32>(), end[(head * 17u + min(4u * j + 3u, 16u)) * 4u + (four + 0u)], 4u * j + 3u < 17u));
    X[j + 5u] = mat4x4<f32>(select(vec4<f32>(), end[(head * 17u + min(4u * j + 0u, 16u)) * 4u + (four + 1u)], 4u * j + 0u < 17u), select(vec4<f32>(), end[(head * 17u + min(4u * j + 1u, 16u)) * 4u + (four + 1u)], 4u * j + 1u < 17u), select(vec4<f32>(), end[(head * 17u + min(4u * j + 2u, 16u)) * 4u + (four + 1u)], 4u * j + 2u < 17u), select(vec4<f32>(), end[(head * 17u + min(4u * j + 3u, 16u)) * 4u + (four + 1u)], 4u * j + 3u < 17u)); } }
  var key0 = Part();
    var key1 = Part();
  var previous = head * T + T - 1u - settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + T - 1u - step;
    let query0 = q[token * 4u + (four + 0u)]; var direction0 = Part();
    let query1 = q[token * 4u + (four + 1u)]; var direction1 = Part();
    { let weight = vec4<f32>(answers[token * 17u + 4u * 0u + 0u], select(0.0, answers[token * 17u + 4u * 0u + 1u], 4u * 0u + 1u < 17u), select(0.0, answers[token * 17u + 4u * 0u + 2u], 4u * 0u + 2u < 17u), select(0.0, answers[token * 17u + 4u * 0u + 3u], 4u * 0u + 3u < 17u)); let error = vec4<f32>(values[token * 17u + 4u * 0u + 0u], select(0.0, values[token * 17u + 4u * 0u + 1u], 4u * 0u + 1u < 17u), select(0.0, values[token * 17u + 4u * 0u + 2u], 4u * 0u + 2u < 17u), select(0.0, values[token * 17u + 4u * 0u + 3u], 4u * 0u + 3u < 17u));
     X[0u] += outerBlock(query0, weight);
    direction0 += X[0u] * error;
    X[0u + 5u] += outerBlock(query1, weight);
    direction1 += X[0u + 5u] * error; }
    { let weight = vec4<f32>(answers[token * 17u + 4u * 1u + 0u], select(0.0, answers[token * 17u + 4u * 1u + 1u], 4u * 1u + 1u < 17u), select(0.0, answers[token * 17u + 4u * 1u + 2u], 4u * 1u + 2u < 17u), select(0.0, answers[token * 17u + 4u * 1u + 3u], 4u * 1u + 3u < 17u)); let error = vec4<f32>(values[token * 17u + 4u * 1u + 0u], select(0.0, values[token * 17u + 4u * 1u + 1u], 4u * 1u + 1u < 17u), select(0.0, values[token * 17u + 4u * 1u + 2u], 4u * 1u + 2u < 17u), select(0.0, values[token * 17u + 4u * 1u + 3u], 4u * 1u + 3u < 17u));
     X[1u] += outerBlock(query0, weight);
    direction0 += X[1u] * error;
    X[1u + 5u] += outerBlock(query1, weight);
    direction1 += X[1u + 5u] * error; }
    { let weight = vec4<f32>(answers[token * 17u + 4u * 2u + 0u], select(0.0, answers[token * 17u + 4u * 2u + 1u], 4u * 2u + 1u < 17u), select(0.0, answers[token * 17u + 4u * 2u + 2u], 4u * 2u + 2u < 17u), select(0.0, answers[token * 17u + 4u * 2u + 3u], 4u * 2u + 3u < 17u)); let error = vec4<f32>(values[token * 17u + 4u * 2u + 0u], select(0.0, values[token * 17u + 4u * 2u + 1u], 4u * 2u + 1u < 17u), select(0.0, values[token * 17u + 4u * 2u + 2u], 4u * 2u + 2u < 17u), select(0.0, values[token * 17u + 4u * 2u + 3u], 4u * 2u + 3u < 17u));
     X[2u] += outerBlock(query0, weight);
    direction0 += X[2u] * error;
    X[2u + 5u] += outerBlock(query1, weight);
    direction1 += X[2u + 5u] * error; }
    { let weight = vec4<f32>(answers[token * 17u + 4u * 3u + 0u], select(0.0, answers[token * 17u + 4u * 3u + 1u], 4u * 3u + 1u < 17u), select(0.0, answers[token * 17u + 4u * 3u + 2u], 4u * 3u + 2u < 17u), select(0.0, answers[token * 17u + 4u * 3u + 3u], 4u * 3u + 3u < 17u)); let error = vec4<f32>(values[token * 17u + 4u * 3u + 0u], select(0.0, values[token * 17u + 4u * 3u + 1u], 4u * 3u + 1u < 17u), select(0.0, values[token * 17u + 4u * 3u + 2u], 4u * 3u + 2u < 17u), select(0.0, values[token * 17u + 4u * 3u + 3u], 4u * 3u + 3u < 17u));
     X[3u] += outerBlock(query0, weight);
    direction0 += X[3u] * error;
    X[3u + 5u] += outerBlock(query1, weight);
    direction1 += X[3u + 5u] * error; }
    { let weight = vec4<f32>(answers[token * 17u + 4u * 4u + 0u], select(0.0, answers[token * 17u + 4u * 4u + 1u], 4u * 4u + 1u < 17u), select(0.0, answers[token * 17u + 4u * 4u + 2u], 4u * 4u + 2u < 17u), select(0.0, answers[token * 17u + 4u * 4u + 3u], 4u * 4u + 3u < 17u)); let error = vec4<f32>(values[token * 17u + 4u * 4u + 0u], select(0.0, values[token * 17u + 4u * 4u + 1u], 4u * 4u + 1u < 17u), select(0.0, values[token * 17u + 4u * 4u + 2u], 4u * 4u + 2u < 17u), select(0.0, values[token * 17u + 4u * 4u + 3u], 4u * 4u + 3u < 17u));
     X[4u] += outerBlock(query0, weight);
    direction0 += X[4u] * error;
    X[4u + 5u] += outerBlock(query1, weight);
    direction1 += X[4u + 5u] * error; }
    kGradient[token * 4u + (four + 0u)] = direction0; 
    kGradient[token * 4u + (four + 1u)] = direction1; 
    previous = token;
  }
  
  { let row = (head * 16u) + 4u * four; let last = (head * 16u) + 15u; for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 0u + c) * 17u + 4u * j + 0u] = line[0];
    if (4u * j + 1u < 17u) { memory[(row + 0u + c) * 17u + 4u * j + 1u] = line[1]; }
    if (4u * j + 2u < 17u) { memory[(row + 0u + c) * 17u + 4u * j + 2u] = line[2]; }
    if (4u * j + 3u < 17u) { memory[(row + 0u + c) * 17u + 4u * j + 3u] = line[3]; } } }
    { let lines = transpose(X[j + 5u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; memory[(row + 4u + c) * 17u + 4u * j + 0u] = line[0];
    if (4u * j + 1u < 17u) { memory[(row + 4u + c) * 17u + 4u * j + 1u] = line[1]; }
    if (4u * j + 2u < 17u) { memory[(row + 4u + c) * 17u + 4u * j + 2u] = line[2]; }
    if (4u * j + 3u < 17u) { memory[(row + 4u + c) * 17u + 4u * j + 3u] = line[3]; } } } } }
}
