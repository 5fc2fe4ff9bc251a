// VLA, step by step, in subgroups of 8, on a software device with subgroups of 8: VLA steps, memory

enable subgroups;
diagnostic(off, subgroup_uniformity);

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  columns: u32,
  perHead: u32,
  diagonal: f32,
  firstRow: u32,
  firstToken: u32,
  tokens: u32,
}
@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read> work: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;
@group(0) @binding(5) var<storage, read_write> state: array<f32>;
@group(0) @binding(6) var<uniform> settings: Settings;

alias Part = f32;
fn product(x: Part, y: Part) -> f32 { return x * y; }
fn outerBlock(x: Part, y: Part) -> Part { return x * y; }

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let index = group.x + group.z * 65535u;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let head = index / settings.perHead;
  let first = index % settings.perHead * 16u;
  let row0 = first + 0u + lane; var x0_0 = 0.0; var x0_1 = 0.0; var x0_2 = 0.0; var x0_3 = 0.0; var x0_4 = 0.0; var x0_5 = 0.0; var x0_6 = 0.0; var x0_7 = 0.0; var x0_8 = 0.0; var x0_9 = 0.0; var x0_10 = 0.0; var x0_11 = 0.0; var x0_12 = 0.0; var x0_13 = 0.0; var x0_14 = 0.0; var x0_15 = 0.0;
    let row1 = first + 8u + lane; var x1_0 = 0.0; var x1_1 = 0.0; var x1_2 = 0.0; var x1_3 = 0.0; var x1_4 = 0.0; var x1_5 = 0.0; var x1_6 = 0.0; var x1_7 = 0.0; var x1_8 = 0.0; var x1_9 = 0.0; var x1_10 = 0.0; var x1_11 = 0.0; var x1_12 = 0.0; var x1_13 = 0.0; var x1_14 = 0.0; var x1_15 = 0.0;
  for (var column = 0u; column < settings.columns; column += 8u) {
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 0u)]; x0_9 = state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 1u)]; x0_10 = state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 2u)]; x0_11 = state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 3u)]; x0_12 = state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 4u)]; x0_13 = state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 5u)]; x0_14 = state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 6u)]; x0_15 = state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 7u)];
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 0u)]; x1_9 = state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 1u)]; x1_10 = state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 2u)]; x1_11 = state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 3u)]; x1_12 = state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 4u)]; x1_13 = state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 5u)]; x1_14 = state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 6u)]; x1_15 = state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 7u)];
  }
  
  var previous = head * T + settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + step;
    var recalled0 = Part();
    var recalled1 = Part();
    { let loaded0_0 = k[token * 16u + 0u + lane];
    let loaded0_1 = k[token * 16u + 8u + lane];
    { let key = subgroupBroadcast(loaded0_0, 0u); recalled0 += x0_0 * key; recalled1 += x1_0 * key; }
    { let key = subgroupBroadcast(loaded0_0, 1u); recalled0 += x0_1 * key; recalled1 += x1_1 * key; }
    { let key = subgroupBroadcast(loaded0_0, 2u); recalled0 += x0_2 * key; recalled1 += x1_2 * key; }
    { let key = subgroupBroadcast(loaded0_0, 3u); recalled0 += x0_3 * key; recalled1 += x1_3 * key; }
    { let key = subgroupBroadcast(loaded0_0, 4u); recalled0 += x0_4 * key; recalled1 += x1_4 * key; }
    { let key = subgroupBroadcast(loaded0_0, 5u); recalled0 += x0_5 * key; recalled1 += x1_5 * key; }
    { let key = subgroupBroadcast(loaded0_0, 6u); recalled0 += x0_6 * key; recalled1 += x1_6 * key; }
    { let key = subgroupBroadcast(loaded0_0, 7u); recalled0 += x0_7 * key; recalled1 += x1_7 * key; }
    { let key = subgroupBroadcast(loaded0_1, 0u); recalled0 += x0_8 * key; recalled1 += x1_8 * key; }
    { let key = subgroupBroadcast(loaded0_1, 1u); recalled0 += x0_9 * key; recalled1 += x1_9 * key; }
    { let key = subgroupBroadcast(loaded0_1, 2u); recalled0 += x0_10 * key; recalled1 += x1_10 * key; }
    { let key = subgroupBroadcast(loaded0_1, 3u); recalled0 += x0_11 * key; recalled1 += x1_11 * key; }
    { let key = subgroupBroadcast(loaded0_1, 4u); recalled0 += x0_12 * key; recalled1 += x1_12 * key; }
    { let key = subgroupBroadcast(loaded0_1, 5u); recalled0 += x0_13 * key; recalled1 += x1_13 * key; }
    { let key = subgroupBroadcast(loaded0_1, 6u); recalled0 += x0_14 * key; recalled1 += x1_14 * key; }
    { let key = subgroupBroadcast(loaded0_1, 7u); recalled0 += x0_15 * key; recalled1 += x1_15 * key; } }
    let missed0 = v[token * 16u + row0] - recalled0; var answer0 = Part();
    let missed1 = v[token * 16u + row1] - recalled1; var answer1 = Part();
    { let loaded0_0 = work[(head * settings.tokens + step - settings.firstToken) * 16u + 0u + lane];
    let loaded0_1 = work[(head * settings.tokens + step - settings.firstToken) * 16u + 8u + lane];
    let loaded1_0 = q[token * 16u + 0u + lane];
    let loaded1_1 = q[token * 16u + 8u + lane];
    { let along = subgroupBroadcast(loaded0_0, 0u); let query = subgroupBroadcast(loaded1_0, 0u); x0_0 += outerBlock(missed0, along); answer0 += x0_0 * query; x1_0 += outerBlock(missed1, along); answer1 += x1_0 * query; }
    { let along = subgroupBroadcast(loaded0_0, 1u); let query = subgroupBroadcast(loaded1_0, 1u); x0_1 += outerBlock(missed0, along); answer0 += x0_1 * query; x1_1 += outerBlock(missed1, along); answer1 += x1_1 * query; }
    { let along = subgroupBroadcast(loaded0_0, 2u); let query = subgroupBroadcast(loaded1_0, 2u); x0_2 += outerBlock(missed0, along); answer0 += x0_2 * query; x1_2 += outerBlock(missed1, along); answer1 += x1_2 * query; }
    { let along = subgroupBroadcast(loaded0_0, 3u); let query = subgroupBroadcast(loaded1_0, 3u); x0_3 += outerBlock(missed0, along); answer0 += x0_3 * query; x1_3 += outerBlock(missed1, along); answer1 += x1_3 * query; }
    { let along = subgroupBroadcast(loaded0_0, 4u); let query = subgroupBroadcast(loaded1_0, 4u); x0_4 += outerBlock(missed0, along); answer0 += x0_4 * query; x1_4 += outerBlock(missed1, along); answer1 += x1_4 * query; }
    { let along = subgroupBroadcast(loaded0_0, 5u); let query = subgroupBroadcast(loaded1_0, 5u); x0_5 += outerBlock(missed0, along); answer0 += x0_5 * query; x1_5 += outerBlock(missed1, along); answer1 += x1_5 * query; }
    { let along = subgroupBroadcast(loaded0_0, 6u); let query = subgroupBroadcast(loaded1_0, 6u); x0_6 += outerBlock(missed0, along); answer0 += x0_6 * query; x1_6 += outerBlock(missed1, along); answer1 += x1_6 * query; }
    { let along = subgroupBroadcast(loaded0_0, 7u); let query = subgroupBroadcast(loaded1_0, 7u); x0_7 += outerBlock(missed0, along); answer0 += x0_7 * query; x1_7 += outerBlock(missed1, along); answer1 += x1_7 * query; }
    { let along = subgroupBroadcast(loaded0_1, 0u); let query = subgroupBroadcast(loaded1_1, 0u); x0_8 += outerBlock(missed0, along); answer0 += x0_8 * query; x1_8 += outerBlock(missed1, along); answer1 += x1_8 * query; }
    { let along = subgroupBroadcast(loaded0_1, 1u); let query = subgroupBroadcast(loaded1_1, 1u); x0_9 += outerBlock(missed0, along); answer0 += x0_9 * query; x1_9 += outerBlock(missed1, along); answer1 += x1_9 * query; }
    { let along = subgroupBroadcast(loaded0_1, 2u); let query = subgroupBroadcast(loaded1_1, 2u); x0_10 += outerBlock(missed0, along); answer0 += x0_10 * query; x1_10 += outerBlock(missed1, along); answer1 += x1_10 * query; }
    { let along = subgroupBroadcast(loaded0_1, 3u); let query = subgroupBroadcast(loaded1_1, 3u); x0_11 += outerBlock(missed0, along); answer0 += x0_11 * query; x1_11 += outerBlock(missed1, along); answer1 += x1_11 * query; }
    { let along = subgroupBroadcast(loaded0_1, 4u); let query = subgroupBroadcast(loaded1_1, 4u); x0_12 += outerBlock(missed0, along); answer0 += x0_12 * query; x1_12 += outerBlock(missed1, along); answer1 += x1_12 * query; }
    { let along = subgroupBroadcast(loaded0_1, 5u); let query = subgroupBroadcast(loaded1_1, 5u); x0_13 += outerBlock(missed0, along); answer0 += x0_13 * query; x1_13 += outerBlock(missed1, along); answer1 += x1_13 * query; }
    { let along = subgroupBroadcast(loaded0_1, 6u); let query = subgroupBroadcast(loaded1_1, 6u); x0_14 += outerBlock(missed0, along); answer0 += x0_14 * query; x1_14 += outerBlock(missed1, along); answer1 += x1_14 * query; }
    { let along = subgroupBroadcast(loaded0_1, 7u); let query = subgroupBroadcast(loaded1_1, 7u); x0_15 += outerBlock(missed0, along); answer0 += x0_15 * query; x1_15 += outerBlock(missed1, along); answer1 += x1_15 * query; } }
    output[token * 16u + row0] = answer0; 
    output[token * 16u + row1] = answer1; 
    previous = token;
  }
  
  for (var column = 0u; column < settings.columns; column += 8u) {
    state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 0u)] = x0_0; state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 1u)] = x0_1; state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 2u)] = x0_2; state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 3u)] = x0_3; state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 4u)] = x0_4; state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 5u)] = x0_5; state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 6u)] = x0_6; state[((settings.firstRow + head * 16u) + row0) * 16u + (column + 7u)] = x0_7; let first0_0 = x0_0; let first0_1 = x0_1; let first0_2 = x0_2; let first0_3 = x0_3; let first0_4 = x0_4; let first0_5 = x0_5; let first0_6 = x0_6; let first0_7 = x0_7; x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = first0_0; x0_9 = first0_1; x0_10 = first0_2; x0_11 = first0_3; x0_12 = first0_4; x0_13 = first0_5; x0_14 = first0_6; x0_15 = first0_7;
    state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 0u)] = x1_0; state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 1u)] = x1_1; state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 2u)] = x1_2; state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 3u)] = x1_3; state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 4u)] = x1_4; state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 5u)] = x1_5; state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 6u)] = x1_6; state[((settings.firstRow + head * 16u) + row1) * 16u + (column + 7u)] = x1_7; let first1_0 = x1_0; let first1_1 = x1_1; let first1_2 = x1_2; let first1_3 = x1_3; let first1_4 = x1_4; let first1_5 = x1_5; let first1_6 = x1_6; let first1_7 = x1_7; x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = first1_0; x1_9 = first1_1; x1_10 = first1_2; x1_11 = first1_3; x1_12 = first1_4; x1_13 = first1_5; x1_14 = first1_6; x1_15 = first1_7;
  }
}
